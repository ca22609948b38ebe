import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import type { DecisionRecord } from "../store/index.ts";
import { decisionText, judgeCase, openCase, type Workplace } from "../workflow/index.ts";
import { namesIn } from "./approvers.ts";
import { type Attention, attentionOf } from "./attention.ts";
import { type Headline, headlineOf } from "./headline.ts";
import { documentOf, type ShownDecision, shownDecision } from "./manifestation.ts";
import { type ReReviewLine, reReviewsOf } from "./re-reviews.ts";

/** A decision in full: what was signed, by whom, and what was in front of them (R25). */
export interface DecisionPage {
  readonly decision: ShownDecision;
  readonly change: Headline;
  /** As people read it; null once it is erased, like the digest and the armour. */
  readonly text: string | null;
  readonly digest: string | null;
  /** The canonical JSON that was signed, byte for byte in UTF-8; null once erased. */
  readonly document: string | null;
  readonly fingerprint: string;
  readonly armour: string | null;
  /** Null for a decision that was not made in the browser. */
  readonly attention: Attention | null;
  /** Ids of the evidence that stood when it was signed. */
  readonly evidence: readonly string[];
  /** Second looks that were ordered at it, the newest last (R35). */
  readonly reReviews: readonly ReReviewLine[];
}

/** Throws `Failure` (`not-found`). */
export async function readDecision(workplace: Workplace, id: string): Promise<DecisionPage> {
  const { read } = workplace.store;
  const fact = await read.leafByKey(`decision/${id}`);
  const record = fact?.type === "decision-made" ? (await read.decisions(fact.data.change)).find((each) => each.id === id) : undefined;
  if (record === undefined) throw new Failure("not-found", `There is no decision ${id}.`);
  const [opened, nameOf] = await Promise.all([openCase(workplace, record.change), namesIn(workplace)]);
  const { environment, artifact } = record.subject;
  const verdict = judgeCase(opened, environment === null ? null : { environment, artifact }, workplace.clock());
  const document = documentOf(record);
  return {
    decision: shownDecision(record, nameOf, verdict),
    change: headlineOf(opened, nameOf),
    text: document === null ? null : decisionText(document, opened.summary),
    digest: record.document === null ? null : sha256(record.document),
    document: record.document === null ? null : Buffer.from(record.document).toString("utf8"),
    fingerprint: record.signature.fingerprint,
    armour: record.signatureText,
    attention: attentionOf(record.attention),
    evidence: await evidenceBefore(workplace, record, opened.revision.project),
    reReviews: await reReviewsOf(workplace, id, record.change),
  };
}

async function evidenceBefore({ store }: Workplace, { subject, index }: DecisionRecord, project: string): Promise<string[]> {
  return (await store.read.evidenceFor(project, subject.head)).filter((evidence) => evidence.index < index).map(({ id }) => id);
}
