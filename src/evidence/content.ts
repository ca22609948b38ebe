import type { Json } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { limits } from "./limits.ts";
import { Halt } from "./outcome.ts";
import { strictJson } from "./strict-json.ts";
import { textOf } from "./text.ts";
import { rootOf } from "./xml.ts";

/** A file by what its bytes show; its name never counts. */
export type Content =
  | { readonly shape: "xml"; readonly text: string; readonly root: string }
  | { readonly shape: "json"; readonly value: Json }
  | { readonly shape: "lines"; readonly text: string };

/** Throws `Halt` for a file that is empty, compressed, too large, or broken before its format can be told. */
export function contentOf(bytes: Uint8Array): Content {
  if (bytes.length > limits.bytes) throw new Halt("too-large", `The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new Halt("unrecognised", "The file is compressed with gzip; hand in what is inside.");
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw new Halt("unrecognised", "The file is a ZIP archive; hand in the report that is inside. Archives are never unpacked.");
  const text = textOf(bytes);
  const first = /\S/.exec(text)?.[0];
  if (first === undefined) throw new Halt("corrupt", "The file is empty; nothing was reported.");
  if (first === "<") return { shape: "xml", text, root: rootOf(text) };
  if (first === "{" || first === "[") return { shape: "json", value: json(text) };
  return { shape: "lines", text };
}

function json(text: string): Json {
  try {
    return strictJson(text, { values: mostValues(text) });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { line, column } = error.place ?? {};
    // `strictJson` gives a limit that was met a RangeError as its cause.
    throw new Halt(error.cause instanceof RangeError ? "too-large" : "corrupt", `Line ${line}, column ${column}: ${error.message}`);
  }
}

function mostValues(text: string): number {
  if (text.includes('"statementMap"')) return limits.istanbulValues;
  return text.includes('"runs"') ? limits.sarifValues : limits.jsonValues;
}
