import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import type { GitPlace } from "./process.ts";

export type ObjectFormat = "sha1" | "sha256";

/**
 * A bare repository of our own in a temporary folder, whose only alternate is the object store of the repository that is read.
 * Everything that looks at objects runs in it, so that
 * - no configuration, attribute file, replacement, graft or promisor of the read repository is in force (a merge driver or a lazy
 *   fetch named there would start a program);
 * - what a merge writes lands here and never in the read repository.
 */
export interface Scratch {
  readonly place: GitPlace;
  /** Writes one object and returns its id. */
  write(type: "tree" | "commit" | "blob", content: Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

// A killed process leaves its folder in the system's temporary directory; it holds only objects that can be made again.
const open = new Set<string>();
process.on("exit", () => {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder for `HOME`, and room beside it for the scratch repository. */
export function makeFolder(): { readonly folder: string; readonly home: string } {
  const folder = mkdtempSync(join(tmpdir(), "countersign-git-"));
  open.add(folder);
  const home = join(folder, "home");
  mkdirSync(home);
  return { folder, home };
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 2 });
  open.delete(folder);
}

export async function makeScratch(folder: string, objectsDirectory: string, format: ObjectFormat): Promise<Scratch> {
  const gitDirectory = join(folder, "scratch.git");
  const objects = join(gitDirectory, "objects");
  await mkdir(join(objects, "info"), { recursive: true });
  await mkdir(join(gitDirectory, "refs"));
  const extension = format === "sha1" ? "" : `[extensions]\n\tobjectformat = ${format}\n`;
  await Promise.all([
    writeFile(join(gitDirectory, "HEAD"), "ref: refs/heads/none\n"),
    writeFile(join(gitDirectory, "config"), `[core]\n\trepositoryformatversion = ${format === "sha1" ? 0 : 1}\n\tbare = true\n${extension}`),
    writeFile(join(objects, "info", "alternates"), `${quoted(objectsDirectory)}\n`),
  ]);
  return {
    place: { gitDirectory, home: join(folder, "home") },
    write: (type, content) => writeLoose(objects, format, type, content),
    remove: () => removeFolder(folder),
  };
}

// The file holds one path a line; a quoted one is read as a C string, so that no character of a folder's name ends it early.
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n")}"`;
}

async function writeLoose(objects: string, format: ObjectFormat, type: string, content: Uint8Array): Promise<string> {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash(format).update(whole).digest("hex");
  const folder = join(objects, id.slice(0, 2));
  await mkdir(folder, { recursive: true });
  // Two writers of one id write the same bytes; the rename keeps a reader from seeing half of them.
  const unfinished = join(folder, `unfinished-${id}-${process.hrtime.bigint()}`);
  await writeFile(unfinished, deflateSync(whole, { level: 1 }));
  await rename(unfinished, join(folder, id.slice(2)));
  return id;
}
