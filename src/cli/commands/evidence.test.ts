import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { limits } from "../../evidence/index.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: folder, remove } = testFolder();
afterAll(remove);

const cobertura = (rate: string) =>
  `<coverage line-rate="${rate}"><packages><class filename="src/a.py"><lines><line number="1" hits="2"/><line number="2" hits="0"/></lines></class></packages></coverage>`;

async function read(text: string, ...flags: string[]) {
  const file = join(folder, "report.txt");
  writeFileSync(file, text);
  return await runIn(folder, ["evidence", "read", file, ...flags]);
}

it("evidence add asks for a producer's name in words, before anything else is looked at", async () => {
  const add = (producer: string) => runIn(folder, ["evidence", "add", "none.xml", "--commit", "HEAD", "--producer", producer]);
  const { exit, err } = await add(" ");
  expect([exit, err.replaceAll(/\s+/g, " ")]).toEqual([2, "--producer is empty. Name what made the reports, such as ci; without --producer they stand under your own id. "]);
  expect((await add("x".repeat(201))).err).toContain("--producer has more than 200 characters.");
});

describe("evidence read", () => {
  it("says format and counts by content, whatever the name, without a repository or anything recorded", async () => {
    const { exit, out, err } = await read(cobertura("0.5"));
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toMatch(/report\.txt: cobertura, accepted\n {2}1 of 2 \(50 %\) executable lines covered, in 1 file\n/);
  });

  it("E07: says what contradicts itself, and ends with 1", async () => {
    const { exit, out } = await read(cobertura("1"));
    expect([exit, out.includes("The report declares line-rate=1, but its lines add up to 1 of 2 lines.")]).toEqual([1, true]);
  });

  it("of known flaws it lists each with its severity, and names the commit that a statement is of", async () => {
    const scanner = { uri: "pkg:scan", result: [{ id: "CVE-2021-44228", severity: [{ method: "nvd", score: "critical" }] }] };
    const predicate = { scanner, metadata: { scanStartedOn: "2026-01-01T00:00:00Z", scanFinishedOn: "2026-01-01T00:01:00Z" } };
    const subject = [{ name: "foo.jar", digest: { gitCommit: "a".repeat(40) } }];
    const statement = { _type: "https://in-toto.io/Statement/v1", subject, predicateType: "https://in-toto.io/attestation/vulns/v0.2", predicate };
    const { exit, out } = await read(JSON.stringify(statement));
    expect([exit, out.replaceAll(/\s+/g, " ")]).toEqual([0, expect.stringContaining(`1 critical critical foo.jar CVE-2021-44228 of commit ${"a".repeat(40)}, as it says itself`)]);
  });

  it("a file of no known format ends with 1, with what to do", async () => {
    const { exit, out } = await read("<report name='x'/>");
    expect([exit, out.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringMatching(/unrecognised — The root element report .* Have the tool write one of them/)]);
  });

  it.each([
    ["a SARIF log without a run", JSON.stringify({ version: "2.1.0", runs: [] }), "The report holds no run of any tool. empty-report"],
    ["a JUnit report without a case", "<testsuites/>", "The report holds no test case. empty-report"],
    ["a tracefile without a line", "SF:a.js\nend_of_record\n", "The report names no line at all. coverage-impossible"],
  ])("E04 E08: %s proves nothing, here as in `check`", async (_, text, sentence) => {
    const { exit, out } = await read(text);
    expect([exit, out.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringMatching(/: (?:sarif|junit|lcov), inconsistent /)]);
    expect(out.replaceAll(/\s+/g, " ")).toContain(sentence);
  });

  it("E17: of a pipe with a gigabyte it reads what a report may have and no more, and says so", async () => {
    const main = fileURLToPath(new URL("../main.ts", import.meta.url));
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, "evidence", "read", "-"], { stdio: ["pipe", "ignore", "pipe"], env: { HOME: folder } });
    const [said, ended] = [text(child.stderr), once(child, "exit")];
    const part = Buffer.from("SF:a.js\nDA:1,1\nend_of_record\n".repeat(36_000));
    let fed = 0;
    const gigabyte = Readable.from(
      (function* () {
        for (; fed < 2 ** 30; fed += part.length) yield part;
      })(),
    );
    // Whoever stops reading closes the pipe.
    await Promise.allSettled([pipeline(gigabyte, child.stdin)]);
    expect([(await ended)[0], (await said).replaceAll(/\s+/g, " ")]).toEqual([
      2,
      "Standard input has more than 104857600 bytes; at most as many are read. Hand it in as several reports. ",
    ]);
    expect(fed).toBeLessThan(2 * limits.bytes);
  });

  it("--json is the whole reading", async () => {
    const { exit, json } = await read(cobertura("1"), "--json");
    expect([exit, json()]).toEqual([
      1,
      expect.objectContaining({
        format: "cobertura",
        state: "inconsistent",
        reader: "cobertura/1",
        report: expect.objectContaining({ kind: "coverage", executable: 2, hit: 1, relativeTo: [] }),
        inconsistencies: [expect.objectContaining({ code: "header-mismatch", declared: "line-rate=1", counted: "1 of 2 lines" })],
      }),
    ]);
  });
});
