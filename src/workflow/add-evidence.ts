import { kindOf } from "../evidence/index.ts";
import type { EvidenceFormat, Inconsistency, Reading, TestReport } from "../model/evidence.ts";
import { Failure } from "../model/failure.ts";
import type { Appended } from "../store/index.ts";
import { submissions } from "./case.ts";
import { type Detail, readDetail } from "./detail.ts";
import { heldTogether } from "./evidence-of.ts";
import { type By, findPerson, refuse } from "./persons.ts";
import { policyOfAdoptions } from "./policies.ts";
import { readCommit } from "./read-commit.ts";
import { readApart } from "./read-in-worker.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

export interface EvidenceOptions {
  readonly repository: string;
  /** The commit that the evidence is about, as a person names it. */
  readonly commit: string;
  /** Who made it, `ci` for instance; by default the id of whoever adds it. Of each producer and kind the latest decides. */
  readonly producer?: string | undefined;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

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
 * Throws `Failure` (`evidence-refused`) for a file of no known format, of which there is nothing to record, and for one that is larger than anybody looks through.
 */
export async function addEvidence(workplace: Workplace, by: By, options: EvidenceOptions): Promise<AddedEvidence[]> {
  const person = await findPerson(workplace, by);
  if (!person.active) await refuse(workplace, "add-evidence", "person-inactive", person, `${person.name} is not active any more.`);
  const { id: commit, repository, tree } = await readCommit(options.repository, options.commit);
  const { read } = workplace.store;
  const project = await read.project(repository);
  if (project === null) throw new Failure("not-found", "This repository is not registered as a project.", { hint: "`countersign init` in the repository registers it." });
  const context = { tree, ...(await contextOf(workplace, project.id, commit)) };
  const producer = options.producer ?? person.id;
  const alone: { name: string; bytes: Uint8Array; kept: Buffer; reading: Reading }[] = [];
  for (const { name, bytes } of options.files) {
    const kept = await readApart(bytes, name, context);
    const reading = JSON.parse(kept.toString()) as Reading;
    if (reading.format === null || reading.state === "too-large")
      throw new Failure("evidence-refused", reading.sentence ?? `${name}: the format is not known.`, { hint: "Nothing was recorded." });
    alone.push({ name, bytes, kept, reading });
  }
  const together = heldTogether(
    alone.map(({ reading }) => reading),
    tree,
  );
  const added = alone.map((one, at) => {
    const reading = together[at] ?? one.reading;
    return reading.inconsistencies.length === one.reading.inconsistencies.length ? one : { ...one, reading, kept: Buffer.from(JSON.stringify(reading)) };
  });
  const drafts = added.map(({ name, bytes, kept, reading }) => ({
    type: "evidence-added" as const,
    actor: person.id,
    // Once a commit, producer and content: a retry is the same fact.
    key: `evidence/${project.id}/${commit}/${producer}/${workplace.store.blind(reading.sha256)}`,
    data: { evidence: freshId(workplace, "e"), project: project.id, commit, kind: kindOf(reading), format: reading.format, state: reading.state, producer },
    git: { commit },
    private: {
      file: { mediaType: mediaTypes[reading.format ?? "junit"], bytes },
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
async function contextOf(workplace: Workplace, project: string, head: string): Promise<{ range: Detail["range"] | null; base: TestReport | null; skippedRatio: number }> {
  const { read } = workplace.store;
  const change = (await read.changes({ project, head })).at(-1);
  const record = change === undefined ? null : await read.change(change.id);
  if (record === null) return { range: null, base: null, skippedRatio: 1 };
  const detail = readDetail(record.latest.detail, record.id);
  const base = (await submissions(workplace, project, record.latest.base)).findLast(({ reading }) => reading.state === "accepted" && reading.report?.kind === "tests");
  const { policy } = await policyOfAdoptions(workplace, record.latest.adoptions, record.latest.at);
  return { range: detail.range, base: (base?.reading.report ?? null) as TestReport | null, skippedRatio: policy.limits.skippedTests };
}
