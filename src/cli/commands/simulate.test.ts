import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { testOrganisation } from "../../workflow/testing.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const next = join(root, "next.yaml");
writeFileSync(next, "policy: 1\nversion: 2\nai: { reviewers: { human: 2, ai: 2, mixed: 2, unknown: 2 } }\n");

describe("simulate", () => {
  it("says how many past changes another policy would have judged otherwise, and which", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    await org.workplace.close();
    const data = join(root, "data");
    cpSync(org.folder, join(data, "organisation"), { recursive: true });
    const words = ["simulate", "--policy", next, "--data", data];
    const { exit, out, err } = await runIn(root, words, { columns: 200 });
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toContain("1 of 1 change would be judged otherwise: 0 allow, 1 wait, 0 deny, instead of 1 allow, 0 wait, 0 deny.");
    expect(out).toMatch(new RegExp(`${change} +production +allow \\(business-logic\\) +wait \\(business-logic\\) +Charge twice: `));
    const later = await runIn(root, [...words, "--since", "2026-11-03", "--json"]);
    expect(later.json()).toEqual({ before: { allow: 0, wait: 0, deny: 0 }, after: { allow: 0, wait: 0, deny: 0 }, changes: [] });
  });

  it("refuses a day that is none, and a project's file without its project", async () => {
    const soon = await runIn(root, ["simulate", "--policy", next, "--since", "soon"]);
    expect([soon.exit, soon.err]).toEqual([2, expect.stringContaining('"soon" is not a day.')]);
    const own = await runIn(root, ["simulate", "--policy", ".countersign/policy.yaml"]);
    expect([own.exit, own.err]).toEqual([2, expect.stringContaining(".countersign/policy.yaml is the policy of a project.")]);
  });
});
