import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Clean, cleanScripts, library, page, plantedPackages, plantedPython, plantedScripts, type Row, tableOf } from "./planting.ts";

// Holds docs/reference/invented-references.md against what is found of plants and of projects that are right. After a change that finds more or fewer:
// COUNTERSIGN_WRITE=1 COUNTERSIGN_PROVE=1 vitest run --project prove src/checks/references/planted.prove.ts

function pageOf(planted: readonly Row[], clean: readonly Clean[]): string {
  return `# What is found of inventions

Written by \`src/checks/references/planted.prove.ts\`, which plants each of these lines in a project with real packages installed and looks with the real checkers. *Yes*: the line is
contradicted, so it blocks where a policy says so. *As drift*: another version has it. *For a person*: it is shown, with why. Packages are held against a registry.

| language | invented | line | found |
|---|---|---|---|
${tableOf(planted)}

## False alarms

Projects that are right, with every line taken for an added one.

| language | project | contradictions |
|---|---|---|
${clean.map(([language, name, said]) => `| ${language} | ${name} | ${said.filter(({ verdict }) => verdict === "contradicted").length || "none"} |`).join("\n")}
`;
}

describe("planted inventions and projects that are right (R97, E20)", () => {
  let [planted, clean]: [Row[], Clean[]] = [[], []];
  beforeAll(async () => {
    const [scripted, snakes, packed] = [await plantedScripts(), await plantedPython(["logging", "wsgiref"]), await plantedPackages()];
    planted = [...scripted.planted, ...snakes.planted, ...packed];
    clean = [...(await cleanScripts()), ["Python", "`logging` and `wsgiref` of Python's standard library", snakes.clean]];
    if (process.env["COUNTERSIGN_WRITE"]) writeFileSync(page, pageOf(planted, clean));
  }, 300_000);

  it("are found as the page says", () => {
    expect(pageOf(planted, clean)).toBe(readFileSync(page, "utf8"));
  });

  it("in what is right every name is looked at and none is contradicted", () => {
    for (const [language, name, said] of clean) {
      expect(
        said.filter(({ verdict }) => verdict === "contradicted"),
        name,
      ).toEqual([]);
      if (language !== "Python" || library !== undefined) expect(said.filter(({ verdict }) => verdict === "verified").length, name).toBeGreaterThan(10);
    }
  });
});
