import { parseDocument } from "yaml";

export const pipelineSystems = ["github-actions", "gitlab-ci", "azure-pipelines", "circleci", "bitbucket", "jenkins", "travis"] as const;
export type PipelineSystem = (typeof pipelineSystems)[number];

/** What a pipeline can do for the gates of a change. */
export const activities = ["tests", "coverage", "static-analysis", "dependency-scan", "secret-scan", "sbom", "signed-artifacts", "deployment"] as const;
export type Activity = (typeof activities)[number];

/** One thing that a pipeline does, and the words of its file that say so. */
export interface Done {
  readonly activity: Activity;
  readonly said: string;
  /** False where its failure is let pass. */
  readonly stops: boolean;
}

export interface Pipeline {
  readonly path: string;
  readonly system: PipelineSystem;
  /** True where it runs for a change before that is merged; null where the file alone does not say. */
  readonly beforeMerge: boolean | null;
  readonly does: readonly Done[];
  /** True where it asks for a verdict of Countersign. */
  readonly asksGate: boolean;
  /** Deployment environments that it names; who must approve there is a setting of the platform. */
  readonly environments: readonly string[];
  /** Why the file could not be read; null for one that was. */
  readonly unreadable: string | null;
}

const places: readonly (readonly [RegExp, PipelineSystem])[] = [
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, "github-actions"],
  [/^\.gitlab-ci\.ya?ml$|^\.gitlab\/ci\/.+\.ya?ml$/, "gitlab-ci"],
  [/(?:^|\/)azure-pipelines[^/]*\.ya?ml$|^\.azure-pipelines\/.+\.ya?ml$/, "azure-pipelines"],
  [/^\.circleci\/config\.ya?ml$/, "circleci"],
  [/^bitbucket-pipelines\.ya?ml$/, "bitbucket"],
  [/(?:^|\/)Jenkinsfile[^/]*$/, "jenkins"],
  [/^\.travis\.ya?ml$/, "travis"],
];

export function pipelineSystemOf(path: string): PipelineSystem | null {
  return places.find(([place]) => place.test(path))?.[1] ?? null;
}

/** What tells an activity in a step's command or in the name of what it uses. Words of commands, so that a comment or a title tells nothing. */
const marks: Readonly<Record<Activity, RegExp>> = {
  tests:
    /\b(?:pytest|tox|nox|unittest|jest|vitest|mocha|karma|playwright test|cypress run|rspec|phpunit|ctest|nextest|gotestsum|runtest(?:-\w+)?|(?:npm|pnpm|yarn|bun|deno|cargo|go|dotnet|swift|mix|sbt|make|task|just|rake|bazel|flutter|dart)(?: run)?(?: -{1,2}\S+)* tests?\b(?!-)|make check\b|node --test|mvnw? .{0,80}\b(?:test|verify)|gradlew? .{0,80}\b(?:test|check|build)\b|xcodebuild .{0,80}\btest)|\b(?:VSTest|DotNetCoreCLI@\d.{0,40}test)|cypress-io\/github-action/,
  coverage:
    /codecov|coveralls|--cov\b|\bnyc\b|\bc8\b|llvm-cov|tarpaulin|jacoco|lcov|gcovr|--coverage\b|collect:.{0,3}XPlat|code-?coverage|PublishCodeCoverageResults|go test .{0,80}-cover/i,
  "static-analysis":
    /codeql|semgrep|sonar(?:qube|cloud|-scanner|source)|coverity|cov-build|\bbandit\b|\bgosec\b|brakeman|spotbugs|\bpmd\b|snyk code|clang-tidy|cppcheck|\bpsalm\b|phpstan|security-code-scan|zizmor|Security\/SAST|Jobs\/SAST|infer run/i,
  "dependency-scan":
    /dependency-review-action|snyk (?:test|monitor)|snyk\/actions|osv-scanner|npm audit|yarn (?:npm )?audit|pnpm audit|pip-audit|cargo[ -](?:audit|deny)|govulncheck|trivy|grype|dependency-check|bundle(?:r)?-audit|safety (?:check|scan)|Dependency-Scanning/i,
  "secret-scan": /gitleaks|trufflehog|detect-secrets|ggshield|gitguardian|git-secrets|Secret-Detection|whispers/i,
  sbom: /\bsbom\b|cyclonedx|\bsyft\b|spdx-sbom|sbom-action|--sbom\b/i,
  "signed-artifacts":
    /cosign|attest-build-provenance|actions\/attest|slsa-(?:github-)?(?:generator|framework)|sigstore|gpg .{0,80}--(?:detach-)?sign|--provenance\b|notation sign|signtool|npm publish .{0,80}--provenance|gh-action-pypi-publish/i,
  deployment:
    /kubectl (?:apply|rollout|set)|helm (?:upgrade|install)|terraform apply|pulumi up|aws .{0,40}(?:deploy|s3 sync|update-function-code|update-service)|gcloud .{0,60}deploy|az .{0,60}(?:deploy|up)\b|serverless deploy|\bsls deploy|fly(?:ctl)? deploy|vercel .{0,40}--prod|netlify deploy|ansible-playbook|cdk deploy|deploy-pages|azure\/webapps-deploy|AzureWebApp@|Kubernetes(?:Manifest)?@|npm publish|cargo publish|twine upload|gh-action-pypi-publish|gh release create|action-gh-release|docker push/i,
};

