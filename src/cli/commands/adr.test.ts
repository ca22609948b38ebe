import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type DecisionRecord, writeDecision } from "../../blueprint/index.ts";
import { testRepository } from "../../git/testing.ts";
import { type Ran, runIn, testFolder } from "../testing.ts";

const content: DecisionRecord = {
  ...{ file: "", number: null, title: "Facts are kept in SQLite", status: "proposed", supersededBy: null, date: "2026-11-02", decisionMakers: [], consulted: [], informed: [] },
  ...{ context: "Facts have to outlive the machine.", drivers: [], options: ["SQLite", "Mongo DB"], chosen: "SQLite", because: "it is one file", outcome: "" },
  ...{ consequences: [{ effect: "good", because: "a copy is a backup" }], confirmation: "Criterion `tests-pass`.", prosAndCons: [], more: "* Paths: src/store/**" },
  ...{ tools: [], constraints: [] },
};
const other = { ...content, title: "Facts are kept in Mongo DB", chosen: "Mongo DB", because: "it grew" };

function place() {
  const repository = testRepository();
  const { path: data, remove } = testFolder();
  onTestFinished(() => {
    remove();
    repository[Symbol.dispose]();
  });
  const at = (path: string) => join(repository.path, path);
  const read = (path: string) => readFileSync(at(path), "utf8");
  const run = async (...words: string[]): Promise<Ran> =>
    await runIn(repository.path, [...words, "--data", data], { columns: 200, clock: () => Date.parse("2026-11-23T10:00:00Z") });
  return { repository, at, read, run, write: (path: string, text: string) => writeFileSync(at(path), text) };
}

