import type { Json } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { statementInEnvelope } from "./dsse.ts";
import { JsonDocument } from "./json-document.ts";
import { JsonWalk, jsonHalt } from "./json-walk.ts";
import { limits } from "./limits.ts";
import { Formless, Halt } from "./outcome.ts";
import { strictUtf8 } from "./strict-json.ts";
import { textParts, utf8Of } from "./text.ts";
import { rootOf } from "./xml.ts";

/** A file by what its bytes show; its name never counts. `utf8` is the text of the file in UTF-8; `text` and `value` hold all of it at once, so a reader of large reports leaves them alone. */
export type Content =
  | { readonly shape: "xml"; readonly utf8: Buffer; readonly text: string; readonly root: string }
  | { readonly shape: "json"; readonly document: JsonDocument; readonly value: Json }
  | { readonly shape: "lines"; readonly utf8: Buffer; readonly text: string };

/** Throws `Halt` for a file that is empty, compressed, too large, or broken before its format can be told. */
export function contentOf(bytes: Uint8Array): Content {
  if (bytes.length > limits.bytes) throw new Halt("too-large", `The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new Halt("unrecognised", "The file is compressed with gzip; hand in what is inside.");
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw new Halt("unrecognised", "The file is a ZIP archive; hand in the report that is inside. Archives are never unpacked.");
  const utf8 = utf8Of(bytes);
  const first = firstOf(utf8);
  if (first === null) throw new Halt("corrupt", "The file is empty; nothing was reported.");
  if (first === "<") return xmlContent(utf8);
  if ((first === "{" || first === "[") && !isYarnLines(utf8.toString("utf8", 0, 1_000))) return jsonContent(utf8);
  return {
    shape: "lines",
    utf8,
    get text() {
      return utf8.toString();
    },
  };
}

function xmlContent(utf8: Buffer): Content {
  return {
    shape: "xml",
    utf8,
    get text() {
      return utf8.toString();
    },
    root: rootOf(utf8),
  };
}

function firstOf(utf8: Buffer): string | null {
  for (const text of textParts(utf8)) {
    const first = /\S/.exec(text)?.[0];
    if (first !== undefined) return first;
  }
  return null;
}

// yarn writes a JSON value in each line, even if it is only one.
function isYarnLines(text: string): boolean {
  return /^\s{0,100}\{(?:"type":"[A-Za-z]{1,40}","data":|"value":"[^"\n]{1,300}","children":\{"ID":)/.test(text);
}

function jsonContent(utf8: Buffer): Content {
  const document = new JsonDocument(new JsonWalk(utf8));
  let whole: Json | undefined;
  const value = () => {
    whole ??= wholeOf(utf8);
    return whole;
  };
  const statement = isEnvelope(document) ? statementInEnvelope(value()) : null;
  if (statement !== null) return inEnvelope(statement);
  return {
    shape: "json",
    document,
    get value() {
      return value();
    },
  };
}

// A log with `runs` is SARIF's, whatever else is in it.
function isEnvelope(document: JsonDocument): boolean {
  return !document.has("runs") && (document.has("payloadType") || document.has("dsseEnvelope"));
}

// What an envelope holds is what the file says.
function inEnvelope(statement: string): Content {
  const utf8 = Buffer.from(statement);
  try {
    return { shape: "json", document: new JsonDocument(new JsonWalk(utf8)), value: wholeOf(utf8) };
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
    throw new Formless(error.refusal.state, `In the payload of the envelope: ${error.refusal.sentence}`);
  }
}

function wholeOf(utf8: Buffer): Json {
  try {
    return strictUtf8(utf8, { values: mostValues(utf8) });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { state, sentence } = jsonHalt(error).refusal;
    throw new Formless(state, sentence);
  }
}

function mostValues(utf8: Buffer): number {
  if (utf8.includes('"runs"')) return limits.sarifValues;
  if (['"bomFormat"', '"spdxVersion"', "/spdx-context.jsonld"].some((mark) => utf8.includes(mark))) return limits.billValues;
  return utf8.includes('"results"') && utf8.includes('"vulnerabilities"') ? limits.osvValues : limits.jsonValues;
}
