import { expect, it } from "vitest";
import { testOrganisation } from "./testing.ts";

const statement = (commit: string) =>
  Buffer.from(
    JSON.stringify({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ digest: { gitCommit: commit } }],
      predicateType: "https://in-toto.io/attestation/test-result/v0.1",
      predicate: { result: "PASSED", configuration: [], passedTests: ["pays"] },
    }),
  );

it("E01 a statement that names another commit than the one it is handed in for satisfies nothing, and says so; its twin counts", async () => {
  await using org = await testOrganisation();
  const { head } = await org.proposed();
  const [own] = await org.attach(head, [statement(head)], "ci");
  expect([own?.reading.state, own?.reading.commit, own?.inconsistencies]).toEqual(["accepted", head, []]);
  const [other] = await org.attach(head, [statement("a".repeat(40))], "ci-of-another");
  expect(other?.reading.state).toBe("inconsistent");
  expect(other?.inconsistencies).toMatchObject([{ code: "commit-mismatch", declared: "a".repeat(40), counted: head }]);
});
