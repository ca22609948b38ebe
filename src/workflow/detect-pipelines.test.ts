import { describe, expect, it } from "vitest";
import { type Pipeline, pipelineSystemOf, readPipeline } from "./detect-pipelines.ts";

const actions = (text: string) => readPipeline(".github/workflows/ci.yml", "github-actions", text);
const does = ({ does: done }: Pipeline) => done.map(({ activity, stops }) => `${activity}${stops ? "" : " (let pass)"}`);

describe("what a pipeline does, as its file says", () => {
  it.each([
    [".github/workflows/ci.yaml", "github-actions"],
    [".gitlab-ci.yml", "gitlab-ci"],
    ["ops/azure-pipelines-release.yml", "azure-pipelines"],
    [".circleci/config.yml", "circleci"],
    ["Jenkinsfile", "jenkins"],
    [".github/dependabot.yml", null],
    ["docs/.gitlab-ci.yml", null],
  ])("knows %s", (path, system) => {
    expect(pipelineSystemOf(path)).toBe(system);
  });

  it("reads GitHub's: tests, coverage, scans, what signs, what deploys and through which environment", () => {
    const pipeline = actions(`
on: { pull_request: {}, push: { branches: [main] } }
jobs:
  test:
    steps:
      - run: |
          npm ci
          npx vitest run --coverage
      - uses: github/codeql-action/analyze@v3
      - uses: gitleaks/gitleaks-action@v2
      - run: npm audit --json
  release:
    environment: { name: production }
    steps:
      - uses: anchore/sbom-action@v0
      - uses: actions/attest-build-provenance@v2
      - run: npm publish
      - run: npx countersign gate --environment production
`);
    expect(does(pipeline)).toEqual(["tests", "coverage", "static-analysis", "dependency-scan", "secret-scan", "sbom", "signed-artifacts", "deployment"]);
    expect(pipeline).toMatchObject({ beforeMerge: true, environments: ["production"], asksGate: true, unreadable: null });
  });

  it("takes no comment, no name, no installation and nothing that is switched off for a deed", () => {
    const pipeline = actions(`
on: pull_request
# npm test
jobs:
  a:
    name: npm test
    steps:
      - name: pytest
        run: |
          # pytest
          pip install pytest
          echo done
  b:
    if: false
    steps: [{ run: npm test }]
  c:
    if: \${{ false }}
    steps: [{ run: npm test }]
`);
    expect(does(pipeline)).toEqual([]);
  });

  it.each([
    ["continue-on-error", "on: pull_request\njobs: { a: { continue-on-error: true, steps: [{ run: npm test }] } }"],
    ["|| true", "on: pull_request\njobs: { a: { steps: [{ run: npm test || true }] } }"],
  ])("says that a failure is let pass: %s", (_, text) => {
    expect(does(actions(text))).toEqual(["tests (let pass)"]);
  });

  it.each([
    ["on: push", false],
    ["on: [push, pull_request]", true],
    ["on: { merge_group: }", true],
    ["on: { workflow_call: {} }", null],
    ["on: { pull_request: { paths: ['.github/workflows/nightly.yml'] } }", false],
    ["on: { pull_request: { paths: ['src/**', '.github/**'] } }", true],
  ])("%s runs before a merge: %s", (on, expected) => {
    expect(actions(`${on}\njobs: { a: { steps: [{ run: npm test }] } }`).beforeMerge).toBe(expected);
  });

  it("reads GitLab's, with its anchors, templates and what is allowed to fail", () => {
    const pipeline = readPipeline(
      ".gitlab-ci.yml",
      "gitlab-ci",
      `
include: [{ template: Security/SAST.gitlab-ci.yml }, { template: Jobs/Secret-Detection.gitlab-ci.yml }]
.usual: &usual { rules: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }] }
test: { <<: *usual, script: [go test ./... -cover] }
audit: { script: [govulncheck ./...], allow_failure: true }
deploy: { script: [kubectl apply -f k8s], environment: production }
`,
    );
    expect(does(pipeline)).toEqual(["tests", "coverage", "static-analysis", "dependency-scan (let pass)", "secret-scan", "deployment"]);
    expect(pipeline).toMatchObject({ beforeMerge: true, environments: ["production"] });
  });

  it("reads Azure's and a Jenkinsfile", () => {
    const azure = readPipeline("azure-pipelines.yml", "azure-pipelines", "pr: [main]\nsteps:\n- task: VSTest@3\n- script: trivy fs .\n");
    expect([does(azure), azure.beforeMerge]).toEqual([["tests", "dependency-scan"], true]);
    const jenkins = readPipeline("Jenkinsfile", "jenkins", "pipeline { steps {\n  // sh 'mvn test'\n  sh './mvnw -B verify'\n } }");
    expect([does(jenkins), jenkins.beforeMerge]).toEqual([["tests"], null]);
  });

  it.each([
    ["no YAML", "a: [\n"],
    [
      "aliases that grow",
      `a: &a [${"x,".repeat(50)}]\n${Array.from({ length: 9 }, (_, at) => `b${at}: &b${at} [${`*${at === 0 ? "a" : `b${at - 1}`},`.repeat(9)}]`).join("\n")}\n`,
    ],
    ["nesting without end", "[".repeat(50_000)],
    ["more than 256 KB", `a: ${"x".repeat(300_000)}\n`],
  ])("says so where it cannot be read: %s", (_, text) => {
    expect(actions(text)).toMatchObject({ does: [], unreadable: expect.any(String) });
  });
});
