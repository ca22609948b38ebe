import { existsSync, realpathSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Repository } from "../git/index.ts";
import { type Json, parseStrict } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { randomHex, type Workplace } from "./workplace.ts";

// Where repositories lie is true of this machine only, so it is no fact: a file beside the ledger, which may be lost and is written anew by the next proposal.

/**
 * Where the project's repository lies on this machine, as somebody last put a change forward from it; null when nobody did, or when it is there no longer. Whatever lies there is
 * held against the ids in the ledger by whoever reads it.
 */
export async function repositoryOf(workplace: Workplace, project: string): Promise<string | null> {
  const place = (await readPlaces(workplace)).get(project);
  if (place === undefined) return null;
  const path = resolve(workplace.folder, place);
  return existsSync(path) ? path : null;
}

/** The same of every project at once. What is gone meanwhile is among it. */
export async function repositoriesOf(workplace: Workplace): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await readPlaces(workplace))].map(([project, place]) => [project, resolve(workplace.folder, place)]));
}

/** Remembers where the project's repository lies. Of two processes that write at once, one is forgotten until it writes again. */
export async function rememberRepository(workplace: Workplace, project: string, { path }: Pick<Repository, "path">): Promise<void> {
  const places = await readPlaces(workplace);
  const place = fromFolder(workplace, withoutWorkTree(path));
  if (places.get(project) === place) return;
  const sorted = [...places.set(project, place)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const beside = `${fileOf(workplace)}.${randomHex(workplace, 6)}.tmp`;
  try {
    await writeFile(beside, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`, { mode: 0o600 });
    await rename(beside, fileOf(workplace));
  } finally {
    await rm(beside, { force: true });
  }
}

// A repository inside the data folder moves with it, as the sample's does.
function fromFolder({ folder }: Workplace, path: string): string {
  const inside = relative(realpathSync(folder), path);
  return inside.startsWith("..") || isAbsolute(inside) ? path : inside;
}

// A linked work tree goes when its branch is done; what it shares with the others stays.
function withoutWorkTree(gitDirectory: string): string {
  const folder = dirname(gitDirectory);
  return basename(folder) === "worktrees" ? dirname(folder) : gitDirectory;
}

function fileOf({ folder }: Workplace): string {
  return join(folder, "repositories.json");
}

async function readPlaces(workplace: Workplace): Promise<Map<string, string>> {
  const places = await readFile(fileOf(workplace), "utf8").then(readObject, (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return {};
    throw error;
  });
  return new Map(Object.entries(places).flatMap(([project, path]) => (typeof path === "string" ? [[project, path]] : [])));
}

// A file that was spoilt says nothing; the next proposal mends it.
function readObject(text: string): { readonly [key: string]: Json } {
  try {
    const value = parseStrict(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : {};
  } catch (error) {
    if (error instanceof Failure) return {};
    throw error;
  }
}
