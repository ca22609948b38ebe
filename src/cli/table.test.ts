import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { completionFor, shells } from "./completion.ts";
import { load, loaders } from "./loaders.ts";
import { find, helpOf, helpOfAll, parse } from "./program.ts";
import { referencePages } from "./reference.ts";
import { type CommandEntry, commands, firstWords, groups, optionsOf } from "./table.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The words of an example as a shell splits them. */
const wordsOf = (example: string) => [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");

describe("the table of commands", () => {
  it("names exactly the files that there are", () => {
    const files = readdirSync(join(here, "commands")).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    expect(files.map((name) => name.slice(0, -3)).sort()).toEqual([...firstWords].sort());
    expect(Object.keys(loaders).sort()).toEqual([...firstWords].sort());
  });

  it.each(commands.map(({ name }) => name))("%s is carried out by its file", async (name) => {
    expect(await load(name)).toBeTypeOf("function");
  });

  it("says what each group is about", () => {
    expect(Object.keys(groups)).toEqual(firstWords.filter((word) => !commands.some(({ name }) => name === word)));
  });

  it.each(commands.flatMap((entry) => entry.examples.map((example): [string, CommandEntry] => [example, entry])))("the example parses: %s", (example, entry) => {
    const found = find(wordsOf(example));
    if (found === null || "group" in found) throw new Error("the example names no command");
    expect(found.entry).toBe(entry);
    expect(() => parse(entry, found.rest)).not.toThrow();
  });

  it.each(commands.map((entry) => [entry.name, entry] as const))("%s: help shows its example, its options and its exit codes", (_, entry) => {
    const help = helpOf(entry);
    for (const example of entry.examples) expect(help).toContain(`  countersign ${example}\n`);
    for (const { flags } of optionsOf(entry)) expect(help).toContain(flags);
    for (const code of entry.exits) expect(help).toContain(`\n  ${code}  `);
  });

  it("has every command in the help of the whole and in each completion", () => {
    for (const word of firstWords) expect(helpOfAll()).toContain(`\n  ${word}`);
    for (const shell of shells) for (const { name } of commands) expect(completionFor(shell)).toContain(name.split(" ").at(-1));
  });

  it("keeps lines of help within 80 columns, but for examples", () => {
    const rows = commands.flatMap((entry) => helpOf(entry).split("\n")).filter((row) => !row.startsWith("  countersign "));
    expect([...rows, ...helpOfAll().split("\n")].filter((row) => row.length > 80)).toEqual([]);
  });

  it.each([...referencePages()])("docs/reference/%s is what `node tools/reference.ts` writes", (name, text) => {
    expect(readFileSync(join(here, "../../docs/reference", name), "utf8")).toBe(text);
  });
});
