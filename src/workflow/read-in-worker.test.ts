import { describe, expect, it } from "vitest";
import { limits, Tree } from "../evidence/index.ts";
import type { Reading } from "../model/evidence.ts";
import { openCase } from "./case.ts";
import { readApart } from "./read-in-worker.ts";
import { failureOf, lcov, testOrganisation } from "./testing.ts";

const suite = (count: number, kind = "pay") =>
  Buffer.from(
    `<testsuite tests="${count}">${Array.from({ length: count }, (_, at) => `<testcase classname="${kind}" name="case ${at} ${"x".repeat(30)}"/>`).join("")}</testsuite>`,
  );
const context = { commit: "a".repeat(40), tree: new Tree(["src/pay.ts"]), range: null, base: null, skippedRatio: 0 };
const large = suite(20_000);

describe("E17 a report that is large", () => {
  it("is read in another thread to the same end, while this one goes on", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const reading = JSON.parse((await readApart({ bytes: large }, "large.xml", context)).toString()) as Reading;
    clearInterval(timer);
    expect(reading).toMatchObject({ format: "junit", state: "accepted", bytes: large.length, report: { passed: 20_000, roster: { skipped: "" } } });
    expect(turns).toBeGreaterThan(5);
    const coverage = Buffer.concat([Buffer.from(lcov([1, 0, 1], "/build/src/pay.ts")), Buffer.alloc(2 ** 20, "#")]);
    const held = JSON.parse((await readApart({ bytes: coverage }, "lcov.info", { ...context, tree: new Tree(["src/pay.ts", "src/tax.ts"]) })).toString()) as Reading;
    expect(held.report).toMatchObject({ kind: "coverage", files: [{ path: "src/pay.ts" }] });
  });

  it("is refused in a sentence when it takes too long, or too much memory, to read", async () => {
    const slow = await failureOf(readApart({ bytes: large }, "slow\u001b.xml", context, { time: 1, memory: 512 }));
    expect([slow.code, slow.message]).toEqual(["evidence-refused", "slow\\u{1b}.xml takes more than 0.001 seconds to read. Nothing was recorded."]);
    const wide = await failureOf(readApart({ bytes: suite(200_000) }, "wide.xml", context, { time: 60_000, memory: 10 }));
    expect([wide.code, wide.message]).toEqual(["evidence-refused", "wide.xml takes too much memory to read. Nothing was recorded."]);
    // The next one is read all the same.
    expect((await readApart({ bytes: large }, "next.xml", context)).length).toBeGreaterThan(1_000);
  });

  it("is refused beyond the limits, and otherwise judged by its counts without being kept whole", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    const long = Buffer.concat([Buffer.from("SF:a"), Buffer.alloc(limits.tracefileLines + 1, "\n")]);
    const refused = await failureOf(org.attach(head, [long], "large"));
    expect([refused.code, refused.message]).toEqual(["evidence-refused", expect.stringContaining(`more than ${limits.tracefileLines} lines`)]);
    expect((await org.facts("evidence-added")).filter(({ data }) => data.producer === "large")).toEqual([]);
    await org.attach(org.base, [suite(20_000)], "large");
    const [added] = await org.attach(head, [suite(19_999)], "large");
    expect(added?.inconsistencies.map(({ code, counted }) => [code, counted])).toEqual([["tests-removed", "1"]]);
    const { evidence, assessment } = await openCase(org.workplace, change);
    expect(JSON.stringify(evidence.at(-1)?.reading).length).toBeLessThan(250_000);
    expect(assessment.evidence.measured.evidence.tests).toMatchObject({ passed: 20_002, removed: [expect.stringMatching(/^test [0-9a-f]{10}/)] });
  });
});
