import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addEvidence } from "../src/workflow/index.ts";
import { findings, type Running } from "./browser.ts";
import { onChange } from "./on-sample.ts";
import { anotherChange, beside, seeAll } from "./steps.ts";

const finding = (rule: string, level: string, text: string) => ({
  ruleId: rule,
  level,
  message: { text },
  partialFingerprints: { "primaryLocationLineHash/v1": rule },
  locations: [{ physicalLocation: { artifactLocation: { uri: "src/letters.js" }, region: { startLine: 1 } } }],
});
const log = {
  version: "2.1.0",
  runs: [
    {
      tool: { driver: { name: "ESLint" } },
      results: [finding("no-unused-vars", "note", "names is hardly used."), finding("no-implied-eval", "warning", "Names are taken as they come.")],
    },
  ],
};

const record = `---
status: accepted
---
# How letters are made

## Context and Problem Statement

## Considered Options

* Plain text
* A template language

## Decision Outcome

Chosen option: "Plain text", because nobody has to learn it.

## More Information

* Paths: src/letters.js
`;

/** Commits a decision record to the branch that changes go to. */
function teach(server: Running): void {
  const repository = join(server.data, "sample", "repository");
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", repository, "-c", "user.name=Ana Costa", "-c", "user.email=ana.costa@northwind.example", ...words], { stdio: "pipe" });
  mkdirSync(join(repository, "docs/decisions"), { recursive: true });
  writeFileSync(join(repository, "docs/decisions/0001-letters.md"), record);
  git("add", "docs/decisions");
  git("commit", "-q", "-m", "Decide how letters are made");
}

async function found(server: Running): Promise<string> {
  teach(server);
  const change = await anotherChange(server);
  await beside(server, async (workplace) => {
    const commit = (await workplace.store.read.change(change))?.latest.head ?? "";
    const files = [{ name: "eslint.sarif", bytes: Buffer.from(JSON.stringify(log)) }];
    await addEvidence(workplace, "ana", { repository: `${server.data}/sample/repository`, commit, producer: "eslint", files });
  });
  return change;
}

onChange("R14 R71 what was found in a change", found, ({ server, change, visitor, page }) => {
  it("stands in one list, what is asked before what is only to be known, and leads to its line and to its question", async () => {
    const found = page().locator("section.part", { has: page().getByRole("heading", { name: "Found 2" }) });
    await found.getByText("Names are taken as they come.").waitFor();
    expect(await found.locator("li").allInnerTexts()).toEqual([expect.stringContaining("asks"), expect.stringContaining("names is hardly used.")]);
    expect(await found.locator("p").first().innerText()).toBe("1 is asked of a person, 1 is there to be known. No report of invented references was accepted.");
    await found.getByRole("button", { name: "src/letters.js:1" }).first().click();
    await page().locator("h3.file-name:focus").waitFor();
    await found.getByRole("button", { name: "Answer it" }).click();
    await page()
      .getByRole("radio", { name: /Accepted until a day/ })
      .waitFor();
    expect(await findings(page())).toEqual([]);
  });

  it("R15 is beside the lessons of decision records that the change touches", async () => {
    const lessons = page().locator("section.part", { has: page().getByRole("heading", { name: "Lessons 1" }) });
    expect(await lessons.locator("li").allInnerTexts()).toEqual([
      "Do not choose “A template language”, which was turned down for “Plain text”, because “nobody has to learn it”. docs/decisions/0001-letters.md",
    ]);
  });

  it("is accepted until a day with a reason, and that is part of what is signed", async () => {
    const question = page().locator(".question", { hasText: "no-implied-eval" });
    await question.getByRole("radio", { name: /Fixed first/ }).check();
    await question.getByLabel("Reason").fill("Replaced with the next change");
    await seeAll(page());
    const requirement = page().locator(".question").first();
    await requirement.locator(".question-head").click();
    await requirement.getByRole("radio", { name: "Met", exact: true }).check();
    await requirement.getByRole("textbox").first().fill("NW-300");
    await page()
      .getByText(/with fixed, which is no approval/)
      .waitFor();
    await question.locator(".question-head").click();
    await question.getByRole("radio", { name: /Accepted until a day/ }).check();
    await question.getByLabel("Until", { exact: true }).fill("2027-06-30");
    await page().getByRole("button", { name: "Approve this change" }).click();
    await page().getByRole("button", { name: "Sign with your passkey" }).waitFor();
    expect(await page().getByRole("main").innerText()).toContain("accepted until 2027-06-30 — Replaced with the next change");
    expect(await findings(page())).toEqual([]);
    await page().getByRole("button", { name: "Sign with your passkey" }).click();
    await page().getByRole("region", { name: "Receipt" }).waitFor();
    const decisions = await beside(server(), ({ store }) => store.read.decisions(change()));
    expect(decisions.at(-1)?.answers).toContainEqual({
      criterion: expect.stringMatching(/^finding-[0-9a-f]{16}$/),
      value: "accepted",
      reason: "Replaced with the next change",
      link: null,
      until: "2027-06-30",
    });
    expect(visitor().complaints).toEqual([]);
  });
});
