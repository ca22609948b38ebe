import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Reference } from "../../model/evidence.ts";
import { library, page, plantedPackages, plantedPython, plantedScripts, type Row, tableOf } from "./planting.ts";

// The long form, `planted.prove.ts`, holds whole projects against false alarms and writes the page.

describe("planted inventions (R97, E20)", () => {
  let [planted, clean]: [Row[], (readonly [string, readonly Reference[]])[]] = [[], []];
  beforeAll(async () => {
    const [scripted, snakes, packed] = [await plantedScripts(), await plantedPython(["wsgiref"]), await plantedPackages()];
    planted = [...scripted.planted, ...snakes.planted, ...packed];
    clean = [["scripts", scripted.clean], ...(library === undefined ? [] : [["wsgiref", snakes.clean] as const])];
  }, 300_000);

  it("are found as docs/reference/invented-references.md says", () => {
    expect(readFileSync(page, "utf8")).toContain(`|---|---|---|---|\n${tableOf(planted)}\n\n`);
  });

  it("are found in Python and in manifests, every one", () => {
    expect(planted.filter(({ language, found }) => found === "**no**" && !language.endsWith("Script"))).toEqual([]);
    expect(new Set(planted.map(({ language }) => language))).toEqual(new Set(["TypeScript", "JavaScript", "Python", "npm", "PyPI"]));
  });

  it("stand against files that are right, in which much is verified and nothing contradicted", () => {
    for (const [name, said] of clean) {
      expect(
        said.filter(({ verdict }) => verdict === "contradicted"),
        name,
      ).toEqual([]);
      expect(said.filter(({ verdict }) => verdict === "verified").length, name).toBeGreaterThan(10);
    }
  });
});
