import { compileGlob, type Glob, splitPath } from "../policy/index.ts";

/** Which platform's grammar a CODEOWNERS file is read by. */
export type OwnersDialect = "github" | "gitlab";

/** Where a platform looks for its CODEOWNERS file; the first that is there counts. */
export const ownersPlaces: { readonly [dialect in OwnersDialect]: readonly string[] } = {
  github: [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"],
  gitlab: ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"],
};

export interface OwnersRule {
  /** From 1. */
  readonly line: number;
  readonly pattern: string;
  /** Empty where the file says that nobody owns what the pattern takes. */
  readonly owners: readonly string[];
  /** GitLab's section, in lower case; null outside of one. */
  readonly section: string | null;
  /** True where the platform asks for no approval of the section. */
  readonly optional: boolean;
  /** GitLab's `!pattern`: takes paths out of its section, wherever in the section it stands. */
  readonly excludes: boolean;
}

export interface CodeOwners {
  readonly path: string;
  readonly dialect: OwnersDialect;
  readonly rules: readonly OwnersRule[];
  /** Lines that the platform ignores, each with why; whoever wrote them thinks that they hold. */
  readonly ignored: readonly { readonly line: number; readonly why: string }[];
  /** Who owns a path: the owners and the line of each rule that rules it. Empty for what nobody owns. */
  ownersOf(path: string): readonly OwnersRule[];
}

/** GitHub does not load a larger file. */
const largest = 3 * 2 ** 20;

/** Reads a CODEOWNERS file as its platform does. Whoever writes to the repository controls it; never throws. */
export function readCodeOwners(text: string, path: string, dialect: OwnersDialect): CodeOwners {
  const reader = new Reader(dialect);
  if (dialect === "github" && Buffer.byteLength(text) > largest) reader.ignored.push({ line: 1, why: "the file is larger than 3 MB, and GitHub does not read it" });
  else for (const [index, line] of text.split(/\r?\n/).entries()) reader.take(line, index + 1);
  const compiled = reader.rules.map((rule) => ({ rule, globs: globsOf(rule.pattern, dialect) }));
  return { path, dialect, rules: reader.rules, ignored: reader.ignored, ownersOf: (asked) => ruling(compiled, asked) };
}

/** GitLab's grammar where only GitLab would read the place, or where a section says so. */
export function dialectOf(path: string, text: string, usesGitLab: boolean): OwnersDialect {
  if (path.startsWith(".github/")) return "github";
  return path.startsWith(".gitlab/") || usesGitLab || /^\^?\[[^\]\n]{1,255}\]/m.test(text) ? "gitlab" : "github";
}

class Reader {
  readonly rules: OwnersRule[] = [];
  readonly ignored: { line: number; why: string }[] = [];
  readonly #dialect: OwnersDialect;
  #section: { readonly name: string; readonly optional: boolean; readonly owners: readonly string[] } | null = null;

  constructor(dialect: OwnersDialect) {
    this.#dialect = dialect;
  }

