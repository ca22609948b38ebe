import type { SemVer } from "semver";
import minVersion from "semver/ranges/min-version.js";
import subset from "semver/ranges/subset.js";
import type { DependencyUpdate } from "../model/change.ts";

/** A manifest or lockfile of the change: its text in the base and in the result; null where the file is absent. */
export interface ManifestPair {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface DependencyReport {
  readonly updates: readonly DependencyUpdate[];
  /** False when a lockfile cannot be read, lacks integrity hashes, or does not hold what its manifest asks for. */
  readonly sound: boolean;
  /** One sentence for each thing that is not sound. */
  readonly troubles: readonly string[];
  /** What the files change beside dependencies, `package.json: scripts`: nothing of it is an update, and all of it may run. */
  readonly beside: readonly string[];
}

const manifests = new Set(["package.json", "package-lock.json", "npm-shrinkwrap.json"]);

/** Whether a path is a file that `readDependencies` understands. */
export function isDependencyFile(path: string): boolean {
  return manifests.has(baseName(path));
}

/**
 * What a change does to npm dependencies, from the manifests and lockfiles that it touches (R69). Both texts are the author's:
 * whatever cannot be read makes the report unsound and its updates `unknown`, never absent.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-lock-json
 */
export function readDependencies(files: readonly ManifestPair[]): DependencyReport {
  const troubles: string[] = [];
  const updates = new Map<string, DependencyUpdate>();
  const direct = new Set(files.flatMap(namedIn));
  const told = new Set<string>();
  for (const file of [...files.filter(isLockfile), ...files.filter((each) => !isLockfile(each))]) {
    const lock = isLockfile(file);
    const before = file.before === null ? new Map<string, Pinned>() : versionsIn(file.path, file.before, lock, []);
    const after = file.after === null ? new Map<string, Pinned>() : versionsIn(file.path, file.after, lock, troubles);
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const [from, to] = [before.get(name) ?? null, after.get(name) ?? null];
      if (from?.content === to?.content) continue;
      const [old, now] = [from?.version ?? null, to?.version ?? null];
      // A lockfile's exact version says more than the range of the manifest beside it; two lockfiles are two installations, also in one folder, where npm takes the shrinkwrap.
      const here = `${file.path.slice(0, -baseName(file.path).length)}\0${name}`;
      if (!lock && told.has(here)) continue;
      told.add(here);
      const elsewhere = from !== null && to !== null && from.source !== to.source;
      const jump = elsewhere ? "unknown" : jumpOf(old, now);
      const script = to?.script === true && from?.script !== true;
      const more = { ...(elsewhere ? { elsewhere } : {}), ...(script ? { script } : {}) };
      updates.set(`${file.path}\0${name}`, { ecosystem: "npm", name, from: old, to: now, jump, licence: to?.licence ?? null, direct: direct.has(name), ...more });
    }
  }
  troubles.push(...lacking(files));
  return { updates: [...updates.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), sound: troubles.length === 0, troubles, beside: files.flatMap(besides) };
}

/** Where the lockfile of a manifest may stand, the nearest first: beside it, or further up where it is a workspace; empty for a path that is no manifest. */
export function lockfilesFor(manifest: string): string[] {
  if (baseName(manifest) !== "package.json") return [];
  const folders = manifest.split("/").slice(0, -1);
  const above = Array.from({ length: Math.min(folders.length, deepest) + 1 }, (_, up) =>
    folders
      .slice(0, folders.length - up)
      .map((folder) => `${folder}/`)
      .join(""),
  );
  return above.flatMap((folder) => [`${folder}npm-shrinkwrap.json`, `${folder}package-lock.json`]);
}

const deepest = 16;

function isLockfile({ path }: ManifestPair): boolean {
  return baseName(path) !== "package.json";
}

// By a manifest, or by a lockfile that says what its manifests ask for.
function namedIn({ path, before, after }: ManifestPair): string[] {
  return [before, after].flatMap((text) => {
    const document = text === null ? null : parse(text);
    if (document === null) return [];
    if (baseName(path) === "package.json") return namesAsked(document);
    const own = Object.entries(fields(document["packages"])).filter(([place]) => !place.includes("node_modules/"));
    return own.flatMap(([, entry]) => namesAsked(fields(entry)));
  });
}

// `"pad": "npm:left-pad@^1"` asks for left-pad under another name.
function namesAsked(manifest: Fields): string[] {
  return [...askedVersions(manifest)].flatMap(([name, range]) => [name, ...(/^npm:(@?[^@]+)/.exec(range)?.slice(1) ?? [])]);
}

