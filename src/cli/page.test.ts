import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blank, command, headline, labelled, line, render, table, under } from "./page.ts";
import { width } from "./terminal.ts";

const plain = { colour: false, columns: 40 };

describe("a page", () => {
  it("wraps a sentence beneath its indent", () => {
    expect(render([under(2, "Needs one more approval by someone qualified for security.")], plain)).toBe("  Needs one more approval by someone\n    qualified for security.\n");
  });

  it("begins with the verdict and its sentence", () => {
    expect(render([headline({ verdict: "wait", headline: "Needs one more approval." })], plain)).toBe("… wait  Needs one more approval.\n");
  });

  it("keeps a command on one line, so that it can be copied", () => {
    const text = "countersign decide c-1 approve --answers a-rather-long-file-name.yaml";
    expect(render([command(text), blank], plain)).toBe(`  ${text}\n\n`);
  });

  it("keeps a command in a sentence whole", () => {
    expect(render([line("Please run `countersign policy lint` and then mend the file.")], { colour: false, columns: 30 })).toBe(
      "Please run\n  `countersign policy lint`\n  and then mend the file.\n",
    );
  });

  it("prints a label once and hangs what it says beside it", () => {
    expect(
      render(
        labelled([
          ["Because", "one rule that is long enough to wrap here"],
          ["Because", "two"],
          ["Tier", "tests"],
        ]),
        plain,
      ),
    ).toBe("Because  one rule that is long enough to\n         wrap here\n         two\nTier     tests\n");
  });

  it("lines up columns by cells and wraps the last one", () => {
    expect(
      render(
        table(
          ["who", "what"],
          [
            ["読む", "a"],
            ["bo", "words that go on and on and on and on"],
          ],
          "nobody",
        ),
        plain,
      ),
    ).toBe("who   what\n読む  a\nbo    words that go on and on and on and\n      on\n");
    expect(render(table(["who"], [], "Nobody is enrolled."), plain)).toBe("Nobody is enrolled.\n");
  });

  it("keeps a mark beside its word, though they are painted apart", () => {
    expect(render([line("x".repeat(35), " ", { paint: "ai", text: "▌" }, "ai 3 of 7")], plain)).toBe(`${"x".repeat(35)} ▌ai\n  3 of 7\n`);
    expect(render([line("x".repeat(38), " ", { paint: "ai", text: "▌" }, "ai 3 of 7")], plain)).toBe(`${"x".repeat(38)}\n  ▌ai 3 of 7\n`);
  });

  it("G22: holds as many lines as it has, whatever an author typed into them", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => render([line("title: ", text)], { colour: false, columns: 1_000 }).split("\n").length === 2));
  });

  it("never gets wider than the terminal for words that fit", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "é", "読"), minLength: 1, maxLength: 6 })), (words) =>
        render([under(2, words.join(" "))], { colour: false, columns: 30 })
          .split("\n")
          .every((row) => width(row) <= 30),
      ),
    );
  });
});
