import type { CheckReport } from "../workflow/report.ts";
import { criteriaPage, originPieces, plural, reasonsPage, share, voices, withoutName } from "./change-page.ts";
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
    ...section("Coverage of AI lines", coverageLines(report)),
    ...section("Criteria", verdict.criteria.length === 0 ? [under(2, "The tier asks none.")] : criteriaPage(verdict.criteria)),
    ...section("Found", foundPage(report)),
    ...section(
      "Lessons",
      report.lessons.map(({ says, from }) => under(2, `Do not ${says}. `, faint(from))),
    ),
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

/** A line for each tool, and one for what nobody is known to have written: `claude-code 120 lines: 96 of 110 executable covered (87 %), 10 without data`. */
function coverageLines({ coverage: { tools, unknown, unknownCounts } }: CheckReport): Page {
  const counting = unknownCounts ? "which the policy counts as AI's" : "which the policy does not count as AI's";
  return [
    ...tools.filter(({ coverable }) => coverable > 0).map(({ tool, ...counts }) => under(2, `${tool ?? "a tool that is not named"} ${covered(counts)}`)),
    ...(unknown.coverable === 0 ? [] : [under(2, `unknown origin ${covered(unknown)}`, faint(`; ${counting}`))]),
  ];
}

function covered({ lines, coverable, executable, hit, withoutData }: CheckReport["coverage"]["ai"]): string {
  const outside = lines > coverable ? [`${lines - coverable} in tests, documentation or what is no source code`] : [];
  const ran = executable === 0 ? [] : [share(hit, executable, "executable covered")];
  const unsaid = withoutData === 0 ? [] : [`${withoutData} without data`];
  const said = [...ran, ...unsaid, ...outside];
  return `${plural(lines, "line")}: ${said.length === 0 ? "none of them executable" : said.join(", ")}`;
}

// What only waits for a criterion or an approval has its own section below; what denies is told with the verdict, or its headline would count more reasons than are shown.
function otherReasons({ verdict: { reasons, criteria } }: CheckReport) {
  return reasons.filter(({ code, about, effect }) => effect === "deny" || (code !== "approval-missing" && !criteria.some(({ id }) => id === about)));
}

function section(title: string, lines: Page): Page {
  return lines.length === 0 ? [] : [blank, heading(title), ...lines];
}

function sizeOf({ base, head, commits, files }: CheckReport): string {
  const sum = (key: "added" | "moved" | "deleted") => files.reduce((total, file) => total + file[key], 0);
  const moved = sum("moved") === 0 ? "" : `; ${sum("moved")} of the added lines only moved`;
  return `${short(base)}..${short(head)}, ${plural(commits, "commit")}, ${plural(files.length, "file")}, +${sum("added")} −${sum("deleted")}${moved}`;
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

const effects = { blocks: "blocks", asks: "asks a person", shown: "to be known" } as const;

function foundPage({ found }: CheckReport): Page {
  const lines = found.map(({ effect, severity, by, says, path, line: at }) => {
    const where = path === null ? "" : `${path}${at === null ? "" : `:${at}`} `;
    return under(2, `${effects[effect]}: `, `${where}${says} `, faint([severity, by].filter((part) => part !== null && part !== "none").join(", ")));
  });
  return lines.length <= mostFindings ? lines : [...lines.slice(0, mostFindings), under(2, `and ${lines.length - mostFindings} more; see --json`)];
}

function dependencyPage({ dependencies, dependencyTroubles }: CheckReport): Page {
  return [
    ...dependencies.map(({ name, from, to, risk, because }) => under(2, `${name} ${from ?? "—"} → ${to ?? "—"} `, faint([`${risk} risk`, ...because].join("; ")))),
    ...dependencyTroubles.map((trouble) => under(2, trouble)),
  ];
}

function findingPage({ findings, files }: CheckReport): Page {
  const flagged = files.filter(({ flags }) => flags.some((flag) => flag !== "generated")).map(({ path, flags }) => under(2, `${path}: ${flags.join(", ")}`));
  const lines = [
    ...flagged,
    ...findings.map(({ sentence, code, commit, path }) => under(2, `${sentence} `, faint([code, path, commit === null ? null : short(commit)].filter(Boolean).join(" ")))),
  ];
  return lines.length <= mostFindings ? lines : [...lines.slice(0, mostFindings), line(`  and ${lines.length - mostFindings} more; see --json`)];
}
