import { expect, it } from "vitest";
import { adoptPolicy } from "../workflow/adopt-policy.ts";
import { openCase } from "../workflow/index.ts";
import { source, testOrganisation } from "../workflow/testing.ts";
import { findingsOf } from "./inline.ts";

it("R14 what our own runner found stands at its line, with its constraint, and is nobody's evidence", async () => {
  await using org = await testOrganisation();
  const text = "policy: 1\nversion: 2\nconstraints: [{ id: no-fees, why: Fees are elsewhere, rule: constraints/fees.yaml, severity: ask }]\n";
  const rules = new Map([["constraints/fees.yaml", "language: TypeScript\nmessage: A fee is worked out here\nrule: { pattern: fee * $A }\n"]]);
  await adoptPolicy(org.workplace, "ada", { text, file: "organisation.yaml", rules, sign: org.signer("ada") });
  const { change } = await org.propose({ head: org.commitChange() });
  const finding = {
    tool: "countersign",
    rule: "no-fees",
    severity: "medium",
    message: "A fee is worked out here",
    suppressed: false,
    constraints: ["no-fees"],
    added: true,
    evidence: null,
  };
  expect(findingsOf(await openCase(org.workplace, change)).get(source.path)).toEqual([
    { line: 2, ...finding },
    { line: 3, ...finding },
  ]);
});
