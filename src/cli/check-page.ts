import type { CheckReport } from "../workflow/report.ts";
import { criteriaPage, originPieces, plural, reasonsPage, voices, withoutName } from "./change-page.ts";
import { blank, faint, heading, headline, labelled, line, type Page, strong, under } from "./page.ts";
import { short } from "./time.ts";

const mostRules = 6;
const mostFindings = 12;

/** What `check` says: the answer first, then what supports it, then everything else. */
export function checkPage(report: CheckReport): Page {
  const { verdict } = report;
  return [
    headline(verdict),
    ...reasonsPage({ ...verdict, reasons: otherReasons(report) }),
    blank,
    ...labelled([
      ["Change", strong(report.title || "(no title)")],
      ["", sizeOf(report)],
      ["Tier", verdict.tier === null ? "none" : strong(verdict.tier), verdict.types.length > 0 ? `, for ${verdict.types.join(", ")}` : ""],
      ...rulesOf(report),
      ["Policy", report.policy.source, faint(` ${short(report.policy.digest)}`)],
      ["Written by", ...originPieces(report.origin)],
    ]),
    ...voices(report.runs),
    ...section("Criteria", verdict.criteria.length === 0 ? [under(2, "The tier asks none.")] : criteriaPage(verdict.criteria)),
    ...section(
      "Contributors",
      report.contributors.map(({ name, person, parts }) => under(2, `${name} — ${parts.join(", ")}`, person === null ? faint("; not enrolled") : "")),
    ),
    ...section("Who may judge it", judges(report)),
    ...section("Evidence", evidencePage(report)),
    ...section("Dependencies", dependencyPage(report)),
    ...section("To look at", findingPage(report)),
  ];
}

// What a criterion or a missing approval already says has its own section below.
function otherReasons({ verdict: { reasons, criteria } }: CheckReport) {
  return reasons.filter(({ code, about }) => code !== "approval-missing" && !criteria.some(({ id }) => id === about));
}

function section(title: string, lines: Page): Page {
  return lines.length === 0 ? [] : [blank, heading(title), ...lines];
}

function sizeOf({ base, head, commits, files }: CheckReport): string {
  const [added, deleted] = [files.reduce((sum, file) => sum + file.added, 0), files.reduce((sum, file) => sum + file.deleted, 0)];
  return `${short(base)}..${short(head)}, ${plural(commits, "commit")}, ${plural(files.length, "file")}, +${added} −${deleted}`;
}

function rulesOf({ verdict: { fired } }: CheckReport): [string, ...string[]][] {
  const rows = fired.slice(0, mostRules).map(({ rule, because }): [string, string] => ["Because", `${rule}: ${because}`]);
  return fired.length > mostRules ? [...rows, ["Because", `and ${fired.length - mostRules} more; see --json`]] : rows;
}

function judges({ mayJudge, verdict: { places } }: CheckReport): Page {
  if (places.length === 0) return [under(2, "Nobody has to: the tier passes on its checks.")];
  const together = Map.groupBy(mayJudge, ({ needs, who }) => `${needs}: ${who.length === 0 ? "nobody who is enrolled" : who.join(", ")}`);
  return [...together].map(([sentence, all]) => under(2, all.length > 1 ? `${all.length} × ${sentence}` : sentence));
}

function evidencePage({ evidence }: CheckReport): Page {
  return evidence.flatMap(({ name, format, state, sentence, inconsistencies }) => [
    under(2, `${name}: ${[format, state].filter(Boolean).join(", ")}`, sentence === null ? "" : ` — ${withoutName(sentence, name)}`),
    ...inconsistencies.map((found) => under(4, `${found.sentence} `, faint(found.code))),
  ]);
}

function dependencyPage({ dependencies, dependencyTroubles }: CheckReport): Page {
  return [
    ...dependencies.map(({ name, from, to, jump }) => under(2, `${name} ${from ?? "—"} → ${to ?? "—"} `, faint(jump))),
    ...dependencyTroubles.map((trouble) => under(2, trouble)),
  ];
}

function findingPage({ findings, files }: CheckReport): Page {
  const flagged = files.filter(({ flags }) => flags.length > 0).map(({ path, flags }) => under(2, `${path}: ${flags.join(", ")}`));
  const lines = [
    ...flagged,
    ...findings.map(({ sentence, code, commit, path }) => under(2, `${sentence} `, faint([code, path, commit === null ? null : short(commit)].filter(Boolean).join(" ")))),
  ];
  return lines.length <= mostFindings ? lines : [...lines.slice(0, mostFindings), line(`  and ${lines.length - mostFindings} more; see --json`)];
}