it("R52 R15 a record goes from its draft to accepted and superseded, in the repository's own folder, and then teaches agents", async () => {
  const { repository, read, run, write } = place();
  repository.commit({ "docs/adr/0003-we-write-tests.md": "# We write tests\n", "src/store/a.ts": "export {};\n" });
  repository.git("reset", "--hard");
  const made = await run("adr", "new", "Facts are kept in SQLite", "--json");
  expect([made.exit, made.json()]).toEqual([0, { file: "docs/adr/0004-facts-are-kept-in-sqlite.md", area: null }]);
  expect(read("docs/adr/0004-facts-are-kept-in-sqlite.md")).toMatch(/^---\nstatus: proposed\ndate: 2026-11-23\n---\n# Facts are kept in SQLite\n/);

  const early = await run("adr", "accept", "4", "--decision-maker", "ana", "--json");
  expect([early.exit, (early.json() as { missing: { code: string }[] }).missing.map(({ code }) => code)]).toEqual([
    1,
    ["context-missing", "options-few", "chosen-missing", "consequences-missing", "confirmation-missing"],
  ]);

  const file = "docs/adr/0004-facts-are-kept-in-sqlite.md";
  write(file, writeDecision(content));
  expect((await run("adr", "accept", "4", "--json")).json()).toMatchObject({ error: { code: "answers-missing" } });
  expect((await run("adr", "accept", "4", "--decision-maker", "ana", "--decision-maker", "@bo")).exit).toBe(0);
  expect(read(file)).toBe(writeDecision({ ...content, status: "accepted", date: "2026-11-23", decisionMakers: ["ana", "@bo"] }));
  expect((await run("adr", "accept", "4")).exit).toBe(1);

  expect((await run("adr", "index")).exit).toBe(0);
  expect(read("docs/adr/README.md")).toContain("| [0004](0004-facts-are-kept-in-sqlite.md) | Facts are kept in SQLite | accepted | 2026-11-23 |\n");
  write("docs/adr/README.md", `Ours.\n${read("docs/adr/README.md")}`);

  await run("adr", "new", other.title);
  const next = "docs/adr/0005-facts-are-kept-in-mongo-db.md";
  write(next, writeDecision(other));
  expect((await run("adr", "supersede", "4", "5", "--json")).json()).toMatchObject({ error: { code: "refused" } });
  await run("adr", "index");
  await run("adr", "accept", next, "--decision-maker", "ana");
  expect((await run("adr", "supersede", "ADR-4", "5")).exit).toBe(0);
  expect(read(file)).toContain("---\nstatus: superseded by ADR-0005\n");
  expect(read("docs/adr/README.md")).toMatch(/^Ours\.\n(?:.|\n)+\| superseded by ADR-0005 \|/);
  expect((await run("adr", "index", "--check")).exit).toBe(0);

  const listed = (await run("adr", "list", "--json")).json() as { records: { number: number; madr: boolean }[] };
  expect(listed.records.map(({ number, madr }) => [number, madr])).toEqual([
    [3, false],
    [4, true],
    [5, true],
  ]);
  await run("brief");
  expect(read("AGENTS.md")).toContain("go back to “SQLite”, which “Facts are kept in SQLite” had chosen and “Mongo DB” (ADR-0005) replaced, because “it grew”");
}, 60_000);

it("R52 an accepted record that was edited or removed since a commit is reported with its line, one that was superseded is not", async () => {
  const { repository, at, read, run, write } = place();
  const accepted = (record: DecisionRecord) => writeDecision({ ...record, status: "accepted", decisionMakers: ["ana"] });
  const [one, two] = [".countersign/decisions/0001-one.md", ".countersign/decisions/0002-two.md"];
  repository.commit({ [one]: accepted(content), [two]: accepted(other) });
  repository.git("reset", "--hard");
  const edits = async () =>
    ((await run("adr", "lint", "--base", "HEAD", "--json")).json() as { findings: { code: string; place: unknown }[] }).findings.map(({ code, place: where }) => [code, where]);
  expect(await edits()).toEqual([]);
  await run("adr", "supersede", "1", "2");
  expect(await edits()).toEqual([]);
  write(two, read(two).replace("it grew", "it grows"));
  expect(await edits()).toEqual([["accepted-edited", { file: two, line: 19 }]]);
  repository.git("rm", "-q", "-f", two);
  expect((await edits()).map(([code]) => code)).toEqual(["successor-unknown", "accepted-removed"]);
  symlinkSync("/etc/passwd", at(two));
  expect((await run("adr", "list", "--json")).json()).toMatchObject({ error: { code: "bad-input" } });
});

it("R53 a record names tools and a criterion that the policy has, or lint says which it has not", async () => {
  const { repository, run } = place();
  const wrong = { ...content, confirmation: "Criterion `tests-passed` and `criteria.tests-pass`.", tools: ["claude"], constraints: ["none-such"] };
  repository.commit({ ".countersign/decisions/0001-one.md": writeDecision(wrong) });
  repository.git("reset", "--hard");
  const linted = await run("adr", "lint", "--json");
  const { findings } = linted.json() as { findings: { code: string; says: string; place: { line: number } }[] };
  expect(linted.exit).toBe(1);
  expect(findings.map(({ code, says, place: { line } }) => [code, says, line])).toEqual([
    ["tool-unknown", "The policy has no AI tool `claude`.", 28],
    ["constraint-unknown", "The policy has no constraint `none-such`.", 28],
    ["confirmation-unknown", "The policy has no criterion or constraint `tests-passed`.", 24],
  ]);
});

it("R51 R53 a record is named under its area of the blueprint, whose comments stay, and not begun when there is none", async () => {
  const { repository, read, run, write } = place();
  const head = "  id: GOV-BLUEPRINT-001\n  title: Blueprint\n  version: 1\n  status: draft\n  owner: ana\n  approvers: [engineering-lead]\n  classification: internal\n";
  const blueprint = `blueprint: 1\ndocument:\n${head}start: 2026-12-01\nend: 2026-12-18 # before the holidays\ndays:\n  - { day: 1, topic: Tools, area: ai-tooling }\nareas: { architecture: [decisions/0001-one.md] }\nexit: []\npeople: { engineering-lead: { holds: [ana] } }\n`;
  repository.commit({ "src/a.ts": "export {};\n" });
  repository.git("reset", "--hard");
  expect((await run("adr", "new", "Agents stay out of src/pay", "--area", "ai-tooling", "--json")).json()).toMatchObject({ error: { code: "not-found" } });
  expect((await run("adr", "list", "--json")).json()).toMatchObject({ records: [] });
  repository.commit({ ".countersign/blueprint.yaml": blueprint });
  repository.git("reset", "--hard");
  await run("adr", "new", "Agents stay out of src/pay", "--area", "ai-tooling");
  expect((await run("adr", "new", "Tools are looked at yearly", "--area", "ai-tooling")).exit).toBe(0);
  const [first, second] = ["decisions/0001-agents-stay-out-of-src-pay.md", "decisions/0002-tools-are-looked-at-yearly.md"];
  expect(read(".countersign/blueprint.yaml")).toBe(blueprint.replace("0001-one.md] }", `0001-one.md], ai-tooling: [${first}, ${second}] }`));
  const block = "areas:\n  architecture:\n    - decisions/0001-one.md # ours\n  data: []\n";
  write(".countersign/blueprint.yaml", blueprint.replace(/areas:.*\n/, block));
  await run("adr", "new", "One service", "--area", "architecture");
  await run("adr", "new", "Secrets stand in a vault", "--area", "security");
  write(first.replace("decisions", ".countersign/decisions"), writeDecision({ ...content, title: "Agents stay out of src/pay" }));
  const accepted = await run("adr", "accept", "1", "--decision-maker", "@Ana", "--decision-maker", "vendor");
  expect([accepted.exit, accepted.out]).toEqual([0, expect.stringContaining("blueprint.yaml name vendor. A record may name somebody from outside.")]);
  expect(accepted.out).not.toContain("name @Ana");
  const added = "    - decisions/0001-one.md # ours\n    - decisions/0003-one-service.md\n  data: []\n  security: [decisions/0004-secrets-stand-in-a-vault.md]\n";
  expect(read(".countersign/blueprint.yaml")).toBe(blueprint.replace(/areas:.*\n/, `areas:\n  architecture:\n${added}`));
});
