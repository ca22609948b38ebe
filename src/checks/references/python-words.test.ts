import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { declares, makes, mentions, wordsOf } from "./python-words.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-words-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = (text: string) => ({ texts: [text], whole: true });

describe("text as a second witness (R97)", () => {
  it("mentions whole words only", () => {
    expect(["load", "oad", "load_all"].map((name) => mentions(words("x.load(1)"), name))).toEqual([true, false, false]);
  });

  it.each([
    ["def name(): ...", true],
    ["class name: ...", true],
    ["name = 1", true],
    ["    name: int", true],
    ["self.name = 1", true],
    ["self.name: int = 1", true],
    ['setattr(x, "name", 1)', true],
    ["x.name()", false],
    ["x.name == 1", false],
    ["call(name)", false],
  ])("%s makes something of the name: %s", (text, made) => {
    expect(makes(words(text), "name")).toBe(made);
  });

  it("declares what has a type", () => {
    expect(["path", "strict", "str"].map((name) => declares(words("def load(path: str, *, strict : bool) -> None: ..."), name))).toEqual([true, true, false]);
  });

  it("leaves in doubt what was not read whole, and what is no identifier", () => {
    expect([mentions({ texts: [], whole: false }, "a"), makes(words(""), "a("), declares(words(""), "a b"), mentions(words(""), "[")]).toEqual([true, true, true, true]);
  });

  it("reads modules and native code, and follows no link", async () => {
    mkdirSync(join(folder, "a/node_modules"), { recursive: true });
    writeFileSync(join(folder, "a/one.py"), "one");
    writeFileSync(join(folder, "a/two.so"), "\u0000two\u0000");
    writeFileSync(join(folder, "a/three.txt"), "three");
    writeFileSync(join(folder, "a/node_modules/four.py"), "four");
    symlinkSync(folder, join(folder, "a/round"));
    expect(await wordsOf([join(folder, "a")], { native: false })).toEqual({ texts: ["one"], whole: true });
    expect((await wordsOf([join(folder, "a")], { native: true })).texts.toSorted()).toEqual(["\u0000two\u0000", "one"]);
  });

  it("takes no longer for a text made to be slow", () => {
    const slow = words(`${".name:".repeat(300_000)}\n${" ".repeat(1_000_000)}`);
    expect(makes(slow, "name")).toBe(false);
  });
});
