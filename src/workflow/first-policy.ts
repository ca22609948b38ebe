import { existsSync } from "node:fs";
import { link, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { policyPath } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { policyJsonSchema } from "../policy/index.ts";
import type { ProposedPolicy } from "./propose-policy.ts";

const folder = dirname(policyPath);

/**
 * Writes a project's first policy into a work tree, with its rules, the schema that editors use, and whatever else comes with it, by paths from the top. Nothing that is there is changed: where a policy is
 * there already, only what comes with it is written. The folder appears with all of it or not at all; where it is there already the policy comes last, so that none names a rule that is missing. What stands in
 * other folders comes before, for the folder names it. A kill leaves at most these, and a folder beside it, `.countersign-` and six letters.
 * Throws `Failure` (`already-exists`) for a rule file of the same name that says something else.
 */
export async function writeFirstPolicy(
  workTree: string,
  { text, rules }: Pick<ProposedPolicy, "text" | "rules">,
  others: ReadonlyMap<string, string> = new Map(),
): Promise<readonly string[]> {
  if (existsSync(join(workTree, policyPath))) return await writeFirst(workTree, others);
  await requireRoom(workTree, rules);
  const beside = (path: string) => `${folder}/${path}`;
  return await writeFirst(
    workTree,
    new Map([
      ...others,
      ...[...rules].map(([path, rule]) => [beside(path), rule] as const),
      [beside("policy.schema.json"), `${JSON.stringify(policyJsonSchema(), null, 2)}\n`],
      [policyPath, text],
    ]),
  );
}

async function writeFirst(workTree: string, files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  if (files.size === 0) return [];
  const aside = await mkdtemp(join(workTree, `${folder}-`));
  // Only what is made inside has the mode that the user's files have.
  const whole = join(aside, "whole");
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(join(whole, path)), { recursive: true });
      await writeFile(join(whole, path), content);
    }
    const paths = [...files.keys()];
    const ours = paths.filter((path) => path.startsWith(`${folder}/`));
    const elsewhere = await put(
      whole,
      workTree,
      paths.filter((path) => !ours.includes(path)),
    );
    return [...elsewhere, ...(await putOurs(whole, workTree, ours))];
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Throws `Failure` (`already-exists`) for a rule file of the same name that says something else. */
export async function requireRoom(workTree: string, rules: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, rule] of rules) {
    const file = join(workTree, folder, path);
    if (!existsSync(file) || (await readFile(file, "utf8")) === rule) continue;
    throw new Failure("already-exists", `${folder}/${path} is there already and says something else. Nothing was written.`, {
      hint: "Move it away, or name its rule in a policy of your own.",
    });
  }
}

async function putOurs(whole: string, workTree: string, paths: readonly string[]): Promise<string[]> {
  if (existsSync(join(workTree, folder))) return await put(whole, workTree, paths);
  await rename(join(whole, folder), join(workTree, folder));
  return [...paths];
}

async function put(whole: string, to: string, paths: readonly string[]): Promise<string[]> {
  const written: string[] = [];
  for (const path of paths) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    // A link never takes the place of what is there.
    if (await linked(join(whole, path), join(to, path))) written.push(path);
  }
  return written;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** The policy of a work tree, as it stands there; null for none. */
export async function standingPolicy(workTree: string): Promise<string | null> {
  const file = join(workTree, policyPath);
  return existsSync(file) ? await readFile(file, "utf8") : null;
}
