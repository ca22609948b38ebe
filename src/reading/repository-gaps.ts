import { addDuration, type Duration } from "../model/duration.ts";
import type { Policy, Tier } from "../model/policy.ts";
import { isSource } from "../model/source-path.ts";
import { type CompiledPolicy, compilePolicy } from "../policy/index.ts";
import type { Activity, Detected, Pipeline, WorkedOn } from "../workflow/index.ts";

/** `unknown`: what would say it is a setting of a platform, or a file that could not be read; it is never taken for met. `not-needed`: nothing here that it would guard. */
export const gateStates = ["met", "partly", "missing", "unknown", "not-needed"] as const;
export type GateState = (typeof gateStates)[number];

export const gapSeverities = ["critical", "high", "medium", "low"] as const;
export type GapSeverity = (typeof gapSeverities)[number];

/** One gate that AI-written code should pass, and what a repository has of it (R18). */
export interface AssessedGate {
  readonly id: string;
  readonly title: string;
  readonly state: GateState;
  /** What is there, or why it cannot be told. */
  readonly found: string;
  /** What comes of it where it is missing. */
  readonly why: string;
  /** Settings of the policy in force that rest on it; empty where only the baseline asks for it. */
  readonly needs: readonly string[];
  /** Controls that it gives evidence for, in the notation of the mapping. */
  readonly supports: readonly string[];
  readonly severity: GapSeverity;
  /** What to do. */
  readonly mend: string;
  /** Who could do it, and how one comes to think so; null where the repository says nobody. */
  readonly owner: { readonly name: string; readonly basis: string } | null;
  /** `YYYY-MM-DD`; null for what is met, not needed or unknown. */
  readonly due: string | null;
}

export interface RepositoryGaps {
  readonly commit: string | null;
  readonly today: string;
  readonly counts: { readonly [state in GateState]: number };
  /** The most urgent first; then what is unknown, not needed and met. */
  readonly gates: readonly AssessedGate[];
  readonly unread: readonly string[];
}

const within: Readonly<Record<GapSeverity, Duration>> = {
  critical: { count: 7, unit: "d" },
  high: { count: 14, unit: "d" },
  medium: { count: 30, unit: "d" },
  low: { count: 90, unit: "d" },
};

type Found = Pick<AssessedGate, "state" | "found">;
type Wish = Omit<AssessedGate, "owner" | "due" | "state" | "found"> & { readonly look: (ground: Ground) => Found; readonly files: (ground: Ground) => readonly string[] };

interface Ground {
  readonly detected: Detected;
  readonly policy: Policy;
  /** Files that the policy holds to be sensitive. */
  readonly sensitive: readonly string[];
  readonly unowned: readonly string[];
}

/** Holds the gates that a repository has against those that its policy needs. `now` in milliseconds since the epoch: due days are counted from it. Records nothing. */
export function repositoryGaps(detected: Detected, policy: Policy, now: number): RepositoryGaps {
  // Code first: what is named of them is what people look at.
  const sensitive = sensitiveFiles(detected.paths, compilePolicy(policy)).toSorted((a, b) => Number(isSource(b)) - Number(isSource(a)));
  const ground: Ground = { detected, policy, sensitive, unowned: sensitive.filter((path) => !isOwned(detected, path)) };
  const gates = wishes(policy).map(({ look, files, ...wish }): AssessedGate => {
    const found = look(ground);
    const open = found.state === "missing" || found.state === "partly";
    return { ...wish, ...found, owner: open ? ownerOf(ground, files(ground)) : null, due: open ? dayOf(addDuration(now, within[wish.severity])) : null };
  });
  const counts = Object.fromEntries(gateStates.map((state) => [state, gates.filter((gate) => gate.state === state).length])) as RepositoryGaps["counts"];
  return { commit: detected.commit, today: dayOf(now), counts, gates: gates.toSorted((a, b) => placeOf(a) - placeOf(b)), unread: detected.unread };
}

const order: Readonly<Record<GateState, number>> = { missing: 0, partly: 0, unknown: 1, met: 2, "not-needed": 3 };

