import { constants } from "node:fs";
import { access, chmod, lstat, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { codeOf } from "./error-code.ts";
import type { Grammar } from "./trailers.ts";
import { writeWhole } from "./write-file.ts";

/** git's hooks that we have a part in, each with what our command makes of its arguments. */
const parts = {
  // A message that is still to be written gets its trailers once it is there: with them in it, git would not give up an empty one.
  "prepare-commit-msg": (grammar: Grammar) => `record trailers --hook --grammar ${grammar} -- "$@" </dev/null`,
  "commit-msg": (grammar: Grammar) => `record trailers --hook --grammar ${grammar} -- "$@" </dev/null`,
  "post-commit": () => "record commit --hook </dev/null",
  "post-rewrite": () => "record rewritten --hook",
} as const;

export const hookNames = ["prepare-commit-msg", "commit-msg", "post-commit", "post-rewrite"] as const;

/** By this line we know a hook of ours again. */
const mark = "# Installed by `countersign record hooks`; `countersign record hooks --remove` takes it away.";
const start = "#!/bin/sh\n";
const sum = "# SHA-256 of what follows: ";
/** What a hook of somebody else is called while ours stands in its place and runs it. */
const aside = ".before-countersign";

export interface HookChanged {
  readonly hook: (typeof hookNames)[number];
  readonly path: string;
  /** `chained`: a hook that was there runs first, as it did; `chained-idle`: one was there that git never ran, because it is not executable. */
  readonly what: "installed" | "chained" | "chained-idle" | "updated" | "removed" | "restored" | "foreign" | "absent";
}

/**
 * Puts our hooks into a folder of hooks. One that is there is moved aside and run by ours with the same arguments, input and exit code. None of ours ever stops a commit.
 * A crash in between leaves a hook aside and none in its place; installing again goes on from there. Throws `Failure` (`already-exists`) when both are somebody else's, or one of ours was changed.
 */
export async function installHooks(folder: string, options: { readonly program: string; readonly grammar: Grammar }): Promise<HookChanged[]> {
  await mkdir(folder, { recursive: true });
  const changed: HookChanged[] = [];
  for (const hook of hookNames) changed.push({ hook, path: join(folder, hook), what: await install(join(folder, hook), script(hook, options)) });
  return changed;
}

async function install(path: string, text: string): Promise<HookChanged["what"]> {
  const found = await kindOf(path);
  const beside = await kindOf(path + aside);
  if (found === "changed") throw wasChanged(path);
  if (found === "foreign" && beside !== "none")
    throw new Failure("already-exists", `${path} is not ours, and ${path}${aside} is there already.`, { hint: "Remove one of the two, then try again." });
  if (found === "foreign") await rename(path, path + aside);
  await writeWhole(path, text, 0o755);
  await chmod(path, 0o755);
  if (found === "own") return "updated";
  if (found !== "foreign" && beside === "none") return "installed";
  return (await isExecutable(path + aside)) ? "chained" : "chained-idle";
}

/** Takes our hooks away and puts back what they stood in front of. A hook that is not ours stays. Throws `Failure` (`already-exists`) when one of ours was changed. */
export async function removeHooks(folder: string): Promise<HookChanged[]> {
  const changed: HookChanged[] = [];
  for (const hook of hookNames) changed.push({ hook, path: join(folder, hook), what: await remove(join(folder, hook)) });
  return changed;
}

async function remove(path: string): Promise<HookChanged["what"]> {
  const found = await kindOf(path);
  if (found === "changed") throw wasChanged(path);
  if (found !== "own") return found === "none" ? "absent" : "foreign";
  if ((await kindOf(path + aside)) === "none") {
    await rm(path);
    return "removed";
  }
  await rename(path + aside, path);
  return "restored";
}

// Other programs tell people to put a line of theirs into the hook that is there.
function wasChanged(path: string): Failure {
  return new Failure("already-exists", `${path} was installed by us and changed since.`, { hint: `Move what was added to ${path}${aside}, delete ${path}, then try again.` });
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function kindOf(path: string): Promise<"none" | "own" | "changed" | "foreign"> {
  try {
    if (!(await lstat(path)).isFile()) return "foreign";
    const [head, body] = (await readFile(path, "utf8")).split(sum);
    if (head !== `${start}${mark}\n`) return head?.includes(mark) === true ? "changed" : "foreign";
    return body !== undefined && summed(body.slice(body.indexOf("\n") + 1)) === `${sum}${body}` ? "own" : "changed";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "none";
    throw error;
  }
}

/** What our hook says. A commit without recorded lines does not even start our program. */
function script(hook: (typeof hookNames)[number], { program, grammar }: { readonly program: string; readonly grammar: Grammar }): string {
  const rewriting = hook === "post-rewrite";
  // Its input is read twice when a hook was there before: by it, and by us.
  const feed = rewriting ? `printf '%s\\n' "$input" | ` : "";
  return `${start}${mark}\n${summed(`${rewriting ? "input=$(cat)\n" : ""}before="$0${aside}"
if [ -x "$before" ]; then
  ${feed}"$before" "$@" || exit $?
fi
${needed(hook)} || exit 0
${feed}${shellWord(program)} ${parts[hook](grammar)} >&2 || echo "countersign: nothing was recorded of this commit" >&2
exit 0
`)}`;
}

/** Our text below a line that tells whether it still is. */
function summed(text: string): string {
  return `${sum}${sha256(text)}\n${text}`;
}

function needed(hook: (typeof hookNames)[number]): string {
  if (hook === "post-rewrite") return "git show-ref --verify --quiet refs/notes/ai";
  const recorded = '[ -s "$(git rev-parse --git-dir)/countersign/traces.jsonl" ]';
  return hook === "post-commit" ? `${recorded} || git rev-parse --verify --quiet CHERRY_PICK_HEAD >/dev/null` : recorded;
}

/** A word for a shell; a plain one stays as it is. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
