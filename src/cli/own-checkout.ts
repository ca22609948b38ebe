import { open, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { limits } from "../evidence/index.ts";
import type { OwnCheckout } from "../mcp/index.ts";
import { Failure } from "../model/failure.ts";
import { captureTraces } from "../recording/index.ts";
import type { Call } from "./command.ts";
import { captureOptions, recordingPlace } from "./recording-place.ts";

/** The work tree beside which the server of the protocol runs. */
export function ownCheckout(folder: string, call: Call): OwnCheckout {
  const place = async () => await recordingPlace(folder, call.io);
  return {
    record: async (trace) => await captureTraces(trace, await captureOptions(call, await place())),
    readFile: async (path) => await readInside((await place()).root, path),
  };
}

// The agent names the path, and the repository may hold links: where it really leads decides.
async function readInside(root: string, path: string): Promise<Buffer> {
  const real = await resolved(root, path);
  const inside = relative(await realpath(root), real);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || inside.split(sep)[0] === ".git")
    throw new Failure("bad-input", `${JSON.stringify(path)} leads out of the work tree.`, { hint: "Name a report inside of it." });
  await using file = await open(real);
  const about = await file.stat();
  if (!about.isFile()) throw new Failure("bad-input", `${JSON.stringify(path)} is no file.`, { hint: "Name one report." });
  if (about.size > limits.bytes) throw new Failure("bad-input", `${JSON.stringify(path)} has more than ${limits.bytes} bytes.`, { hint: "Hand it in as several reports." });
  return await file.readFile();
}

async function resolved(root: string, path: string): Promise<string> {
  try {
    return await realpath(join(root, path));
  } catch (cause) {
    throw new Failure("not-found", `There is no file ${JSON.stringify(path)} in the work tree.`, { hint: "Name it from the top of the repository.", cause });
  }
}
