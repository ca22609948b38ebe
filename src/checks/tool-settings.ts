/** The part of a file that says what a tool measures or looks for, in a form in which white space and comments make no difference; null where it says nothing of it. */
export interface ToolSettings {
  readonly coverage: string | null;
  readonly analysis: string | null;
}

const coverageFile =
  /^(?:\.nycrc(?:\.\w{1,5})?|\.c8rc(?:\.\w{1,5})?|\.coveragerc|\.?codecov\.ya?ml|\.coveralls\.ya?ml|\.simplecov|\.?jacoco\.(?:xml|ya?ml|properties)|.{1,99}\.runsettings|coverlet\.\w{1,20}\.json|\.lcovrc|gcovr\.cfg|tarpaulin\.toml)$/;
const analysisFile =
  /^(?:\.eslintrc(?:\.\w{1,5})?|\.eslintignore|eslint\.config\.\w{2,3}|biome\.jsonc?|\.?oxlintrc\.json|\.stylelintrc.{0,9}|tslint\.json|tsconfig[\w.-]{0,60}\.json|\.?pylintrc|\.?ruff\.toml|\.?mypy\.ini|\.flake8|\.?bandit(?:\.ya?ml)?|pyrightconfig\.json|\.semgrepignore|\.?semgrep\.ya?ml|\.golangci\.(?:ya?ml|toml|json)|staticcheck\.conf|\.rubocop\w{0,20}\.ya?ml|\.?checkstyle[\w-]{0,40}\.xml|\.?pmd[\w-]{0,40}\.xml|(?:spotbugs|findbugs)[\w-]{0,40}\.xml|detekt[\w-]{0,20}\.ya?ml|\.?clippy\.toml|\.globalconfig|phpstan[\w.-]{0,30}|psalm\.xml(?:\.dist)?|\.swiftlint\.ya?ml|\.clang-tidy|codeql-config\.ya?ml|\.trivyignore|\.gitleaks\.toml|\.gitleaksignore|\.snyk|audit-ci\.jsonc?|\.nsprc|\.hadolint\.ya?ml|\.tflint\.hcl|\.checkov\.ya?ml|\.secrets\.baseline)$/;
const both = /^(?:sonar-project\.properties|\.sonarcloud\.properties)$/;
const scriptSettings = /^(?:vitest|vite|jest|karma|wallaby|playwright)\.(?:config|workspace|conf)\.\w{2,4}$/;
const sectioned = /^(?:pyproject\.toml|setup\.cfg|tox\.ini)$/;
const built = /^(?:pom\.xml|.{0,60}\.gradle(?:\.kts)?|Directory\.Build\.(?:props|targets)|.{1,99}\.[cfv]{1,2}[sb]?proj)$/;

/** Whether a file can hold such settings at all, by its name. */
export function holdsToolSettings(path: string): boolean {
  const name = nameOf(path);
  return [coverageFile, analysisFile, both, scriptSettings, sectioned, built, /^package\.json$/].some((names) => names.test(name));
}

