import { SaxesParser } from "saxes";
import { limits } from "./limits.ts";
import { Halt } from "./outcome.ts";

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  readonly open: (name: string, attributes: Attributes) => void;
  readonly close: (name: string) => void;
  readonly text: (text: string) => void;
}

/**
 * Walks an XML document from its first character to its last. Nothing outside the document is loaded; a document type is skipped and
 * its entities stay undefined, so that using one is an error. Throws `Halt`: `corrupt` at the first error, with line and column,
 * `too-large` beyond 64 levels.
 */
export function walkXml(text: string, handlers: XmlHandlers): void {
  const parser = new SaxesParser();
  let depth = 0;
  // Without a handler saxes throws, with one it goes on: the first error has to end the reading.
  parser.on("error", (error) => {
    throw new Halt(
      "corrupt",
      `Line ${parser.line}, column ${parser.column}: ${error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")}; the file is cut off or is no well-formed XML.`,
    );
  });
  parser.on("opentag", (tag) => {
    if (++depth > limits.depth) throw new Halt("too-large", `Line ${parser.line}: elements are nested more than ${limits.depth} levels deep, which no test tool does.`);
    handlers.open(tag.name, tag.attributes);
  });
  parser.on("closetag", (tag) => {
    depth--;
    handlers.close(tag.name);
  });
  parser.on("text", handlers.text);
  parser.on("cdata", handlers.text);
  parser.write(text).close();
}

/** Name of a document's root element. Throws `Halt` (`corrupt`) when the document breaks before it has one. */
export function rootOf(text: string): string {
  let root: string | null = null;
  const found = new Error("root found");
  try {
    walkXml(text, {
      open: (name) => {
        root = name;
        throw found;
      },
      close: () => {},
      text: () => {},
    });
  } catch (error) {
    if (error !== found) throw error;
  }
  if (root === null) throw new Halt("corrupt", "The document has no root element.");
  return root;
}
