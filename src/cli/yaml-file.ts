import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { Failure, type Place } from "../model/failure.ts";

/** A small YAML or JSON file that a person wrote for us: its value, and where each member stands. */
export interface YamlFile {
  readonly value: unknown;
  /** Where the key at the end of the path stands; the nearest ancestor when it is absent. */
  at(...path: readonly string[]): Place;
}

export const mostBytes = 256 * 1024;

/** Reads one document without aliases and with keys that stand once. The repository may hold it, so its author controls it. Throws `Failure` (`bad-input`) with the place. */
export function readYamlFile(text: string, file: string): YamlFile {
  if (Buffer.byteLength(text) > mostBytes) throw new Failure("bad-input", `The file is larger than ${mostBytes / 1024} KB.`, { place: { file }, hint: "Name the right file." });
  const counter = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { file, line, column: col };
  };
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, version: "1.2", schema: "core", merge: false });
  const [error] = document.errors;
  if (error) throw new Failure("bad-input", `This is not readable YAML: ${error.message.replace(/\.?$/, ".")}`, { place: place(error.pos[0]), hint: "Mend the file." });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new Failure("bad-input", "YAML aliases are not accepted here.", { place: { file }, hint: "Write the values out.", cause });
  }
  return { value, at: (...path) => place(offsetOf(document.contents, path)) };
}

function offsetOf(contents: unknown, path: readonly string[]): number {
  let node = contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined;
    if (!pair || !isNode(pair.key)) break;
    offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
