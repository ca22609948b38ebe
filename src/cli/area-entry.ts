import { isMap, isSeq, parseDocument } from "yaml";
import { filePath, readFileOf } from "../blueprint/index.ts";
import { Failure } from "../model/failure.ts";
import { readTarget, type WantedFile } from "./brief-files.ts";

/** The blueprint's file with a decision record named under one of its areas; every other character stays. Throws `Failure` when there is no such file, or it does not read. */
export async function addedToArea(root: string, area: string, record: string): Promise<WantedFile> {
  const path = filePath("blueprint");
  const text = (await readTarget(root, path))?.toString("utf8");
  if (text === undefined)
    throw new Failure("not-found", `There is no ${path} that has areas.`, { hint: "Nothing was written. Leave out --area, or begin a blueprint with `countersign init`." });
  const read = readFileOf("blueprint", text);
  if ("failures" in read) throw read.failures[0] ?? new TypeError(`${path} was not read and does not say why`);
  const own = record.startsWith(".countersign/") ? record.slice(".countersign/".length) : record;
  const after = withEntry(text, area, /^[\w./-]+$/.test(own) ? own : JSON.stringify(own));
  const again = readFileOf("blueprint", after, path);
  if ("loaded" in again && Object.entries(again.loaded.file.areas).some(([name, all]) => name === area && all?.includes(own) === true)) return { path, after: Buffer.from(after) };
  throw new Failure("bad-input", `The areas of ${path} are not written as they can be added to here.`, {
    hint: `Nothing was written. Add \`${area}: [${own}]\` to them, and leave out --area.`,
    place: { file: path },
  });
}

function withEntry(text: string, area: string, entry: string): string {
  const areas = parseDocument(text).get("areas");
  if (!isMap(areas) || areas.range == null) return text;
  const held = areas.get(area);
  if (isSeq(held) && held.range != null) {
    if (held.flow === true) return inserted(text, held.range[1] - 1, `${held.items.length === 0 ? "" : ", "}${entry}`);
    return afterLine(text, held.range[1], `${marginAt(text, held.range[0])}- ${entry}`);
  }
  const pair = `${area}: [${entry}]`;
  if (areas.flow === true) return inserted(text, text.slice(0, areas.range[1] - 1).trimEnd().length, `${areas.items.length === 0 ? "" : ","} ${pair}`);
  return afterLine(text, areas.range[1], `${marginAt(text, areas.range[0])}${pair}`);
}

function inserted(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

/** Puts a line below the one on which a block ends. */
function afterLine(text: string, end: number, line: string): string {
  const last = text.slice(0, end).trimEnd().length;
  const newline = text.indexOf("\n", last);
  return newline < 0 ? `${text}\n${line}\n` : inserted(text, newline, `\n${line}`);
}

function marginAt(text: string, at: number): string {
  return " ".repeat(at - (text.lastIndexOf("\n", at - 1) + 1));
}
