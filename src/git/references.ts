import { Failure } from "../model/failure.ts";
import { isFullId } from "./objects.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/**
 * The full id of the commit that a person's words name. Accepted: a full id, a full ref (`refs/heads/main`), the name of a branch,
 * tag or remote branch, `HEAD`, each with steps such as `~2` or `^1`; an annotated tag stands for its commit.
 *
 * Attacker-controlled where it comes from a pipeline's variables. Throws `Failure`: `bad-input` for an abbreviated id, a name that
 * looks like one, an ambiguous or malformed name; `unknown-reference` when nothing has that name or it is no commit.
 */
export async function resolveCommit(repository: Repository, text: string): Promise<string> {
  const { name, steps } = split(text);
  const commit = await peel(repository, await resolveName(repository, name, text), text);
  return steps === "" ? commit : await walk(repository, commit, steps, text);
}

/** The id that a full ref holds (not peeled), or null. Throws `Failure` (`bad-input`) when `ref` is not a well-formed full ref. */
export async function readRef(repository: Repository, ref: string): Promise<string | null> {
  if (!ref.startsWith("refs/") || !isWellFormed(ref)) throw new Failure("bad-input", `${quote(ref)} is not a full ref.`, { hint: "Write it out, such as `refs/heads/main`." });
  return (await readRefs(repository, [ref])).get(ref) ?? null;
}

/** A branch of the repository itself, with when its newest commit says that it was made. Anybody who may push chose the name. */
export interface Branch {
  /** Without `refs/heads/`. */
  readonly name: string;
  /** Seconds since the epoch. */
  readonly committed: number;
  /** First line of its newest commit's message, written by whoever wrote that commit. */
  readonly subject: string;
}

/** At most `most` branches, the one with the newest commit first. */
export async function listBranches(repository: Repository, most: number): Promise<Branch[]> {
  // No ref may hold a space, and a subject is one line.
  const format = "--format=%(committerdate:unix) %(refname:lstrip=2) %(contents:subject)";
  const { output } = await git(repository.own, ["for-each-ref", "--sort=-committerdate", `--count=${most}`, format, "--end-of-options", "refs/heads"]);
  const lines = output.toString("utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const [committed = "", name = "", ...subject] = line.split(" ");
    return { name, committed: Number(committed), subject: subject.join(" ") };
  });
}

/** The branch that HEAD stands on, without `refs/heads/`, also where it has no commit yet; null for a HEAD that stands on a commit. */
export async function headBranch(repository: Repository): Promise<string | null> {
  const { code, output } = await git(repository.own, ["symbolic-ref", "--quiet", "HEAD"], { answers: [0, 1, 128] });
  const ref = output.toString("utf8").trim();
  return code === 0 && ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null;
}

/** What each full ref under a folder of refs (`refs/ai/authorship/`) holds, not peeled. Anybody who may push chose the names. */
export async function refsUnder(repository: Repository, folder: string): Promise<ReadonlyMap<string, string>> {
  const { output } = await git(repository.own, ["for-each-ref", "--format=%(objectname) %(refname)", "--end-of-options", folder]);
  const lines = output.toString("latin1").split("\n").filter(Boolean);
  return new Map(lines.map((line) => [line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" "))]));
}

/** Throws `Failure` (`bad-input`) unless `id` is a full lower-case id of the repository's kind. */
export function requireFullId(repository: Repository, id: string): void {
  if (isFullId(id) && id.length === idLength(repository)) return;
  throw new Failure("bad-input", `${quote(id)} is not a full commit id of ${idLength(repository)} hexadecimal digits.`, { hint: "Find it with `git rev-parse`." });
}

function idLength(repository: Repository): 40 | 64 {
  return repository.objectFormat === "sha1" ? 40 : 64;
}

// No ref may hold `~` or `^`, so the first of them ends the name.
function split(text: string): { name: string; steps: string } {
  const at = text.search(/[~^]/);
  const name = at === -1 ? text : text.slice(0, at);
  const steps = at === -1 ? "" : text.slice(at);
  if (!isWellFormed(name) || steps.length > 40 || !/^[~^0-9]*$/.test(steps)) {
    throw new Failure("bad-input", `${quote(text)} is not a commit id, branch, tag or ref.`, {
      hint: "Give a full commit id, a branch or tag, or a full ref such as `refs/heads/main`, with `~n` or `^n` behind it if need be.",
    });
  }
  return { name, steps };
}

