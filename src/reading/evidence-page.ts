import type { EvidenceFormat } from "../model/evidence.ts";
import { Failure } from "../model/failure.ts";
import type { EvidenceRecord } from "../store/index.ts";
import { judgeCase, openCase, type Workplace } from "../workflow/index.ts";
import { type EvidenceItem, evidenceItem } from "./evidence-items.ts";
import { type EvidenceResults, type ResultsAsked, resultsOf } from "./evidence-results.ts";

/** A report opened. */
export interface EvidencePage extends EvidenceResults {
  readonly item: EvidenceItem;
}

export interface EvidenceAsked extends ResultsAsked {
  readonly change: string;
  readonly id: string;
  /** Ids of the evidence that the reader has opened. */
  readonly opened: readonly string[];
}

/** Throws `Failure` (`not-found`). */
export async function readEvidencePage(workplace: Workplace, { change, id, opened, ...asked }: EvidenceAsked): Promise<EvidencePage> {
  const record = await evidenceOfChange(workplace, change, id);
  const standing = await openCase(workplace, change);
  const verdict = judgeCase(standing, null, workplace.clock());
  const revisions = (await workplace.store.read.change(change))?.revisions ?? [];
  const item = evidenceItem(record, { opened: standing, verdict, revisions, seen: new Set(opened) });
  return { item, ...resultsOf(record.reading?.report ?? null, record.commit === standing.revision.head ? standing : null, asked) };
}

/** The file as it was handed in. Throws `Failure` (`not-found`) when it is erased. */
export async function evidenceFile(workplace: Workplace, change: string, id: string): Promise<{ readonly bytes: Uint8Array; readonly name: string }> {
  const { file, format, name } = await evidenceOfChange(workplace, change, id);
  const document = file === null ? null : await workplace.store.read.opening(file.commitment);
  if (document === null) throw new Failure("not-found", "The file of this evidence was erased.");
  return { bytes: document.bytes, name: name ?? `${id}${format === null ? "" : endingOf(format, document.bytes)}` };
}

const endings: { readonly [format in EvidenceFormat]: string } = {
  junit: ".xml",
  trx: ".trx",
  lcov: ".info",
  cobertura: ".xml",
  jacoco: ".xml",
  clover: ".xml",
  istanbul: ".json",
  sarif: ".sarif",
  "npm-audit": ".json",
  osv: ".json",
  cyclonedx: ".cdx.json",
  spdx: ".spdx",
  "in-toto-test-result": ".json",
  "in-toto-vulnerabilities": ".json",
};

// Two formats are written in several notations, and programs go by the ending.
function endingOf(format: EvidenceFormat, bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 64))
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  if (format === "cyclonedx" && start.startsWith("<")) return ".cdx.xml";
  return format === "spdx" && start.startsWith("{") ? ".spdx.json" : endings[format];
}

/** Evidence of any revision of a change. Throws `Failure` (`not-found`). */
export async function evidenceOfChange({ store }: Workplace, change: string, id: string): Promise<EvidenceRecord> {
  const record = await store.read.change(change);
  const commits = new Set(record?.revisions.flatMap(({ head, base }) => [head, base]));
  for (const commit of commits) {
    const found = (await store.read.evidenceFor(record?.latest.project ?? "", commit)).find((each) => each.id === id);
    if (found !== undefined) return found;
  }
  throw new Failure("not-found", `The change ${change} has no evidence ${id}.`);
}
