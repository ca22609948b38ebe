import type { CoverageReport, Finding, Report } from "../model/evidence.ts";
import { limits } from "./limits.ts";

/** The repository path that a report means, or why it means none. */
export type Resolution = { readonly path: string } | { readonly path: null; readonly why: "outside" | "parent" | "ambiguous" };

/** Resolves a path that was given to `resolvePaths`; any other is `outside`. */
export type Resolve = (reported: string) => Resolution;

/** The paths of a head tree, indexed for looking up ends of paths. */
export class Tree {
  readonly #paths: ReadonlySet<string>;
  #ends: Map<string, string | null> | null = null;

  constructor(paths: Iterable<string>) {
    this.#paths = new Set(paths);
  }

  get paths(): Iterable<string> {
    return this.#paths;
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /** The one path that ends with these segments; undefined when none does, null when several do. */
  endingWith(end: string): string | null | undefined {
    this.#ends ??= endsOf(this.#paths);
    return this.#ends.get(end);
  }
}

function endsOf(paths: ReadonlySet<string>): Map<string, string | null> {
  const ends = new Map<string, string | null>();
  for (const path of paths) {
    if (path.split("/").length > limits.pathParts) continue;
    for (let at = 0; ; ) {
      const end = path.slice(at);
      ends.set(end, ends.has(end) ? null : path);
      const slash = path.indexOf("/", at);
      if (slash === -1) break;
      at = slash + 1;
    }
  }
  return ends;
}

/**
 * Turns the paths of one report into repository paths. A path is cut at the longest end that is a path of the tree; where most paths
 * were cut is the build's root, and a path beneath that root is exactly that path or none, so that `node_modules/x/index.js` never
 * lends its hits to an `index.js` of ours. A relative path may also be the end of exactly one path of the tree (a report of a folder).
 * Paths with `..` are refused; what is ambiguous stays unresolved. Attacker-controlled.
 */
export function resolvePaths(reported: Iterable<string>, tree: Tree): Resolve {
  const cuts = new Map<string, Cut | null>();
  for (const path of reported) cuts.set(path, cutOf(path, tree));
  const root = rootOf(cuts.values());
  const resolutions = new Map<string, Resolution>();
  for (const [path, cut] of cuts) resolutions.set(path, resolve(path, cut, root, tree));
  return (path) => resolutions.get(path) ?? { path: null, why: "outside" };
}

/**
 * Turns the paths of a coverage report into repository paths, by what they are relative to. A path that follows on several folders of the
 * report and there means several files, or that is the end of several paths of the tree, stays unresolved: nobody guesses. Attacker-controlled.
 */
export function resolveCoverage({ files, relativeTo }: Pick<CoverageReport, "files" | "relativeTo">, tree: Tree): Resolve {
  if (relativeTo === "repository") return (path) => (tree.has(path) ? { path } : { path: null, why: "outside" });
  if (relativeTo === "unknown-folder") return (path) => atTheEnd(path, tree);
  const said = files.map(({ path }) => path);
  return relativeTo === undefined || relativeTo.length === 0 ? resolvePaths(said, tree) : resolveBeneath(relativeTo, said, tree);
}

// Never cut: the first folders of `com/example/A.java` are its package, and an `A.java` of another one is another file.
function atTheEnd(path: string, tree: Tree): Resolution {
  if (path.split("/").includes("..")) return { path: null, why: "parent" };
  const found = tree.endingWith(path);
  if (found === null) return { path: null, why: "ambiguous" };
  return found === undefined ? { path: null, why: "outside" } : { path: found };
}

function resolveBeneath(folders: readonly string[], said: readonly string[], tree: Tree): Resolve {
  const placed = (path: string) => (isAbsolute(path) ? [path] : folders.map((folder) => `${folder}/${path}`));
  const resolve = resolvePaths(said.flatMap(placed), tree);
  return (path) => {
    const all = placed(path).map(resolve);
    const found = [...new Set(all.flatMap((resolution) => resolution.path ?? []))];
    if (found[0] !== undefined && found.length === 1) return { path: found[0] };
    return found.length > 1 ? { path: null, why: "ambiguous" } : (all[0] ?? { path: null, why: "outside" });
  };
}

/** A reported path as a prefix that is not of the tree, and the path of the tree that follows it. */
interface Cut {
  readonly prefix: string;
  readonly path: string;
}

function resolve(reported: string, cut: Cut | null, root: string | null, tree: Tree): Resolution {
  const path = slashed(reported, tree);
  // The author makes folders as deep as they like, so a file may well be there.
  if (path === null) return { path: null, why: "ambiguous" };
  if (path.split("/").includes("..")) return { path: null, why: "parent" };
  if (root !== null && path.startsWith(root) && isAbsolute(root) === isAbsolute(path)) {
    const beneath = path.slice(root.length);
    if (tree.has(beneath)) return { path: beneath };
  } else if (cut !== null) return { path: cut.path };
  const found = isAbsolute(path) ? undefined : tree.endingWith(path);
  if (found === null) return { path: null, why: "ambiguous" };
  return found === undefined ? { path: null, why: "outside" } : { path: found };
}

function cutOf(reported: string, tree: Tree): Cut | null {
  const path = slashed(reported, tree);
  if (path === null || path.split("/").includes("..")) return null;
  for (let at = 0; ; ) {
    if (tree.has(path.slice(at))) return { prefix: path.slice(0, at), path: path.slice(at) };
    const slash = path.indexOf("/", at);
    if (slash === -1) return null;
    at = slash + 1;
  }
}

// Most paths decide; of equals the shortest prefix, which is the outermost folder.
function rootOf(cuts: Iterable<Cut | null>): string | null {
  const votes = new Map<string, number>();
  for (const cut of cuts) if (cut !== null) votes.set(cut.prefix, (votes.get(cut.prefix) ?? 0) + 1);
  const ranked = [...votes].sort(([a, m], [b, n]) => n - m || a.length - b.length || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

// A backslash separates folders, unless the tree really has a file of that name. Null for what is too long to be looked up.
function slashed(reported: string, tree: Tree): string | null {
  if (reported.length > limits.path) return null;
  if (tree.has(reported)) return reported;
  const parts = reported.replaceAll("\\", "/").split("/");
  if (parts.length > limits.pathParts) return null;
  return parts.filter((part, at) => part !== "." && (part !== "" || at === 0)).join("/");
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}

/**
 * The report with repository paths where they resolve; what does not stays as it was said. Of coverage that is looked up once: among repository paths an unresolved one would be cut elsewhere. A finding in a path that
 * may mean several files keeps none, or that path would later pass for a file that nobody changed: what cannot be placed counts.
 */
export function withRepositoryPaths<R extends Report>(report: R, tree: Tree): R {
  if (report.kind === "coverage") return { ...report, ...coverageOfRepository(report, tree) };
  if (report.kind !== "analysis") return report;
  const resolve = resolvePaths(
    report.findings.flatMap(({ path }) => path ?? []),
    tree,
  );
  return { ...report, findings: report.findings.map((finding) => withElsewhere(inRepository(finding, resolve), finding.path, tree)) };
}

// Where a path is cut is a guess by what the tree holds, and the author may put a file of the same name where a wrong guess falls.
function withElsewhere(finding: Finding, said: string | null, tree: Tree): Finding {
  const whole = said === null || finding.path === null || said === finding.path ? null : slashed(said, tree);
  if (whole === null) return finding;
  const parts = whole.split("/");
  const elsewhere = parts.map((_, at) => parts.slice(at).join("/")).filter((path) => path !== finding.path && tree.has(path));
  return elsewhere.length === 0 ? finding : { ...finding, elsewhere };
}

export function inRepository(finding: Finding, resolve: Resolve): Finding {
  const { path, line, message } = finding;
  if (path === null) return finding;
  const resolution = resolve(path);
  if (resolution.path !== null) return { ...finding, path: resolution.path };
  if (resolution.why === "outside") return finding;
  const said = `${path.slice(0, mostSaid).toWellFormed()}${line === null ? "" : `:${line}`}`;
  return { ...finding, path: null, line: null, message: `${said}: ${message}`.slice(0, limits.message).toWellFormed() };
}

/** Characters of a path that a message begins with. */
const mostSaid = 200;

/** The coverage of the tree's files. An unresolved path that happens to be one of the tree as well is left out: it means another file, or nobody knows which. */
export function coverageOfRepository(report: CoverageReport, tree: Tree): CoverageReport {
  if (report.relativeTo === "repository") return report;
  const resolve = resolveCoverage(report, tree);
  const files = report.files.flatMap((file) => {
    const { path } = resolve(file.path);
    return path === null && tree.has(file.path) ? [] : [{ ...file, path: path ?? file.path }];
  });
  return { ...report, files, relativeTo: "repository" };
}