/** git-check-ref-format(1), tightened: no leading dash, no `@` alone. */
function isWellFormed(name: string): boolean {
  if (name === "" || name === "@" || name.length > 1_000 || name.startsWith("-") || /[\p{Cc} :?*[\\~^]/u.test(name)) return false;
  if (name.includes("..") || name.includes("@{")) return false;
  return name.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".") && !part.endsWith(".lock"));
}

async function resolveName(repository: Repository, name: string, text: string): Promise<string> {
  const lower = name.toLowerCase();
  if (isFullId(lower)) {
    requireFullId(repository, lower);
    return lower;
  }
  if (name === "HEAD") return await readHead(repository);
  const candidates = name.startsWith("refs/") ? [name] : ["refs", "refs/heads", "refs/tags", "refs/remotes"].map((folder) => `${folder}/${name}`);
  const found = await readRefs(repository, candidates);
  const hexadecimal = /^[0-9a-f]{4,64}$/.test(lower);
  // From seven digits on a name can pass for an abbreviated id, and git would let the branch win over the commit (B16).
  if (hexadecimal && (found.size === 0 || name.length >= 7)) throw abbreviated(name, [...found.keys()], idLength(repository));
  if (new Set(found.values()).size > 1) {
    throw new Failure("bad-input", `${quote(name)} is ambiguous: ${[...found.keys()].join(" and ")} differ.`, { hint: "Write the full ref." });
  }
  const [id] = found.values();
  if (id === undefined) throw unknown(text);
  return id;
}

function abbreviated(name: string, refs: readonly string[], digits: number): Failure {
  const hint =
    refs.length === 0 ? `Give all ${digits} digits; \`git rev-parse\` prints them.` : `Give all ${digits} digits of the commit, or write the full ref: ${refs.join(" or ")}.`;
  return new Failure("bad-input", `${quote(name)} looks like an abbreviated commit id; those are not accepted, because a branch of that name would be taken instead.`, { hint });
}

async function readHead(repository: Repository): Promise<string> {
  const { code, output } = await git(repository.own, ["rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD"], { answers: [0, 1] });
  const id = output.toString("latin1").trim();
  if (code !== 0 || !isFullId(id)) throw new Failure("unknown-reference", "HEAD has no commit yet.", { hint: "Commit something first, or name a branch." });
  return id;
}

interface Question {
  readonly names: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, string>>;
}

const open = new WeakMap<Repository, Question>();

/** What is asked in one go of the event loop shares one process. Nothing is kept beyond its answer: refs move. */
async function readRefs(repository: Repository, names: readonly string[]): Promise<Map<string, string>> {
  let question = open.get(repository);
  if (question === undefined) {
    const asked = new Set<string>();
    const answer = Promise.resolve().then(() => {
      open.delete(repository);
      return listRefs(repository, [...asked]);
    });
    question = { names: asked, answer };
    open.set(repository, question);
  }
  for (const name of names) question.names.add(name);
  const all = await question.answer;
  return new Map(names.flatMap((name) => (all.has(name) ? [[name, all.get(name) ?? ""]] : [])));
}

// A pattern also matches as a folder: callers look up the names that they asked for, in the order of git's listing.
async function listRefs(repository: Repository, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { output } = await git(repository.own, ["for-each-ref", "--format=%(objectname) %(refname)", "--end-of-options", ...names]);
  const lines = output.toString("utf8").split("\n").filter(Boolean);
  return new Map(lines.map((line) => [line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" "))]));
}

/** Follows annotated tags to the commit. */
async function peel(repository: Repository, start: string, text: string): Promise<string> {
  let id = start;
  for (let depth = 0; depth < 10; depth++) {
    const object = await repository.objects.read(id);
    if (object?.type === "commit") return id;
    if (object?.type !== "tag") throw unknown(text);
    id = /^object ([0-9a-f]{40,64})\n/.exec(object.bytes.toString("latin1", 0, 80))?.[1] ?? "";
    if (!isFullId(id)) throw unknown(text);
  }
  throw unknown(text);
}

async function walk(repository: Repository, commit: string, steps: string, text: string): Promise<string> {
  const { code, output } = await git(repository.scratch.place, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}${steps}^{commit}`], { answers: [0, 1, 128] });
  const id = output.toString("latin1").trim();
  if (code !== 0 || !isFullId(id)) throw unknown(text);
  return id;
}

function unknown(text: string): Failure {
  return new Failure("unknown-reference", `Nothing in this repository is called ${quote(text)}, or it is not a commit.`, {
    hint: "List the branches with `git branch --all`, or fetch first.",
  });
}

function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
