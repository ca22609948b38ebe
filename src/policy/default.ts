import { type LoadedPolicy, loadPolicyFile } from "./load.ts";

/**
 * The policy of an organisation that has written none (R10), in the language of every other policy and read by the same loader. An
 * organisation may change all of it. Its tiers ask only for what this version can measure; `nothing-invented` is there for
 * those whose pipeline measures it.
 */
export const defaultPolicyText = `# Countersign's own policy: what rules where an organisation has not said otherwise.
policy: 1
version: 1

ai:
  undeclared: treat-as-ai
  disclosure: optional
  reviewers: { human: 1, ai: 2, mixed: 2, unknown: 2 }

qualifications:
  code-review: { granted-by: [engineering-lead, administrator], valid-for: 1y }
  security: { granted-by: [engineering-lead, administrator], valid-for: 1y }
  compliance: { granted-by: [engineering-lead, administrator], valid-for: 1y }

change-types:
  tests:
    paths:
      - "**/*.test.*"
      - "**/*.spec.*"
      - "**/*_test.go"
      - "**/*_test.py"
      - "**/test_*.py"
      - "**/*Test.java"
      - "**/*Tests.cs"
      - "**/__tests__/**"
      - test/**
      - tests/**
      - src/test/**
  documentation:
    paths: ["**/*.md", "**/*.mdx", "**/*.rst", "**/*.adoc", "docs/**/*.png", "docs/**/*.jpg"]
  dependencies:
    paths:
      - "**/package.json"
      - "**/package-lock.json"
      - "**/npm-shrinkwrap.json"
      - "**/yarn.lock"
      - "**/pnpm-lock.yaml"
      - "**/requirements*.txt"
      - "**/pyproject.toml"
      - "**/poetry.lock"
      - "**/uv.lock"
      - "**/go.mod"
      - "**/go.sum"
      - "**/Cargo.toml"
      - "**/Cargo.lock"
      - "**/pom.xml"
      - "**/*.csproj"
      - "**/packages.lock.json"
      - "**/Gemfile"
      - "**/Gemfile.lock"
  infrastructure:
    tier: business-logic
    paths:
      - "**/Dockerfile*"
      - "**/docker-compose*.yml"
      - "**/docker-compose*.yaml"
      - "**/*.tf"
      - "**/*.tfvars"
      - "**/*.bicep"
      - "**/Chart.yaml"
      - infrastructure/**
      - infra/**
      - terraform/**
      - k8s/**
      - kubernetes/**
      - helm/**
      - "**/migrations/**"
  compliance:
    paths:
      - "**/compliance/**"
      - "**/privacy/**"
      - "**/consent/**"
      - "**/retention/**"
      - "**/audit/**"
      - "**/LICENSE*"
    qualification: compliance
  security:
    paths:
      - "**/auth/**"
      - "**/Auth/**"
      - "**/Authentication/**"
      - "**/Authorization/**"
      - "**/Security/**"
      - "**/Crypto/**"
      - "**/auth.*"
      - "**/authentication/**"
      - "**/authorization/**"
      - "**/authz/**"
      - "**/oauth/**"
      - "**/session/**"
      - "**/sessions/**"
      - "**/login/**"
      - "**/permissions/**"
      - "**/crypto/**"
      - "**/crypto.*"
      - "**/security/**"
      - "**/secrets/**"
      - "**/secrets.*"
      - "**/.env*"
      - "**/*.pem"
      - "**/*.key"
      - "**/*.rego"
      - .github/**
      - .gitlab-ci.yml
      - .gitlab/**
      - .circleci/**
      - .azure-pipelines/**
      - "**/azure-pipelines*.yml"
      - "**/Jenkinsfile*"
      - .pre-commit-config.yaml
      - .husky/**
      - .countersign/**
      - "**/AGENTS.md"
      - "**/CLAUDE.md"
      - "**/AGENTS.override.md"
      - "**/GEMINI.md"
      - "**/.gemini/**"
      - "**/.rules"
      - "**/.cursorrules"
      - "**/.windsurfrules"
      - "**/.cursor/**"
      - "**/.claude/**"
      - "**/.codex/**"
      - "**/.mcp.json"
      - "**/.gitattributes"
      - "**/.gitmodules"
      - "**/CODEOWNERS"
      - "**/.npmrc"
      - "**/.yarnrc*"
    findings: [sast>=high, secret]
    qualification: security
  business-logic: { otherwise: true }

criteria:
  tests-pass:
    check: evidence.tests.failed == 0 && evidence.tests.passed > 0
    says: Every test passes, and there are tests.
  tests-pass-unweakened:
    check: >-
      evidence.tests.failed == 0 && evidence.tests.passed > 0 &&
      size(evidence.tests.removed) == 0 && size(evidence.tests.newly_skipped) == 0 && change.weakened == 0
    says: Every test passes, there are tests, none was removed or newly skipped, and nothing makes them find less than before.
  tests-not-weakened:
    ask: Is every test that was changed, removed or skipped rightly so?
  ai-lines-covered:
    check: coverage.ai.lines >= 0.80 && coverage.ai.unknown <= 0.05
    says: At least 80 % of the lines AI wrote are covered by tests.
  nothing-invented:
    check: evidence.references.contradicted == 0
    says: No function, type, module or package that does not exist.
  no-high-findings:
    check: evidence.analysis.critical == 0 && evidence.analysis.high == 0
    says: The analysis finds nothing of high or critical severity.
  no-critical-findings:
    check: evidence.analysis.critical == 0
    says: The analysis finds nothing of critical severity.
  lockfile-sound:
    check: change.lockfile_sound
    says: The lockfile fits the manifest, and every entry has a hash.
  packages-exist:
    check: change.dependencies.all(d, d.jump == "removed" || d.to != "")
    says: Every package that is added or moved is resolved to a version in the lockfile.
  meets-requirement:
    ask: Does the change do what the linked requirement asks, and nothing else?
    link: requirement
  accurate:
    ask: Is what the text says true of the product?
  threat-considered:
    ask: What could an attacker do with this change, and what keeps it from happening?
  obligation-kept:
    ask: Which legal or contractual obligation does this touch, and is it still kept?
  blast-radius:
    ask: Who and what is affected if this is wrong?
  rollback-known:
    ask: What breaks if this is wrong, and how is it rolled back?

tiers:
  tests:
    human: Looks at failures, and at tests that were changed, removed or skipped
    pass-alone: tests-pass-unweakened
    sample: 5%
    ask: tests-not-weakened
    approvals: { count: 1, qualification: code-review }
  documentation:
    human: Reads the text and says whether it is true
    ask: accurate
    approvals: { count: 1, qualification: code-review }
  dependencies:
    human: Approves or defers each update by its risk
    check: [lockfile-sound, packages-exist]
    updates: medium
    approvals:
      low: 0
      medium: { count: 1, qualification: code-review }
      high: { count: 1, qualification: security }
  business-logic:
    human: Reviews the whole diff against its requirement
    check: [tests-pass, ai-lines-covered]
    ask: [meets-requirement]
    findings: [sast>=medium, secret]
    approvals: { count: 1, qualification: code-review }
  compliance:
    human: Judges whether every obligation that the change touches is still kept
    check: [tests-pass, ai-lines-covered]
    ask: [meets-requirement, obligation-kept]
    findings: [sast>=medium, secret]
    approvals: [{ count: 1, qualification: code-review }, { count: 1, qualification: compliance }]
  security:
    human: Two people review the change, and one more, qualified for security, judges what an attacker could do with it
    check: [tests-pass, ai-lines-covered, no-critical-findings]
    ask: [meets-requirement, threat-considered]
    findings: [sast>=medium, secret]
    approvals: [{ count: 2, qualification: code-review }, { count: 1, qualification: security }]

escalation:
  unsure:
    - { to: { qualification: same, not: asked }, within: 4h }
    - { to: { role: engineering-lead }, within: 1d }
  overdue: [{ after: 1d, to: { role: engineering-lead } }]
  on-timeout: deny

environments:
  production:
    human: A named individual releases it, knowing blast radius and rollback
    ask: [blast-radius, rollback-known]
    approvals: { count: 1, role: release-manager }
    break-glass: { people: 2, review-within: 24h, valid-for: 4h }
    verdict-valid-for: 1d

limits:
  change-lines: 400
  reviews-per-person-per-day: 12
  skipped-tests: 10%

measure:
  ai-window: 6mo
  escape-window: 90d
`;

let loaded: LoadedPolicy | null = null;

/** The default policy, read. Its places name the file `default policy`. */
export function defaultPolicyFile(): LoadedPolicy {
  loaded ??= loadPolicyFile(defaultPolicyText, "default policy");
  return loaded;
}
