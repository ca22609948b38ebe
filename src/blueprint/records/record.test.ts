import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { withHead } from "./head.ts";
import { decisionHeadings, readDecision } from "./read.ts";
import { type Consequence, type DecisionRecord, decisionStates } from "./record.ts";
import { draftDecision, writeDecision } from "./write.ts";

const require = createRequire(import.meta.url);
const file = "docs/decisions/0007-where-facts-are-kept.md";
const record: DecisionRecord = {
  ...{ file, number: 7, title: "Where facts are kept", status: "accepted", supersededBy: null, date: "2026-11-02" },
  ...{ decisionMakers: ["ana", "@bo"], consulted: ["Chen Wei, PhD"], informed: [] },
  ...{ context: "Facts have to outlive the machine.\n\n```sh\n## no heading\n```", drivers: ["One file", "No server"], options: ["SQLite", "Mongo DB"] },
  ...{ chosen: "SQLite", because: "it is one file", outcome: "It stands in WAL mode." },
  consequences: [
    { effect: "good", because: "a copy is a backup" },
    { effect: "bad", because: "one process writes" },
  ],
  confirmation: "Criterion `tests-pass`.",
  prosAndCons: [{ title: "Mongo DB", says: "As before.", arguments: [{ effect: "bad", because: "nobody here runs it" }] }],
  ...{ more: "* Paths: `src/store/**`, `src/{a,b}.ts`\n\nSee [ADR-0003](0003-x.md).", tools: ["claude-code"], constraints: ["no-identifier-in-logs"] },
};

function failuresOf(text: string) {
  const read = readDecision(text, file);
  return "failures" in read ? read.failures.map(({ code, message, hint, place }) => [code, place?.line, place?.column, message, hint]) : [];
}

function again(text: string): string {
  const read = readDecision(text, file);
  if ("failures" in read) throw new Error(read.failures.join("\n"));
  return writeDecision(read.record);
}

test("D17 a long line of backticks is read in one pass", () => {
  const ticks = Array.from({ length: 660 }, (_, at) => "`".repeat(at + 1)).join(" ");
  const text = writeDecision({ ...record, context: `${ticks} <!-- a -->` });
  for (let times = 0; times < 8; times++) expect(again(text)).toBe(text);
});

test("R52 what is written is read back, field by field", () => {
  expect(readDecision(writeDecision(record), file)).toMatchObject({ record });
});

const words = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 30 }) },
  fc
    .array(
      fc.constantFrom(
        ...'# |## |### |#|\\|\n|\n\n| |  |`|```|~~~|<!--|-->|* |- |1. |"|“|”|, because |" because |Good, because |Chosen option: "|.|...|…|---|Paths: |AI tools: |{|}|,|[a](b)|\u2028|\r|ADR-1|x|Confirmation'.split(
          "|",
        ),
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join("")),
);
const some = fc.array(words, { maxLength: 3 });
const consequence = fc.record({ effect: fc.constantFrom<Consequence["effect"]>("good", "bad", "neutral"), because: words });
const anyRecord: fc.Arbitrary<DecisionRecord> = fc.record({
  ...{ file: fc.constant(file), number: fc.constant(7), title: words, status: fc.option(fc.constantFrom(...decisionStates)), supersededBy: fc.option(words) },
  ...{ date: fc.option(fc.constantFrom("2026-11-02", "2026-02-30")), decisionMakers: some, consulted: some, informed: some, context: words, drivers: some, options: some },
  ...{ chosen: fc.option(words), because: words, outcome: words, consequences: fc.array(consequence, { maxLength: 3 }), confirmation: words },
  prosAndCons: fc.array(fc.record({ title: words, says: words, arguments: fc.array(consequence, { maxLength: 2 }) }), { maxLength: 2 }),
  ...{ more: words, tools: some, constraints: some },
});

test("R52 reading what was written and writing it again changes no byte, whatever stands in the fields", () => {
  fc.assert(
    fc.property(anyRecord, (given) => {
      const written = writeDecision(given);
      expect(again(written)).toBe(written);
    }),
    { numRuns: 300 },
  );
});

