import { parentPort } from "node:worker_threads";
import { openRepository } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import type { OriginCounts } from "../../model/origin.ts";
import { LineStore } from "../line-store.ts";
import { makeOf } from "../lines.ts";
import type { OriginMap } from "../origin-map.ts";
import { type Declared, readOrigins } from "../origins.ts";
import type { Progress } from "../progress.ts";
import { sharesOf } from "../shares.ts";
import { type FileLook, type FolderLook, lookAt, type MapQuestion, type RowsLook } from "./look.ts";
import { readReviews } from "./read-reviews.ts";
import type { JudgedRevision, Reviews } from "./reviews.ts";

// The thread in which maps are made and kept. It is started by `worker-maps.ts`, and may be ended at any moment: all that it keeps can be made again.

/** Of which commit of which repository a map is, and what it goes by beside the repository's content. */
export interface MapPlace {
  /** The git directory. */
  readonly repository: string;
  /** Full id. */
  readonly commit: string;
  /** The file that keeps what was found out of the repository. */
  readonly store: string;
  /** What proposals declared, by full id of each commit of the change. */
  readonly declared: readonly (readonly [commit: string, declared: readonly Declared[]])[];
}

/** The lines of a commit by origin, and files of which nobody can tell. */
export interface MapTotals {
  readonly lines: number;
  readonly origins: OriginCounts;
  readonly unreadable: number;
}

export type ToWorker =
  | { readonly kind: "pass"; readonly key: string; readonly place: MapPlace; readonly keep: boolean }
  | { readonly kind: "judged"; readonly key: string; readonly revisions: readonly JudgedRevision[] }
  | { readonly kind: "ask"; readonly id: number; readonly key: string; readonly question: MapQuestion };

export interface Sorry {
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

export type FromWorker =
  | { readonly kind: "progress"; readonly progress: Progress }
  /** `whole` says that no notes were left out for want of what they stand in; `kept` are the keys of all maps that can be asked about now. */
  | { readonly kind: "passed"; readonly key: string; readonly totals: MapTotals; readonly whole: boolean; readonly kept: readonly string[] }
  | { readonly kind: "failed"; readonly key: string; readonly sorry: Sorry | null; readonly error: unknown }
  | { readonly kind: "answer"; readonly id: number; readonly look: FolderLook | FileLook | RowsLook | null }
  /** The map had to make room for another one. */
  | { readonly kind: "gone"; readonly id: number };

/** Maps that are kept to be asked about: what a few people look at in turn. */
const mostKept = 3;
/** Milliseconds between two words of how far a pass is. */
const pulse = 100;

interface Kept {
  readonly map: OriginMap;
  readonly place: MapPlace;
  reviews: Promise<Reviews>;
}

const kept = new Map<string, Kept>();
const port = parentPort;
port?.on("message", (message: ToWorker) => void handle(message));

function say(message: FromWorker): void {
  port?.postMessage(message);
}

async function handle(message: ToWorker): Promise<void> {
  if (message.kind === "pass") return await pass(message);
  const found = kept.get(message.key);
  if (message.kind === "judged") {
    if (found !== undefined) found.reviews = judge(found, message.revisions);
  } else if (found === undefined) say({ kind: "gone", id: message.id });
  else say({ kind: "answer", id: message.id, look: lookAt(found.map, await found.reviews, message.question) });
}

async function pass({ key, place, keep }: Extract<ToWorker, { kind: "pass" }>): Promise<void> {
  try {
    await using repository = await openRepository(place.repository);
    using store = new LineStore(place.store, await makeOf(repository));
    const map = await readOrigins(repository, place.commit, { store, declared: new Map(place.declared), tell: teller() });
    const { total, unreadable } = sharesOf(map);
    if (keep) remember(key, { map, place, reviews: Promise.resolve(new Map()) });
    const whole = map.evidence.findings.every(({ code }) => code !== "notes-unreadable");
    say({ kind: "passed", key, totals: { lines: total.lines, origins: total.origins, unreadable }, whole, kept: [...kept.keys()] });
  } catch (error) {
    const sorry = sorryFor(error);
    say({ kind: "failed", key, sorry, error: sorry === null ? String(error instanceof Error ? error.stack : error) : null });
  }
}

/** What somebody can act on; null for a mistake of the program. */
function sorryFor(error: unknown): Sorry | null {
  if (error instanceof Failure) return { code: error.code, sentence: error.message, hint: error.hint };
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!storageErrors.has(code)) return null;
  return {
    code: "storage",
    sentence: `What is found out of the repository can't be kept: ${(error as Error).message}.`,
    hint: "Make room for the folder `maps` of the data folder, or access to it.",
  };
}

/** What SQLite says of a file that is full, read-only or not to be opened, and what the system says of its folder. */
const storageErrors: ReadonlySet<string> = new Set(["ERR_SQLITE_ERROR", "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EEXIST", "ENOTDIR", "EISDIR"]);

function teller(): (progress: Progress) => void {
  let [stage, at] = ["", 0];
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && now - at < pulse) return;
    [stage, at] = [progress.stage, now];
    say({ kind: "progress", progress });
  };
}

function remember(key: string, entry: Kept): void {
  kept.delete(key);
  kept.set(key, entry);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}

/** Which changes the map's commits came with. What can't be read any more is not known. */
async function judge({ map, place }: Kept, revisions: readonly JudgedRevision[]): Promise<Reviews> {
  if (revisions.length === 0) return new Map();
  try {
    await using repository = await openRepository(place.repository);
    return await readReviews(repository, revisions, place.commit, map.commits.keys());
  } catch (error) {
    if (error instanceof Failure) return new Map();
    throw error;
  }
}
