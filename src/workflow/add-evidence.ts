import { kindOf, tookTime } from "../evidence/index.ts";
import { openRepository } from "../git/index.ts";
import { digestOf } from "../model/canonical.ts";
import type { EvidenceFormat, Inconsistency, Reading } from "../model/evidence.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { Appended } from "../store/index.ts";
import { submissions } from "./case.ts";
import { readDetail } from "./detail.ts";
import { heldTogether, type ReadContext } from "./evidence-of.ts";
import { heldAgainstLockfiles, lockfilesAt } from "./lockfiles.ts";
import { type By, findPerson, recordRefusal, refuse } from "./persons.ts";
import { policyOfAdoptions } from "./policies.ts";
import { readCommit } from "./read-commit.ts";
import { type ReportSource, readApart } from "./read-in-worker.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

export interface EvidenceOptions {
  readonly repository: string;
  /** The commit that the evidence is about, as a person names it. */
  readonly commit: string;
  /** Who made it, `ci` for instance; by default the id of whoever adds it. Of each producer and kind the latest decides. */
  readonly producer?: string | undefined;
  /** The run of the pipeline that made it, with its attempt. Its reports are of one commit (E02), and count together. Files that are handed in together are of one run. */
  readonly run?: string | undefined;
  readonly files: readonly HandedFile[];
}

/** A file as it was handed in: what it holds, or, so that it need not stand in memory, where it stands. Nobody changes it there meanwhile. */
export type HandedFile = { readonly name: string } & ReportSource;

export interface AddedEvidence {
  readonly evidence: string;
  readonly name: string;
  readonly index: number;
  /** The same bytes were added for this commit before. */
  readonly again: boolean;
  readonly reading: Reading;
  readonly inconsistencies: readonly Inconsistency[];
}

/**
 * Reads files, holds them against the commit, and binds them to it: all of them or none. What a file lacks is recorded with it, and such evidence satisfies nothing.
 * Throws `Failure`: `evidence-refused` for a file of no known format, of which there is nothing to record, and for one that is larger than anybody looks through; `evidence-replayed` for a run that measured another commit.
 */
export async function addEvidence(workplace: Workplace, by: By, options: EvidenceOptions): Promise<AddedEvidence[]> {
  const person = await findPerson(workplace, by);
  if (!person.active) await refuse(workplace, "add-evidence", "person-inactive", person, `${person.name} is not active any more.`);
  const { id: commit, repository, tree } = await readCommit(options.repository, options.commit);
  const { read } = workplace.store;
  const project = await read.project(repository);
  if (project === null) throw new Failure("not-found", "This repository is not registered as a project.", { hint: "`countersign init` in the repository registers it." });
  const context = { commit, tree, ...(await contextOf(workplace, project.id, commit)) };
  const producer = options.producer ?? person.id;
  const alone: { name: string; source: ReportSource; kept: Buffer; reading: Reading }[] = [];
  for (const { name, ...source } of options.files) {
    const kept = await readApart(source, name, context);
    const reading = JSON.parse(kept.toString()) as Reading;
    if (reading.format === null || reading.state === "too-large")
      throw new Failure("evidence-refused", reading.sentence ?? `${name}: the format is not known.`, { hint: "Nothing was recorded." });
    alone.push({ name, source, kept, reading });
  }
  // A variable that a pipeline does not have leaves an empty name, which is none.
  const named = options.run?.trim() || undefined;
  const run =
    named ??
    runOf(
      workplace,
      alone.map(({ reading }) => reading),
    );
  for (const { name, reading } of alone) {
    const used = await usedElsewhere(workplace, project.id, commit, { producer, run: named, reading });
    if (used !== null) await refuseReplayed(workplace, person, name, used);
  }
  const sideBySide = heldTogether(
    alone.map(({ reading }) => reading),
    tree,
  );
  const together = await heldAgainstLockfiles(sideBySide, async () => {
    await using opened = await openRepository(options.repository);
    return await lockfilesAt(opened, commit, tree);
  });
  const added = alone.map((one, at) => {
    const reading = together[at] ?? one.reading;
    return reading.inconsistencies.length === one.reading.inconsistencies.length ? one : { ...one, reading, kept: Buffer.from(JSON.stringify(reading)) };
  });
  const drafts = added.map(({ name, source, kept, reading }) => ({
    type: "evidence-added" as const,
    actor: person.id,
    key: keyOf(workplace, { project: project.id, commit, producer, run, reading }),
    data: {
      ...{ evidence: freshId(workplace, "e"), project: project.id, commit, kind: kindOf(reading), format: reading.format, state: reading.state, producer },
      content: contentOf(workplace, reading),
      ...(run === undefined ? {} : { run }),
    },
    git: { commit },
    private: {
      file: { mediaType: mediaTypes[reading.format ?? "junit"], ...source },
      reading: { mediaType: "application/json", bytes: kept },
      name: { mediaType: "text/plain", bytes: Buffer.from(name) },
    },
  }));
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const standing = await Promise.all(drafts.map(({ key }) => read.leafByKey(key)));
    const first = drafts.map(({ key }) => drafts.findIndex((other) => other.key === key));
    const fresh = drafts.filter((_, at) => standing[at] === null && first[at] === at);
    const answer = (places: readonly Appended[]) =>
      added.map(({ name, reading }, at): AddedEvidence => {
        const [there, draft] = [standing[at], drafts[first[at] ?? at]];
        const evidence = (there?.type === "evidence-added" ? there.data.evidence : draft?.data.evidence) ?? "";
        const index = there?.index ?? places[draft === undefined ? -1 : fresh.indexOf(draft)]?.index ?? 0;
        return { evidence, name, index, again: there !== null || first[at] !== at, reading, inconsistencies: reading.inconsistencies };
      });
    return { size, drafts: fresh, answer };
  });
}

