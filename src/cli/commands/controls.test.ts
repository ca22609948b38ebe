import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adoptPolicy } from "../../workflow/index.ts";
import { type TestOrganisation, testOrganisation } from "../../workflow/testing.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

describe("R37 R101 the framework and the baseline in a terminal", () => {
  const waiver = "waivers:\n  - { id: w-lines, rule: limits.change-lines, project: payments, reason: Generated, risk: R-012, approved-by: ada, expires: 2099-12-31 }\n";
  let org: TestOrganisation;
  beforeAll(async () => {
    org = await testOrganisation({
      policy: `policy: 1\nversion: 2\n${waiver}`,
      projectPolicy: "policy: 1\nversion: 1\nlimits: { change-lines: 900, reviews-per-person-per-day: 3 }\n",
    });
    await org.workplace.close();
    cpSync(org.folder, join(root, "covered", "organisation"), { recursive: true });
    const later = await org.another();
    await adoptPolicy(later, "ada", { text: "policy: 1\nversion: 3\n", file: "policy.yaml", sign: org.signer("ada") });
    await later.close();
    cpSync(org.folder, join(root, "uncovered", "organisation"), { recursive: true });
  });
  afterAll(() => org[Symbol.asyncDispose]());

  const run = (data: "covered" | "uncovered", ...words: string[]) => runIn(root, [...words, "--data", join(root, data)], { columns: 400 });

  it("say how each project differs from the baseline; something that no waiver covers ends with exit code 1", async () => {
    const covered = await run("covered", "policy", "drift", "--json");
    expect(covered.exit).toBe(0);
    expect(JSON.parse(covered.out)).toMatchObject({
      version: 2,
      projects: [
        { project: "payments", tighter: [{ path: "limits.reviews-per-person-per-day" }], loosened: [{ path: "limits.change-lines", waiver: { id: "w-lines" } }], uncovered: [] },
      ],
    });
    const { exit, out } = await run("uncovered", "policy", "drift", "--project", "payments");
    expect([exit, out]).toEqual([1, expect.stringMatching(/version 3; of 1 project 1 is looser without a waiver that holds[\s\S]*✗ `limits\.change-lines` /)]);
  });

  it("name each control of a framework with its evidence, and gaps as gaps; an unknown framework with those that there are", async () => {
    const { exit, out } = await run("covered", "controls", "--framework", "soc2");
    expect([exit, out]).toEqual([0, expect.stringMatching(/✗ CC7\.3, CC7\.4, CC7\.5 .*\n\s+Incidents: nothing makes such records yet/)]);
    const all = await run("covered", "controls");
    for (const framework of ["soc2", "iso42001", "part11", "eu-dora"]) expect(all.out).toContain(framework);
    expect(await run("covered", "controls", "--framework", "soc3")).toMatchObject({ exit: 2, err: expect.stringContaining("soc2") });
  });
});
