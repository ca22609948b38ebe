import { openRepository, type Repository, readFileAt } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { compileGlob, type Glob, splitPath } from "../policy/index.ts";

const lockfiles = new Set(
  "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock Cargo.lock go.sum poetry.lock uv.lock Pipfile.lock Gemfile.lock composer.lock flake.lock packages.lock.json gradle.lockfile".split(
    " ",
  ),
);

export function isLockfile(path: string): boolean {
  return lockfiles.has(path.slice(path.lastIndexOf("/") + 1));
}

interface Rule {
  readonly glob: Glob;
  readonly generated: boolean;
}

/**
 * Which paths the base calls generated or vendored. Only the base has a voice, since the change could say it of itself (C05); and all that follows is that
 * such a file stands last in the list. It is shown, counted and unseen like any other.
 */
export async function generatedBy(repository: Repository, base: string): Promise<(path: string) => boolean> {
  const text = (await readFileAt(repository, base, ".gitattributes"))?.toString("utf8") ?? "";
  const rules = text.split("\n").slice(0, mostRules).flatMap(ruleOf);
  return (path) => {
    const split = splitPath(path);
    return rules.findLast(({ glob }) => glob.matches(split))?.generated ?? false;
  };
}

const known = new Map<string, (path: string) => boolean>();

/** The same for a repository by its place. A commit's attributes never change, so they are read once. */
export async function generatedIn(place: string, base: string): Promise<(path: string) => boolean> {
  const key = `${place}\0${base}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  await using repository = await openRepository(place);
  const generated = await generatedBy(repository, base);
  if (known.size >= mostKnown) known.clear();
  known.set(key, generated);
  return generated;
}

const mostKnown = 100;
const mostRules = 1_000;

function ruleOf(line: string): Rule[] {
  const [pattern = "", ...attributes] = line.trim().split(/\s+/);
  const last = attributes.findLast((attribute) => /^[-!]?linguist-(?:generated|vendored)(?:=|$)/.test(attribute));
  if (last === undefined || pattern.startsWith("#")) return [];
  const glob = globOf(pattern);
  return glob === null ? [] : [{ glob, generated: !/^[-!]|=false$/.test(last) }];
}

// A pattern without a slash is tried on the name in every folder. One that our patterns do not know takes nothing, which moves a file up, never out.
function globOf(pattern: string): Glob | null {
  const plain = pattern.replace(/^\//, "");
  try {
    return compileGlob(pattern.includes("/") ? plain : `**/${plain}`);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