/** Getting a tool ready is not running it. */
const onlyInstalls =
  /^\s*(?:-\s+)?(?:sudo )?(?:python3? -m )?(?:pipx?|npm|pnpm|yarn|cargo|go|gem|brew|apt|apt-get|dnf|yum|apk|choco|dotnet tool|rustup component)(?: global)? (?:-\S+ )*(?:install|add|i)\b(?!.*(?:&&|;))/;

const asking = /\bcountersign(?:@\S+)? (?:check|gate)\b/;

const longestFile = 256 * 1024;
/** Steps beyond it say nothing that those before did not. */
const mostSteps = 2_000;

/** Reads what a pipeline's file says that it does. Whoever writes to the repository controls it; never throws. What it includes from elsewhere is not read. */
export function readPipeline(path: string, system: PipelineSystem, text: string): Pipeline {
  const nothing: Pipeline = { path, system, beforeMerge: null, does: [], asksGate: false, environments: [], unreadable: null };
  if (Buffer.byteLength(text) > longestFile) return { ...nothing, unreadable: "it is larger than 256 KB" };
  const step: Step = { text: withoutComments(text, /^\s*(?:\/\/|\*|\/\*)/), stops: true };
  if (system === "jenkins") return { ...nothing, does: doneBy([step]), asksGate: asking.test(step.text) };
  const value = contentOf(text);
  if (value === undefined) return { ...nothing, unreadable: "it is not readable YAML" };
  const steps: Step[] = [];
  collect(value, { stops: true, key: "" }, steps);
  return {
    ...nothing,
    beforeMerge: beforeMerge(system, value),
    does: doneBy(steps),
    asksGate: steps.some(({ text: said }) => asking.test(said)),
    environments: environmentsIn(value),
  };
}

/** Undefined for what cannot be read, is nested too deeply, or grows by its aliases. A few of those are usual in GitLab's files. */
function contentOf(text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: "silent", uniqueKeys: false, merge: true });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

interface Step {
  readonly text: string;
  readonly stops: boolean;
}

const commandKeys = new Set([
  "run",
  "uses",
  "script",
  "before_script",
  "after_script",
  "bash",
  "pwsh",
  "powershell",
  "task",
  "template",
  "image",
  "command",
  "commands",
  "pipe",
  "include",
  "remote",
  "project",
  "steps",
  "orbs",
  "inputs",
]);

