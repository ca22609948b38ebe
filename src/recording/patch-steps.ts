import { type FileStep, wholeLines } from "./step.ts";

/**
 * The files of a patch as Codex's `apply_patch` takes it: `*** Add File: PATH` or `*** Update File: PATH` with an optional `*** Move to: PATH`, then lines that
 * begin with a plus where they are new. A deleted file has no lines.
 */
export function patchSteps(patch: string): FileStep[] {
  const files = new Map<string, string[]>();
  let added: string[] | null = null;
  for (const line of patch.replaceAll("\r\n", "\n").split("\n")) {
    const [, what, path] = /^\*\*\* (Add File|Update File|Move to|Delete File): (.+)$/.exec(line) ?? [];
    if (what === "Delete File") added = null;
    else if (what !== undefined && path !== undefined) {
      added = [];
      files.set(path.trim(), added);
    } else if (line.startsWith("+")) added?.push(line.slice(1));
  }
  return [...files].map(([path, lines]) => ({ path, wrote: wholeLines(lines.join("\n")), replaced: null }));
}
