import { treeOf } from "./files.ts";
import { listings } from "./listing.ts";
import type { Repository } from "./repository.ts";

/** How many files were touched between two trees, and how many of them a third one holds again, byte for byte, as they were at first. */
export interface Restored {
  readonly files: number;
  readonly restored: number;
}

/** Compares three commits or trees. Content alone decides, since a message that says "Revert" is what its author typed. */
export async function restoredBy(repository: Repository, before: string, after: string, now: string): Promise<Restored> {
  const [first, second, third] = await Promise.all([before, after, now].map(async (each) => await treeOf(repository, each)));
  const [touched, different] = await Promise.all([pathsBetween(repository, `${first} ${second}`), pathsBetween(repository, `${first} ${third}`)]);
  const restored = [...touched].filter((path) => !different.has(path));
  return { files: touched.size, restored: restored.length };
}

async function pathsBetween(repository: Repository, question: string): Promise<Set<string>> {
  const [listing] = await listings(repository, [question]);
  return new Set(listing?.differences.map(({ path }) => path));
}
