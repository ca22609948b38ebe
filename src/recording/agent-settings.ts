import { mkdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../model/failure.ts";
import type { Agent } from "./agents/agent.ts";
import { codeOf } from "./error-code.ts";
import { shellWord } from "./git-hooks.ts";
import { type JsonObject, list, object, parsed } from "./json.ts";
import { writeWhole } from "./write-file.ts";

/** What stands in the file of an agent's settings. */
export interface WantedSettings {
  /** Relative to the root of the work tree. */
  readonly file: string;
  /** All of the file, with what was there before. */
  readonly text: string;
  readonly changed: boolean;
  readonly source: string;
}

export interface SettingsOptions {
  readonly program: string;
  /** Whether the agent is asked for prompts, because the policy asks for a digest of each. */
  readonly prompts: boolean;
}

/** The settings of an agent's hooks, merged with what its file holds now. Throws `Failure` (`bad-input`) when the file is no plain JSON: then nothing can be added without losing something. */
export async function wantedSettings(agent: Agent, root: string, { program, prompts }: SettingsOptions): Promise<WantedSettings> {
  // Whatever happens to us, the agent goes on.
  const { file, content, source } = agent.settings(`${shellWord(program)} record add --from ${agent.name} || true`, prompts);
  const now = await readFile(join(root, file), "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  });
  const text = "text" in content ? ownText(content.text, now, file) : merged(content.merge, now, { file, name: agent.name });
  return { file, text, changed: text !== now, source };
}

/** Throws `Failure` (`bad-input`) when a link leads out of the work tree: whoever wrote what is checked out could have it written anywhere. */
export async function writeSettings(root: string, { file, text, changed }: WantedSettings): Promise<void> {
  if (!changed) return;
  await requireInside(root, dirname(join(root, file)));
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeWhole(join(root, file), text, 0o644);
}

async function requireInside(root: string, folder: string): Promise<void> {
  const real = await realpath(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  });
  if (real === null) return folder === root ? undefined : await requireInside(root, dirname(folder));
  if (`${real}/`.startsWith(`${await realpath(root)}/`)) return;
  throw new Failure("bad-input", `${folder} leads out of the work tree.`, { hint: "Replace the link by a folder, or add by hand what the command prints without --write." });
}

function ownText(text: string, now: string | null, file: string): string {
  if (now === null || now.startsWith("// Written by `countersign record settings")) return text;
  throw new Failure("already-exists", `${file} is there and is not ours.`, { hint: "Move it, then try again." });
}

function merged(wanted: JsonObject, now: string | null, { file, name }: { file: string; name: string }): string {
  const value = now === null || now.trim() === "" ? {} : parsed(now);
  const there = object(value);
  if (there === null)
    throw new Failure("bad-input", `${file} is no plain JSON object, so nothing can be added to it without losing something.`, {
      hint: "Add by hand what the command prints without --write in a folder without that file.",
    });
  const indent = /^([ \t]+)"/m.exec(now ?? "")?.[1] ?? "  ";
  const text = `${JSON.stringify(mergeInto(there, wanted, `record add --from ${name}`), null, indent)}\n`;
  return now !== null && JSON.stringify(value) === JSON.stringify(JSON.parse(text)) ? now : text;
}

/** Adds what is missing and changes nothing: objects member by member, lists at their end, unless an item with our command is in them. */
function mergeInto(there: JsonObject, wanted: JsonObject, command: string): JsonObject {
  const members = Object.entries(wanted).map(([key, value]): [string, unknown] => {
    const old = Object.hasOwn(there, key) ? there[key] : undefined;
    if (old === undefined) return [key, value];
    const [inner, wish] = [object(old), object(value)];
    if (inner !== null && wish !== null) return [key, mergeInto(inner, wish, command)];
    if (Array.isArray(old) && Array.isArray(value)) return [key, list(old).some((item) => JSON.stringify(item).includes(command)) ? old : [...list(old), ...list(value)]];
    return [key, old];
  });
  return { ...there, ...Object.fromEntries(members) };
}
