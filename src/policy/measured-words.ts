import type { Actual } from "./cel.ts";
import { type Measurements, notCompared } from "./measurements.ts";

/** What a number that checks compare means, and how a sentence about its limit ends: `none may` or `at least 80 % must be`. */
interface Words {
  readonly is: (value: number) => string;
  readonly share?: true;
  readonly ends?: string;
}

/**
 * What a check compared, in plain words: `1 test failed` when `limits` is false, else with what is asked, `1 test failed, none may`. What has no words stands as the
 * policy's author wrote it; what is no single value is left out.
 */
export function measuredWords(actual: readonly Actual[], measurements: Measurements, limits: boolean): string {
  const phrases = actual.flatMap((each) => phraseOf(each, measurements, limits) ?? []);
  return phrases.length === 0 ? "" : capital([...new Set(phrases)].join("; "));
}

function phraseOf({ field, value, asked }: Actual, measurements: Measurements, limits: boolean): string | null {
  if (value === null) return null;
  const name = plainName(field);
  if (isCompared(name) && !wasCompared(name, measurements)) return "nobody can tell which tests are gone or newly skipped: the base has no accepted test report to compare with";
  const flag = flags[name];
  if (flag !== undefined) return flag[value === "true" ? 0 : 1];
  if (name.startsWith("coverage.ai.") && isByPeople(measurements)) return "AI wrote no line that tests could cover";
  const words = numbers[name];
  if (words === undefined || Number.isNaN(Number(value))) return limits ? `${field} is ${value}, asked ${asked}` : `${field} is ${value}`;
  const found = `${words.is(Number(value))}${namesOf(name, measurements)}`;
  const limit = limits ? limitText(asked, words) : null;
  return limit === null ? found : `${found}, ${limit}`;
}

// Lines of unknown origin may count as written by AI.
function isByPeople({ origin: { ai, mixed, unknown } }: Measurements): boolean {
  return ai + mixed + unknown === 0;
}

// `size(x)` and `x.size()` are one thing.
function plainName(field: string): string {
  const inner = /^size\(\s*(.+?)\s*\)$/.exec(field)?.[1] ?? /^(.+?)\.size\(\s*\)$/.exec(field)?.[1];
  return inner === undefined ? field : `size(${inner})`;
}

const compared = { "size(evidence.tests.removed)": "removed", "size(evidence.tests.newly_skipped)": "newly_skipped" } as const;
type Compared = keyof typeof compared;

function isCompared(name: string): name is Compared {
  return Object.hasOwn(compared, name);
}

function wasCompared(name: Compared, { evidence: { tests } }: Measurements): boolean {
  return tests?.[compared[name]][0] !== notCompared[0];
}

const mostNamed = 3;

function namesOf(name: string, { evidence: { tests } }: Measurements): string {
  const all = isCompared(name) ? (tests?.[compared[name]] ?? []) : [];
  if (all.length === 0) return "";
  return ` (${all.slice(0, mostNamed).join(", ")}${all.length > mostNamed ? " and others" : ""})`;
}

const flags: { readonly [field: string]: readonly [yes: string, no: string] } = {
  "change.lockfile_sound": ["the lockfile fits the manifest", "the lockfile does not fit the manifest, or has an entry without a hash"],
  "change.requirement": ["the change names its requirement", "the change names no requirement"],
  "origin.disclosed": ["the change says which AI tools it used", "the change does not say which AI tools it used"],
};