function placeOf({ state, severity }: AssessedGate): number {
  return order[state] * gapSeverities.length + (order[state] === 0 ? gapSeverities.indexOf(severity) : 0);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function sensitiveFiles(paths: readonly string[], compiled: CompiledPolicy): string[] {
  const rest = compiled.policy.changeTypes.find(({ otherwise }) => otherwise)?.tier;
  const least = compiled.policy.tiers.find(({ name }) => name === rest)?.rank ?? 0;
  return paths.filter((path) => compiled.typesOf(path).some(({ tier }) => tier.rank > least));
}

function isOwned({ owners }: Detected, path: string): boolean {
  return owners?.ownersOf(path).some((rule) => !rule.optional) ?? false;
}

function wishes(policy: Policy): Wish[] {
  const gates = [...policy.tiers, ...Object.values(policy.environments)];
  const asking = (words: RegExp): string[] => {
    const used = new Set(gates.flatMap((gate) => [...gate.checks, ...("passAlone" in gate && gate.passAlone !== null ? [gate.passAlone] : [])]));
    return Object.values(policy.criteria).flatMap((criterion) =>
      criterion.kind === "check" && used.has(criterion.id) && words.test(criterion.check) ? [`criteria.${criterion.id}`] : [],
    );
  };
  const answering = (matches: (tier: Tier) => boolean, setting: string): string[] => policy.tiers.filter(matches).map(({ name }) => `tiers.${name}.${setting}`);
  const findings = (word: string) => answering(({ findings: words }) => words?.some((each) => each.word === word) ?? false, "findings");
  const approving = policy.tiers.filter(({ approvals }) => approvals.high.length > 0).map(({ name }) => `tiers.${name}.approvals`);
  const qualified = policy.changeTypes.filter(({ qualification }) => qualification !== null).map(({ name }) => `change-types.${name}.qualification`);
  const environments = Object.keys(policy.environments).map((name) => `environments.${name}`);
  return [
    {
      id: "sensitive-owned",
      title: "Every sensitive file has an owner",
      why: "Nobody is asked when what must not go wrong is changed.",
      needs: qualified,
      supports: ["soc2 CC1.3", "iso27001 A.5.3"],
      severity: "high",
      mend: "Name owners for these files in CODEOWNERS.",
      look: sensitiveOwned,
      files: ({ unowned }) => unowned,
    },
    platform(
      "reviews-required",
      "A change is approved before it is merged",
      "One person, or an agent with that person's rights, changes the branch alone.",
      approving,
      ["soc2 CC8.1", "iso27001 A.8.32"],
      "critical",
      "Protect the branch: require a pull request and an approval.",
      (ground) => {
        const approvals = ruled(ground, ({ approvals: count }) => count);
        return approvals === null
          ? null
          : {
              met: approvals.value > 0,
              found: `${approvals.path} asks for ${approvals.value === 0 ? "no approval" : approvals.value === 1 ? "one approval" : `${approvals.value} approvals`}`,
            };
      },
    ),
    platform(
      "owners-approve",
      "Owners approve what is theirs",
      "CODEOWNERS only informs; somebody else's approval is enough.",
      qualified,
      ["soc2 CC8.1"],
      "high",
      "Require the review of code owners on the branch.",
      (ground) => {
        const asked = ruled(ground, ({ ownersApprove }) => ownersApprove);
        return asked === null ? null : { met: asked.value, found: `${asked.path} ${asked.value ? "asks for it" : "does not ask for it"}` };
      },
    ),
    platform(
      "checks-required",
      "Pipelines must pass before a merge",
      "A pipeline that may fail stops nothing.",
      asking(/evidence\.tests/),
      ["ssdf PO.4.1", "soc2 CC8.1"],
      "critical",
      "Require the checks of the pipelines on the branch.",
      (ground) => {
        const checks = ruled(ground, ({ checks: named }) => named);
        return checks === null
          ? null
          : { met: checks.value.length > 0, found: `${checks.path} requires ${checks.value.length === 0 ? "no check" : checks.value.slice(0, 5).join(", ")}` };
      },
    ),
    platform(
      "no-bypass",
      "Nobody goes around the rules of the branch",
      "Whoever may go around them needs to be asked only once.",
      [],
      ["soc2 CC6.1", "pci 6.5.1"],
      "high",
      "Hold administrators to the rules, and take out who may bypass them; an emergency goes through break-glass.",
      (ground) => {
        const bypass = ruled(ground, ({ bypass: may }) => may);
        return bypass === null ? null : { met: !bypass.value, found: `${bypass.path} ${bypass.value ? "lets some go around it" : "lets nobody go around it"}` };
      },
    ),
    step(
      "tests",
      "Tests run before a merge",
      "A change that breaks something is found by whoever uses it.",
      asking(/evidence\.tests/),
      ["ssdf PW.8.2", "iso27001 A.8.29"],
      "critical",
      "Run the tests for every pull request, and hand the report in: `countersign evidence add`.",
    ),
    step(
      "coverage",
      "Coverage is measured before a merge",
      "How much of what AI wrote was ever run is not known.",
      asking(/coverage\./),
      ["ssdf PW.8.2", "ai-rmf MEASURE 2.3"],
      "high",
      "Measure line coverage in the same run, and hand the report in.",
    ),
    step(
      "static-analysis",
      "Static analysis runs before a merge",
      "Insecure patterns that a machine finds in a minute are left to reviewers.",
      [...asking(/evidence\.analysis/), ...findings("sast")],
      ["ssdf PW.7.2", "pci 6.2.4"],
      "high",
      "Run an analyser that writes SARIF, and hand its report in.",
    ),
    step(
      "dependency-scan",
      "Dependencies are scanned before a merge",
      "A package with a known flaw, or one that nobody knows, comes in with an update.",
      [...asking(/evidence\.advisories|change\.dependencies/), ...answering(({ updates }) => updates !== undefined, "updates")],
      ["ssdf PW.4.4", "soc2 CC7.1"],
      "high",
      "Scan the lockfiles for every pull request, and hand the report in.",
    ),
    step(
      "secret-scan",
      "Secrets are looked for before a merge",
      "A key in the history is everybody's who can read the repository.",
      findings("secret"),
      ["soc2 CC6.1", "ssdf PS.1.1"],
      "critical",
      "Scan for secrets for every pull request, in a tool that writes SARIF.",
    ),
    step(
      "sbom",
      "A release has a bill of materials",
      "Which release holds a flawed package has to be guessed.",
      [],
      ["ssdf PS.3.2", "pci 6.3.2"],
      "medium",
      "Write a CycloneDX or SPDX document when a release is built, and keep it with it.",
    ),
    step(
      "signed-artifacts",
      "What is released is signed",
      "Nobody can tell what was built here from what was put in its place.",
      environments.map((name) => `${name}.verdict-valid-for`),
      ["ssdf PS.2.1", "ssdf PS.3.2"],
      "medium",
      "Sign or attest what is built, and name its digest to the gate: `--artifact`.",
    ),
    {
      id: "deployment-approved",
      title: "A person approves a deployment",
      why: "What is merged is live, and nobody said that it should be.",
      needs: environments,
      supports: ["soc2 CC8.1", "sox §302, §404; PCAOB AS 2201"],
      severity: "high",
      mend: "Deploy through an environment that asks for a person, and ask the gate first: `countersign gate --environment production`.",
      look: deploymentApproved,
      files: ({ detected }) => pipelinesThat(detected, "deployment").map(({ path }) => path),
    },
    {
      id: "gate-asked",
      title: "The pipeline asks this gate",
      why: "What the policy says binds nobody as long as no pipeline stops on its answer.",
      needs: environments,
      supports: ["soc2 CC8.1", "ssdf PO.4.1"],
      severity: "high",
      mend: "Run `countersign check` for every pull request and `countersign gate` before a deployment: see the guide to pipelines.",
      look: ({ detected: { pipelines } }) => {
        const asking = pipelines.filter(({ asksGate }) => asksGate);
        return asking.length > 0
          ? { state: "met", found: filesText(asking.map(({ path }) => path)) }
          : { state: "missing", found: pipelines.length === 0 ? "There is no pipeline." : "No pipeline asks it." };
      },
      files: ({ detected }) => detected.pipelines.map(({ path }) => path),
    },
    {
      id: "agents-told",
      title: "AI agents are told the rules",
      why: "An agent works by what usually holds elsewhere.",
      needs: [],
      supports: ["ssdf PW.5.1", "iso42001 A.9.2"],
      severity: "medium",
      mend: "Write an AGENTS.md with the rules, forbidden paths and when to stop and ask.",
      look: ({ detected: { agents } }) => (agents.length > 0 ? { state: "met", found: filesText(agents) } : { state: "missing", found: "No AGENTS.md, CLAUDE.md or the like." }),
      files: () => [],
    },
    {
      id: "tools-registered",
      title: "AI tools in use are registered",
      why: "Nobody answers for a tool that nobody registered, nor for what it was sent.",
      needs: ["ai.tools"],
      supports: ["ai-rmf GOVERN 1.6", "iso42001 A.9.2", "soc2 CC9.2"],
      severity: "high",
      mend: "Register each under `ai.tools` in the organisation's policy, with one owner and a day for its review.",
      look: toolsRegistered,
      files: () => [],
    },
    {
      id: "decisions-recorded",
      title: "Decisions that are expensive to change are recorded",
      why: "The reasons leave with whoever had them, and the next change undoes them.",
      needs: [],
      supports: ["ssdf PW.1.2", "iso27001 A.8.27"],
      severity: "low",
      mend: "Keep decision records beside the code; the one about AI tools first.",
      look: ({ detected: { records } }) =>
        records.length > 0
          ? { state: "met", found: records.map(({ path, files }) => `${path} (${files})`).join(", ") }
          : { state: "missing", found: "No folder of decision records was found." },
      files: () => [],
    },
    {
      id: "policy-committed",
      title: "The project's own policy is committed",
      why: "Only the organisation's rules hold, which know nothing of what is sensitive here.",
      needs: [],
      supports: ["soc2 CC5.3"],
      severity: "medium",
      mend: "`countersign init` proposes one from what the repository holds.",
      look: ({ detected: { paths } }) =>
        paths.includes(".countersign/policy.yaml")
          ? { state: "met", found: ".countersign/policy.yaml" }
          : { state: "missing", found: "There is no .countersign/policy.yaml in this commit." },
      files: () => [],
    },
  ];
}

function sensitiveOwned({ detected: { owners }, sensitive, unowned }: Ground): Found {
  if (sensitive.length === 0) return { state: "not-needed", found: "The policy holds no file here to be sensitive." };
  const of = `${sensitive.length} sensitive ${sensitive.length === 1 ? "file" : "files"}`;
  if (owners === null) return { state: "missing", found: `There is no CODEOWNERS file, and ${of}: ${filesText(sensitive)}.` };
  if (unowned.length === 0) return { state: "met", found: `${owners.path} names an owner for each of ${of}.` };
  return { state: unowned.length === sensitive.length ? "missing" : "partly", found: `${owners.path} names nobody for ${unowned.length} of ${of}: ${filesText(unowned)}.` };
}

// Rules of a branch are settings of the platform; only where they are committed can they be read, and then they may have been changed there since.
function platform(
  id: string,
  title: string,
  why: string,
  needs: readonly string[],
  supports: readonly string[],
  severity: GapSeverity,
  mend: string,
  read: (ground: Ground) => { readonly met: boolean; readonly found: string } | null,
): Wish {
  const look = (ground: Ground): Found => {
    const found = read(ground);
    if (found === null) return { state: "unknown", found: "A setting of the platform, which no file here says." };
    return { state: found.met ? "met" : "missing", found: `${found.found}, if the platform still says the same.` };
  };
  return { id, title, why, needs, supports, severity, mend, look, files: ({ detected }) => detected.branchRules.map(({ path }) => path) };
}

/** What the first committed rule that speaks of it says. */
function ruled<T>({ detected }: Ground, read: (rules: Detected["branchRules"][number]) => T | null): { readonly value: T; readonly path: string } | null {
  for (const rules of detected.branchRules) {
    const value = read(rules);
    if (value !== null) return { value, path: rules.path };
  }
  return null;
}

const ofReleases: readonly Activity[] = ["sbom", "signed-artifacts"];
const alsoPlatforms: readonly Activity[] = ["static-analysis", "dependency-scan", "secret-scan"];

function step(activity: Activity, title: string, why: string, needs: readonly string[], supports: readonly string[], severity: GapSeverity, mend: string): Wish {
  return {
    id: activity,
    title,
    why,
    needs,
    supports,
    severity,
    mend,
    look: (ground) => stepFound(ground, activity),
    files: ({ detected }) => detected.pipelines.map(({ path }) => path),
  };
}

function stepFound({ detected }: Ground, activity: Activity): Found {
  // The one that is named after it is what people know it by.
  const named = (path: string) => Number(path.toLowerCase().includes(activity.split("-")[0]?.replace(/s$/, "") ?? ""));
  const found = pipelinesThat(detected, activity)
    .toSorted((a, b) => named(b.path) - named(a.path))
    .map((pipeline) => ({ pipeline, done: pipeline.does.find((each) => each.activity === activity) }));
  const said = ({ pipeline, done }: (typeof found)[number]) => `${pipeline.path}: ${done?.said ?? ""}`;
  const unreadable = detected.pipelines.filter((pipeline) => pipeline.unreadable !== null);
  const [first] = found;
  if (first === undefined) {
    if (unreadable.length > 0) return { state: "unknown", found: `${filesText(unreadable.map(({ path }) => path))} could not be read, and no other pipeline does it.` };
    return {
      state: "missing",
      found:
        detected.pipelines.length === 0
          ? "No pipeline was found."
          : `None of ${detected.pipelines.length} pipelines does it, as far as their files say${alsoPlatforms.includes(activity) ? "; what the platform looks for by itself is a setting of its own, and hands no report in" : ""}.`,
    };
  }
  if (ofReleases.includes(activity)) return { state: "met", found: said(first) };
  const stopping = found.filter(({ done }) => done?.stops === true);
  const [before] = stopping.filter(({ pipeline }) => pipeline.beforeMerge === true);
  if (before !== undefined) return { state: "met", found: said(before) };
  const [open] = stopping.filter(({ pipeline }) => pipeline.beforeMerge === null);
  if (open !== undefined) return { state: "partly", found: `${said(open)}; whether it runs before a merge its file does not say.` };
  return { state: "partly", found: stopping.length === 0 ? `${said(first)}; its failure is let pass.` : `${said(first)}; it does not run for every pull request.` };
}

function pipelinesThat({ pipelines }: Detected, activity: Activity): readonly Pipeline[] {
  return pipelines.filter(({ does }) => does.some((each) => each.activity === activity));
}

function deploymentApproved({ detected }: Ground): Found {
  const deploying = pipelinesThat(detected, "deployment");
  if (deploying.length === 0) return { state: "unknown", found: "No pipeline here deploys or publishes, as far as their files say; somebody or something else does." };
  const open = deploying.filter(({ environments }) => environments.length === 0);
  if (open.length > 0)
    return {
      state: open.length === deploying.length ? "missing" : "partly",
      found: `${filesText(open.map(({ path }) => path))} deploys or publishes without an environment that could ask for a person.`,
    };
  const named = [...new Set(deploying.flatMap(({ environments }) => environments))].join(", ");
  return { state: "unknown", found: `Pipelines deploy through ${named}; whether a person is asked there is a setting of the platform.` };
}

function toolsRegistered({ detected: { history }, policy }: Ground): Found {
  if (history === null) return { state: "unknown", found: "The history could not be read." };
  const seen = history.tools.flatMap(({ tool, commits }) => (tool === null ? [] : [{ tool, commits }]));
  const registered = new Set(policy.ai.tools.map(({ tool }) => tool));
  const missing = seen.filter(({ tool }) => !registered.has(tool));
  if (seen.length === 0) return { state: "unknown", found: `No AI tool left a mark in the last ${history.commits} commits, which proves nothing: many leave none.` };
  if (missing.length === 0) return { state: "met", found: `Each that left a mark is registered: ${seen.map(({ tool }) => tool).join(", ")}.` };
  const told = missing.map(({ tool, commits }) => `${tool} (${commits} of ${history.commits} commits)`).join(", ");
  return { state: missing.length === seen.length ? "missing" : "partly", found: `Seen and not registered: ${told}.` };
}

function filesText(paths: readonly string[]): string {
  const more = paths.length - 3;
  return `${paths.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Whoever has been somewhere less often is no owner of it. */
const fewestCommits = 5;

/** Who owns the files that it is about, by CODEOWNERS; else who worked on them most of late; else on the whole repository. */
function ownerOf({ detected: { owners, history } }: Ground, files: readonly string[]): AssessedGate["owner"] {
  const rules = files.flatMap((path) => owners?.ownersOf(path) ?? []);
  const [rule] = rules;
  const [named] = rule?.owners ?? [];
  if (rule !== undefined && named !== undefined) return { name: named, basis: `${owners?.path ?? "CODEOWNERS"}:${rule.line}` };
  const wanted = new Set(files);
  const worked: WorkedOn | null = history === null || files.length === 0 ? null : history.workedOn((path) => wanted.has(path));
  const [author] = worked?.authors ?? [];
  if (worked !== null && author !== undefined && author.commits >= fewestCommits) return { name: author.name, basis: `${author.commits} of ${worked.commits} commits there` };
  const [anyone] = history?.authors ?? [];
  return history === null || anyone === undefined ? null : { name: anyone.name, basis: `${anyone.commits} of the last ${history.commits} commits` };
}
