import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Repository } from "../git/index.ts";
import { htmlPage, type OriginMap, type Shares } from "../map/index.ts";
import { Failure } from "../model/failure.ts";
import type { Call } from "./command.ts";
import type { MapAsked } from "./map-asked.ts";
import { reviewWords } from "./map-lines-page.ts";
import { isApproved } from "./map-review-shares.ts";
import type { Backing } from "./map-reviews.ts";
import { line, type Page } from "./page.ts";

/** The file that `--html` names, looked at before anything is read, since that may take minutes; null without one. Throws `Failure` (`bad-input`) where no file can be made. */
export async function pagePlace({ values, io }: Call): Promise<string | null> {
  const out = values.text("html");
  if (out === undefined) return null;
  const [file, folder] = [resolve(io.folder, out), dirname(resolve(io.folder, out))];
  const refused = (sentence: string, hint: string) => new Failure("bad-input", `${out} can't be written: ${sentence}.`, { hint });
  if (out === "" || (await isFolder(file))) throw refused("it is a folder", "Name a file in it, such as map.html.");
  const around = await isFolder(folder);
  if (around === null) throw refused(`there is no folder ${folder}`, "Make the folder first, or name a file elsewhere.");
  if (!around) throw refused(`${folder} is no folder`, "Name a file in a folder.");
  if (!((await isWritable(file)) ?? (await isWritable(folder)))) throw refused("this user may not write there", "Name a file in a folder of yours.");
  return file;
}

/** Null where nothing is. */
async function isFolder(path: string): Promise<boolean | null> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "ENOTDIR" ? false : null;
  }
}

/** Null where nothing is. */
async function isWritable(path: string): Promise<boolean | null> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "ENOENT" ? null : false;
  }
}

export interface PageAsked {
  readonly repository: Repository;
  readonly asked: MapAsked;
  readonly map: OriginMap;
  readonly shares: Shares;
  /** Null where there is no ledger to say. */
  readonly backing: ReadonlyMap<string, Backing> | null;
}

/** Writes the map as one page. Throws `Failure` (`storage`) when the disk says no. */
export async function writePage(file: string, { repository, asked, map, shares, backing }: PageAsked): Promise<Page> {
  const name = basename(repository.path) === ".git" ? basename(dirname(repository.path)) : basename(repository.path);
  const reviewOf = (commit: string) => {
    const behind = backing?.get(commit);
    const approved = behind === undefined ? null : isApproved(behind);
    return approved === null ? null : { approved, words: (behind?.reviews ?? []).map(reviewWords) };
  };
  const page = htmlPage({ map, shares, repository: name, rev: asked.rev, since: asked.since, reviewOf });
  try {
    await writeFile(file, page);
  } catch (cause) {
    throw new Failure("storage", `${file} could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`, { hint: "See what the disk has left.", cause });
  }
  return [line(`${file} is written.`)];
}
