import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { finishedBlueprint } from "../../workflow/testing-blueprint.ts";
import { type GovernedTest, governedTest } from "../testing-governed.ts";

let here: GovernedTest;

beforeAll(async () => {
  here = await governedTest();
  here.org.repository.commit(await finishedBlueprint(here.org));
});
afterAll(() => here[Symbol.asyncDispose]());

async function advanced(phase: string, answers: string) {
  here.write({ "answers.yaml": `answers: ${answers === "" ? "{}" : `\n${answers}`}` });
  return await here.signed("bo", "phase", "advance", phase, "--answers", join(here.org.repository.path, "answers.yaml"));
}

it("R55 phase status says which phase runs, and advance signs it once every criterion and metric is answered and met", async () => {
  expect((await here.run("bo", "phase", "status")).out).toMatch(/^payments is in the phase Blueprint\.\n▸ Blueprint \(blueprint\)\n(.*\n)*.*; signed by the engineering lead\n/);
  const asked = await here.signed("bo", "phase", "advance", "blueprint");
  expect([asked.exit, asked.err]).toEqual([2, expect.stringMatching(/blueprint-closed\.metrics\.areas-decided:\n +measured: # the number alone; wanted is = 5\n/)]);
  const words = "  blueprint-closed.exit.1: { met: true }\n  blueprint-closed.exit.2: { met: true, reason: Each said so }\n";
  const numbers = (areas: number) => `  blueprint-closed.metrics.areas-decided: { measured: ${areas} }\n  blueprint-closed.metrics.risks-judged: { measured: 100 }\n`;
  expect(await advanced("blueprint", words + numbers(4))).toMatchObject({ exit: 2, err: expect.stringContaining("areas-decided is 4, and wanted is = 5") });
  expect(await advanced("blueprint", `${words}${numbers(5)}  other: { met: true }\n`)).toMatchObject({
    exit: 2,
    err: expect.stringMatching(/answers\.yaml:6:3: other is not asked here/),
  });
  expect(await advanced("build", "")).toMatchObject({ exit: 2, err: expect.stringContaining("comes after") });
  const done = await advanced("blueprint", words + numbers(5));
  expect([done.exit, done.out, done.err]).toEqual([
    0,
    expect.stringContaining("The phase blueprint of payments is done"),
    expect.stringContaining("I judge the phase blueprint of payments to be done."),
  ]);
  const { current, phases } = (await here.run("bo", "phase", "status", "--json")).json() as { current: string; phases: { signed: { by: string } | null }[] };
  expect([current, phases[0]?.signed?.by]).toEqual(["build", "Bo Berg"]);
});
