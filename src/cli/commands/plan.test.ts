import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownGit } from "../own-git.ts";
import { runIn, testFolder } from "../testing.ts";

const folder = testFolder();
afterAll(folder.remove);

const delivery = `delivery: 1
document: { id: GOV-DELIVERY-001, title: Delivery, version: 1, status: draft, owner: ana, approvers: [engineering-lead], classification: internal }
sprints: { start: 2026-11-02, length: 2w, governance-minutes: 60 }
phases:
  - id: build
    title: Build
    purpose: Code is written.
    entry: []
    checkpoints:
      - { id: half-way, title: Half way, when: sprint-end, evidence: [], metrics: [], exit: [Nothing is left open.], minutes: 30 }
`;

describe("the plan of a work tree, before there is an organisation", () => {
  const clock = () => Date.parse("2026-11-10T10:00:00Z");
  const plan = (...words: string[]) => runIn(folder.path, ["plan", ...words], { clock });

  beforeAll(async () => {
    await ownGit(folder.path, "init", "--quiet", "--initial-branch=main");
    mkdirSync(join(folder.path, ".countersign"));
  });

  it("says that there is none yet, and fails the check", async () => {
    const { out, exit } = await plan("--check");
    expect(out).toContain("There is no delivery framework yet, so there is no plan.");
    expect(exit).toBe(1);
  });

  it("says what is next and writes the days, the same whatever the time (R107)", async () => {
    writeFileSync(join(folder.path, ".countersign/delivery.yaml"), delivery);
    const { out, exit } = await plan("--ics", join(folder.path, "a.ics"));
    expect(out).toContain("Next is “Half way” on 2026-11-15, in 5 days; nobody is");
    expect(exit).toBe(0);
    await runIn(folder.path, ["plan", "--ics", join(folder.path, "b.ics")], { clock: () => clock() + 1e10 });
    expect(readFileSync(join(folder.path, "b.ics"), "utf8")).toBe(readFileSync(join(folder.path, "a.ics"), "utf8"));
  });

  it("goes out as a spreadsheet, and as one document (R98)", async () => {
    expect((await plan("--format", "csv")).out).toContain("checkpoint,build,half-way,Half way,2026-11-15,next,");
    expect((await plan("--json")).json()).toMatchObject({ project: null, sprints: [{ number: 1, budget: 60, estimated: { checkpoints: 30 } }] });
  });

  it("fails the check while a checkpoint is late (R55)", async () => {
    const { out, exit } = await runIn(folder.path, ["plan", "--check"], { clock: () => Date.parse("2026-11-20T10:00:00Z") });
    expect(out).toContain("✗ “Half way” was due 2026-11-15.");
    expect(exit).toBe(1);
  });

  it.each(["plan", "plan --draft"])("`%s` names the file and the line of what is wrong, and what is expected there, and fails", async (words) => {
    writeFileSync(join(folder.path, ".countersign/delivery.yaml"), delivery.replace("when: sprint-end", "when: sprint-edn"));
    const { exit, err } = await runIn(folder.path, words.split(" "), { clock });
    expect([exit, err]).toEqual([2, expect.stringContaining(".countersign/delivery.yaml:10:48")]);
    expect(err).toMatch(/Did you mean\s+`sprint-end`\?\s+Expected:\s+sprint-start,\s+sprint-end\s+or\s+a\s+date\s+such\s+as\s+2027-03-31\./);
  });
});
