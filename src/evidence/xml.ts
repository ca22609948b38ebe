import { SaxesParser } from "saxes";
import { limits } from "./limits.ts";
import { Halt } from "./outcome.ts";
import { textParts } from "./text.ts";

export type Attributes = Readonly<Record<string, string>>;

/** `inside` names the elements around what is read, the root first; of text the one that holds it is the last. */
export interface XmlHandlers {
  /** `line` is where the element's tag ends. */
  readonly open: (name: string, attributes: Attributes, line: number, inside: readonly string[]) => void;
  readonly close?: (name: string, inside: readonly string[]) => void;
  readonly text?: (text: string, inside: readonly string[]) => void;
}

/**
 * Walks an XML document from its first character to its last; its bytes are those of `utf8Of`, and are read part by part. Nothing outside the document is loaded; a document type is skipped and
 * its entities stay undefined, so that using one is an error. Throws `Halt`: `corrupt` at the first error, with line and column,
 * `too-large` beyond 64 levels.
 */
export function walkXml(document: Buffer | string, handlers: XmlHandlers): void {
  const parser = new SaxesParser();
  const inside: string[] = [];
  // Without a handler saxes throws, with one it goes on: the first error has to end the reading.
  parser.on("error", (error) => {
    throw new Halt(
      "corrupt",
      `Line ${parser.line}, column ${parser.column}: ${error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")}; the file is cut off or is no well-formed XML.`,
    );
  });
  parser.on("opentag", (tag) => {
    if (inside.length >= limits.depth) throw new Halt("too-large", `Line ${parser.line}: elements are nested more than ${limits.depth} levels deep, which no tool does.`);
    handlers.open(tag.name, tag.attributes, parser.line, inside);
    inside.push(tag.name);
  });
  parser.on("closetag", (tag) => {
    inside.pop();
    handlers.close?.(tag.name, inside);
  });
  const { text: hear } = handlers;
  if (hear !== undefined) for (const event of ["text", "cdata"] as const) parser.on(event, (heard) => hear(heard, inside));
  for (const part of typeof document === "string" ? [document] : textParts(document)) parser.write(part);
  parser.close();
}

/** Name of a document's root element. Throws `Halt` (`corrupt`) when the document breaks before it has one. */
export function rootOf(document: Buffer | string): string {
  const root = firstElement(document, 1);
  if (root === null) throw new Halt("corrupt", "The document has no root element.");
  return root;
}

/** Name of the first element inside the root, which tells formats apart that share a root; null when there is none. Throws `Halt` (`corrupt`) when the document breaks before that is known. */
export function firstChildOf(document: Buffer | string): string | null {
  return firstElement(document, 2);
}

function firstElement(document: Buffer | string, depth: number): string | null {
  const found = new Error("element found");
  let element: string | null = null;
  let above = depth;
  const open = (name: string) => {
    if (--above > 0) return;
    element = name;
    throw found;
  };
  try {
    walkXml(document, { open });
  } catch (error) {
    if (error !== found) throw error;
  }
  return element;
}
