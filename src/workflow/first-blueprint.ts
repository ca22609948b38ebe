import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type BlueprintSeeds, fileJsonSchema, fileKinds, filePath, loadFileOf, type Pack, peopleByRole, seedBlueprint } from "../blueprint/index.ts";
import type { Person } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import { decisionFolders } from "./decision-files.ts";

const ours = ".countersign/";

/** What a project's first blueprint is made from; dates are `YYYY-MM-DD`. */
export interface BlueprintWishes {
  readonly workTree: string;
  readonly project: string;
  /** Handle of whoever sets it up. */
  readonly owner: string;
  readonly people: readonly Person[];
  readonly start: string;
  readonly today: string;
  readonly pack: Pack | null;
  readonly policy: Policy;
}

export interface ProposedBlueprint {
  /** By their paths from the top of the work tree. */
  readonly files: ReadonlyMap<string, string>;
  /** Last day of the sprint; null where the file that says it is there already. */
  readonly end: string | null;
}

/** The files that a work tree lacks. Records are proposed once, with the file that names them. */
export async function proposeBlueprint({ workTree, people, ...wishes }: BlueprintWishes): Promise<ProposedBlueprint> {
  const lacking = fileKinds.filter((kind) => !existsSync(join(workTree, filePath(kind))));
  if (lacking.length === 0) return { files: new Map(), end: null };
  const seeds: BlueprintSeeds = seedBlueprint({ ...wishes, people: peopleByRole(people), records: await recordsIn(workTree) });
  const records = lacking.includes("blueprint") ? seeds.decisions.map(({ file, text }) => [file, text] as const) : [];
  const schemas = lacking.map((kind) => [`${ours}schemas/${kind}.schema.json`, `${JSON.stringify(fileJsonSchema(kind), null, 2)}\n`] as const);
  const files = new Map([...records, ...schemas, ...lacking.map((kind) => [filePath(kind), seeds[kind]] as const)]);
  return { files, end: lacking.includes("blueprint") ? loadFileOf("blueprint", seeds.blueprint).file.end : null };
}

/** Where the repository keeps its decision records, and the number that the next one takes. A folder counts once a numbered record stands in it. */
async function recordsIn(workTree: string): Promise<{ readonly folder: string; readonly next: number }> {
  for (const folder of decisionFolders) {
    const numbers = (await namesIn(join(workTree, folder))).flatMap((name) => /^(\d{1,6})[-_].*\.md$/.exec(name)?.slice(1, 2).map(Number) ?? []);
    if (numbers.length > 0) return { folder, next: Math.max(...numbers) + 1 };
  }
  return { folder: `${ours}decisions`, next: 1 };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}
