import { visible } from "../git/index.ts";
import type { Answer, DecisionDocument, Meaning, Outcome } from "../model/decision.ts";
import { type ReasonCode, reasonCodes, type Verdict } from "../model/verdict.ts";
import type { DecisionRecord } from "../store/index.ts";
import type { Named, NameOf } from "./approvers.ts";
import { shownText } from "./shown-text.ts";

/** A decision as every page, file and export shows it: printed name, time with zone, and meaning (R24, 21 CFR 11.50). */
export interface ShownDecision {
  readonly id: string;
  readonly index: number;
  readonly person: Named;
  /** As it stood in the document that was signed. */
  readonly printedName: string;
  readonly time: string;
  readonly meaning: Meaning;
  readonly manifestation: string;
  readonly outcome: Outcome;
  readonly environment: string | null;
  readonly revision: number;
  readonly answers: readonly Answer[];
  readonly doubt: string | null;
  readonly until: string | null;
  readonly comment: string | null;
  readonly signature: "ssh" | "passkey";
  /** Null where the verdict does not weigh it. */
  readonly counts: boolean | null;
  readonly because: { readonly code: ReasonCode; readonly sentence: string } | null;
}

const acts = { approve: "Approved", "request-changes": "Changes requested", defer: "Deferred", unsure: "Unsure, escalated" } as const;

export function manifestationOf({
  outcome,
  printedName,
  time,
  meaning,
}: {
  readonly outcome: Outcome;
  readonly printedName: string;
  readonly time: string;
  readonly meaning: Meaning;
}): string {
  return `${acts[outcome]} by ${printedName} on ${time}, meaning ${meaning}`;
}

/** `verdict` says what counts; without one nothing is said about it. */
export function shownDecision(record: DecisionRecord, nameOf: NameOf, verdict: Verdict | null): ShownDecision {
  const { id, index, outcome, meaning, revision, doubt, until, subject, signature } = record;
  const signed = documentOf(record);
  const person = nameOf(record.person);
  const printedName = signed?.printedName ?? person.name;
  const time = signed?.time ?? new Date(record.at).toISOString();
  const weighed = verdict?.decisions.find((each) => each.id === id);
  const because = record.withdrawnAt === null ? (weighed?.because ?? null) : "withdrawn";
  return {
    ...{ id, index, person, printedName, time, meaning, outcome, revision, doubt, until },
    answers: record.answers.map(({ reason, link, ...answer }) => ({ ...answer, reason: reason === null ? null : shownText(reason), link: link === null ? null : visible(link) })),
    manifestation: manifestationOf({ outcome, printedName, time, meaning }),
    environment: subject.environment,
    comment: signed?.comment == null ? null : shownText(signed.comment),
    signature: signature.kind,
    counts: weighed?.counts ?? null,
    because: because === null ? null : { code: because, sentence: reasonCodes[because].means },
  };
}

/** What was signed; null once it is erased. It was written by this program and is covered by the ledger's commitment. */
export function documentOf({ document }: Pick<DecisionRecord, "document">): DecisionDocument | null {
  return document === null ? null : (JSON.parse(Buffer.from(document).toString("utf8")) as DecisionDocument);
}
