import { sha256 } from "../model/canonical.ts";
import type { LineRange } from "../model/origin.ts";
import { mostInSession, promptAttribute, promptsIn, rangesOf } from "../provenance/index.ts";
import { linesOf } from "./carry.ts";
import { type JsonObject, member, object, parsed } from "./json.ts";
import type { Recorded } from "./record.ts";

/** One line of a note: who has which lines of a file. */
export interface NoteEntry {
  readonly path: string;
  readonly key: string;
  readonly lines: readonly LineRange[];
}

/** A git-ai note (`authorship/3.0.0`) with everything in it, so that it can be written again with more and nothing less. */
export interface Note {
  readonly entries: readonly NoteEntry[];
  readonly root: JsonObject;
}

/** Lines to be added to a note, with what their key stands for in `sessions`, `prompts` or `humans`. */
export interface NoteAddition extends NoteEntry {
  readonly under: "sessions" | "prompts" | "humans";
  readonly name: string;
  readonly value: unknown;
  /** Salted digests of prompts that belong to the session, oldest first. */
  readonly prompts: readonly string[];
}

/** The lines of a recorded step as a note has them, with the digests of its session's prompts. */
export function additionOf(recorded: Recorded, path: string, lines: readonly LineRange[], prompts: readonly string[] = []): NoteAddition {
  const { id, tool, model, session, sponsor } = recorded;
  const name = `s_${sha256(`${tool}:${session}`).slice(0, 14)}`;
  const value = { agent_id: { tool, id: session, model: model ?? "unknown" }, ...(sponsor === null ? {} : { human_author: sponsor }) };
  return { path, key: `${name}::t_${sha256(id).slice(0, 14)}`, lines, under: "sessions", name, value, prompts };
}

/** The lines of a note's entry as another note has them; null when the entry's key stands for nothing there. */
export function additionFrom(note: Note, entry: NoteEntry, lines: readonly LineRange[]): NoteAddition | null {
  const name = entry.key.split("::")[0] ?? entry.key;
  const under = name.startsWith("s_") ? "sessions" : name.startsWith("h_") ? "humans" : "prompts";
  const value = member(object(member(note.root, under)), name);
  return value === undefined ? null : { ...entry, lines, under, name, value, prompts: promptsOf(value) ?? [] };
}

/** Lines that a note may give away in all. Anybody who may push can write a note that gives away more than there are. */
const mostLines = 2_000_000;

/** Null when it is no note of that form to its last line, or one beyond all measure; then it is not ours to change. */
export function parseNote(note: string): Note | null {
  const divider = /^---$/m.exec(note);
  const root = divider === null ? null : object(parsed(note.slice(divider.index + 3)));
  if (divider === null || root === null || !/^authorship\/3\.\d{1,4}\.\d{1,4}$/.test(String(member(root, "schema_version")))) return null;
  if (["prompts", "sessions", "humans"].some((section) => member(root, section) !== undefined && object(member(root, section)) === null)) return null;
  const entries: NoteEntry[] = [];
  let path: string | null = null;
  for (const line of note.slice(0, divider.index).split("\n").filter(Boolean)) {
    if (!line.startsWith(" ")) path = /^"(.+)"$/.exec(line)?.[1] ?? line;
    else {
      const [, key, ranges] = /^ {2}(\S{1,200}) ([\d,-]{1,1000000})$/.exec(line) ?? [];
      if (path === null || key === undefined || ranges === undefined) return null;
      const lines = ranges.split(",").map(rangeOf);
      if (lines.some((range) => range === null)) return null;
      entries.push({ path, key, lines: lines.flatMap((range) => range ?? []) });
    }
  }
  const lines = entries.reduce((sum, entry) => entry.lines.reduce((most, { start, end }) => most + end - start + 1, sum), 0);
  return lines > mostLines ? null : { entries, root };
}

function rangeOf(text: string): LineRange | null {
  const [, start, end = start] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(text) ?? [];
  const range = { start: Number(start), end: Number(end) };
  return range.start >= 1 && range.end >= range.start ? range : null;
}

/**
 * The note of a commit with more lines in it; null when there is nothing to add. What stands there stays as it is, and a line that somebody has already is not given again.
 * A path that the grammar can't hold is left out.
 */