const numbers: { readonly [field: string]: Words } = {
  "evidence.tests.failed": { is: (value) => `${count(value, "test")} failed` },
  "evidence.tests.passed": { is: (value) => `${count(value, "test")} passed` },
  "evidence.tests.skipped": { is: (value) => `${count(value, "test")} skipped`, ends: "be" },
  "evidence.tests.flaky": { is: (value) => `${count(value, "flaky test")}`, ends: "be" },
  "size(evidence.tests.removed)": { is: (value) => `${count(value, "test")} of the base ${value === 1 || value === 0 ? "is" : "are"} gone`, ends: "be" },
  "size(evidence.tests.newly_skipped)": { is: (value) => `${count(value, "test")} ${value === 1 || value === 0 ? "is" : "are"} newly skipped`, ends: "be" },
  "coverage.ai.lines": { is: (value) => `${percent(value)} of the lines AI wrote are covered by tests`, share: true, ends: "be" },
  "coverage.ai.unknown": { is: (value) => (value === 0 ? "coverage data for every one of them" : `${percent(value)} of the lines AI wrote have no coverage data`), share: true },
  "coverage.changed.lines": { is: (value) => `${percent(value)} of the added lines are covered by tests`, share: true, ends: "be" },
  "coverage.changed.unknown": { is: (value) => (value === 0 ? "coverage data for every one of them" : `${percent(value)} of the added lines have no coverage data`), share: true },
  "evidence.analysis.critical": { is: (value) => count(value, "critical finding"), ends: "be" },
  "evidence.analysis.high": { is: (value) => count(value, "finding of high severity", "findings of high severity"), ends: "be" },
  "evidence.analysis.medium": { is: (value) => count(value, "finding of medium severity", "findings of medium severity"), ends: "be" },
  "evidence.analysis.low": { is: (value) => count(value, "finding of low severity", "findings of low severity"), ends: "be" },
  "evidence.analysis.suppressed": { is: (value) => count(value, "suppressed finding"), ends: "be" },
  "evidence.advisories.critical": { is: (value) => count(value, "critical flaw of a package", "critical flaws of packages"), ends: "be" },
  "evidence.advisories.high": { is: (value) => count(value, "flaw of high severity in a package", "flaws of high severity in packages"), ends: "be" },
  "evidence.advisories.medium": { is: (value) => count(value, "flaw of medium severity in a package", "flaws of medium severity in packages"), ends: "be" },
  "evidence.advisories.low": { is: (value) => count(value, "flaw of low severity in a package", "flaws of low severity in packages"), ends: "be" },
  "evidence.references.contradicted": { is: (value) => count(value, "reference to what does not exist", "references to what does not exist"), ends: "be" },
  "evidence.references.unverifiable": { is: (value) => count(value, "reference that nobody could verify", "references that nobody could verify"), ends: "be" },
  "evidence.references.verified": { is: (value) => count(value, "verified reference"), ends: "be" },
  "evidence.references.drifted": { is: (value) => count(value, "reference to another version of a package", "references to another version of a package"), ends: "be" },
  "change.lines": { is: (value) => count(value, "changed line"), ends: "be" },
  "change.added": { is: (value) => count(value, "added line"), ends: "be" },
  "change.deleted": { is: (value) => count(value, "deleted line"), ends: "be" },
  "change.moved": { is: (value) => count(value, "line that only moved", "lines that only moved"), ends: "be" },
  "change.weakened": { is: (value) => count(value, "place where tests or checks find less than before", "places where tests or checks find less than before"), ends: "be" },
  "change.commits": { is: (value) => count(value, "commit"), ends: "be" },
  "size(change.files)": { is: (value) => count(value, "changed file"), ends: "be" },
  "origin.ai_share": { is: (value) => `AI had a part in ${percent(value)} of the added lines`, share: true, ends: "be" },
  "origin.unknown": { is: (value) => `${count(value, "line")} of unknown origin`, ends: "be" },
};

// What is asked in any other way is said without its limit, which the expression behind it says exactly.
function limitText(asked: string, { share, ends }: Words): string | null {
  const [, op, text] = /^(==|<=|<|>=|>) (\d+(?:\.\d+)?)$/.exec(asked) ?? [];
  if (op === undefined || text === undefined) return null;
  const bound = Number(text);
  const said = share ? percent(bound) : String(bound);
  const end = ends === undefined ? "" : ` ${ends}`;
  if (op === "==") return bound === 0 ? `none may${end}` : `exactly ${said} must${end}`;
  if (op === "<=" || op === "<") return bound === 0 ? `none may${end}` : `${op === "<" ? "fewer than" : "at most"} ${said} may${end}`;
  if (op === ">" && bound === 0) return share ? `some must${end}` : `at least 1 must${end}`;
  return `${op === ">" ? "more than" : "at least"} ${said} must${end}`;
}

function count(value: number, one: string, many = `${one}s`): string {
  return value === 0 ? `no ${one}` : `${value} ${value === 1 ? one : many}`;
}

// Values come cut to four places, so nothing is rounded up to a limit that it misses.
function percent(value: number): string {
  return `${Math.round(value * 10_000) / 100} %`;
}

function capital(text: string): string {
  // A name of the policy language stands as it is written there.
  return /^\S*[._(]/.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}
