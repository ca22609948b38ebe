import { expect, it } from "vitest";
import { lcov, source, testOrganisation } from "./testing.ts";

const clover = (hits: readonly number[]) =>
  Buffer.from(
    `<?xml version="1.0"?><coverage generated="1"><project timestamp="1"><metrics statements="${hits.length}" coveredstatements="${hits.filter(Boolean).length}"/><file name="a" path="${source.path}"><metrics statements="${hits.length}" coveredstatements="${hits.filter(Boolean).length}"/>${hits
      .map((count, at) => `<line num="${at + 1}" count="${count}" type="stmt"/>`)
      .join("")}</file></project></coverage>`,
  );

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