test("reading throws for no text", () => {
  const texts = fc
    .array(fc.oneof(words, fc.constantFrom(...Object.values(decisionHeadings).map((title) => `\n## ${title}\n`))), { maxLength: 12 })
    .map((parts) => parts.join("\n"));
  fc.assert(
    fc.property(texts, fc.boolean(), (text, head) => {
      const read = readDecision(head ? `---\n${text}` : text, file);
      expect("record" in read || read.failures.every(({ code }) => code === "document-invalid")).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a hundred kilobytes of marks are read at once", () => {
  for (const mark of ["# ", "` `` ", "<!-- ", "* ", "# # ", " ", "[", '" because ', "{"])
    expect(() => readDecision(`# a\n## ${mark.repeat(100_000 / mark.length)}`, file)).not.toThrow();
});

test("R52 a heading that MADR does not have is told with its place and the nearest word, and not also as a missing one", () => {
  const text = writeDecision(record).replace("## Considered Options", "## Considerd Options");
  expect(failuresOf(text)).toEqual([["document-invalid", 22, 1, "A decision record has no heading `## Considerd Options`.", "Did you mean `Considered Options`?"]]);
  expect(failuresOf("# A\n\n## Context\n")).toMatchObject([
    ["document-invalid", 3, 1, "A decision record has no heading `## Context`.", "MADR 4 has it as `## Context and Problem Statement`."],
  ]);
});

test("R52 what is wrong in a head, in a list and in a comment is told with its place", () => {
  const head = (line: string) => failuresOf(writeDecision(record).replace("status: accepted", line)).map(([, line, column, message, hint]) => [line, column, message, hint]);
  expect(head("status: acepted")).toEqual([[2, 9, "`acepted` is no status of a decision.", "Did you mean `accepted`?"]]);
  expect(head("statu: accepted")).toEqual([[2, 1, "The head of a record has no `statu`.", "Did you mean `status`?"]]);
  expect(head("deciders: ana")).toEqual([[2, 1, "The head of a record has no `deciders`.", "Did you mean `decision-makers`?"]]);
  expect(head("status: [")[0]?.slice(0, 1)).toEqual([3]);
  expect(failuresOf(writeDecision(record).replace("Good, because a", "It is good that a"))).toMatchObject([
    ["document-invalid", 35, 1, "A consequence says whether it is good or bad.", expect.any(String)],
  ]);
  expect(failuresOf(`${writeDecision(record)}<!-- x\n`)).toMatchObject([["document-invalid", 57, 1, "A comment begins here and does not end.", "Close it with `-->`."]]);
});

test("R52 what people and other tools write is read: line ends, bullets, quotes, links, names on one line, what templates leave", () => {
  const text = [
    ...["\ufeff---", 'status: "Superseded by [ADR-0012](0012-y.md)"', "decision-makers: Ana Costa, Bo", "nav_order: 3", "---", "", "# A title #", "", "## Considered Options", ""],
    ...["- [One](#one)", "- Two", "  goes on", "* … <!-- numbers of options can vary -->", "", "## Context and Problem Statement", "", "Why.", ""],
    ...["<!-- This is an optional element. -->", "## Decision Outcome", "", "Chosen option: “One”, because", "it is first.", ""],
  ].join("\r\n");
  const { record: read } = readDecision(text, file) as { record: DecisionRecord };
  expect(read).toMatchObject({ status: "superseded", supersededBy: "ADR-0012", decisionMakers: ["Ana Costa", "Bo"], title: "A title", options: ["One", "Two goes on"] });
  const reasons = readDecision(text.replace("it is first.", "\r\n* it is first"), file);
  expect(reasons).toMatchObject({ record: { chosen: "One", because: "", outcome: "* it is first" } });
  expect(read).toMatchObject({ chosen: "One", because: "it is first", context: "Why.", outcome: "" });
});

test("R52 the headings are those of the template of MADR 4.0.0, and a draft has all of them and no content", () => {
  // template/adr-template-bare.md of github.com/adr/madr at 4.0.0, without its head.
  const bare = `# \n\n## Context and Problem Statement\n\n## Decision Drivers\n\n* <!-- decision driver -->\n\n## Considered Options\n\n* <!-- option -->\n\n## Decision Outcome\n\nChosen option: "", because \n\n### Consequences\n\n* Good, because \n* Bad, because \n\n### Confirmation\n\n## Pros and Cons of the Options\n\n### <!-- title of option -->\n\n## More Information\n`;
  expect(failuresOf(bare).map(([, line, , message]) => [line, message])).toEqual([
    [1, "The title is empty."],
    [26, "An option has no title."],
  ]);
  const read = readDecision(draftDecision({ title: "Where facts are kept", date: "2026-11-23" }), file);
  expect(read).toMatchObject({ record: { title: "Where facts are kept", status: "proposed", date: "2026-11-23", context: "", options: [], chosen: null, more: "", tools: [] } });
  const headings = (text: string) => [...text.matchAll(/^##.+$/gm)].map(([line]) => line).filter((line) => !line.includes("<!--"));
  expect(headings(draftDecision({ title: "A", date: "2026-11-23" }))).toEqual(headings(bare));
});

test("R52 the record in the guide is one, written as it would be written", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/decisions.md"), "utf8");
  const text = /```markdown\n([\s\S]+?)```/.exec(guide)?.[1] ?? "";
  expect(again(text)).toBe(text);
});

test("R52 a head takes another status and leaves everything else to the letter", () => {
  const before = "\ufeff---\r\n# ours\r\nstatus: proposed\r\ndecision-makers:\r\n- ana\r\n  # and\r\n- bo\r\ntags: [x]\r\n---\r\n# A  \r\n<!-- kept -->\r\n";
  const after = before.replace("proposed", "superseded by ADR-0012").replace("decision-makers:\r\n- ana\r\n  # and\r\n- bo", 'decision-makers: ["@cy"]');
  expect(withHead(before, { status: "superseded", supersededBy: "ADR-0012", decisionMakers: ["@cy"] })).toBe(after);
  expect(withHead("# A\n", { status: "accepted", date: "2026-11-23" })).toBe("---\nstatus: accepted\ndate: 2026-11-23\n---\n# A\n");
});

test("R52 adr-log, a published tool, lists the files that are written", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-adr-"));
  try {
    writeFileSync(join(folder, "0007-where-facts-are-kept.md"), writeDecision(record));
    writeFileSync(join(folder, "0008-draft.md"), draftDecision({ title: "1 < 2 & `code`", date: "2026-11-23" }));
    const log = execFileSync(process.execPath, [join(dirname(require.resolve("adr-log")), "cli.js"), "-d", folder], { encoding: "utf8" });
    expect(log).toContain("* [ADR-0007](0007-where-facts-are-kept.md) - Where facts are kept\n* [ADR-0008](0008-draft.md) - 1 < 2 & `code`\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
