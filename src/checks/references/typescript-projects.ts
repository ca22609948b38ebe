import { readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { readInside } from "./packages-files.ts";
import { type Compiler, compile } from "./typescript-compiler.ts";

/** What a project says about how its files are compiled. All of it is the adversary's; nothing of it is run. */
export interface Project {
  /** Folder of the configuration, absolute; the checkout itself where there is none. */
  readonly folder: string;
  /** False when there is no configuration, or a part of it is missing or cannot be read: what depends on it is then unknown. */
  readonly whole: boolean;
  readonly options: Options;
  /** Files that it names or includes, absolute. */
  readonly files: readonly string[];
}

export type Options = Readonly<Record<string, unknown>>;

const mostConfigurations = 12;

/** Finds the configuration of a file: the nearest of the folders above it that includes it, else the nearest there is. */
export class Projects {
  readonly #compiler: Compiler;
  readonly #known = new Map<string, Promise<Project | null>>();
  readonly #without = new Map<Project, Project>();
  #everywhere: Promise<string[]> | null = null;

  /** The same project is the same object: its files are compiled together. */
  readonly #none: Project;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
    this.#none = { folder: compiler.folder, whole: false, options: {}, files: [] };
  }

  async of(path: string): Promise<Project> {
    const { folder } = this.#compiler;
    const file = join(folder, path);
    let nearest: Project | null = null;
    for (const config of await this.#candidates(dirname(file))) {
      const project = await this.#project(config);
      if (project?.files.includes(file)) return project;
      nearest ??= project;
    }
    this.#everywhere ??= configurationsBelow(folder);
    for (const config of await this.#everywhere) {
      const project = await this.#project(config);
      if (project?.files.includes(file)) return project;
    }
    // A file that no configuration includes is compiled by somebody else, who may know other names.
    return nearest === null ? this.#none : this.#outside(nearest);
  }

  #outside(project: Project): Project {
    const known = this.#without.get(project) ?? { ...project, whole: false };
    this.#without.set(project, known);
    return known;
  }

  async #candidates(from: string): Promise<string[]> {
    const found: string[] = [];
    for (let at = from; found.length < mostConfigurations; at = dirname(at)) {
      const names = await readdir(at).catch(() => []);
      found.push(...configurationsAmong(names).map((name) => join(at, name)));
      if (at === this.#compiler.folder) break;
    }
    return found.slice(0, mostConfigurations);
  }

  #project(config: string): Promise<Project | null> {
    const known = this.#known.get(config) ?? this.#read(config);
    this.#known.set(config, known);
    return known;
  }

  async #read(config: string): Promise<Project | null> {
    const { folder: root } = this.#compiler;
    const ended = await compile(this.#compiler, ["--showConfig", "-p", config]);
    const shown = "cut" in ended ? null : parsed(ended.output);
    if (shown === null) return null;
    const chain = await chainOf(root, config, new Set());
    const folder = dirname(config);
    const options = recordIn(shown, "compilerOptions");
    const files = Array.isArray(shown["files"]) ? shown["files"].filter((file) => typeof file === "string") : [];
    return { folder, whole: chain.whole, options: { ...options, ...absolute(options, folder, chain.paths ?? folder) }, files: files.map((file) => resolve(folder, file)) };
  }
}

function configurationsAmong(names: readonly string[]): string[] {
  return names.filter((name) => /^(?:ts|js)config(?:\.[\w-]+)*\.json$/.test(name)).sort((a, b) => rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1));
}

const most = { configurations: 40, folders: 2_000 };

/** Configurations anywhere in the checkout, the upper ones first. */
async function configurationsBelow(root: string): Promise<string[]> {
  const [found, folders]: [string[], string[]] = [[], [root]];
  for (let at = 0; at < folders.length && at < most.folders && found.length < most.configurations; at++) {
    const folder = folders[at] ?? root;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    found.push(...configurationsAmong(entries.filter((entry) => entry.isFile()).map(({ name }) => name)).map((name) => join(folder, name)));
    folders.push(...entries.filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith(".")).map(({ name }) => join(folder, name)));
  }
  return found.slice(0, most.configurations);
}

