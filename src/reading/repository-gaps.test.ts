import { describe, expect, it } from "vitest";
import { TestRepository } from "../git/testing.ts";
import { resolvePolicy } from "../policy/index.ts";
import { detectRepository } from "../workflow/index.ts";
import { type AssessedGate, repositoryGaps } from "./repository-gaps.ts";
import { gapsSentence, repositoryGapsMarkdown } from "./repository-gaps-markdown.ts";

const now = Date.parse("2026-11-23T23:59:00Z");

async function assessed(files: Readonly<Record<string, string>>, times = 1, author = "Ana <ana@example.com>") {
  using repo = new TestRepository();
  for (let at = 0; at < times; at++) repo.commit({ ...files, "src/count.ts": `${at}\n` }, { author });
  const found = repositoryGaps(await detectRepository(repo.path), resolvePolicy(null), now);
  return { ...found, gate: (id: string): AssessedGate | undefined => found.gates.find((gate) => gate.id === id) };
}

const workflow = (on: string, step: string, more = "") => `on: ${on}\njobs: { a: { ${more} steps: [{ run: ${JSON.stringify(step)} }] } }\n`;

describe("the gates that a repository has, held against those that its policy needs", () => {
  it("R18: lists each missing one with why, what to do, an owner and a day that follows from how grave it is", async () => {
    const { gate, today } = await assessed({ "src/auth/login.ts": "x\n" }, 5);
    expect(today).toBe("2026-11-23");
    expect(gate("tests")).toMatchObject({
      state: "missing",
      found: "No pipeline was found.",
      needs: ["criteria.tests-pass", "criteria.tests-pass-unweakened"],
      severity: "critical",
      owner: { name: "Ana", basis: "5 of the last 5 commits" },
      due: "2026-11-30",
    });
    expect([gate("coverage")?.due, gate("sbom")?.due, gate("decisions-recorded")?.due]).toEqual(["2026-12-07", "2026-12-23", "2027-02-21"]);
    expect(gate("sensitive-owned")).toMatchObject({ state: "missing", found: "There is no CODEOWNERS file, and 1 sensitive file: src/auth/login.ts." });
  });

  it("R18: takes no setting of a platform for met, nor a pipeline that it could not read", async () => {
    const { gate, counts } = await assessed({ ".github/workflows/ci.yml": "on: [" });
    for (const id of ["reviews-required", "owners-approve", "checks-required", "no-bypass", "deployment-approved", "tests", "tools-registered"])
      expect(gate(id), id).toMatchObject({ state: "unknown", due: null, owner: null });
    expect(counts.unknown).toBeGreaterThanOrEqual(7);
  });

  it("reads which sensitive files CODEOWNERS leaves to nobody, and names an owner of its line for what pipelines lack", async () => {
    const { gate } = await assessed({
      "src/auth/login.ts": "x\n",
      "src/crypto/a.ts": "x\n",
      ".github/workflows/ci.yml": workflow("push", "npm test"),
      CODEOWNERS: "/src/auth/ @sec\n/.github/ @ops\n",
    });
    expect(gate("sensitive-owned")).toMatchObject({ state: "partly", found: "CODEOWNERS names nobody for 2 of 4 sensitive files: src/crypto/a.ts, CODEOWNERS." });
    expect(gate("coverage")).toMatchObject({ state: "missing", owner: { name: "@ops", basis: "CODEOWNERS:2" } });
  });

  it.each([
    ["met", workflow("pull_request", "npm test")],
    ["partly", workflow("push", "npm test")],
    ["partly", workflow("pull_request", "npm test", "continue-on-error: true,")],
    ["partly", workflow("{ workflow_call: {} }", "npm test")],
    ["missing", workflow("pull_request", "echo npm")],
  ])("says that tests before a merge are %s by %j", async (state, text) => {
    expect((await assessed({ ".github/workflows/ci.yml": text })).gate("tests")).toMatchObject({ state });
  });

  it("reads rules of the branch where they are committed, and says that the platform may say otherwise", async () => {
    const settings = "branches: [{ name: main, protection: { required_pull_request_reviews: { required_approving_review_count: 1 }, enforce_admins: false } }]\n";
    const { gate } = await assessed({ ".github/settings.yml": settings });
    expect(gate("reviews-required")).toMatchObject({ state: "met", found: ".github/settings.yml asks for one approval, if the platform still says the same." });
    expect([gate("owners-approve")?.state, gate("checks-required")?.state, gate("no-bypass")?.state]).toEqual(["missing", "missing", "missing"]);
  });

  it("asks for an environment where a pipeline deploys", async () => {
    const open = await assessed({ ".github/workflows/release.yml": workflow("push", "npm publish") });
    expect(open.gate("deployment-approved")).toMatchObject({ state: "missing", due: "2026-12-07" });
    const named = await assessed({ ".github/workflows/release.yml": workflow("push", "npm publish", "environment: production,") });
    expect(named.gate("deployment-approved")).toMatchObject({
      state: "unknown",
      found: "Pipelines deploy through production; whether a person is asked there is a setting of the platform.",
    });
  });

  it("begins with what is open, the gravest first, and counts what it lists", async () => {
    const { gates, counts } = await assessed({ "AGENTS.md": "x\n" });
    const states = gates.map(({ state }) => (state === "partly" ? "missing" : state));
    expect(states).toEqual(states.toSorted((a, b) => ["missing", "unknown", "met", "not-needed"].indexOf(a) - ["missing", "unknown", "met", "not-needed"].indexOf(b)));
    const due = gates.flatMap((gate) => gate.due ?? []);
    expect(due).toEqual(due.toSorted());
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(gates.length);
  });

  it("R39: is Markdown in which nothing that authors typed is markup, and speaks of support, never of compliance", async () => {
    const found = await assessed({ "src/auth/<img src=x>|a.ts": "x\n" }, 5, "A | [x](http://a) <ana@example.com>");
    const markdown = repositoryGapsMarkdown(found, "shop");
    expect(markdown).toContain(gapsSentence(found));
    expect(markdown.replaceAll(/`[^`]*`/g, "")).not.toMatch(/<img|\[x\]/);
    expect(
      markdown
        .split("\n")
        .filter((line) => line.startsWith("| Every sensitive"))
        .map((line) => line.split(/(?<!\\)\|/).length),
    ).toEqual([8]);
    expect(markdown).not.toMatch(/compliant/i);
  });
});
