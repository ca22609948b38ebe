import { open, rename, rm } from "node:fs/promises";

/** Writes a file whole: whoever reads sees all of it or what was there before, also after a crash, which leaves at most a file beside it. */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const beside = `${path}.${process.pid}-${process.hrtime.bigint()}`;
  try {
    const file = await open(beside, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