/** What a file says to coverage and analysis tools. */
export function toolSettings(path: string, text: string): ToolSettings {
  const name = nameOf(path);
  if (coverageFile.test(name)) return { coverage: plain(text), analysis: null };
  if (analysisFile.test(name)) return { coverage: null, analysis: plain(text) };
  if (both.test(name)) return propertiesIn(text);
  if (sectioned.test(name)) return { coverage: sectionsIn(text, /coverage/), analysis: sectionsIn(text, /ruff|mypy|pylint|flake8|bandit|pyright|pydocstyle/) };
  if (name === "package.json") return membersIn(text);
  if (built.test(name))
    return {
      coverage: linesIn(text, /jacoco|cover/i, /exclude|minimum|rule|limit|threshold|excludes?>/i),
      analysis: linesIn(text, null, /NoWarn|WarningsNotAsErrors|TreatWarningsAsErrors|AnalysisLevel|AnalysisMode|ignoreFailures|failOnViolation/i),
    };
  return scriptSettings.test(name) ? { coverage: blocksIn(text), analysis: null } : { coverage: null, analysis: null };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Without what begins a comment at the start of a line, and without white space. */
function plain(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !/^(?:#|\/\/|;|--|<!--.{0,500}-->$)/.test(line))
    .join("\n")
    .replace(/\s+/g, "");
}

function propertiesIn(text: string): ToolSettings {
  const lines = text.split("\n").filter((line) => /^\s*sonar\./.test(line));
  const [coverage, analysis] = [
    lines.filter((line) => /coverage/i.test(line)),
    lines.filter((line) => !/coverage/i.test(line) && /exclusion|issue|ignore|inclusion|cpd/i.test(line)),
  ];
  return { coverage: some(coverage), analysis: some(analysis) };
}

/** Sections `[name]` of an INI or TOML file whose name holds one of the words. */
function sectionsIn(text: string, words: RegExp): string | null {
  let inside = false;
  const lines = text.split("\n").filter((line) => {
    const heading = /^\s*\[{1,2}([^\]]{1,200})\]/.exec(line)?.[1];
    if (heading !== undefined) inside = words.test(heading);
    return inside;
  });
  return some(lines);
}

function membersIn(text: string): ToolSettings {
  const { nyc, c8, jest, eslintConfig, biome } = objectOf(parsed(text));
  const ofJest = Object.entries(objectOf(jest)).filter(([name]) => /^co(?:verage|llectCoverage)/.test(name));
  const said = (members: readonly unknown[]) => (members.every((member) => member === undefined) ? null : JSON.stringify(members));
  return { coverage: said([nyc, c8, ofJest.length === 0 ? undefined : ofJest]), analysis: said([eslintConfig, biome]) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function objectOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null ? (value as { readonly [name: string]: unknown }) : {};
}

/** Lines with one of the words, in a file that speaks of a subject at all. */
function linesIn(text: string, subject: RegExp | null, words: RegExp): string | null {
  return subject !== null && !subject.test(text) ? null : some(text.split("\n").filter((line) => words.test(line)));
}

/** What stands behind `coverage…:` in a script: up to where its brackets close, else to the end of the line. */
function blocksIn(text: string): string | null {
  const blocks: string[] = [];
  const begins = /\b(?:coverage|collectCoverage)\w{0,40}\s{0,9}[:=]/g;
  for (let match = begins.exec(text); match !== null; match = begins.exec(text)) {
    const end = endOfValue(text, match.index + match[0].length);
    blocks.push(text.slice(match.index, end));
    begins.lastIndex = end;
  }
  return some(blocks);
}

function endOfValue(text: string, from: number): number {
  let [depth, begun] = [0, false];
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? "";
    if ("{[(".includes(character)) depth++;
    else if ("}])".includes(character) && --depth <= 0) return depth < 0 ? at : at + 1;
    else if ((character === "\n" || character === ",") && depth === 0 && begun) return at;
    begun ||= character.trim() !== "";
  }
  return text.length;
}

function some(lines: readonly string[]): string | null {
  const said = plain(lines.join("\n"));
  return said === "" ? null : said;
}

const threshold =
  /\b(lines|branches|functions|statements|methods|fail_under|check_coverage|minimum|threshold|target|global|patch)["']?\s{0,9}(?:[:=>]|<value>)\s{0,9}["']?(\d{1,6}(?:\.\d{1,6})?)/gi;

/** Numbers that coverage has to reach, by name, in the order in which they stand there. */
function thresholdsIn(settings: string | null): ReadonlyMap<string, readonly number[]> {
  const found = [...(settings ?? "").matchAll(threshold)].map(([, name = "", value]) => ({ name: name.toLowerCase(), value: Number(value) }));
  return new Map([...Map.groupBy(found, ({ name }) => name)].map(([name, all]) => [name, all.map(({ value }) => value)]));
}

/** Thresholds that were lowered or taken away: `lines goes from 90 to 80`. */
export function loweredThresholds(before: string | null, after: string | null): string[] {
  const [old, now] = [thresholdsIn(before), thresholdsIn(after)];
  return [...old].flatMap(([name, values]) => {
    const left = now.get(name) ?? [];
    return values.flatMap((value, at) => {
      const other = left[at];
      if (other === undefined) return [`${name} was ${value} and is asked for no more`];
      return other < value ? [`${name} goes from ${value} to ${other}`] : [];
    });
  });
}
