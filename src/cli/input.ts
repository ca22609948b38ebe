import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Failure } from "../model/failure.ts";
import type { Io } from "./io.ts";

/** The bytes of a file that the command line names, `-` for standard input. Throws `Failure` (`not-found`, `bad-input`). */
export async function readInputFile(path: string, io: Io): Promise<Buffer> {
  if (path === "-") return await io.readInput();
  try {
    return await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT") throw new Failure("not-found", `There is no file ${path}.`, { hint: "Name a file that exists.", cause });
    if (code === "EISDIR") throw new Failure("bad-input", `${path} is a folder, and a file is expected.`, { hint: "Name the files in it.", cause });
    if (code === "EACCES") throw new Failure("bad-input", `${path} may not be read by this user.`, { hint: "Change its permissions, or run as somebody who may read it.", cause });
    throw cause;
  }
}

/** Reports as the rooms below take them: a label and the bytes. */
export async function readReports(paths: readonly string[], io: Io): Promise<{ name: string; bytes: Uint8Array }[]> {
  return await Promise.all(paths.map(async (path) => ({ name: path === "-" ? "standard input" : basename(path), bytes: await readInputFile(path, io) })));
}
