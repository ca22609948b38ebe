import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Answer } from "../model/decision.ts";
import { prepareDecision, recordDecision } from "./decide.ts";
import { exportLedger } from "./export-ledger.ts";
import { sampleSigner } from "./sample/keys.ts";
import { prepareSample } from "./sample.ts";
import { failureOf, seededRandom } from "./testing.ts";
import { verifyFolder } from "./verify.ts";
import { openWorkplace } from "./workplace.ts";

const scratch = mkdtempSync(join(tmpdir(), "countersign-sample-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const now = Date.parse("2026-11-02T09:00:00Z");
let drawn = 0;
const optionsIn = (name: string) => ({ folder: join(scratch, name), clock: () => now, random: seededRandom(`sample ${drawn++}`), interactive: false });

describe("the sample", () => {
  it("is made once, ends one signature before allow, and says the same when it is asked again", async () => {
    const first = await prepareSample(optionsIn("one"));
    expect(first.verdict.verdict).toBe("wait");
    expect(first.missing).toBe("Needs one more approval by a release manager: Chen Wei.");
    expect(first.people.map(({ handle }) => handle)).toEqual(["ana", "bo", "chen"]);
    const second = await prepareSample(optionsIn("one"));
    const { verdict, ...same } = second;
    expect(same).toEqual({ ...same, change: first.change, walk: first.walk, missing: first.missing, commands: first.commands });
    expect(verdict).toEqual(first.verdict);
    expect(readdirSync(scratch)).toEqual(["one"]);
  });

  it("is allowed after the last signature, says so when it is asked again, and its ledger verifies", async () => {
    const options = optionsIn("one");
    const { change, folder } = await prepareSample(options);
    {
      await using workplace = await openWorkplace(options);
      const answers = ["blast-radius", "rollback-known"].map((criterion): Answer => ({ criterion, value: "met", reason: "As before", link: null }));
      const prepared = await prepareDecision(workplace, "chen", { change, outcome: "approve", environment: "production", answers });
      await recordDecision(workplace, prepared, await sampleSigner(join(folder, "keys", "people", "chen"))(prepared.bytes, prepared.namespace));
      await exportLedger(workplace, join(scratch, "export"));
    }
    const { verdict, missing, commands } = await prepareSample(optionsIn("one"));
    expect([verdict.verdict, missing, commands.length]).toEqual(["allow", "Nothing is missing: it may be deployed.", 1]);
    expect(await verifyFolder(join(scratch, "export"), {})).toMatchObject({ ok: true, first: null, signatures: { checked: 4 } });
  });

  it("starts over what a killed start left, and two starts at once end with one whole sample", async () => {
    for (const left of [".two-Ab3dEf", "two.partialXyz"]) {
      mkdirSync(join(scratch, left, "sample"), { recursive: true });
      writeFileSync(join(scratch, left, "sample", "instance.json"), "{");
    }
    const both = await Promise.all([prepareSample(optionsIn("two")), prepareSample(optionsIn("two"))]);
    expect(new Set(both.map(({ change }) => change)).size).toBe(1);
    expect(both.map(({ verdict }) => verdict.verdict)).toEqual(["wait", "wait"]);
    expect(existsSync(join(scratch, "two", "sample.json"))).toBe(true);
  });

  it("touches no folder that holds something else", async () => {
    mkdirSync(join(scratch, "mine"));
    writeFileSync(join(scratch, "mine", "thesis.txt"), "precious");
    const failure = await failureOf(prepareSample(optionsIn("mine")));
    expect([failure.code, failure.message, failure.hint]).toEqual([
      "already-exists",
      `${join(scratch, "mine")} is there and holds no sample.`,
      "Move it away, or name another data folder with --data.",
    ]);
    expect(readdirSync(join(scratch, "mine"))).toEqual(["thesis.txt"]);
  });
});