// A package's own version is neither a dependency nor anything that runs.
const explained = new Set(["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "version"]);

function besides({ path, before, after }: ManifestPair): string[] {
  if (baseName(path) !== "package.json") return [];
  const [old, now] = [fields(before === null ? null : parse(before)), fields(after === null ? null : parse(after))];
  const members = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...members].filter((member) => !explained.has(member) && JSON.stringify(old[member]) !== JSON.stringify(now[member])).map((member) => `${path}: ${member}`);
}

/** A package as a file names it. */
interface Pinned {
  readonly version: string;
  /** All that decides which bytes are installed: other content under the same version is another package. */
  readonly content: string;
  /** Where its bytes come from, but for the version: what comes from elsewhere is no step from what was there, whatever version it calls itself. */
  readonly source: string;
  /** Null when nothing says so. Of several copies all have to be agreed to. */
  readonly licence: string | null;
  /** Any of its copies runs a script as it is installed. */
  readonly script: boolean;
}

function jumpOf(from: string | null, to: string | null): DependencyUpdate["jump"] {
  if (from === null) return "added";
  if (to === null) return "removed";
  // The same version with other content, or several versions side by side, is no step that can be measured.
  if (from === to || from.includes(" || ") || to.includes(" || ")) return "unknown";
  const [old, now] = [lowest(from), lowest(to)];
  if (!old || !now || !isBounded(to, now)) return "unknown";
  // Going back is as much of a step as going forward; below 1.0.0 a minor step may break.
  if (old.major !== now.major) return "major";
  if (old.minor !== now.minor) return old.major === 0 ? "major" : "minor";
  return "patch";
}

// `>=1.0.1` begins a patch away and takes every version that there will ever be.
function isBounded(range: string, from: SemVer): boolean {
  return subset(range, `^${from.version}`, { includePrerelease: true });
}

function lowest(range: string): SemVer | null {
  if (range.length > 256) return null;
  try {
    return minVersion(range);
  } catch {
    return null;
  }
}

function versionsIn(path: string, text: string, lock: boolean, troubles: string[]): Map<string, Pinned> {
  const document = parse(text);
  if (document === null) {
    troubles.push(`${path} is not a JSON object.`);
    return new Map();
  }
  if (lock) return lockedVersions(path, document, troubles);
  return new Map([...askedVersions(document)].map(([name, version]) => [name, { version, content: version, source: "", licence: null, script: false }]));
}

function askedVersions(manifest: Fields): Map<string, string> {
  const asked = new Map<string, string>();
  for (const section of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
    for (const [name, range] of Object.entries(fields(manifest[section]))) asked.set(name, typeof range === "string" ? range : "unknown");
  }
  return asked;
}

function lockedVersions(path: string, lock: Fields, troubles: string[]): Map<string, Pinned> {
  const copies = new Map<string, Copies>();
  const packages = lock["packages"];
  if (typeof packages !== "object" || packages === null) {
    troubles.push(`${path} has no "packages": a lockfile of version 2 or 3 is expected.`);
    return new Map();
  }
  for (const [place, entry] of Object.entries(fields(packages))) {
    const at = place.lastIndexOf("node_modules/");
    if (at === -1) continue;
    const { name: own, version, link, integrity, inBundle, license, hasInstallScript } = fields(entry);
    if (link === true) continue;
    // npm writes the name of what is installed where its folder is called otherwise.
    const name = typeof own === "string" ? own : place.slice(at + "node_modules/".length);
    if (typeof integrity !== "string" && inBundle !== true) troubles.push(`${path} holds ${name} without an integrity hash.`);
    const here = typeof version === "string" ? version : "unknown";
    const seen = copies.get(name) ?? { versions: new Set(), sources: new Set(), licences: new Set(), scripts: new Set(), content: [] };
    seen.versions.add(here);
    seen.sources.add(sourceOf(fields(entry), here));
    seen.licences.add(typeof license === "string" && license !== "" ? license : null);
    seen.scripts.add(hasInstallScript === true);
    seen.content.push(`${place}\0${JSON.stringify(entry)}\n`);
    copies.set(name, seen);
  }
  return new Map([...copies].map(([name, all]) => [name, pinned(all)]));
}

/** What stands of one package in all its places: the author makes as many of them as they like. */
interface Copies {
  readonly versions: Set<string>;
  readonly sources: Set<string>;
  readonly licences: Set<string | null>;
  readonly scripts: Set<boolean>;
  readonly content: string[];
}

function pinned({ versions, sources, licences, scripts, content }: Copies): Pinned {
  return {
    version: [...versions].sort().join(" || "),
    content: content.join(""),
    source: [...sources].sort().join("\n"),
    licence: allOf([...licences]),
    script: scripts.has(true),
  };
}

// `https://registry.npmjs.org/foo/-/foo-*.tgz`; GitHub's registry ends with a digest.
function sourceOf({ resolved, inBundle }: Fields, version: string): string {
  const from = typeof resolved === "string" ? resolved.replaceAll(version, "*").replace(/\/[0-9a-f]{40,64}$/, "/*") : "";
  return JSON.stringify([from, inBundle === true]);
}

function allOf(licences: readonly (string | null)[]): string | null {
  const [first = null] = licences;
  if (licences.length <= 1) return first;
  const known = licences.filter((licence) => licence !== null && isWhole(licence));
  return known.length < licences.length ? null : known.map((licence) => `(${licence})`).join(" AND ");
}

// A text that closes the bracket around it would join the two as it likes.
function isWhole(text: string): boolean {
  let open = 0;
  for (const character of text) {
    open += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (open < 0) return false;
  }
  return open === 0;
}

// What the manifest asks for must stand in the lockfile beside it, when both are part of the change or the lockfile lags behind.
function lacking(files: readonly ManifestPair[]): string[] {
  return files.flatMap((file) => {
    if (baseName(file.path) !== "package.json" || file.after === null) return [];
    const lock = lockfilesFor(file.path)
      .map((path) => files.find((each) => each.path === path))
      .find((each) => each?.after !== undefined && each.after !== null);
    const manifest = parse(file.after);
    if (!lock?.after || manifest === null) return [];
    const packages = fields(parse(lock.after)?.["packages"]);
    // A lockfile further up speaks of the manifest only where it is one of its workspaces.
    const workspace = file.path.slice(lock.path.length - baseName(lock.path).length, -"/package.json".length);
    if (workspace !== "" && !Object.hasOwn(packages, workspace)) return [];
    const locked = askedVersions(fields(packages[workspace]));
    return [...askedVersions(manifest)].filter(([name, range]) => locked.get(name) !== range).map(([name]) => `${lock.path} does not hold ${name} as ${file.path} asks for it.`);
  });
}

export type Fields = { readonly [name: string]: unknown };

/** A JSON object; null for any other text. */
export function parse(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

/** Members of a value that has any. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
