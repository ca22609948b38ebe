import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { addEvidence, enrolPerson, openWorkplace, propose, type Workplace } from "../src/workflow/index.ts";
import { type Look, type Running, type Visitor, visit } from "./browser.ts";

// What the tests of the pages do again and again, in the words that a person reads.

/** Opens a link to join and creates the passkey. */
export async function joinBy(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: "Create my passkey" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

/** Somebody of the sample at a browser of their own, signed in with a fresh passkey. */
export async function signedIn(browser: Browser, server: Running, handle: string, look: Look = {}): Promise<Visitor> {
  const visitor = await visit(browser, look);
  await joinBy(visitor.page, handle === "chen" && server.link !== null ? server.link : await invite(browser, server, handle));
  return visitor;
}

const administrators = new WeakMap<Running, Promise<Visitor>>();

/** A link to join, from the page of the person, given by the administrator. */
export async function invite(browser: Browser, server: Running, handle: string): Promise<string> {
  const chen = await administrator(browser, server);
  const people = (await ask(chen.page, "GET", "/api/people")) as { items: { id: string; handle: string }[] };
  const id = people.items.find((person) => person.handle === handle)?.id ?? "";
  const { link } = (await ask(chen.page, "POST", `/api/people/${id}/invitation`)) as { link: string };
  return link;
}

/** The administrator, at one browser for all of a server's tests. */
export function administrator(browser: Browser, server: Running): Promise<Visitor> {
  const known = administrators.get(server) ?? firstIn(browser, server);
  administrators.set(server, known);
  return known;
}

async function firstIn(browser: Browser, server: Running): Promise<Visitor> {
  const chen = await visit(browser);
  await joinBy(chen.page, server.link ?? "");
  return chen;
}

/** Calls the API as the page itself would. */
export async function ask(page: Page, method: string, path: string, body?: unknown): Promise<unknown> {
  const sent = { method, path, body: body === undefined ? null : JSON.stringify(body) };
  const { status, text } = await page.evaluate(async ({ method, path, body }) => {
    const response = await fetch(path, { method, body, headers: body === null ? {} : { "content-type": "application/json" } });
    return { status: response.status, text: await response.text() };
  }, sent);
  if (status >= 400) throw new Error(`${method} ${path} was answered with ${status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** The change of the sample that waits, opened from the list. */
export async function openChange(page: Page): Promise<void> {
  await page
    .getByRole("link", { name: /Remind patients by phone/ })
    .first()
    .click();
  await page.waitForURL((url) => url.pathname.startsWith("/changes/"));
  await page.getByRole("heading", { name: /Remind patients by phone/ }).waitFor();
}

/** Marks every file of the open change as seen. */
export async function seeAll(page: Page): Promise<void> {
  const boxes = page.getByRole("checkbox", { name: /seen/ });
  await boxes.first().waitFor();
  for (let at = 0; at < (await boxes.count()); at++) await boxes.nth(at).check();
}

/** Answers every question with *met*, and names the requirement where one is asked for. */
export async function answerAll(page: Page, requirement: string): Promise<void> {
  const heads = page.locator(".question-head");
  for (let at = 0; at < (await heads.count()); at++) {
    if ((await heads.nth(at).getAttribute("aria-expanded")) !== "true") await heads.nth(at).click();
    const question = page.locator(".question").nth(at);
    await question.getByRole("radio", { name: "Met", exact: true }).check();
    const link = question.getByRole("textbox").first();
    if (await question.getByText(/requirement/i).count()) await link.fill(requirement);
  }
}

/** A second change of the sample, by Ana, that waits for two reviewers. Returns its id. */
export async function anotherChange(server: Running): Promise<string> {
  const repository = join(server.data, "sample", "repository");
  const clone = mkdtempSync(join(tmpdir(), "countersign-clone-"));
  const git = (...words: string[]) => execFileSync("git", ["-C", clone, "-c", "user.name=Ana Costa", "-c", "user.email=ana.costa@northwind.example", ...words], { stdio: "pipe" });
  execFileSync("git", ["clone", "-q", repository, clone], { stdio: "pipe" });
  git("checkout", "-q", "-b", "letters", "origin/main");
  writeFileSync(join(clone, "src", "letters.js"), "export const letters = (names) => names.map(String);\n");
  git("add", "-A");
  git("commit", "-q", "-m", "Write letters too");
  git("push", "-q", "origin", "letters");
  rmSync(clone, { recursive: true, force: true });
  return await beside(server, async (workplace) => {
    const { change, report } = await propose(workplace, "ana", {
      repository,
      base: "refs/heads/main",
      head: "refs/heads/letters",
      title: "Write letters too",
      requirement: "NW-300",
    });
    await addEvidence(workplace, "ana", {
      repository,
      commit: report.head,
      producer: "ci",
      files: [
        { name: "tests.xml", bytes: Buffer.from(tests) },
        { name: "lcov.info", bytes: Buffer.from(coverage) },
      ],
    });
    return change;
  });
}

const tests =
  '<testsuites><testsuite name="letters" tests="2" failures="0" errors="0" skipped="0"><testcase classname="letters" name="one"/><testcase classname="letters" name="two"/></testsuite></testsuites>';
const coverage = "TN:\nSF:src/letters.js\nDA:1,1\nLF:1\nLH:1\nend_of_record\n";

/** Answers the release's two questions one by one, each with words. */
export async function answerRelease(page: Page): Promise<void> {
  for (const asked of [/Who and what is affected/, /What breaks if this is wrong/]) {
    const head = page.getByRole("button", { name: asked });
    if ((await head.getAttribute("aria-expanded")) !== "true") await head.click();
    const question = page.locator(".question", { has: head });
    await question.getByRole("radio", { name: "Met", exact: true }).check();
    await question.getByRole("textbox", { name: "Reason" }).fill("Only reminders are affected; the previous release is kept.");
  }
  await page.getByText("2 of 2 answered").waitFor();
}

/** The data folder as another process on this machine opens it, beside the server. */
export async function beside<T>(server: Running, act: (workplace: Workplace) => Promise<T>, place: "sample" | "organisation" = "sample"): Promise<T> {
  const options = { folder: join(server.data, place), clock: Date.now, random: (length: number) => randomBytes(length) };
  await using workplace = await openWorkplace(options);
  return await act(workplace);
}

/** Enrols one more person, who can read. */
export async function enrolAuditor(server: Running): Promise<void> {
  await beside(server, (workplace) => enrolPerson(workplace, "chen", { handle: "ida", name: "Ida Auditor", emails: ["ida@northwind.example"], roles: ["auditor"] }));
}
