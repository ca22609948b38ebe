import type { FileOrigin } from "../model/change.ts";
import type { Origin, OriginCounts, OriginRun } from "../model/origin.ts";
import type { CriterionOutcome, CriterionResult, Reason, Verdict } from "../model/verdict.ts";
import { faint, heading, headline, type Line, line, type Page, strong, under } from "./page.ts";
import { originMark, type Piece } from "./terminal.ts";

/** `40 of 120 (33 %)`, or `40 of 120 lines (33 %)`: a share is never shown without its counts. */
export function share(part: number, whole: number, what = ""): string {
  return `${part} of ${whole}${what === "" ? "" : ` ${what}`} (${percent(part, whole)})`;
}

/** `33 %`; never 0 for some, nor 100 for not all. */
export function percent(part: number, whole: number): string {
  const exactly = (100 * part) / whole;
  return `${part > 0 && exactly < 1 ? "<1" : part < whole && exactly > 99 ? ">99" : String(Math.round(exactly))} %`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const order: readonly Origin[] = ["ai", "mixed", "unknown", "human"];

/** `▌ai 40 of 120 (33 %), human 80 of 120 (67 %)`; unknown is always printed when there is any. */
export function originPieces(counts: OriginCounts): Piece[] {
  const whole = counts.ai + counts.human + counts.mixed + counts.unknown;
  if (whole === 0) return ["no added lines"];
  const present = order.filter((origin) => counts[origin] > 0);
  return present.flatMap((origin, at) => [...(at > 0 ? [", "] : []), ...(origin === "human" ? [] : [originMark(origin)]), `${origin} ${share(counts[origin], whole)}`]);
}

interface Voice {
  readonly run: OriginRun;
  readonly lines: number;
}

/** One line for each tool and way of knowing it: how many lines, method, confidence, sponsor. */
export function voices(files: readonly FileOrigin[]): Page {
  const found = new Map<string, Voice>();
  for (const run of files.flatMap(({ runs }) => runs)) {
    if (run.origin === "human") continue;
    const key = JSON.stringify([run.origin, run.tool, run.model, run.method, run.confidence, run.sponsor]);
    found.set(key, { run, lines: (found.get(key)?.lines ?? 0) + run.end - run.start + 1 });
  }
  return [...found.values()].sort((a, b) => b.lines - a.lines).map(voiceLine);
}

function voiceLine({ run: { origin, tool, model, method, confidence, sponsor }, lines }: Voice): Line {
  const who = origin === "unknown" ? "unknown: nothing says who wrote them" : [tool ?? "an AI tool that is not named", model].filter(Boolean).join(" ");
  const known = origin === "unknown" ? [] : [`${origin}, by ${method}, ${confidence} confidence`];
  return under(2, originMark(origin), ` ${who} — ${[plural(lines, "line"), ...known, ...(sponsor ? [`sponsor ${sponsor}`] : [])].join(", ")}`);
}

const results: Readonly<Record<CriterionResult, string>> = {
  met: "✓ met",
  "not-met": "✗ not met",
  "not-applicable": "– not applicable",
  "missing-evidence": "? no evidence",
  unanswered: "? unanswered",
  waived: "~ waived",
  error: "! error",
};

/** Each criterion with its outcome, its words, and what the outcome rests on. */
export function criteriaPage(criteria: readonly CriterionOutcome[]): Page {
  const column = Math.max(...criteria.map(({ result }) => results[result].length)) + 2;
  return criteria.map(({ id, result, says, restsOn }) => ({
    indent: 2,
    hang: column + 2,
    pieces: [results[result].padEnd(column), strong(id), `: ${says}`, ...(restsOn === "" ? [] : [faint(` — ${restsOn}`)])],
    verbatim: false,
  }));
}

const effects = { deny: "✖", wait: "…", note: "·" } as const;

/** The reasons of a verdict, those that hold it up first; the one that the headline already says is left out. */
export function reasonsPage({ reasons, headline: said }: Pick<Verdict, "reasons" | "headline">): Page {
  const ranked = (["deny", "wait", "note"] as const).flatMap((effect) => reasons.filter((reason) => reason.effect === effect));
  const at = ranked.findIndex(({ sentence }) => said.startsWith(sentence));
  return ranked.filter((_, index) => index !== at).map(reasonLine);
}

function reasonLine({ effect, sentence, code }: Reason): Line {
  return under(2, `${effects[effect]} ${sentence} `, faint(code));
}

/** Verdict first, then what supports it. */
export function verdictPage(verdict: Verdict): Page {
  const decisions = verdict.decisions.filter(({ counts }) => counts);
  return [
    headline(verdict),
    ...reasonsPage(verdict),
    ...(verdict.exceptions.length === 0 ? [] : [heading("Exceptions")]),
    ...verdict.exceptions.map(({ kind, id, rule, reason, approvedBy, expires }) => under(2, `${kind} ${id} for ${rule}: ${reason} — by ${approvedBy}, until ${expires}`)),
    ...(decisions.length === 0 ? [] : [line(faint(`${plural(decisions.length, "decision")} counted.`))]),
  ];
}

/** A reader's sentence beside the name of the file that it begins with. */
export function withoutName(sentence: string, name: string): string {
  return sentence.startsWith(`${name}: `) ? sentence.slice(name.length + 2) : sentence;
}