/** The commands of a pipeline, wherever they stand. What is switched off counts for nothing, and what may fail stops nothing. */
function collect(value: unknown, around: { readonly stops: boolean; readonly key: string }, steps: Step[]): void {
  if (steps.length >= mostSteps) return;
  if (typeof value === "string") {
    if (commandKeys.has(around.key)) steps.push({ text: withoutComments(value, /^\s*(?:#|::|REM\b)/), stops: around.stops });
    return;
  }
  if (Array.isArray(value)) {
    for (const each of value) collect(each, around, steps);
    return;
  }
  if (!isRecord(value) || isOff(value)) return;
  const stops = around.stops && !mayFail(value);
  for (const [key, each] of Object.entries(value)) {
    if (key === "reports" && isRecord(each) && "coverage_report" in each) steps.push({ text: "coverage_report", stops });
    collect(each, { stops, key }, steps);
  }
}

function isOff(value: Readonly<Record<string, unknown>>): boolean {
  return (
    [value["if"], value["condition"]].some((each) => each === false || (typeof each === "string" && /^\s*(?:\$\{\{\s*)?false(?:\s*\}\})?\s*$/.test(each))) ||
    value["when"] === "never"
  );
}

function mayFail(value: Readonly<Record<string, unknown>>): boolean {
  return ["continue-on-error", "allow_failure", "continueOnError"].some((key) => value[key] === true || value[key] === "true");
}

function withoutComments(text: string, comment: RegExp): string {
  return text
    .split("\n")
    .filter((line) => !comment.test(line))
    .join("\n");
}

function doneBy(steps: readonly Step[]): Done[] {
  return activities.flatMap((activity): Done[] => {
    const found = steps.flatMap((step) => {
      const line = step.text.split("\n").find((each) => marks[activity].test(each.slice(0, 1_000)) && !onlyInstalls.test(each));
      return line === undefined
        ? []
        : [
            {
              activity,
              said: line
                .trim()
                .replace(/\s*\\$/, "")
                .slice(0, 120),
              stops: step.stops && !/\|\|\s*(?:true|:|exit 0)\s*$/.test(line),
            },
          ];
    });
    const best = found.find(({ stops }) => stops) ?? found[0];
    return best === undefined ? [] : [best];
  });
}

function beforeMerge(system: PipelineSystem, value: unknown): boolean | null {
  if (!isRecord(value)) return null;
  if (system === "github-actions") {
    const events = namesOf(value["on"]);
    if (events.some((event) => isBeforeMerge(event, value["on"]))) return true;
    // A pipeline that others call runs when they do.
    return events.includes("workflow_call") ? null : false;
  }
  if (system === "azure-pipelines") return "pr" in value ? value["pr"] !== "none" : null;
  if (system === "bitbucket") return isRecord(value["pipelines"]) && "pull-requests" in value["pipelines"];
  if (system === "gitlab-ci") return mentions(value, /merge_request/) ? true : null;
  return null;
}

// One that runs only for changes of pipelines themselves says nothing about other changes.
function isBeforeMerge(event: string, on: unknown): boolean {
  if (event === "merge_group") return true;
  if (event !== "pull_request" && event !== "pull_request_target") return false;
  const settings = isRecord(on) && isRecord(on[event]) ? on[event] : {};
  const paths = namesOf(settings["paths"]);
  return paths.length === 0 || paths.some((path) => !path.startsWith(".github/"));
}

function mentions(value: unknown, wanted: RegExp): boolean {
  if (typeof value === "string") return wanted.test(value);
  if (Array.isArray(value)) return value.some((each) => mentions(each, wanted));
  return isRecord(value) && Object.values(value).some((each) => mentions(each, wanted));
}

function namesOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.filter((each) => typeof each === "string");
  return isRecord(value) ? Object.keys(value) : [];
}

function environmentsIn(value: unknown): string[] {
  const found = new Set<string>();
  const walk = (each: unknown, key: string): void => {
    if (key === "environment" && typeof each === "string") found.add(each);
    if (key === "environment" && isRecord(each) && typeof each["name"] === "string") found.add(each["name"]);
    if (Array.isArray(each)) for (const one of each) walk(one, "");
    else if (isRecord(each)) for (const [name, one] of Object.entries(each)) walk(one, name);
  };
  walk(value, "");
  return [...found].filter((name) => name.length <= 100).slice(0, 20);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
