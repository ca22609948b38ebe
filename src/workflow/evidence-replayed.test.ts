import { expect, it } from "vitest";
import { addEvidence } from "./add-evidence.ts";
import { junit, lcov, testOrganisation } from "./testing.ts";

const timed = (seconds: string) =>
  Buffer.from(`<testsuites tests="1" failures="0"><testsuite name="pay" tests="1" failures="0"><testcase name="pays" classname="pay" time="${seconds}"/></testsuite></testsuites>`);

async function twoCommits(org: Awaited<ReturnType<typeof testOrganisation>>) {
  const head = org.commitChange();
  const base = org.repository.git("rev-parse", "refs/heads/main").trim();
  const add = (commit: string, bytes: Uint8Array, more: { run?: string; producer?: string } = {}) =>
    addEvidence(org.workplace, "ada", { repository: org.repository.path, commit, producer: "ci", files: [{ name: "report", bytes }], ...more });
  return { head, base, add };
}

const replayed = expect.objectContaining({ code: "evidence-replayed" });

it("E02 a run that measured one commit is no evidence of another, whoever hands it in; the attempt is a fact", async () => {
  await using org = await testOrganisation();
  const { head, base, add } = await twoCommits(org);
  await add(base, timed("0.125"));
  await expect(add(head, timed("0.125"))).rejects.toEqual(replayed);
  await expect(add(head, timed("0.125"), { producer: "another" })).rejects.toThrow(`This very run is evidence of ${base.slice(0, 12)} already`);
  expect(await org.workplace.store.read.evidenceFor("payments", head)).toEqual([]);
  const attempts = await org.workplace.store.read.attempts();
  expect(attempts.map(({ action, code }) => [action, code])).toEqual([
    ["add-evidence", "evidence-replayed"],
    ["add-evidence", "evidence-replayed"],
  ]);
});

it.each([2_001, 10_001])("E02 a run of %i tests, of which only what did not pass is kept, is told as well", async (count) => {
  await using org = await testOrganisation();
  const { head, base, add } = await twoCommits(org);
  const cases = Array.from({ length: count }, (_, at) => `<testcase name="pays ${at}" time="0.125"/>`);
  const large = Buffer.from(`<testsuite name="pay">${cases.join("")}</testsuite>`);
  await add(base, large);
  await expect(add(head, large)).rejects.toEqual(replayed);
  const untimed = Buffer.from(String(large).replaceAll("0.125", "0"));
  await add(base, untimed);
  expect((await add(head, untimed))[0]?.again).toBe(false);
});

it("E02 the twins: the same commit again is the same evidence, and another run of another commit is its own", async () => {
  await using org = await testOrganisation();
  const { head, base, add } = await twoCommits(org);
  await add(base, timed("0.125"));
  expect((await add(base, timed("0.125")))[0]?.again).toBe(true);
  expect((await add(head, timed("0.126")))[0]?.reading.state).toBe("accepted");
});

it("E02 what measures no time is alike for many commits, and tells its run only where the run is named", async () => {
  await using org = await testOrganisation();
  const { head, base, add } = await twoCommits(org);
  const covered = lcov([1, 1, 0]);
  await add(base, covered, { run: "4711.1" });
  await expect(add(head, covered, { run: "4711.1" })).rejects.toEqual(replayed);
  expect((await add(head, covered, { run: "4712.1" }))[0]?.reading.state).toBe("accepted");
  expect((await org.workplace.store.read.evidenceFor("payments", head)).map(({ run }) => run)).toEqual(["4712.1"]);
  await add(base, lcov([1, 0, 0]), { run: " " });
  expect((await add(head, lcov([1, 0, 0]), { run: " " }))[0]?.again).toBe(false);
  await add(base, junit());
  expect((await add(head, junit()))[0]?.again).toBe(false);
});
