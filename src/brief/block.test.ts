import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../model/failure.ts";
import { blockIn, withBlock, withoutBlock } from "./block.ts";

const file = "AGENTS.md";
const bytes = (text: string) => Buffer.from(text);
const begin = `<!-- countersign:begin v=1 sha256=${"0".repeat(64)} -->`;
const end = "<!-- countersign:end -->";

function failureOf(act: () => unknown): { code: string; line: number | undefined } {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, line: error.place?.line };
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the managed block", () => {
  it("R13 leaves everything outside byte for byte, whatever it is: line ends, a byte order mark, bytes that are no text in UTF-8, no line feed at the end", () => {
    const outside = fc.uint8Array({ maxLength: 200 }).filter((part) => !part.includes(0) && !Buffer.from(part).toString("latin1").includes("<!--"));
    fc.assert(
      fc.property(outside, outside, fc.constantFrom("\n", "\r\n"), (before, after, eol) => {
        const first = withBlock(null, file, "one").toString("latin1");
        const own = first.trimEnd().replaceAll("\n", eol);
        const given = Buffer.concat([before, bytes(`${eol}${own}${eol}`), after]);
        const written = withBlock(given, file, "two\nlines");
        const at = written.indexOf("<!-- countersign:begin");
        expect(written.subarray(0, at).equals(Buffer.concat([before, bytes(eol)]))).toBe(true);
        expect(written.subarray(written.indexOf(end) + end.length).equals(Buffer.concat([bytes(eol), after]))).toBe(true);
        expect(blockIn(written, file, "theirs")).toEqual({ text: "two\nlines", edited: false });
      }),
    );
  });

  it("R13 is put at the end of a file without one, and every byte before it stays", () => {
    for (const given of ["# Ours\n", "# Ours", "\ufeff# Ours\r\n\r\nText\r\n", "\ufeff", ""]) {
      const written = withBlock(bytes(given), file, "rules");
      expect(written.subarray(0, bytes(given).length).equals(bytes(given))).toBe(true);
      expect(withBlock(written, file, "rules").equals(written)).toBe(true);
    }
  });

  it("takes the line ends of the file, and says the same in them", () => {
    const written = withBlock(bytes("# Ours\r\n"), file, "a\nb");
    expect(written.toString()).not.toMatch(/[^\r]\n/);
    expect(blockIn(written, file, "theirs")).toEqual({ text: "a\nb", edited: false });
  });

  it.each([
    ["begins and does not end", `${begin}\nrules\n`, 1],
    ["ends before it begins", `text\n${end}\n${begin}\n`, 2],
    ["ends and never begins", `${end}\n`, 1],
    ["stands twice", `${begin}\n${end}\n${begin}\n${end}\n`, 3],
    ["begins twice", `${begin}\n${begin}\n${end}\n`, 2],
    ["has a marker without its digest", `<!-- countersign:begin v=1 -->\n${end}\n`, 1],
    ["has an end that was changed", `${begin}\nx\n<!-- countersign:end of it -->\n`, 3],
    ["stands in bytes that are no text", `a\0b\n${begin}\n${end}\n`, 1],
  ])("R13 is refused with its line where it %s", (_, text, line) => {
    expect(failureOf(() => withBlock(bytes(text), file, "rules"))).toEqual({ code: "document-invalid", line });
  });

  it("R13 of a later version is left alone", () => {
    expect(failureOf(() => withBlock(bytes(`${begin.replace("v=1", "v=2")}\n${end}\n`), file, "rules")).code).toBe("unsupported");
  });

  it("tells what somebody changed by hand from what it wrote itself", () => {
    const written = withBlock(null, file, "You cannot approve.").toString();
    expect(blockIn(bytes(written.replace("cannot", "can")), file, "theirs")?.edited).toBe(true);
    expect(blockIn(bytes(`${written}more of ours\n`), file, "theirs")?.edited).toBe(false);
  });

  it("covers front matter where the file is ours, and changes it together with the block", () => {
    const [head, next] = ["---\nglobs: a/**\n---\n\n", "---\nglobs: b/**\n---\n\n"];
    const written = withBlock(null, file, "rules", head);
    expect(blockIn(written, file, "ours")?.edited).toBe(false);
    expect(blockIn(bytes(written.toString().replace("a/**", "**")), file, "ours")?.edited).toBe(true);
    expect(withBlock(written, file, "rules", next).equals(withBlock(null, file, "rules", next))).toBe(true);
  });

  it("goes away again with nothing else: a file that was only ours is gone, any other stays", () => {
    expect(withoutBlock(withBlock(null, file, "rules", "---\na: b\n---\n\n"), file, "ours")).toBeNull();
    expect(withoutBlock(withBlock(bytes("# Ours\n"), file, "rules"), file, "theirs")?.toString()).toBe("# Ours\n\n");
  });
});
