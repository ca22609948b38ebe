import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PythonEnvironment } from "./python-environment.ts";
import { declares, makes, mentions, type Words, wordsOf } from "./python-words.ts";

/**
 * What is known of a module's first name: `own` stands in the checkout, `standard` is described whole by the type checker's own stubs, `typed`
 * says itself that its types are whole; of the others something can be there that no type checker sees. `missing` is nowhere.
 */
export type Origin = "own" | "standard" | "typed" | "inferred" | "opaque" | "stub" | "missing";

export interface PythonSide {
  readonly environment: PythonEnvironment;
  /** The stubs that come with Pyright. */
  readonly typeshed: string;
}

/** Answers about modules by looking which files there are. Each answer is looked up once. */
export class PythonModules {
  readonly #side: PythonSide;
  readonly #origins = new Map<string, Promise<Origin>>();
  readonly #words = new Map<string, Promise<Words>>();
  readonly #answers = new Map<string, Promise<boolean>>();
  #stubs: Promise<readonly string[]> | null = null;

  constructor(side: PythonSide) {
    this.#side = side;
  }

  origin(module: string): Promise<Origin> {
    const top = topOf(module);
    return once(this.#origins, top, () => this.#originOf(top));
  }

  /** Whether some file or folder is this module, installed or not. */
  async exists(module: string): Promise<boolean> {
    const places = [...this.#side.environment.roots, ...this.#side.environment.packages, join(this.#side.typeshed, "stdlib"), ...(await this.#stubFolders())];
    const way = join(...module.split("."));
    return (await Promise.all(places.map((place) => isModule(join(place, way))))).some(Boolean);
  }

  /** Whether the text of a package, or the bytes of its compiled parts, mention a name. */
  async mentioned(module: string, name: string): Promise<boolean> {
    const top = topOf(module);
    const words = () => once(this.#words, top, async () => wordsOf(await this.#placesOf(top), { native: true }));
    return await once(this.#answers, `mentioned\0${top}\0${name}`, async () => mentions(await words(), name));
  }

  /** Whether anything in the stub of a module of the standard library takes a parameter of a name. */
  async takes(module: string, name: string): Promise<boolean> {
    const way = join(this.#side.typeshed, "stdlib", ...module.split("."));
    return declares(await once(this.#words, `${module}\0stub`, () => wordsOf([`${way}.pyi`, way], { native: false })), name);
  }

  /** Whether the checkout makes something of a name anywhere. */
  async made(name: string): Promise<boolean> {
    const words = () => once(this.#words, "\0own", () => wordsOf(this.#side.environment.roots.slice(0, 1), { native: false }));
    return await once(this.#answers, `made\0${name}`, async () => makes(await words(), name));
  }

  async #originOf(top: string): Promise<Origin> {
    if (top === "") return "own";
    const { roots, packages } = this.#side.environment;
    if (await anywhere(roots, (root) => isModule(join(root, top)))) return "own";
    if (await isModule(join(this.#side.typeshed, "stdlib", top))) return "standard";
    if (await anywhere(packages, (place) => isFile(join(place, top, "py.typed")))) return "typed";
    if (await anywhere(packages, (place) => isFolder(join(place, `${top}-stubs`)))) return "stub";
    if (await anywhere(packages, async (place) => (await isFile(join(place, top, "__init__.py"))) || (await isFile(join(place, `${top}.py`))))) return "inferred";
    if ((await this.#placesOf(top)).length > 0) return "opaque";
    return (await anywhere(await this.#stubFolders(), (place) => isModule(join(place, top)))) ? "stub" : "missing";
  }

  async #placesOf(top: string): Promise<string[]> {
    const found = await Promise.all(
      this.#side.environment.packages.map(async (place) => {
        const names = await readdir(place).catch(() => []);
        return names.filter((name) => name === top || name === `${top}.py` || (name.startsWith(`${top}.`) && /\.(so|pyd|pyi)$/.test(name))).map((name) => join(place, name));
      }),
    );
    return found.flat();
  }

  #stubFolders(): Promise<readonly string[]> {
    const stubs = join(this.#side.typeshed, "stubs");
    this.#stubs ??= readdir(stubs).then(
      (names) => names.map((name) => join(stubs, name)),
      () => [],
    );
    return this.#stubs;
  }
}

export function topOf(module: string): string {
  return module.split(".", 1)[0] ?? "";
}

function once<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

async function anywhere(places: readonly string[], holds: (place: string) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(places.map(holds))).some(Boolean);
}

async function isModule(way: string): Promise<boolean> {
  return (await isFile(`${way}.py`)) || (await isFile(`${way}.pyi`)) || (await isFolder(way));
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
