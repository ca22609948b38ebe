import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reference } from "../../model/evidence.ts";
import { type Checker, isAdded, type Looked, type NotChecked, nothingLooked, type ReferenceFile, type ReferenceInput, timeIsOver } from "./checker.ts";
import { readInside } from "./packages-files.ts";
import { importedPackage, lockedPackages, manifestPackages, type NpmSide } from "./packages-npm.ts";
import { NpmFolder } from "./packages-npm-folder.ts";
import { importedDistributions, installedDistributions, isPythonManifest, type PypiSide, requiredDistributions, requirementsIn } from "./packages-pypi.ts";
import type { ModuleNames } from "./packages-tree.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { PythonModules } from "./python-modules.ts";
import { Cut, parserFlags, pyrightFolder, runProgram } from "./python-programs.ts";
import type { PythonTree } from "./python-tree.ts";
import { normalised, Registry } from "./registry.ts";

/** Packages of npm and PyPI that added lines import, or that manifests and lockfiles add (E20). */
export const packages: Checker = async (input) => {
  const files = input.files.filter(({ added }) => added.length > 0);
  const kinds = Map.groupBy(files, ({ path }) => kindOf(path));
  if ([...kinds.keys()].every((kind) => kind === null)) return nothingLooked;
  const folder = await realpath(input.folder);
  const registry = input.registry === null ? null : new Registry(input.registry, input.limits.stop);
  const home = await mkdtemp(join(await realpath(tmpdir()), "countersign-packages-"));
  try {
    const look = new PackageLook({ ...input, folder }, registry, home);
    await look.npm(kinds);
    await look.pypi(kinds);
    return look.looked();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

type Kind = "manifest" | "lockfile" | "script" | "python" | "python-manifest" | null;

function kindOf(path: string): Kind {
  if (/(^|\/)node_modules\//.test(path)) return null;
  if (/(^|\/)package\.json$/.test(path)) return "manifest";
  if (/(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(path)) return "lockfile";
  if (/\.[mc]?[jt]sx?$/.test(path)) return "script";
  if (/\.pyi?$/.test(path)) return "python";
  return isPythonManifest(path) ? "python-manifest" : null;
}

class PackageLook {
  readonly #input: ReferenceInput;
  readonly #registry: Registry | null;
  readonly #home: string;
  readonly #looked: string[] = [];
  readonly #references: Reference[] = [];
  readonly #notChecked: NotChecked[] = [];

  constructor(input: ReferenceInput, registry: Registry | null, home: string) {
    this.#input = input;
    this.#registry = registry;
    this.#home = home;
  }

  looked(): Looked {
    return { looked: this.#looked, references: this.#references, notChecked: this.#notChecked };
  }

  async npm(kinds: ReadonlyMap<Kind, readonly ReferenceFile[]>): Promise<void> {
    const side: NpmSide = { folder: new NpmFolder(this.#input.folder, this.#input.files), registry: this.#registry, files: this.#input.files, now: this.#input.clock() };
    for (const file of kinds.get("manifest") ?? []) this.#found(file, await manifestPackages(file, side));
    for (const file of kinds.get("lockfile") ?? []) this.#found(file, await lockedPackages(file, side));
    const scripts = kinds.get("script") ?? [];
    const names = await this.#parsed<ModuleNames>("packages-tree", scripts);
    for (const [index, file] of scripts.entries()) {
      const imports = (names?.[index]?.imports ?? []).filter(({ line }) => isAdded(file, line));
      if (names === null) continue;
      const found: Reference[] = [];
      for (const one of imports) found.push(...[await importedPackage(file, one, side)].filter((reference) => reference !== null));
      this.#found(file, onceEach(found));
    }
  }

  async pypi(kinds: ReadonlyMap<Kind, readonly ReferenceFile[]>): Promise<void> {
    const [sources, manifests] = [kinds.get("python") ?? [], kinds.get("python-manifest") ?? []];
    if (sources.length === 0 && manifests.length === 0) return;
    const typeshed = this.#typeshed([...sources, ...manifests]);
    if (typeshed === null) return;
    const { folder, pythonPackages } = this.#input;
    const environment = await pythonEnvironment(
      folder,
      sources.map(({ path }) => path),
      pythonPackages,
    );
    const side: PypiSide = {
      modules: new PythonModules({ environment, typeshed }),
      installed: await installedDistributions(environment.packages),
      asked: await this.#askedOfPypi(),
      registry: this.#registry,
      now: this.#input.clock(),
    };
    for (const file of manifests) this.#found(file, await requiredDistributions(file, side));
    const trees = await this.#parsed<PythonTree>("python-tree", sources);
    for (const [index, file] of sources.entries()) {
      const tree = trees?.[index];
      if (tree !== undefined) this.#found(file, onceEach(await importedDistributions(file, tree, side)));
    }
  }

  /** Null where Pyright, which says what the standard library holds, is not installed: then the files are not looked at. */
  #typeshed(files: readonly ReferenceFile[]): string | null {
    try {
      return join(pyrightFolder(), "dist", "typeshed-fallback");
    } catch (error) {
      this.#gaveUp(files, error);
      return null;
    }
  }

  #gaveUp(files: readonly ReferenceFile[], error: unknown): void {
    if (!(error instanceof Cut)) throw error;
    this.#notChecked.push(...files.map(({ path }) => ({ path, why: error.message })));
  }

  #found(file: ReferenceFile, references: readonly Reference[] | null): void {
    if (this.#input.limits.stop?.aborted === true) {
      this.#notChecked.push({ path: file.path, why: `Its packages were not looked up: ${timeIsOver}. Raise the limit or change fewer files at once.` });
      return;
    }
    if (references === null) {
      this.#notChecked.push({ path: file.path, why: "It is no manifest or lockfile that can be read. Mend it, or make it anew with npm." });
      return;
    }
    this.#looked.push(file.path);
    this.#references.push(...references);
  }

  /** What the manifests in the checkout's own folder, and those of the change, ask for. */
  async #askedOfPypi(): Promise<ReadonlySet<string>> {
    const { folder, files } = this.#input;
    const changed = new Map(files.map(({ path, text }) => [path, text]));
    const paths = [...(await readdir(folder).catch(() => [])), ...changed.keys()].filter(isPythonManifest);
    const texts = await Promise.all([...new Set(paths)].map(async (path) => ({ path, text: changed.get(path) ?? (await readInside(folder, path)) ?? "" })));
    return new Set(texts.flatMap(({ path, text }) => requirementsIn(path, text).map(({ name }) => normalised(name))));
  }

  async #parsed<T>(name: "packages-tree" | "python-tree", files: readonly ReferenceFile[]): Promise<readonly T[] | null> {
    if (files.length === 0) return [];
    const input = JSON.stringify(files.map(({ path, text }) => ({ path, text })));
    try {
      return JSON.parse(
        await runProgram({ who: "The parser", name, flags: parserFlags, reads: [], args: [], input, home: this.#home, limits: this.#input.limits }),
      ) as readonly T[];
    } catch (error) {
      this.#gaveUp(files, error);
      return null;
    }
  }
}

function onceEach(references: readonly Reference[]): Reference[] {
  return [...new Map(references.map((reference) => [`${reference.line}\0${reference.name}`, reference])).values()];
}
