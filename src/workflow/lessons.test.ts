import { expect, it } from "vitest";
import { readChange } from "../reading/index.ts";
import { reportOn } from "./propose.ts";
import { source, testOrganisation } from "./testing.ts";

const record = `---
status: accepted
---
# How fees are kept

## Context and Problem Statement

## Considered Options

* Cents
* Floats \u202e

## Decision Outcome

Chosen option: "Cents", because sums stay exact.

## More Information

* Paths: ${source.path}
`;

it("R15 who reviews a change is shown the lessons that it touches, as the base has them, and with nothing that deceives the eye", async () => {
  await using org = await testOrganisation();
  const base = org.repository.commit({ "docs/decisions/0001-fees.md": record });
  org.repository.branch("topic", base);
  org.repository.commit({ [source.path]: source.after });
  const { change } = await org.propose({ base, head: "refs/heads/topic" });
  const { lessons } = await readChange(org.workplace, "bo", { change }, { marks: [], opened: [], last: null });
  expect(lessons).toEqual([
    { id: "0001-fees/floats", says: "choose “Floats [U+202E]”, which was turned down for “Cents”, because “sums stay exact”", from: "docs/decisions/0001-fees.md" },
  ]);
  expect((await reportOn(org.workplace, change)).lessons).toMatchObject([{ id: "0001-fees/floats" }]);
});
