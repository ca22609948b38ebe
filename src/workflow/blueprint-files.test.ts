import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { withBlock } from "../brief/index.ts";
import { openRepository } from "../git/index.ts";
import { testRepository } from "../git/testing.ts";
import { type ReadBlueprint, readBlueprintAt, readBlueprintIn } from "./blueprint-files.ts";
import { decisionTextsAt } from "./decision-files.ts";

const head = (id: string) => `{ id: ${id}, title: A title, version: 1, status: draft, owner: ana, approvers: [engineering-lead], classification: internal }`;
const blueprint = (areas: string) => `blueprint: 1
document: ${head("GOV-BLUEPRINT-001")}
start: 2026-12-01
end: 2026-12-18
days: []
areas: { architecture: [${areas}] }
exit: []
people: {}
`;
const risks = `risks: 1
document: ${head("GOV-RISKS-001")}
appetite: Little.
acceptance: { low: lead, medium: lead, high: lead, critical: lead }
acceptance-valid-for: 6mo
register: []
`;
const record = (title: string) => `---
status: accepted
date: 2026-11-23
---
# ${title}

## Context and Problem Statement

Something.

## Considered Options

* One
* Two

## Decision Outcome

Chosen option: "One", because it is less.
`;

type Files = Record<string, string>;

it("D16 a small repository of many large records takes neither time nor memory: those that are named are read, and others as far as there is room", async () => {
  using repository = testRepository();
  const large = record("Large").replace("Something.", "word\n".repeat(50_000));
  const others = Array.from({ length: 40 }, (_, at) => [`docs/decisions/00${10 + at}-large.md`, large]);
  const commit = repository.commit({ ...Object.fromEntries(others), ".countersign/blueprint.yaml": blueprint("docs/decisions/0049-large.md") });
  await using opened = await openRepository(repository.path);
  const read = (await readBlueprintAt(opened, commit)).files.decisions.map(({ file }) => file);
  expect([read.length, read.at(-1)]).toEqual([16, "docs/decisions/0049-large.md"]);
  expect(await decisionTextsAt(opened, commit)).toHaveLength(16);
});

async function both(files: Files, check: (read: ReadBlueprint) => void): Promise<void> {
  using repository = testRepository();
  const commit = repository.commit(files);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository.path, path)), { recursive: true });
    writeFileSync(join(repository.path, path), text);
  }
  await using opened = await openRepository(repository.path);
  const [at, inside] = [await readBlueprintAt(opened, commit), await readBlueprintIn(repository.path)];
  expect([at.commit, inside.commit, inside.digest]).toEqual([commit, null, at.digest]);
  for (const read of [at, inside]) check(read);
}

const said = (read: ReadBlueprint) => read.failures.map(({ code, place }) => `${code} ${place?.file}${place?.line === undefined ? "" : `:${place.line}`}`);

it("R110 reads the files and the records that its areas name, beside the blueprint or from the top, alike from git objects and from a work tree", async () => {
  const files = {
    ".countersign/blueprint.yaml": blueprint("decisions/0001-one.md, architecture/why/0002-two.md"),
    ".countersign/risks.yaml": risks,
    ".countersign/policy.yaml": "policy: 1\nversion: 1\n",
    ".countersign/decisions/0001-one.md": record("One"),
    "architecture/why/0002-two.md": record("Two"),
    "docs/decisions/0003-three.md": record("Three"),
    "docs/decisions/README.md": "# Not one\n",
  };
  await both(files, ({ files: read, failures }) => {
    expect([read.risks?.file.appetite, read.charter, failures]).toEqual(["Little.", null, []]);
    expect(read.decisions.map(({ file, status }) => [file, status])).toEqual([
      [".countersign/decisions/0001-one.md", "accepted"],
      ["architecture/why/0002-two.md", "accepted"],
      ["docs/decisions/0003-three.md", "accepted"],
    ]);
  });
  await both({ ...files, ".countersign/policy.yaml": "policy: 1\nversion: 2\n" }, () => {});
});

it.each([
  { what: "are missing in a file without our block", text: "# Ours\n", state: "missing" },
  { what: "are compiled", text: withBlock(null, "AGENTS.md", "Rules").toString(), state: "compiled" },
  { what: "were edited", text: withBlock(null, "AGENTS.md", "Rules").toString().replace("Rules", "None"), state: "edited" },
  { what: "are broken", text: "<!-- countersign:begin -->\n", state: "edited" },
])("R61 says whether the rules for AI agents $what", async ({ text, state }) => {
  await both({ "AGENTS.md": text }, ({ files }) => expect(files.agentRules).toBe(state));
});

it("names what cannot be read, with its line, and reads the rest", async () => {
  const files = {
    ".countersign/blueprint.yaml": blueprint(""),
    ".countersign/risks.yaml": risks.replace("appetite", "apetite"),
    ".countersign/charter.yaml": `charter: 1\n# ${"x".repeat(1024 * 1024)}\n`,
  };
  await both(files, (read) => {
    expect(said(read)).toEqual(["document-invalid .countersign/charter.yaml", "document-invalid .countersign/risks.yaml:3"]);
    expect([read.files.blueprint?.file.start, read.files.risks, read.files.charter]).toEqual(["2026-12-01", null, null]);
  });
});

it("D05 follows no link, neither in a commit nor in a work tree, to no file and to no folder", async () => {
  using repository = testRepository();
  const link = (target: string) => ({ mode: "120000" as const, content: target });
  const commit = repository.commit({ ".countersign/risks.yaml": link("../outside.yaml"), "outside.yaml": risks });
  const folder = repository.commit({ ".countersign/risks.yaml": null, ".countersign": link("elsewhere"), "elsewhere/risks.yaml": risks });
  await using opened = await openRepository(repository.path);
  expect(said(await readBlueprintAt(opened, commit))).toEqual(["document-invalid .countersign/risks.yaml"]);
  expect(said(await readBlueprintAt(opened, folder))).toEqual(["document-invalid .countersign"]);
  const top = join(repository.path, "one");
  mkdirSync(join(top, ".countersign"), { recursive: true });
  writeFileSync(join(top, "outside.yaml"), risks);
  symlinkSync("../outside.yaml", join(top, ".countersign/risks.yaml"));
  expect(said(await readBlueprintIn(top))).toEqual(["document-invalid .countersign/risks.yaml"]);
  const other = join(repository.path, "two");
  mkdirSync(other);
  symlinkSync("../one/.countersign", join(other, ".countersign"));
  expect(said(await readBlueprintIn(other))).toEqual(["document-invalid .countersign"]);
});