export function mergedNote(commit: string, existing: Note | null, additions: readonly NoteAddition[]): string | null {
  const taken = new Map<string, Set<number>>();
  for (const { path, lines } of existing?.entries ?? []) taken.set(path, new Set([...(taken.get(path) ?? []), ...linesOf(lines)]));
  const added = additions.flatMap((addition) => {
    const free = linesOf(addition.lines).filter((line) => taken.get(addition.path)?.has(line) !== true);
    taken.set(addition.path, new Set([...(taken.get(addition.path) ?? []), ...free]));
    return free.length === 0 || /["\n\r]/.test(addition.path) ? [] : [{ ...addition, lines: rangesOf(free) }];
  });
  // Another program may have said of the session whose lines these are; then only its prompts are still to be named.
  const named = additions.filter(({ under, name, prompts }) => prompts.length > 0 && member(object(member(existing?.root ?? null, under)), name) !== undefined);
  const root = rootOf(commit, existing, [...added, ...named]);
  if (added.length === 0 && JSON.stringify(root) === JSON.stringify(existing?.root ?? root)) return null;
  const entries = [...joined(existing?.entries ?? [], added)];
  return `${attestations(entries)}---\n${JSON.stringify(root, null, 2)}\n`;
}

/** One entry for each path and key; what the existing note says of a key it keeps saying, with more lines. */
function joined(existing: readonly NoteEntry[], added: readonly NoteEntry[]): NoteEntry[] {
  const more = [...Map.groupBy(added, ({ path, key }) => JSON.stringify([path, key])).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ path: first.path, key: first.key, lines: rangesOf(linesOf(group.flatMap(({ lines }) => lines)).sort((one, other) => one - other)) }];
  });
  return [...existing, ...more];
}

function attestations(entries: readonly NoteEntry[]): string {
  const files = [...Map.groupBy(entries, ({ path }) => path)].sort(([one], [other]) => (one < other ? -1 : 1));
  return files.map(([path, own]) => `${quoted(path)}\n${own.map(({ key, lines }) => `  ${key} ${lines.map(shown).join(",")}\n`).join("")}`).join("");
}

// A file may be called like the line that ends the section.
function quoted(path: string): string {
  return /[ \t]/.test(path) || path === "---" ? `"${path}"` : path;
}

function shown({ start, end }: LineRange): string {
  return start === end ? `${start}` : `${start}-${end}`;
}

function rootOf(commit: string, existing: Note | null, added: readonly NoteAddition[]): JsonObject {
  const root: JsonObject = existing?.root ?? { schema_version: "authorship/3.0.0", base_commit_sha: commit, prompts: {} };
  const sections = [...new Set(added.map(({ under }) => under))].map((under): [string, unknown] => {
    const there = object(member(root, under));
    const fresh = Map.groupBy(
      added.filter((addition) => addition.under === under),
      ({ name }) => name,
    );
    const records = [...fresh].map(([name, those]): [string, unknown] => {
      const record = member(there, name) ?? those.at(-1)?.value;
      return [
        name,
        withPrompts(
          record,
          those.flatMap(({ prompts }) => prompts),
        ),
      ];
    });
    return [under, { ...there, ...Object.fromEntries(records) }];
  });
  return { ...root, ...Object.fromEntries(sections) };
}

/** The digests of prompts that a session's record holds; null where something else stands in their place. */
function promptsOf(record: unknown): readonly string[] | null {
  const attributes = member(object(record), "custom_attributes");
  if (attributes === undefined) return [];
  const there = member(object(attributes), promptAttribute);
  return object(attributes) === null ? null : there === undefined ? [] : promptsIn(there);
}

/** The record with more digests; of more than it may hold, the last ones. Where something else stands in their place, it stays as it is. */
function withPrompts(record: unknown, more: readonly string[]): unknown {
  const there = promptsOf(record);
  if (more.length === 0 || there === null || object(record) === null) return record;
  const all = [...new Set([...there, ...more])].slice(-mostInSession);
  return { ...object(record), custom_attributes: { ...object(member(object(record), "custom_attributes")), [promptAttribute]: all.join(" ") } };
}