// Files that come together are of one run, the same files of the same one: sent again, they are no second run.
function runOf(workplace: Workplace, readings: readonly Reading[]): string | undefined {
  const contents = [...new Set(readings.map((reading) => contentOf(workplace, reading)))].sort();
  return contents.length > 1 ? `run-${digestOf(contents).slice(0, 12)}` : undefined;
}

// Once a commit, producer, run and content: a retry is the same fact. What another run wrote to the byte again is one of that run too, or its other reports would hide it; only what measured its own time cannot be of two.
function keyOf(workplace: Workplace, { project, commit, producer, run, reading }: Handed & { readonly project: string; readonly commit: string }): string {
  const key = `evidence/${project}/${commit}/${producer}/${contentOf(workplace, reading)}`;
  return run === undefined || isTimed(reading) ? key : `${key}/${run}`;
}

interface Handed {
  readonly producer: string;
  readonly run: string | undefined;
  readonly reading: Reading;
}

// Reports of nothing but counts are alike for many commits. What measured how long its tests took is not: no second run takes the very same time, so the same file is the same run (E02).
async function usedElsewhere(workplace: Workplace, project: string, commit: string, { producer, run, reading }: Handed): Promise<string | null> {
  const uses = await workplace.store.read.usesOfEvidence(project, contentOf(workplace, reading));
  const elsewhere = uses.filter((use) => use.commit !== commit);
  const same = isTimed(reading) ? elsewhere : elsewhere.filter((use) => run !== undefined && use.run === run && use.producer === producer);
  return same[0]?.commit ?? null;
}

function isTimed({ report }: Reading): boolean {
  return report?.kind === "tests" && (report.timed === true || report.cases.some(tookTime));
}

function contentOf({ store }: Workplace, { sha256 }: Reading): string {
  return store.blind(sha256);
}

async function refuseReplayed(workplace: Workplace, person: Person, name: string, commit: string): Promise<never> {
  await recordRefusal(workplace, "add-evidence", "evidence-replayed", person);
  throw new Failure("evidence-replayed", `${name}: This very run is evidence of ${commit.slice(0, 12)} already, and a run measures one commit. Nothing was recorded.`, {
    hint: "Run it on this commit, and hand in what that writes.",
  });
}

const mediaTypes: { readonly [format in EvidenceFormat]: string } = {
  junit: "application/xml",
  trx: "application/xml",
  lcov: "text/plain",
  cobertura: "application/xml",
  jacoco: "application/xml",
  clover: "application/xml",
  istanbul: "application/json",
  sarif: "application/sarif+json",
  "npm-audit": "application/json",
  osv: "application/json",
  cyclonedx: "application/vnd.cyclonedx",
  spdx: "application/spdx",
  "in-toto-test-result": "application/vnd.in-toto+json",
  "in-toto-vulnerabilities": "application/vnd.in-toto+json",
};

// What the policy and the base of the change say about evidence of its head; a commit that is no head yet is held against nothing of the kind.
async function contextOf(workplace: Workplace, project: string, head: string): Promise<Required<Pick<ReadContext, "range" | "base" | "baseAnalyses" | "skippedRatio">>> {
  const { read } = workplace.store;
  const change = (await read.changes({ project, head })).at(-1);
  const record = change === undefined ? null : await read.change(change.id);
  if (record === null) return { range: null, base: null, baseAnalyses: [], skippedRatio: 1 };
  const detail = readDetail(record.latest.detail, record.id);
  const ofBase = (await submissions(workplace, project, record.latest.base)).flatMap(({ reading: { state, report } }) => (state === "accepted" && report !== null ? [report] : []));
  const { policy } = await policyOfAdoptions(workplace, record.latest.adoptions, record.latest.at);
  const base = ofBase.findLast((report) => report.kind === "tests") ?? null;
  return { range: detail.range, base, baseAnalyses: ofBase.filter((report) => report.kind === "analysis"), skippedRatio: policy.limits.skippedTests };
}
