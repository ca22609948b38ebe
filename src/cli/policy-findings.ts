import type { LintFinding } from "../policy/index.ts";
import { faint, type Page, under } from "./page.ts";

/** Findings in their order; what is wrong in the same way at several settings, such as a qualification that nobody holds, is said once with the other places below. */
export function policyFindingsPage(findings: readonly LintFinding[]): Page {
  const same = Map.groupBy(findings, ({ code, level, path, sentence }) => JSON.stringify([code, level, sentence.replace(`\`${path}\``, "")]));
  return [...same.values()].flatMap(gatheredLines);
}

function gatheredLines([first, ...others]: readonly LintFinding[]): Page {
  if (first === undefined) return [];
  const { level, sentence, code, place } = first;
  const at = placeText(place);
  const head = under(2, `${level === "error" ? "✗" : "·"} ${at === "" ? "" : `${at}: `}${sentence} `, faint(code));
  return others.length === 0 ? [head] : [head, under(4, `Also ${others.map(placeOf).join(", ")}.`)];
}

function placeOf({ path, place }: LintFinding): string {
  const at = placeText(place);
  return `\`${path}\`${at === "" ? "" : ` (${at})`}`;
}

function placeText(place: LintFinding["place"]): string {
  return place === null ? "" : [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
}