function rank(name: string): number {
  return name === "tsconfig.json" ? 0 : name.startsWith("ts") ? 1 : 2;
}

// `--showConfig` turns folders to be relative to the configuration, but leaves `paths` as the file that holds them has them.
function absolute(options: Options, folder: string, pathsFolder: string): Options {
  const list = (name: string, from: string) => (Array.isArray(options[name]) ? { [name]: options[name].map((each) => resolve(from, templated(String(each), folder))) } : {});
  const base = typeof options["baseUrl"] === "string" ? resolve(folder, options["baseUrl"]) : null;
  const paths = Object.entries(recordIn(options, "paths")).map(([key, values]): [string, string[]] => [
    key,
    Array.isArray(values) ? values.map((value) => resolve(base ?? pathsFolder, templated(String(value), folder))) : [],
  ]);
  const all = base === null ? paths : [...paths, ...(paths.some(([key]) => key === "*") ? [] : ([["*", [join(base, "*")]]] as [string, string[]][]))];
  return { ...list("rootDirs", folder), ...list("typeRoots", folder), ...(all.length === 0 ? {} : { paths: Object.fromEntries(all) }) };
}

function templated(text: string, folder: string): string {
  return text.replace("$" + "{configDir}", folder);
}

interface Chain {
  readonly whole: boolean;
  /** Folder of the file that says where names lead. */
  readonly paths: string | null;
}

const broken: Chain = { whole: false, paths: null };

// The compiler passes over what it cannot read when it shows a configuration, so that is looked up here.
async function chainOf(root: string, config: string, seen: Set<string>): Promise<Chain> {
  if (seen.has(config) || seen.size > 20) return broken;
  seen.add(config);
  const text = await readInside(root, relative(root, config));
  const content = text === null ? null : parsed(text);
  if (content === null) return broken;
  const said = content["extends"];
  const names = (Array.isArray(said) ? said : said === undefined ? [] : [said]).map(String);
  let [whole, paths] = [true, null as string | null];
  for (const name of names) {
    const target = await extended(root, dirname(config), name);
    const above = target === null ? broken : await chainOf(root, target, seen);
    whole &&= above.whole;
    paths = above.paths ?? paths;
  }
  return { whole, paths: "paths" in recordIn(content, "compilerOptions") ? dirname(config) : paths };
}

async function extended(root: string, from: string, name: string): Promise<string | null> {
  const places = /^(?:\.|\/)/.test(name) ? [resolve(from, name)] : above(from, root).map((folder) => join(folder, "node_modules", name));
  for (const place of places) {
    const field = parsed((await readInside(root, relative(root, join(place, "package.json")))) ?? "")?.["tsconfig"];
    const candidates = [...(typeof field === "string" ? [join(place, field)] : []), place, `${place}.json`, join(place, "tsconfig.json")];
    for (const candidate of candidates) if ((await readInside(root, relative(root, candidate))) !== null) return candidate;
  }
  return null;
}

/** The folder and those above it, up to the checkout. */
export function above(folder: string, root: string): string[] {
  const way = relative(root, folder);
  const parts = way === "" || way.startsWith("..") ? [] : way.split(/[\\/]/);
  return [...parts.keys(), parts.length].map((length) => join(root, ...parts.slice(0, length))).reverse();
}

/** A configuration as the compiler takes it: JSON with comments and commas at the end. Null for what is no object. */
function parsed(text: string): Record<string, unknown> | null {
  try {
    // What is opened is taken as closed where the text ends, so that each character is read once, however many are opened.
    const bare = text
      .replace(/^\uFEFF/, "")
      .replace(/("(?:[^"\\\n]+|\\.)*"?)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (_, string: string | undefined) => string ?? " ")
      .replace(/("(?:[^"\\\n]+|\\.)*"?)|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? "");
    const value: unknown = JSON.parse(bare);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export function recordIn(value: Options, name: string): Record<string, unknown> {
  const found = value[name];
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : {};
}
