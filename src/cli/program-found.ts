import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Io } from "./io.ts";

/** Whether a shell in a folder finds a program: by its path, or by name on the PATH that we were called with. */
export async function programFound(program: string, { env, platform }: Pick<Io, "env" | "platform">, folder: string): Promise<boolean> {
  const named = !program.includes("/") && !isAbsolute(program);
  const folders = named ? (env["PATH"] ?? "").split(delimiter).filter((each) => each !== "") : [folder];
  const endings = platform === "win32" ? ["", ".cmd", ".exe"] : [""];
  const places = folders.flatMap((each) => endings.map((ending) => (named ? join(each, program + ending) : resolve(each, program + ending))));
  return (await Promise.all(places.map(isExecutable))).includes(true);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
