import { realpath, stat } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join, relative } from "node:path";
import { isInside, readInside } from "./packages-files.ts";
import { above, type Options, recordIn } from "./typescript-projects.ts";

/** A package as it stands in a `node_modules` of the checkout. */
export interface Installed {
  /** Where it stands, absolute. */
  readonly folder: string;
  readonly version: string;
  /** A part of the repository itself, which has to be built before it can be looked at. */
  readonly own: boolean;
  /** It says what it holds, or a package of types says it in its place. */
  readonly typed: boolean;
  /** Its types come from another package, of another major version. */
  readonly loose: boolean;
  /** What it needs and has not got: what it hands on of that is missing from its types; null when it has all. */
  readonly lacks: string | null;
  /** Version that the lockfile has; null when no lockfile that is read names it. */
  readonly locked: string | null;
}

/** Reads what is installed, declared and locked. Nothing of it is loaded as code. */
export class Packages {
  readonly #root: string;
  readonly #installed = new Map<string, Promise<Installed | null>>();
  readonly #json = new Map<string, Promise<Options | null>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** As Node finds it from a folder of the checkout. */
  installed(folder: string, name: string): Promise<Installed | null> {
    const key = `${folder}\0${name}`;
    const known = this.#installed.get(key) ?? this.#find(folder, name);
    this.#installed.set(key, known);
    return known;
  }

  /** Whether a manifest or lockfile above the folder names it. */
  async declared(folder: string, name: string): Promise<boolean> {
    for (const place of above(folder, this.#root)) {
      const manifest = (await this.#read(join(place, "package.json"))) ?? {};
      if (manifest["name"] === name) return true;
      if (["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].some((kind) => Object.hasOwn(recordIn(manifest, kind), name))) return true;
      const lock = await this.#read(join(place, "package-lock.json"));
      if (lock !== null && Object.keys(recordIn(lock, "packages")).some((path) => path.endsWith(`node_modules/${name}`))) return true;
    }
    return false;
  }

  /** Whether anything is to be installed that is not: without it nothing can be told of what a file names. */
  async missing(folder: string): Promise<boolean> {
    const places = above(folder, this.#root);
    const wanted = await Promise.all(places.map(async (place) => wants((await this.#read(join(place, "package.json"))) ?? {})));
    if (!wanted.includes(true)) return false;
    const there = await Promise.all(places.map((place) => exists(join(place, "node_modules"))));
    return !there.includes(true);
  }

  async exists(installed: Installed, subpath: string): Promise<boolean> {
    const endings = ["", ".js", ".cjs", ".mjs", ".d.ts", ".ts", ".json", "/index.js", "/index.d.ts", "/package.json"];
    const found = await Promise.all(endings.map((ending) => exists(join(installed.folder, subpath + ending))));
    return found.includes(true);
  }

  async #find(from: string, name: string): Promise<Installed | null> {
    for (const place of above(from, this.#root)) {
      const folder = join(place, "node_modules", name);
      const manifest = await this.#read(join(folder, "package.json"));
      if (manifest !== null) return await this.#describe(from, folder, name, manifest);
    }
    return null;
  }

  async #describe(from: string, folder: string, name: string, manifest: Options): Promise<Installed> {
    const real = await realpath(folder);
    const version = String(manifest["version"] ?? "");
    const ownTypes =
      "types" in manifest || "typings" in manifest || JSON.stringify(manifest["exports"] ?? "").includes(".d.") || JSON.stringify(manifest["exports"] ?? "").includes('"types"');
    const inside = ownTypes || (await exists(join(folder, "index.d.ts")));
    const types = inside || name.startsWith("@types/") ? null : await this.#find(from, typesOf(name));
    return {
      folder,
      version,
      own: isInside(this.#root, real) && !real.includes("node_modules"),
      typed: inside || types !== null,
      loose: types !== null && major(types.version) !== major(version),
      lacks: await this.#lacks(real, manifest),
      locked: await this.#locked(folder),
    };
  }

  async #lacks(folder: string, manifest: Options): Promise<string | null> {
    const optional = recordIn(manifest, "peerDependenciesMeta");
    const needed = [
      ...Object.keys(recordIn(manifest, "dependencies")),
      ...Object.keys(recordIn(manifest, "peerDependencies")).filter((name) => recordIn(optional, name)["optional"] !== true),
    ];
    for (const name of needed) if (!(await this.#stands(folder, name))) return name;
    return null;
  }

  async #stands(from: string, name: string): Promise<boolean> {
    for (const place of above(from, this.#root)) if (await exists(join(place, "node_modules", name, "package.json"))) return true;
    return false;
  }

  async #locked(folder: string): Promise<string | null> {
    for (const place of above(folder, this.#root)) {
      const lock = await this.#read(join(place, "package-lock.json"));
      if (lock === null) continue;
      const version = recordIn(recordIn(lock, "packages"), relative(place, folder).replaceAll("\\", "/"))["version"];
      return typeof version === "string" ? version : null;
    }
    return null;
  }

  #read(path: string): Promise<Options | null> {
    const known = this.#json.get(path) ?? this.#parse(path);
    this.#json.set(path, known);
    return known;
  }

  async #parse(path: string): Promise<Options | null> {
    try {
      const value: unknown = JSON.parse((await readInside(this.#root, relative(this.#root, path))) ?? "null");
      return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Options) : null;
    } catch {
      return null;
    }
  }
}

function wants(manifest: Options): boolean {
  return ["dependencies", "devDependencies"].some((kind) => Object.keys(recordIn(manifest, kind)).length > 0);
}

/** `@types/scope__name` for `@scope/name`. */
function typesOf(name: string): string {
  return `@types/${name.startsWith("@") ? name.slice(1).replace("/", "__") : name}`;
}

function major(version: string): string {
  const [first = "", second = ""] = version.split(".");
  return first === "0" ? `0.${second}` : first;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

const builtins: ReadonlySet<string> = new Set(builtinModules);

/** What a module specifier leads to. */
export type Specifier =
  | { readonly kind: "relative" | "subpath-import" | "odd" }
  | { readonly kind: "builtin"; readonly known: boolean }
  | { readonly kind: "package"; readonly name: string; readonly subpath: string };

export function specifierOf(module: string): Specifier {
  if (/^\.{0,2}\//.test(module) || module === "." || module === "..") return { kind: "relative" };
  if (module.startsWith("#")) return { kind: "subpath-import" };
  if (module.startsWith("node:")) return { kind: "builtin", known: builtins.has(module) || builtins.has(module.slice(5)) };
  if (builtins.has(module)) return { kind: "builtin", known: true };
  // The registry's own rule for names, which aliases such as `@/x` and `~/x` are made to break.
  const [, name, subpath = ""] = /^((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9-][a-z0-9._~-]*)(?:\/(.+))?$/i.exec(module) ?? [];
  return name === undefined ? { kind: "odd" } : { kind: "package", name, subpath };
}
