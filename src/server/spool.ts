import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../model/failure.ts";
import type { Workplace } from "../workflow/index.ts";
import { actorOf, type Caller } from "./caller.ts";
import type { Desk } from "./desk.ts";
import { Few } from "./few.ts";
import { ProblemError, problemOf } from "./problem.ts";
import type { Upload } from "./route.ts";

/** One that is read (`uploads.ts`), and others that wait: a caller who sends more at once keeps others out. */
const sending = new Few(3, "uploads of yours are under way");
/** Of all callers: so many of the largest find room on any disk that is not full anyway. */
export const mostTogether = 16;
let underWay = 0;

/** How long a body may take. Whoever sends a byte now and then would otherwise keep a place for as long as they like. */
export interface Pace {
  /** Milliseconds without a byte, after which nobody waits for the rest. */
  readonly patience: number;
  /** Milliseconds that every body has, and one more for each so many bytes that came. */
  readonly grace: number;
  readonly bytes: number;
  /** Milliseconds since some time that does not change. */
  readonly clock: () => number;
}

/** 128 kB a second after half a minute: less than any line that a pipeline stands on. */
const usual = { patience: 10_000, grace: 30_000, bytes: 128 } as const;

const folderOf = (workplace: Workplace) => join(workplace.folder, "uploads");

/** Removes what a process that died was sent. Only whoever serves the folder alone may call it. */
export async function sweepUploads(workplace: Workplace): Promise<void> {
  await rm(folderOf(workplace), { recursive: true, force: true });
}

/**
 * Writes the body of an upload to a file before `work` is given it, so that whoever sends slowly keeps nobody waiting and nothing of it stands in memory. The file is gone when `work` is done.
 * Throws `ProblemError` (`too-many`, `busy`, `too-slow`, and what the body throws) and `Failure` (`storage`).
 */
export async function spooled<T>({ workplace }: Desk, body: ReadableStream<Uint8Array> | null, caller: Caller, work: (upload: Upload) => Promise<T>): Promise<T> {
  return await sending.asOne(actorOf(caller), async () => {
    if (underWay >= mostTogether)
      throw new ProblemError(problemOf("busy", `${mostTogether} uploads are under way, which is as many as there is room for.`, { hint: "Send it again." }));
    underWay++;
    const path = join(folderOf(workplace), Buffer.from(workplace.random(16)).toString("hex"));
    try {
      await mkdir(folderOf(workplace), { recursive: true, mode: 0o700 });
      return await work({ file: path, size: await keptIn(path, body, { ...usual, clock: workplace.machineClock }) });
    } finally {
      underWay--;
      await rm(path, { force: true });
    }
  });
}

async function keptIn(path: string, body: ReadableStream<Uint8Array> | null, pace: Pace): Promise<number> {
  await using file = await open(path, "wx", 0o600);
  if (body !== null) await keepBody(body, file, pace);
  return (await file.stat()).size;
}

/** Writes a body to a file as it arrives. Throws `ProblemError` (`too-slow`) when nothing more comes, or too little for the time it takes, and `Failure` (`storage`) when there is no room. */
export async function keepBody(body: ReadableStream<Uint8Array>, file: Pick<FileHandle, "appendFile">, pace: Pace): Promise<void> {
  const reader = body.getReader();
  const next = nextOf(reader, pace);
  try {
    for (let part = await next(0); part !== null; part = await next(part.length)) await file.appendFile(part);
  } catch (error) {
    // Whoever sends is told to stop; what they still send is nobody's.
    await reader.cancel(error).catch(() => {});
    if (isFull(error))
      throw new Failure("storage", "There is no room on the server's disk for what was sent.", { hint: "Whoever runs this server makes room; then send it again.", cause: error });
    throw error;
  }
}

/** Reads on, as long as what came until then, to which the caller adds the last part, is no less than the pace asks for. Null at the end. */
function nextOf(reader: ReadableStreamDefaultReader<Uint8Array>, { patience, grace, bytes, clock }: Pace): (came: number) => Promise<Uint8Array | null> {
  const began = clock();
  let size = 0;
  return async (came) => {
    size += came;
    const left = began + grace + size / bytes - clock();
    const tooLittle = `The body came at less than ${bytes} kB a second.`;
    if (left <= 0) throw tooSlow(tooLittle);
    const part = await within(reader.read(), Math.min(left, patience), left < patience ? tooLittle : `Nothing more of the body came for ${patience / 1_000} seconds.`);
    return part.done ? null : part.value;
  };
}

function tooSlow(says: string): ProblemError {
  return new ProblemError(problemOf("too-slow", says, { hint: "Send it again." }));
}

async function within<T>(work: Promise<T>, longest: number, says: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooSlow(says)), longest);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isFull(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === "ENOSPC" || code === "EDQUOT";
}
