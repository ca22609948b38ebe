import type { Json } from "../model/canonical.ts";
import type { Inconsistency } from "../model/evidence.ts";
import { Advisories } from "./advisories.ts";
import { Contradictions } from "./contradictions.ts";
import type { Reader } from "./formats.ts";
import { mendingVersion } from "./mending-version.ts";
import { ecosystemOf } from "./osv-ecosystems.ts";
import { type Facts, factsOf } from "./osv-facts.ts";
import { type OsvGroup, type OsvPackage, osvResults } from "./osv-results.ts";
import { type Outcome, quoted } from "./outcome.ts";
import { greatestSeverity } from "./severity.ts";
import { inShape } from "./shape.ts";

/** OSV-Scanner's results, with whole OSV records inside (reference `evidence.md` §4). */
export const osv: Reader = {
  format: "osv",
  kind: "advisories",
  name: "osv/1",
  called: "OSV-Scanner JSON",
  read: (content) => (content.shape === "json" && looksLikeOsv(content.value) ? readOsv(content.value) : null),
};

// `results` alone is no more than a word that many tools use; the scanner's other members, or its packages, tell it.
function looksLikeOsv(value: Json): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("results" in value) || !Array.isArray(value["results"]) || "runs" in value) return false;
  if ("experimental_config" in value) return true;
  const names = Object.keys(value);
  return value["results"].length === 0 ? names.length === 1 : value["results"].some((result) => typeof result === "object" && result !== null && "packages" in result);
}

/** Throws `Halt` for results that are not of the scanner's shape, or beyond a limit. */
export function readOsv(value: Json): Outcome {
  const packages = inShape(osvResults, value, "OSV-Scanner's results").results.flatMap((result) => result.packages ?? []);
  const advisories = new Advisories();
  const contradictions = new Contradictions();
  for (const found of packages) contradictions.add(addGroups(found, advisories));
  // Nothing shows that the scanner looked at anything: `--all-packages` lists what it did, flaw or not. A bill is clean only of packages that it names.
  if (packages.length === 0) contradictions.add([empty]);
  return { report: { kind: "advisories", tools: ["OSV-Scanner"], advisories: advisories.list }, inconsistencies: contradictions.list };
}

const empty: Inconsistency = {
  code: "empty-report",
  sentence: "The report names no package, so nothing shows what was looked at; have the scanner list all of them with --all-packages.",
  declared: null,
  counted: "0",
};

// A flaw has a record in each database that knows it, and a group joins them by their aliases: groups are counted, or one flaw counts thrice. What a call analysis thinks of one (`experimental_analysis`) is a guess,
// and sets nothing aside.
function addGroups({ package: about, vulnerabilities, groups }: OsvPackage, advisories: Advisories): Inconsistency[] {
  const records = new Map((vulnerabilities ?? []).map((record) => [record.id, factsOf(record, about.name)]));
  const grouped = new Set<string>();
  const missing = new Set<string>();
  for (const group of groups ?? []) {
    const ids = [...new Set(group.ids)];
    for (const id of ids) (records.has(id) ? grouped : missing).add(id);
    add(about, { ...group, ids }, records, advisories);
  }
  // A record of no group is a flaw of its own: better one too many than one too few.
  for (const id of records.keys()) if (!grouped.has(id)) add(about, { ids: [id] }, records, advisories);
  return [...missing].map((id) => withoutRecord(id, about.name));
}

function add(
  { name, version, ecosystem, commit }: OsvPackage["package"],
  { ids, aliases, max_severity }: Partial<OsvGroup> & Pick<OsvGroup, "ids">,
  records: ReadonlyMap<string, Facts>,
  advisories: Advisories,
): void {
  const [id = "", ...others] = ids;
  const members = ids.flatMap((each) => records.get(each) ?? []);
  const installed = version || commit || null;
  advisories.add({
    id,
    aliases: [...others, ...(aliases ?? []), ...members.flatMap((each) => each.aliases)],
    ecosystem: ecosystemOf(ecosystem ?? ""),
    package: name,
    version: installed,
    range: null,
    said: saidOf(max_severity, members, advisories),
    title: members.find(({ title }) => title !== "")?.title ?? "",
    fixed: mendingVersion([...new Set(members.flatMap(({ fixed }) => fixed))], installed),
  });
}

// The scanner's own number first, which it takes from the vectors; then a database's word, then the vectors. Of several the gravest counts.
function saidOf(most: string | null | undefined, members: readonly Facts[], advisories: Advisories): string[] {
  const lists = [most ? [most] : [], members.flatMap(({ words }) => words), members.flatMap(({ vectors }) => vectors)];
  for (const said of lists) {
    const gravest = greatestSeverity([...new Set(said)].map((each) => advisories.severityOf([each])));
    // A flaw of no severity is none that anybody counted, so the next one is asked.
    if (gravest !== null && gravest !== "none") return [gravest];
  }
  return lists.flat();
}

function withoutRecord(id: string, name: string): Inconsistency {
  return { code: "truncated", sentence: `A flaw of ${quoted(name)} names ${quoted(id)}, and its record is not in the report.`, declared: quoted(id), counted: null };
}
