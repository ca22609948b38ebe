import { expect, it } from "vitest";
import { addEvidence } from "./add-evidence.ts";
import { openCase } from "./case.ts";
import { junit, lcov, source, testOrganisation } from "./testing.ts";

const clover = (hits: readonly number[]) =>
  Buffer.from(
    `<?xml version="1.0"?><coverage generated="1"><project timestamp="1"><metrics statements="${hits.length}" coveredstatements="${hits.filter(Boolean).length}"/><file name="a" path="${source.path}"><metrics statements="${hits.length}" coveredstatements="${hits.filter(Boolean).length}"/>${hits
      .map((count, at) => `<line num="${at + 1}" count="${count}" type="stmt"/>`)
      .join("")}</file></project></coverage>`,
  );

it("E11 what one run wrote counts together: a green report beside a red one of the same run takes nothing back, and the next run supersedes both", async () => {
  await using org = await testOrganisation();
  const head = org.commitChange();
  const { change } = await org.propose();
  await org.attach(head, [junit({ failed: 1 }), junit({ passed: 2, run: 2 }), lcov()], "pipeline");
  const measured = async () => (await openCase(org.workplace, change)).assessment.evidence.measured.evidence.tests;
  expect(await measured()).toMatchObject({ passed: 5, failed: 1 });
  await org.attach(head, [junit({ passed: 4, run: 3 }), junit({ passed: 2, run: 4 })], "pipeline");
  expect(await measured()).toMatchObject({ passed: 6, failed: 0 });
});

it("E08 two formats of one run that give different lines satisfy nothing, and each says so", async () => {
  await using org = await testOrganisation();
  const { head } = await org.proposed();
  const agreeing = await org.attach(head, [lcov([1, 1, 0]), clover([1, 1, 0])], "ci-agreeing");
  expect(agreeing.map(({ reading }) => [reading.format, reading.state])).toEqual([
    ["lcov", "accepted"],
    ["clover", "accepted"],
  ]);
  const lying = await org.attach(head, [lcov([1, 1, 0]), clover([1, 1, 1])], "ci-lying");
  expect(lying.map(({ reading }) => reading.state)).toEqual(["inconsistent", "inconsistent"]);
  expect(lying.flatMap(({ inconsistencies }) => inconsistencies.map(({ code }) => code))).toEqual(["coverage-disagrees", "coverage-disagrees"]);
  const kept = await org.workplace.store.read.evidenceFor("payments", head);
  expect(kept.filter(({ producer }) => producer === "ci-lying").map(({ state, reading }) => [state, reading?.state])).toEqual([
    ["inconsistent", "inconsistent"],
    ["inconsistent", "inconsistent"],
  ]);
});

const scan = (tool: string, level: "error" | "note", text = "") =>
  Buffer.from(
    JSON.stringify({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: tool, rules: [] } },
          results: [
            {
              ruleId: "injection",
              level,
              message: { text: `Found${text}` },
              locations: [{ physicalLocation: { artifactLocation: { uri: source.path }, region: { startLine: 2 } } }],
            },
          ],
        },
      ],
    }),
  );

it.each(["4712.1", undefined])("E11 a red report that the next run writes to the byte again is one of that run too, and no other report of it hides it (run %s)", async (next) => {
  await using org = await testOrganisation();
  const head = org.commitChange();
  const { change } = await org.propose();
  const add = (run: string | undefined, reports: readonly Uint8Array[]) =>
    addEvidence(org.workplace, "ada", { repository: org.repository.path, commit: head, producer: "ci", run, files: reports.map((bytes, at) => ({ name: `${at}.sarif`, bytes })) });
  const found = async () => (await openCase(org.workplace, change)).assessment.evidence.measured.evidence.analysis;
  await add(next && "4711.1", [scan("semgrep", "error"), scan("eslint", "note", " at noon")]);
  expect(await found()).toMatchObject({ high: 1, low: 1 });
  const later = await add(next, [scan("semgrep", "error"), scan("eslint", "note", " at one")]);
  expect(await found()).toMatchObject({ high: 1, low: 1 });
  expect(later.map(({ again }) => again)).toEqual([false, false]);
  const retried = await add(next, [scan("semgrep", "error"), scan("eslint", "note", " at one")]);
  expect(retried.map(({ again }) => again)).toEqual([true, true]);
});
