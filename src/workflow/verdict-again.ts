import type { FactData } from "../model/fact.ts";
import type { Verdict } from "../model/verdict.ts";
import type { VerdictRecord } from "../store/index.ts";
import { standing } from "./standing.ts";
import type { Workplace } from "./workplace.ts";

/** A verdict as it would be recorded, but for its name. */
export type Asked = Omit<FactData<"verdict-given">, "verdict">;

/**
 * The verdict that stands in the ledger already, when the gate, asked again, comes to the very same: the newest one about this revision, environment and artifact, equal in every word. So a
 * pipeline that waits does not fill the ledger. An allow is given again only while no deployment relied on it and at least half of its time is left. Null when the answer has to be recorded.
 */
export async function recordedAlready(workplace: Workplace, asked: Asked, verdict: Verdict, now: number): Promise<VerdictRecord | null> {
  const { answer, fresh } = await standing(workplace, `verdict/${asked.change}/${asked.environment ?? ""}`, () => newest(workplace, asked));
  const { last, relied, said } = answer;
  if (!fresh || last === null || said !== saidBy(asked, verdict)) return null;
  if (last.answer !== "allow") return last;
  return !relied && last.until - now >= (asked.until - now) / 2 ? last : null;
}

/** Before which moment a verdict that stands goes on to be given again, while the times foreseen for it keep their length. */
export function againUntil({ answer, until }: VerdictRecord, asked: Asked, now: number): number {
  return answer === "allow" ? now + Math.floor(until - now - (asked.until - now) / 2) : Number.POSITIVE_INFINITY;
}

async function newest({ store: { read } }: Workplace, { change, environment }: Asked) {
  const last = await read.newestVerdict(change, environment);
  const relied = last !== null && (await read.deployments({ change })).some(({ verdict }) => verdict === last.index);
  return { last, relied, said: last?.verdict == null ? null : saidBy(last, last.verdict) };
}

/** Everything that a verdict says but its own name and time. The evaluator writes members in one order, so that equal verdicts are equal texts; a text that differs for another reason is only recorded once more. */
function saidBy({ revision, artifact, answer, reasons, subjectDigest, policy, decisions, evidence, exceptions, evaluator }: Asked | VerdictRecord, verdict: Verdict): string {
  return JSON.stringify([revision, artifact, answer, reasons, subjectDigest, policy, decisions, evidence, exceptions, evaluator, verdict]);
}
