import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { ReferenceFile } from "./checker.ts";
import { isInside, readInside } from "./packages-files.ts";

export type Fields = { readonly [name: string]: unknown };

/** One package.json of the checkout. */
export interface Manifest {
  /** Repository path of its folder, empty for the checkout's own. */
  readonly folder: string;
  readonly fields: Fields;
}

export interface Locked {
  /** Repository path of the lockfile. */
  readonly lockfile: string;
  readonly key: string;
  readonly version: string | null;
  readonly resolved: string | null;
  readonly integrity: string | null;
}

export interface Installed {
  readonly version: string | null;
  /** A link to a package of the checkout itself. */
  readonly own: boolean;
}

const sections = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** Manifests, lockfiles and installed packages of a checkout, each read once. The text of a changed file is the change's, not the folder's. */
export class NpmFolder {
  readonly #folder: string;
  readonly #changed: ReadonlyMap<string, string>;
  readonly #texts = new Map<string, Promise<string | null>>();
  readonly #read = new Map<string, Promise<Fields | null>>();
  readonly #settings = new Map<string, Promise<readonly string[]>>();

  constructor(folder: string, files: readonly ReferenceFile[]) {
    this.#folder = folder;
    this.#changed = new Map(files.map(({ path, text }) => [path, text]));
  }

  /** The manifests that hold for a file, the nearest first. */
  async manifests(path: string): Promise<readonly Manifest[]> {
    const found = await Promise.all(foldersAbove(path).map(async (folder) => ({ folder, fields: await this.document(join(folder, "package.json")) })));
    return found.flatMap(({ folder, fields }) => (fields === null ? [] : [{ folder, fields }]));
  }

  /** What the nearest lockfile that has an opinion pins a package to, as a file at `path` would find it. */
  async locked(path: string, name: string): Promise<Locked | null> {
    const above = foldersAbove(path);
    for (const folder of above) {
      for (const lockfile of ["package-lock.json", "npm-shrinkwrap.json"].map((file) => join(folder, file))) {
        const packages = fieldsOf((await this.document(lockfile))?.["packages"]);
        // Below the lockfile's folder, the nearest `node_modules` wins.
        for (const place of above.filter((one) => isInside(folder === "" ? "." : folder, one === "" ? "." : one))) {
          const key = join(relative(folder === "" ? "." : folder, place === "" ? "." : place), "node_modules", name);
          if (Object.hasOwn(packages, key)) return { lockfile, key, ...pinOf(fieldsOf(packages[key])) };
        }
      }
    }
    return null;
  }

  /** The package that a file at `path` would load; null when there is none. What is installed may stand outside the checkout. */
  async installed(path: string, name: string): Promise<Installed | null> {
    for (const folder of foldersAbove(path)) {
      const found = await this.#package(join(this.#folder, folder, "node_modules", name));
      if (found !== null) return found;
    }
    return null;
  }

  /** Whether a setting of a bundler, compiler or test runner around a file names something in quotes: an alias needs no package. */
  async isNamedBySettings(path: string, first: string): Promise<boolean> {
    const texts = await Promise.all(foldersAbove(path).map((folder) => this.#settingsOf(folder)));
    return texts.flat().some((text) => [`"${first}"`, `'${first}'`, `"${first}/`, `'${first}/`].some((quoted) => text.includes(quoted)));
  }

  /** Whether a folder or file of the checkout has this name beside one of the manifests of a file. */
  async stands(path: string, first: string): Promise<boolean> {
    const found = await Promise.all(
      foldersAbove(path)
        .flatMap((folder) => [join(folder, first), join(folder, "src", first)])
        .map((place) => isThere(join(this.#folder, place))),
    );
    return found.some(Boolean);
  }

  document(path: string): Promise<Fields | null> {
    const known = this.#read.get(path) ?? this.#text(path).then((text) => (text === null ? null : parsed(text)));
    this.#read.set(path, known);
    return known;
  }

  #text(path: string): Promise<string | null> {
    const changed = this.#changed.get(path);
    if (changed !== undefined) return Promise.resolve(changed);
    const known = this.#texts.get(path) ?? readInside(this.#folder, path);
    this.#texts.set(path, known);
    return known;
  }

  #settingsOf(folder: string): Promise<readonly string[]> {
    const known = this.#settings.get(folder) ?? this.#readSettings(folder);
    this.#settings.set(folder, known);
    return known;
  }

  async #readSettings(folder: string): Promise<readonly string[]> {
    const names = await readdir(join(this.#folder, folder)).catch(() => []);
    const settings = names.filter((name) => /^([tj]sconfig.*\.json|.*\.config\.[mc]?[jt]s|\.babelrc.*|deno\.jsonc?|import_map\.json)$/.test(name));
    return (await Promise.all(settings.map((name) => this.#text(join(folder, name))))).filter((text) => text !== null);
  }

  async #package(place: string): Promise<Installed | null> {
    try {
      const real = await realpath(place);
      const manifest = await readInside(real, "package.json");
      if (manifest === null) return null;
      const { version } = parsed(manifest) ?? {};
      return { version: typeof version === "string" ? version : null, own: isInside(this.#folder, real) && !relative(this.#folder, real).includes("node_modules") };
    } catch {
      return null;
    }
  }
}

/** What a manifest asks for, by name. */
export function askedFor(manifest: Fields): Map<string, string> {
  return new Map(
    sections.flatMap((section) => Object.entries(fieldsOf(manifest[section])).flatMap(([name, range]) => (typeof range === "string" ? [[name, range] as const] : []))),
  );
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

export function pinOf({ version, resolved, integrity }: Fields): Pick<Locked, "version" | "resolved" | "integrity"> {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { version: text(version), resolved: text(resolved), integrity: text(integrity) };
}

function parsed(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

/** Folders of a repository path, the nearest first, the checkout's own as the empty path. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = dirname(path); at !== "." && at !== "/"; at = dirname(at)) folders.push(at);
  return [...folders, ""];
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
