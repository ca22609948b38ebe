import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { prepareSample } from "../src/workflow/sample.ts";

/** Puts a copy of the sample into a data folder. The product itself makes it, once in each folder `kept`, since that takes seconds. */
export async function copySample(kept: string, data: string): Promise<void> {
  const copy = () => cp(join(kept, "sample"), join(data, "sample"), { recursive: true });
  await copy().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    await make(kept);
    await copy();
  });
}

/** It appears when nobody has it open any more: a copy of a database in use would be of no one moment. */
async function make(kept: string): Promise<void> {
  const work = await mkdtemp(join(kept, "making-"));
  await prepareSample({ folder: join(work, "sample"), clock: Date.now, random: (length) => randomBytes(length), interactive: false });
  await rename(join(work, "sample"), join(kept, "sample")).catch((error: NodeJS.ErrnoException) => {
    // Another test was faster, and its sample is as good.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  await rm(work, { recursive: true });
}
