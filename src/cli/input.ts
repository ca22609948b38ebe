import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { limits } from "../evidence/index.ts";
import { Failure } from "../model/failure.ts";
import type { Io } from "./io.ts";

/** The bytes of a file that the command line names, `-` for standard input. Throws `Failure` (`not-found`, `bad-input`); more than anything here reads is refused while it comes. */
export async function readInputFile(path: string, io: Io): Promise<Buffer> {
  if (path === "-") return await io.readInput();
  try {
    await using file = await open(path);
    const about = await file.stat();
    return about.isFile() && about.size <= limits.bytes ? await file.readFile() : await bytesOf(file.createReadStream(), path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT") throw new Failure("not-found", `There is no file ${path}.`, { hint: "Name a file that exists.", cause });
    if (code === "EISDIR") throw new Failure("bad-input", `${path} is a folder, and a file is expected.`, { hint: "Name the files in it.", cause });
    if (code === "EACCES") throw new Failure("bad-input", `${path} may not be read by this user.`, { hint: "Change its permissions, or run as somebody who may read it.", cause });
    throw cause;
  }
}

/** All bytes of a stream. Throws `Failure` (`bad-input`) when there are more than the largest report may have, and reads no further: a pipe may have no end. */
export async function bytesOf(stream: Readable, name: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limits.bytes) throw new Failure("bad-input", `${name} has more than ${limits.bytes} bytes; at most as many are read.`, { hint: "Hand it in as several reports." });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Reports as the rooms below take them: a label and the bytes. */
export async function readReports(paths: readonly string[], io: Io): Promise<{ name: string; bytes: Uint8Array }[]> {
  return await Promise.all(paths.map(async (path) => ({ name: path === "-" ? "standard input" : basename(path), bytes: await readInputFile(path, io) })));
}
