import type { SemVer } from "semver";
import minVersion from "semver/ranges/min-version.js";
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
  for (const file of files) {
    const lock = baseName(file.path) !== "package.json";
    const before = file.before === null ? new Map<string, Pinned>() : versionsIn(file.path, file.before, lock, []);
    const after = file.after === null ? new Map<string, Pinned>() : versionsIn(file.path, file.after, lock, troubles);
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const [from, to] = [before.get(name) ?? null, after.get(name) ?? null];
      if (from?.content === to?.content) continue;
      const [old, now] = [from?.version ?? null, to?.version ?? null];
      // A lockfile's exact version says more than the range of the manifest beside it; two lockfiles are two installations.
      const key = `${file.path.slice(0, -baseName(file.path).length)}\0${name}`;
      if (lock || !updates.has(key))
        updates.set(key, { ecosystem: "npm", name, from: old, to: now, jump: jumpOf(old, now), licence: to?.licence ?? null, direct: direct.has(name) });
    }
  }
  troubles.push(...lacking(files));
  return { updates: [...updates.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), sound: troubles.length === 0, troubles, beside: files.flatMap(besides) };
}

// By a manifest, or by a lockfile that says what its manifests ask for.
function namedIn({ path, before, after }: ManifestPair): string[] {
  return [before, after].flatMap((text) => {
    const document = text === null ? null : parse(text);
    if (document === null) return [];
    if (baseName(path) === "package.json") return [...askedVersions(document).keys()];
    const own = Object.entries(fields(document["packages"])).filter(([place]) => !place.includes("node_modules/"));
    return own.flatMap(([, entry]) => [...askedVersions(fields(entry)).keys()]);
  });
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
  /** Null when nothing says so. Of several copies all have to be agreed to. */
  readonly licence: string | null;
}

function jumpOf(from: string | null, to: string | null): DependencyUpdate["jump"] {
  if (from === null) return "added";
  if (to === null) return "removed";
  // The same version with other content, or several versions side by side, is no step that can be measured.
  if (from === to || from.includes(" || ") || to.includes(" || ")) return "unknown";
  const [old, now] = [lowest(from), lowest(to)];
  if (!old || !now) return "unknown";
  // Going back is as much of a step as going forward; below 1.0.0 a minor step may break.
  if (old.major !== now.major) return "major";
  if (old.minor !== now.minor) return old.major === 0 ? "major" : "minor";
  return "patch";
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
  return new Map([...askedVersions(document)].map(([name, version]) => [name, { version, content: version, licence: null }]));
}

function askedVersions(manifest: Fields): Map<string, string> {
  const asked = new Map<string, string>();
  for (const section of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
    for (const [name, range] of Object.entries(fields(manifest[section]))) asked.set(name, typeof range === "string" ? range : "unknown");
  }
  return asked;
}

function lockedVersions(path: string, lock: Fields, troubles: string[]): Map<string, Pinned> {
  const locked = new Map<string, Pinned>();
  const packages = lock["packages"];
  if (typeof packages !== "object" || packages === null) {
    troubles.push(`${path} has no "packages": a lockfile of version 2 or 3 is expected.`);
    return locked;
  }
  for (const [place, entry] of Object.entries(fields(packages))) {
    const at = place.lastIndexOf("node_modules/");
    if (at === -1) continue;
    const { version, link, integrity, inBundle, license } = fields(entry);
    if (link === true) continue;
    const name = place.slice(at + "node_modules/".length);
    if (typeof integrity !== "string" && inBundle !== true) troubles.push(`${path} holds ${name} without an integrity hash.`);
    const seen = locked.get(name);
    const here = typeof version === "string" ? version : "unknown";
    const versions = [...new Set([...(seen?.version.split(" || ") ?? []), here])].sort().join(" || ");
    locked.set(name, { version: versions, content: `${seen?.content ?? ""}${place}\0${JSON.stringify(entry)}\n`, licence: bothLicences(seen, license) });
  }
  return locked;
}

function bothLicences(seen: Pinned | undefined, given: unknown): string | null {
  const own = typeof given === "string" && given !== "" ? given : null;
  if (seen === undefined || seen.licence === own) return own;
  return seen.licence === null || own === null ? null : `(${seen.licence}) AND (${own})`;
}

// What the manifest asks for must stand in the lockfile beside it, when both are part of the change or the lockfile lags behind.
function lacking(files: readonly ManifestPair[]): string[] {
  return files.flatMap((file) => {
    if (baseName(file.path) !== "package.json" || file.after === null) return [];
    const folder = file.path.slice(0, -"package.json".length);
    const lock = files.find(({ path }) => path === `${folder}package-lock.json` || path === `${folder}npm-shrinkwrap.json`);
    const manifest = parse(file.after);
    if (!lock?.after || manifest === null) return [];
    const root = fields(fields(parse(lock.after)?.["packages"])[""]);
    const locked = askedVersions(root);
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
