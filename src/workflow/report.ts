import {
  type AssessedUpdate,
  type Assessment,
  type Contributor,
  type CoverageSummary,
  demandOf,
  eligible,
  type Found,
  foundIn,
  type PeopleState,
  type Release,
  type Submitted,
  summaryOfCoverage,
} from "../gate/index.ts";
import type { FileOrigin, Weakening } from "../model/change.ts";
import type { Inconsistency } from "../model/evidence.ts";
import type { OriginCounts, OriginFinding } from "../model/origin.ts";
import type { Verdict } from "../model/verdict.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import type { Detail } from "./detail.ts";

/** The answer of `check` and `propose`, documented in `docs/reference/check-json.md`; a later version only adds members. */
export interface CheckReport {
  readonly schema: "countersign/check/v1";
  readonly repository: string;
  readonly base: string;
  readonly head: string;
  readonly commits: number;
  readonly title: string;
  readonly files: readonly {
    readonly path: string;
    readonly status: string;
    readonly from: string | null;
    readonly content: string;
    readonly added: number;
    /** Of the added lines those that the change only moves. */
    readonly moved: number;
    readonly deleted: number;
    readonly flags: readonly string[];
    readonly types: readonly string[];
    readonly origin: OriginCounts;
  }[];
  readonly origin: OriginCounts;
  readonly runs: readonly FileOrigin[];
  readonly tools: readonly { readonly tool: string; readonly model: string | null; readonly lines: number }[];
  /** Coverage of the lines that count as AI's, by tool, by way of knowing, and by file (R83). */
  readonly coverage: CoverageSummary;
  readonly findings: readonly OriginFinding[];
  /** What makes tests, coverage or analysis find less than on the base (R68). */
  readonly weakenings: readonly Weakening[];
  readonly dependencies: readonly ReportedUpdate[];
  readonly dependencyTroubles: readonly string[];
  readonly contributors: readonly { readonly name: string; readonly person: string | null; readonly parts: readonly string[] }[];
  readonly mayJudge: readonly { readonly needs: string; readonly who: readonly string[] }[];
  readonly evidence: readonly {
    readonly name: string;
    readonly format: string | null;
    readonly state: string;
    readonly sentence: string | null;
    readonly inconsistencies: readonly Inconsistency[];
  }[];
  /** Everything that was found in what the change adds, the weightiest first. */
  readonly found: readonly Found[];
  readonly questions: readonly { readonly id: string; readonly ask: string; readonly askedBy: readonly string[] }[];
  /** What decision records of the base teach about files that the change touches (R15). */
  readonly lessons: readonly ReportedLesson[];
  readonly policy: { readonly digest: string; readonly source: string };
  readonly verdict: Verdict;
}

/** What must not be done there, and the record that says so. */
export interface ReportedLesson {
  readonly id: string;
  readonly says: string;
  readonly from: string;
}

/** An update of a dependency, with what is known about it. */
export interface ReportedUpdate extends Omit<AssessedUpdate, "advisories" | "suspect" | "licence" | "direct" | "elsewhere" | "script"> {
  readonly licence: string | null;
  readonly direct: boolean;
}

export interface ReportInput {
  readonly detail: Detail;
  readonly assessment: Assessment;
  readonly policy: CompiledPolicy;
  /** Where the policy came from, in words. */
  readonly source: string;
  readonly evidence: readonly (Submitted & { readonly name: string })[];
  readonly lessons: readonly ReportedLesson[];
  readonly people: PeopleState;
  readonly release: Release | null;
  readonly verdict: Verdict;
  readonly now: number;
}

export function reportOf({ lessons, detail, assessment, policy, source, evidence, people, release, verdict, now }: ReportInput): CheckReport {
  const { range, attribution, dependencies } = detail;
  const { change, typesOf } = assessment;
  const scopes = release === null ? [null] : [null, release];
  const demands = scopes.map((scope) => demandOf({ policy, change, evidence: assessment.evidence, now, release: scope }));
  const contributors = new Set(change.contributors.flatMap(({ person }) => person ?? []));
  const moved = Map.groupBy(detail.moves ?? [], ({ path }) => path);
  const counts = new Map(attribution.files.map((file) => [file.path, countsOf(file)]));
  return {
    schema: "countersign/check/v1",
    repository: range.repository,
    base: range.base,
    head: range.head,
    commits: range.commits.length,
    title: detail.title,
    files: range.files.map(({ path, status, from, content, added, deleted, flags }) => ({
      path,
      status,
      from,
      content,
      added,
      moved: moved.get(path)?.reduce((sum, { start, end }) => sum + end - start + 1, 0) ?? 0,
      deleted,
      flags,
      types: typesOf.get(path) ?? [],
      origin: counts.get(path) ?? none,
    })),
    origin: attribution.counts,
    runs: attribution.files,
    tools: attribution.tools,
    coverage: summaryOfCoverage(assessment.coverage),
    findings: attribution.findings,
    weakenings: detail.weakenings ?? [],
    dependencies: assessment.updates.map(reported),
    dependencyTroubles: [...dependencies.troubles, ...dependencies.beside.map((member) => `${member} changes beside the dependencies.`)],
    contributors: change.contributors.map((contributor) => ({ name: nameOf(contributor, people), person: contributor.person, parts: contributor.parts })),
    mayJudge: verdict.places.map(({ needs, qualification, role }) => ({
      needs,
      who: eligible(people, contributors, now, { qualification, role }).map((id) => people.persons.get(id)?.name ?? id),
    })),
    evidence: evidence.map(({ name, reading: { format, state, sentence, inconsistencies } }) => ({ name, format, state, sentence, inconsistencies })),
    found: foundIn({ policy, assessment, evidence, detail }, verdict),
    questions: demands.flatMap(({ questions }) =>
      questions.flatMap(({ criterion, by }) => (criterion.kind === "question" ? [{ id: criterion.id, ask: criterion.ask, askedBy: by }] : [])),
    ),
    lessons: lessons.map(({ id, says, from }) => ({ id, says, from })),
    policy: { digest: policy.policy.digest, source },
    verdict,
  };
}

function reported({ advisories: _flaws, suspect: _suspect, elsewhere: _elsewhere, script: _script, licence, direct, ...update }: AssessedUpdate): ReportedUpdate {
  return { ...update, licence: licence ?? null, direct: direct !== false };
}

const none: OriginCounts = { human: 0, ai: 0, mixed: 0, unknown: 0 };

function countsOf({ runs }: FileOrigin): OriginCounts {
  const counts = { ...none };
  for (const { origin, start, end } of runs) counts[origin] += end - start + 1;
  return counts;
}

function nameOf({ person, identity }: Contributor, people: PeopleState): string {
  return (person === null ? undefined : people.persons.get(person)?.name) ?? identity;
}