  take(raw: string, line: number): void {
    const text = raw.trim();
    if (text === "" || text.startsWith("#")) return;
    if (this.#dialect === "gitlab" && this.#heading(text)) return;
    const words = wordsOf(this.#dialect === "github" ? text.replace(/\s#.*$/, "") : text);
    const [first = "", ...rest] = words;
    const excludes = this.#dialect === "gitlab" && first.startsWith("!");
    const pattern = excludes ? first.slice(1) : first;
    const why = this.#wrong(pattern, rest);
    if (why !== null) {
      this.ignored.push({ line, why });
      return;
    }
    const named = rest.filter(isOwner);
    const owners = named.length === 0 && this.#section !== null ? this.#section.owners : named;
    this.rules.push({ line, pattern, owners: excludes ? [] : owners, section: this.#section?.name ?? null, optional: this.#section?.optional ?? false, excludes });
  }

  // `^[Name][2] @owner`: optional, how many approvals, who owns what names nobody. Sections of one name are one.
  #heading(text: string): boolean {
    const [, optional, name, owners = ""] = /^(\^)?\[([^\]]{1,255})\](?:\[\d{1,4}\])?(?:\s+(.*))?$/.exec(text) ?? [];
    if (name === undefined) return false;
    this.#section = { name: name.trim().toLowerCase(), optional: optional !== undefined, owners: wordsOf(owners).filter(isOwner) };
    return true;
  }

  #wrong(pattern: string, owners: readonly string[]): string | null {
    if (globsOf(pattern, this.#dialect) === null) return `the pattern ${pattern.slice(0, 100)} is none that the platform knows`;
    if (this.#dialect === "gitlab") return null;
    if (pattern.startsWith("!")) return "GitHub knows no exceptions with !";
    if (/(?<!\\)\[/.test(pattern)) return "GitHub knows no ranges with [ ]";
    if (pattern.startsWith("\\#")) return "GitHub knows no pattern that begins with #";
    const stray = owners.find((owner) => !isOwner(owner));
    return stray === undefined ? null : `${stray.slice(0, 100)} is no owner`;
  }
}

// A space in a pattern is written with a backslash before it.
function wordsOf(text: string): string[] {
  return (text.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replace(/\\([ \t])/g, "$1"));
}

/** `@person`, `@group/team`, GitLab's `@@role`, or an e-mail address. */
function isOwner(word: string): boolean {
  return /^@@?[\w.-]{1,100}(?:\/[\w.-]{1,100}){0,20}$/.test(word) || /^[^\s@]{1,100}@[^\s@]{1,200}$/.test(word);
}

interface Compiled {
  readonly rule: OwnersRule;
  readonly globs: readonly Glob[] | null;
}

/** The last rule that takes a path holds; in GitLab the last of each section. What a section excludes stays out of it. */
function ruling(compiled: readonly Compiled[], path: string): readonly OwnersRule[] {
  const split = splitPath(path);
  const taking = compiled.filter(({ globs }) => globs?.some((glob) => glob.matches(split))).map(({ rule }) => rule);
  const sections = Map.groupBy(taking, ({ section }) => section);
  return [...sections.values()].flatMap((rules) => {
    const last = rules.at(-1);
    return last === undefined || rules.some(({ excludes }) => excludes) || last.owners.length === 0 ? [] : [last];
  });
}

/** The pattern in our own globs; null for one that cannot be read. */
function globsOf(pattern: string, dialect: OwnersDialect): readonly Glob[] | null {
  try {
    const globs = spellings(pattern, dialect).map(compileGlob);
    // Our own globs let a plain path take all below it; on GitLab it is a file.
    return dialect === "gitlab" ? globs.map((glob) => (/[*?]/.test(glob.pattern) ? glob : { ...glob, matches: (path) => path.bytes === splitPath(glob.pattern).bytes })) : globs;
  } catch {
    return null;
  }
}

// On GitHub as gitignore(5), but that `docs/*` takes no folder below; on GitLab what begins without a slash stands anywhere, and only what ends with one is a folder.
function spellings(pattern: string, dialect: OwnersDialect): string[] {
  const folder = pattern.endsWith("/");
  const body = pattern.replace(/^\/+/, "").replace(/\/+$/, "").replace(/[{}]/g, "\\$&");
  if (body === "" || body === "**") return ["**"];
  if (body === "*" && !folder) return pattern.startsWith("/") ? ["*"] : ["**"];
  const anchored = pattern.startsWith("/") || (dialect === "github" && body.includes("/"));
  const base = anchored || body.startsWith("**/") ? body : `**/${body}`;
  if (folder) return [`${base}/**`];
  if (dialect === "gitlab" || body.endsWith("/*") || body.endsWith("/**")) return [base];
  return [base, `${base}/**`];
}
