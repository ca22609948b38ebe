import { describe, expect, it } from "vitest";
import { adoptPolicy } from "./adopt-policy.ts";
import { recordReversal, stateConstraint } from "./reversals.ts";
import { source, type TestOrganisation, testOrganisation } from "./testing.ts";

const failsWith = (code: string, message?: string) =>
  expect.objectContaining({ name: "Failure", code, ...(message === undefined ? {} : { message: expect.stringContaining(message) }) });
const note = "Amounts are charged by the bank alone, which stood nowhere.";
const rule = "id: no-names\nlanguage: TypeScript\nrule: { pattern: 'report(name)' }\nmessage: No names\n";

/** The usual change landed on `main`, and a second one that puts its file back. */
async function takenBack(org: TestOrganisation): Promise<{ readonly first: string; readonly second: string }> {
  const { change: first } = await org.proposed();
  org.land();
  org.repository.branch("back", "refs/heads/main");
  org.repository.commit({ [source.path]: source.before }, { message: "Tidy up" });
  const { change: second } = await org.propose({ head: "refs/heads/back" });
  return { first, second };
}

describe("R60 a change that takes back an earlier one", () => {
  it("is told by its content, with the cause that a person names, and the unstated constraint is then stated", async () => {
    await using org = await testOrganisation();
    const { first, second } = await takenBack(org);
    const given = { change: second, reversed: first, cause: "unstated-constraint", note } as const;
    const reversal = await recordReversal(org.workplace, "bo", given);
    expect(reversal).toMatchObject({ project: "payments", change: second, reversed: first, files: 1, restored: 1, cause: "unstated-constraint", note, stated: null });
    await expect(recordReversal(org.workplace, "bo", given)).rejects.toEqual(failsWith("already-exists"));

    const said = { reversal: reversal.id, constraint: "no-names" };
    await expect(stateConstraint(org.workplace, "bo", said)).rejects.toEqual(failsWith("bad-input", 'has no constraint "no-names"'));
    const text = "policy: 1\nversion: 2\nconstraints: [{ id: no-names, why: Reports hold no names, rule: constraints/names.yaml, severity: warn }]\n";
    await adoptPolicy(org.workplace, "ada", { text, file: "organisation.yaml", rules: new Map([["constraints/names.yaml", rule]]), sign: org.signer("ada") });
    expect((await stateConstraint(org.workplace, "bo", said)).stated).toMatchObject({ constraint: "no-names" });
    await expect(stateConstraint(org.workplace, "bo", said)).rejects.toEqual(failsWith("already-exists"));
  });

  it("is not one because its message says so, nor the other way round, nor said by an agent", async () => {
    await using org = await testOrganisation();
    const { first, second } = await takenBack(org);
    org.repository.branch("message", "refs/heads/main");
    org.repository.commit({ "notes.txt": "nothing\n" }, { message: `Revert "Charge twice"\n\nThis reverts commit ${first}.` });
    const { change: third } = await org.propose({ head: "refs/heads/message" });
    const record = (by: string, change: string, reversed: string) => recordReversal(org.workplace, by, { change, reversed, cause: "defect", note });
    await expect(record("bo", third, first)).rejects.toEqual(failsWith("bad-input", "leaves none of the 1 files"));
    await expect(record("bo", first, second)).rejects.toEqual(failsWith("bad-input", "was put forward before"));
    await expect(record("robin", second, first)).rejects.toEqual(failsWith("refused"));
    const { id } = await record("bo", second, first);
    await expect(stateConstraint(org.workplace, "bo", { reversal: id, constraint: "x" })).rejects.toEqual(failsWith("bad-input", "was not for want of a constraint"));
  });
});
