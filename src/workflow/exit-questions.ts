import { type BlueprintFile, keepsBound, type Phase, readBound } from "../blueprint/index.ts";
import { Failure } from "../model/failure.ts";
import type { SignedAnswer } from "../model/signing.ts";
import { didYouMean } from "../policy/index.ts";

/** What no machine can tell: a person answers it before an exit is signed. */
export interface ExitQuestion {
  readonly criterion: string;
  readonly asks: string;
  /** Such as `>= 95 %` for a metric, whose value is asked; null for a criterion in words. */
  readonly target: string | null;
  /** Id of the waiver that excepts it, which then is its answer; null when none does. */
  readonly waiver: string | null;
}

export interface ExitAnswer {
  readonly criterion: string;
  /** For a metric, whether it is met follows from `measured`. */
  readonly met: boolean;
  readonly measured: number | null;
  readonly reason: string | null;
}

/** The further criteria of a blueprint, by their order: `exit-1` is the first. */
export function blueprintQuestions({ exit }: Pick<BlueprintFile, "exit">): ExitQuestion[] {
  return exit.map((asks, at) => ({ criterion: `exit-${at + 1}`, asks, target: null, waiver: null }));
}

/** The exit criteria and metrics of all checkpoints of a phase. `waiverOf` is asked for each rule, `delivery.half-way.exit.1`. */
export function phaseQuestions({ checkpoints }: Pick<Phase, "checkpoints">, waiverOf: (rule: string) => string | null): ExitQuestion[] {
  return checkpoints.flatMap(({ id, exit, metrics }) => {
    const asked = [
      ...exit.map((asks, at) => ({ criterion: `${id}.exit.${at + 1}`, asks, target: null })),
      ...metrics.map((metric) => ({ criterion: `${id}.metrics.${metric.id}`, asks: `${metric.says} (${metric.formula})`, target: metric.target })),
    ];
    return asked.map((question) => ({ ...question, waiver: waiverOf(`delivery.${question.criterion}`) }));
  });
}

export interface Answered {
  readonly answers: readonly SignedAnswer[];
  /** A sentence for each question that is not met, or not answered. */
  readonly unmet: readonly string[];
}

/** Holds the answers against the questions. Throws `Failure` (`bad-input`) for an answer to what is not asked, or to one question twice. */
export function answeredExit(questions: readonly ExitQuestion[], given: readonly ExitAnswer[]): Answered {
  const asked = questions.map(({ criterion }) => criterion);
  for (const [at, { criterion }] of given.entries()) {
    if (!asked.includes(criterion))
      throw new Failure("bad-input", `${criterion} is not asked here.`, { hint: didYouMean(criterion, asked, `Asked is: ${asked.join(", ") || "nothing"}.`) });
    if (given.findIndex((each) => each.criterion === criterion) !== at) throw new Failure("bad-input", `${criterion} is answered twice.`, { hint: "Keep one answer." });
  }
  const answers: SignedAnswer[] = [];
  const unmet: string[] = [];
  for (const question of questions) {
    const one = answeredOne(
      question,
      given.find(({ criterion }) => criterion === question.criterion),
    );
    if (typeof one === "string") unmet.push(one);
    else answers.push(one);
  }
  return { answers, unmet };
}

function answeredOne({ criterion, asks, target, waiver }: ExitQuestion, given: ExitAnswer | undefined): SignedAnswer | string {
  if (waiver !== null) return { criterion, asks, value: "waived", measured: given?.measured ?? null, reason: waiver };
  if (given === undefined) return `${criterion} is not answered (${asks})`;
  const reason = given.reason?.trim() || null;
  if (target === null) return given.met ? { criterion, asks, value: "met", measured: null, reason } : `${criterion} is not met (${asks})`;
  const bound = readBound(target);
  if (given.measured === null || !Number.isFinite(given.measured)) return `${criterion} names no number (${asks}; wanted is ${target})`;
  if (bound === null || !keepsBound(bound, given.measured)) return `${criterion} is ${given.measured}, and wanted is ${target}`;
  return { criterion, asks: `${asks}: ${target}`, value: "met", measured: given.measured, reason };
}
