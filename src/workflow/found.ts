import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { openRepository, repositoryId } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import { defaultPolicyText } from "../policy/index.ts";
import { createInstance } from "../store/index.ts";
import { adoptPolicy } from "./adopt-policy.ts";
import { type NewPerson, recordPerson } from "./enrol.ts";
import { type By, requireRole } from "./persons.ts";
import { usualBranch } from "./protected-branch.ts";
import { rememberRepository } from "./repositories.ts";
import { openWorkplace, type Workplace, type WorkplaceOptions, workplaceOf } from "./workplace.ts";

export interface FoundOptions extends WorkplaceOptions {
  readonly organisation: string;
  /** The first administrator, who enrols the others. */
  readonly administrator: NewPerson;
}

/**
 * Founds an organisation in a new data folder: its ledger, its first administrator, and the built-in policy in force (R10). The folder appears only when all of it is there; an interrupted
 * call leaves one beside it whose name begins with a point. Throws `Failure` (`already-exists`).
 */
export async function found(options: FoundOptions): Promise<{ readonly workplace: Workplace; readonly administrator: Person }> {
  const { folder } = options;
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new Failure("already-exists", `${folder} is there already and holds something.`, { hint: "Name another data folder." });
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const administrator = await foundIn({ ...options, folder: join(work, "whole") });
    await rename(join(work, "whole"), folder);
    return { workplace: await openWorkplace(options), administrator };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function foundIn(options: FoundOptions): Promise<Person> {
  const store = await createInstance(options, { name: options.organisation });
  await using workplace = workplaceOf(store, options);
  const roles = [...new Set(["administrator", "policy-owner", ...options.administrator.roles])];
  const administrator = await recordPerson(workplace, "system", { ...options.administrator, kind: "person", roles });
  await adoptPolicy(workplace, administrator.id, { text: defaultPolicyText, file: "the built-in default policy", sign: null });
  return administrator;
}

export interface RegisteredProject {
  readonly project: string;
  readonly repository: string;
  /** Full ref of the branch that changes go to. */
  readonly branch: string;
}

/** Puts a repository under governance. The same repository under the same name is registered once. */
export async function registerProject(workplace: Workplace, by: By, path: string, name: string, branch?: string): Promise<RegisteredProject> {
  const actor = await requireRole(workplace, by, "register-project", ["administrator", "engineering-lead", "policy-owner"]);
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name))
    throw new Failure("bad-input", `${JSON.stringify(name)} is not a name for a project.`, { hint: "Use up to 64 lower-case letters, digits, points and hyphens." });
  await using repository = await openRepository(path);
  const id = await repositoryId(repository);
  const known = (await workplace.store.read.projects()).find((project) => project.id === name || project.repository === id);
  if (known && (known.id !== name || known.repository !== id)) {
    throw new Failure("already-exists", known.id === name ? `Another repository is already called ${name}.` : `This repository is already registered as ${known.id}.`);
  }
  await rememberRepository(workplace, name, repository);
  if (known) return { project: known.id, repository: known.repository, branch: known.branch };
  const target = branch === undefined ? await usualBranch(repository) : `refs/heads/${branch.replace(/^refs\/heads\//, "")}`;
  if (target === null) throw new Failure("bad-input", "The repository has no branch called main or master.", { hint: "Name the branch that changes go to." });
  await workplace.store.append([{ type: "project-registered", actor: actor.id, key: `project/${name}`, data: { project: name, repository: id, branch: target } }]);
  return { project: name, repository: id, branch: target };
}
