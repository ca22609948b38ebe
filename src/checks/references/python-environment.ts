import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isInside, readInside } from "./packages-files.ts";

/** What Python would find in a checkout. All of it is only looked up, never run. */
export interface PythonEnvironment {
  /** Folders of installed packages, real paths. */
  readonly packages: readonly string[];
  /** `3.12`, when an environment or a file of the checkout says it; else null. */
  readonly version: string | null;
  /** The oldest version that the project says it runs on; null when it says none. */
  readonly oldest: string | null;
  /** Folders inside the checkout that absolute imports of its own modules start from, real paths, the checkout first. */
  readonly roots: readonly string[];
}

const environments = [".venv", "venv", "env", ".env"];

export async function pythonEnvironment(folder: string, paths: readonly string[], given: readonly string[]): Promise<PythonEnvironment> {
  const roots = await importRoots(folder, paths);
  const projects = [...new Set(roots.map((root) => relative(folder, root)))];
  const found = await Promise.all(projects.flatMap((project) => environments.map((name) => sitePackages(join(folder, project, name)))));
  const own = found.flat();
  const versions = [...given, ...own].map((place) => /python(3\.\d{1,2})\b/.exec(place)?.[1]).filter((version) => version !== undefined);
  const packages = await Promise.all([...own, ...given].map((place) => realpath(place).catch(() => null)));
  const asked = await readInside(folder, ".python-version");
  return {
    packages: [...new Set(packages.filter((place) => place !== null))],
    version: versions[0] ?? /^\s*(3\.\d{1,2})\b/.exec(asked ?? "")?.[1] ?? null,
    oldest: /requires-python\s*=\s*["'][^"']*?(?:>=|~=|==)\s*(3\.\d{1,2})/.exec((await readInside(folder, "pyproject.toml")) ?? "")?.[1] ?? null,
    roots,
  };
}

async function sitePackages(environment: string): Promise<string[]> {
  const libraries = await readdir(join(environment, "lib")).catch(() => []);
  const places = [
    ...libraries.filter((name) => /^python3\.\d{1,2}$/.test(name)).map((name) => join(environment, "lib", name, "site-packages")),
    join(environment, "Lib", "site-packages"),
  ];
  const there = await Promise.all(
    places.map((place) =>
      stat(place).then(
        (entry) => entry.isDirectory(),
        () => false,
      ),
    ),
  );
  return places.filter((_place, index) => there[index] === true);
}

/** The checkout, `src` in it, each project of its own inside it, and for each file the folder that holds its outermost package. */
async function importRoots(folder: string, paths: readonly string[]): Promise<string[]> {
  const roots = [folder, join(folder, "src")];
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  const names = (place: string) => {
    const listing =
      known.get(place) ??
      readdir(place).then(
        (entries) => new Set(entries),
        () => new Set<string>(),
      );
    known.set(place, listing);
    return listing;
  };
  for (const path of paths) {
    let at = dirname(join(folder, path));
    while (isInside(folder, at) && (await names(at)).has("__init__.py")) at = dirname(at);
    roots.push(at);
    for (; isInside(folder, at) && at !== folder; at = dirname(at)) {
      const entries = await names(at);
      if (["pyproject.toml", "setup.py", "setup.cfg"].some((name) => entries.has(name))) roots.push(at, join(at, "src"));
    }
  }
  const there = await Promise.all([...new Set(roots)].map((root) => realpath(root).catch(() => null)));
  return [...new Set(there.filter((root) => root !== null && isInside(folder, root)))] as string[];
}
