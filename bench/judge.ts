import { demandOf, judge, subjectOf, ungoverned } from "../src/gate/index.ts";
import { evidenceDigest } from "../src/gate/subject.ts";
import { subjectDigest } from "../src/model/decision.ts";
import type { CompiledCriterion } from "../src/policy/index.ts";
import { askCedar, cedarCall, prepareCedar } from "./cedar.ts";
import { type Judged, type JudgedCases, judgedCases } from "./judged-cases.ts";
import { alternate, type BenchOptions, compare, printAlone, type Row } from "./row.ts";

/**
 * `judge` beside Cedar on an equivalent policy, and beside the CEL evaluations that it contains. Each call judges another case, made of
 * objects that nobody has seen before, since what is remembered about an object would hide work that a gate has to do.
 */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  const set = judgedCases(quick ? 48 : 192);
  prepareCedar();
  const calls = set.cases.map((judged) => cedarCall(judged, set, digestOf(judged, set)));
  sameAnswers(set, calls);

  const rounds = quick ? 2 : 60;
  const judgeAll = () => microseconds(fresh(set), (each) => judge({ ...shared(set), ...each }));
  const askAll = () => microseconds(calls, askCedar);
  const checks = checksOf(set);
  const evaluateAll = () => microseconds(fresh(set), (each) => evaluate(checks, each));
  const subjects = new Map(set.cases.map((each) => [each.change.id, subjectOf({ ...shared(set), ...each })]));
  const evaluateAndSign = () =>
    microseconds(fresh(set), (each) => {
      evaluate(checks, each);
      evidenceDigest(each.evidence);
      const subject = subjects.get(each.change.id) ?? null;
      if (subject !== null) subjectDigest(subject);
    });
  for (let warmed = 0; warmed < rounds / 2; warmed++) [judgeAll(), evaluateAll(), evaluateAndSign()];
  return [
    compare({ what: "judge", unit: "µs", against: "Cedar, an equivalent policy", pairs: await alternate(rounds, judgeAll, askAll), atMost: 0.2 }),
    compare({ what: "judge", unit: "µs", against: `bare CEL of its ${checks.length} checks`, pairs: await alternate(rounds, judgeAll, evaluateAll), atMost: 2 }),
    compare({ what: "judge", unit: "µs", against: "bare CEL, and its two digests", pairs: await alternate(rounds, judgeAll, evaluateAndSign) }),
  ];
}

function shared({ policy, people, now }: JudgedCases) {
  return { policy, people, now, escalations: [], exceptions: [], release: null, governance: ungoverned };
}

function fresh({ cases }: JudgedCases): Judged[] {
  return cases.map((each) => structuredClone(each));
}

function digestOf(judged: Judged, set: JudgedCases): string {
  const subject = subjectOf({ ...shared(set), ...judged });
  return subject === null ? "" : subjectDigest(subject);
}

/** The checks that this judgement asks, compiled as they stand in the policy. */
function checksOf(set: JudgedCases): CompiledCriterion[] {
  const [first] = set.cases;
  const asked = first === undefined ? [] : demandOf({ ...shared(set), ...first }).checks;
  return asked.flatMap(({ criterion }) => set.policy.checks.get(criterion.id) ?? []);
}

function evaluate(checks: readonly CompiledCriterion[], { evidence }: Judged): void {
  for (const check of checks) check.evaluate(evidence.measured);
}

/** Mean time of one call over all items. */
function microseconds<T>(items: readonly T[], body: (item: T) => unknown): number {
  const from = performance.now();
  for (const item of items) body(item);
  return ((performance.now() - from) * 1_000) / items.length;
}

// A comparison with a policy that answers differently would compare nothing.
function sameAnswers(set: JudgedCases, calls: readonly Parameters<typeof askCedar>[0][]): void {
  const answers = { allow: 0, deny: 0 };
  for (const [at, judged] of set.cases.entries()) {
    const { verdict, reasons } = judge({ ...shared(set), ...judged });
    const ours = verdict === "allow" ? "allow" : "deny";
    const call = calls[at];
    const cedar = call === undefined ? null : askCedar(call);
    if (ours !== cedar) throw new Error(`Case ${at}: judge says ${verdict} (${reasons.map(({ code }) => code).join(", ")}), Cedar ${cedar}.`);
    answers[ours]++;
  }
  if (answers.allow === 0 || answers.deny === 0) throw new Error("The cases should differ in their answers.");
}

if (import.meta.main) await printAlone(run);
