import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { actorOf, type Caller } from "./caller.ts";
import type { Desk } from "./desk.ts";
import { ProblemError, problemOf } from "./problem.ts";
import { withBody } from "./read-request.ts";

/** One that is read (`uploads.ts`), and others that wait: a caller who sends more at once keeps others out. */
const mostOfCaller = 3;
/** Milliseconds without a byte, after which nobody waits for the rest. */
const patience = 10_000;

const sending = new Map<string, number>();

/** Writes the body of an upload to a file before `work` is given it, so that whoever sends slowly keeps nobody waiting. Throws `ProblemError` (`too-many`, `too-slow`, and what the body throws). */
export async function spooled<T>({ workplace }: Desk, request: Request, caller: Caller, work: (request: Request) => Promise<T>): Promise<T> {
  const { body } = request;
  if (body === null) return await work(request);
  return await asOneOfFew(actorOf(caller), async () => {
    await using file = await nameless(join(workplace.folder, `upload-${Buffer.from(workplace.random(8)).toString("hex")}`));
    await keepBody(body, file);
    return await work(withBody(request, contentOf(file)));
  });
}

async function asOneOfFew<T>(caller: string, work: () => Promise<T>): Promise<T> {
  const now = sending.get(caller) ?? 0;
  if (now >= mostOfCaller)
    throw new ProblemError(problemOf("too-many", `${mostOfCaller} uploads of yours are under way.`, { hint: "Send the next one when one of them is done." }));
  sending.set(caller, now + 1);
  try {
    return await work();
  } finally {
    const left = (sending.get(caller) ?? 1) - 1;
    if (left === 0) sending.delete(caller);
    else sending.set(caller, left);
  }
}

// Open and without a name, so that it is gone with the process, however that ends.
async function nameless(path: string): Promise<FileHandle> {
  const file = await open(path, "wx+", 0o600);
  await unlink(path);
  return file;
}

/** Writes a body to a file as it arrives. Throws `ProblemError` (`too-slow`) when nothing more comes for `longest` milliseconds. */
export async function keepBody(body: ReadableStream<Uint8Array>, file: Pick<FileHandle, "write">, longest = patience): Promise<void> {
  const reader = body.getReader();
  try {
    for (let part = await within(reader.read(), longest); !part.done; part = await within(reader.read(), longest)) await file.write(part.value);
  } catch (error) {
    // Whoever sends is told to stop; what they still send is nobody's.
    await reader.cancel(error).catch(() => {});
    throw error;
  }
}

async function within<T>(work: Promise<T>, longest: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new ProblemError(problemOf("too-slow", `Nothing more of the body came for ${longest / 1_000} seconds.`, { hint: "Send it again." }))),
    longest,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function contentOf(file: FileHandle): ReadableStream<Uint8Array> {
  return Readable.toWeb(file.createReadStream({ start: 0, autoClose: false })) as ReadableStream<Uint8Array>;
}
