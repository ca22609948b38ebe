import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signSsh, sshKeyOf } from "../src/ledger/index.ts";
import { adoptPolicy, enrolKey, exportLedger, verifyFolder } from "../src/workflow/index.ts";
import { findings, hasBrowser, type Running, startBrowser, startServer, type Visitor, visit } from "./browser.ts";
import { ask, beside, joinBy } from "./steps.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A version of the organisation's policy that says in its own words what a reviewer of business logic decides. */
const version = (number: number, lines = 300) => `policy: 1
version: ${number}
limits: { change-lines: ${lines} }
tiers:
  business-logic:
    human: Holds every price against the price list
    check: [tests-pass]
    ask: [meets-requirement]
    approvals: { count: 1, qualification: code-review }
`;

/** A repository on `main`, governed by an organisation of which nobody has an SSH key, with a branch that is ahead of it. */
function founded(home: string): void {
  const repo = join(home, "shop");
  mkdirSync(join(repo, "src"), { recursive: true });
  const git = (...words: string[]) => execFileSync("git", ["-C", repo, "-c", "user.name=Dana Lund", "-c", "user.email=dana@example.com", ...words], { stdio: "pipe" });
  const write = (text: string) => writeFileSync(join(repo, "src", "price.js"), text);
  git("init", "-q", "-b", "main");
  write("export const fee = 1;\n");
  git("add", "-A");
  git("commit", "-q", "-m", "Begin");
  const words = ["init", "--organisation", "Northwind", "--name", "Dana Lund", "--email", "dana@example.com", "--handle", "dana", "--repo", repo, "--data", home];
  execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "src/cli/main.ts"), ...words], {
    env: { PATH: process.env["PATH"] ?? "", HOME: home },
    stdio: "pipe",
  });
  git("add", "-A");
  git("commit", "-q", "-m", "Govern this repository");
  git("checkout", "-q", "-b", "fees");
  write("export const fee = 1;\nexport const twice = fee * 2;\n");
  git("commit", "-q", "-a", "-m", "Charge twice");
  git("checkout", "-q", "main");
}

const organisation = <T>(server: Running, act: Parameters<typeof beside<T>>[1]): Promise<T> => beside(server, act, "organisation");

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /as it shall be/ }).fill(text);
}

async function look(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.getByRole("heading", { name: "What it would be" }).waitFor();
}

async function goOnToSign(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Go on to sign it" }).click();
  const text = page.getByRole("region", { name: "What you sign" });
  await text.waitFor();
  return await text.innerText();
}

describe.skipIf(!hasBrowser)("an organisation run from the browser, without an SSH key", () => {
  let home: string;
  let server: Running;
  let browser: Browser;
  let dana: Visitor;
  let page: Page;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "countersign-founder-"));
    founded(home);
    [server, browser] = await Promise.all([startServer({ data: home }), startBrowser()]);
    dana = await visit(browser);
    ({ page } = dana);
    await joinBy(page, server.link ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });

  it("R104 says what is missing as next steps, each a link to where it is done", async () => {
    await page.getByRole("heading", { name: /Next steps/ }).waitFor();
    const steps = await page.locator(".step").allInnerTexts();
    expect(steps.map((text) => text.split("\n")[0])).toEqual([
      "Invite a second administrator",
      "Put a policy of your own in force",
      "Put the policy of shop in force",
      "Say who is qualified to judge",
      "Give the pipeline a token",
    ]);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("link", { name: "Put a policy of your own in force" }).click();
    await page.waitForURL((url) => url.pathname === "/policy/adopt");
  });

  it("R29 refuses a change while the policy in its repository is not in force, and goes where it is put in force", async () => {
    await page.goto(`${server.origin}/changes`);
    await page.getByRole("button", { name: "Put a change forward" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Branch or commit").fill("fees");
    await dialog.getByText("the newest commit says “Charge twice”").waitFor();
    await dialog.getByRole("button", { name: "Put it forward" }).click();
    await dialog.getByText("no policy of shop has been adopted").waitFor();
    const wayOut = dialog.getByRole("link", { name: "Put the policy of shop in force" });
    await wayOut.waitFor();
    expect(await findings(page)).toEqual([]);
    await wayOut.click();
    await page.waitForURL((url) => url.pathname === "/policy/adopt" && url.searchParams.get("project") === "shop");
  });

  it("brings back what was written by hand when a whole text took its place", async () => {
    const text = page.getByRole("textbox", { name: /as it shall be/ });
    await text.fill("policy: 1 # mine");
    await page.getByRole("button", { name: "Take the file from its repository" }).click();
    await page.getByText("What you wrote was replaced.").waitFor();
    expect(await text.inputValue()).not.toContain("# mine");
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect.poll(() => text.inputValue()).toBe("policy: 1 # mine");
    expect(await page.getByRole("button", { name: "Bring it back" }).count()).toBe(0);
  });

  it("R29 takes a project's file from its repository and puts it in force with a passkey", async () => {
    await page.getByLabel("For", { exact: true }).selectOption("shop");
    await page.getByRole("button", { name: "Take the file from its repository" }).click();
    await expect.poll(() => page.getByRole("textbox", { name: /as it shall be/ }).inputValue()).toContain("policy: 1");
    await look(page);
    await goOnToSign(page);
    await page.getByRole("button", { name: "Sign with your passkey" }).click();
    await page.getByRole("region", { name: "Receipt" }).waitFor();
    expect(await page.getByRole("main").innerText()).toContain("Version 1 of the policy of shop is in force");
  });

  it("R29 says with line and column what keeps a text from coming into force, and offers no signature", async () => {
    await page.goto(`${server.origin}/policy/adopt`);
    await write(page, "policy: 1\nversion: 2\nlimts: {}\n");
    await look(page);
    expect(await page.getByRole("alert").innerText()).toMatch(/cannot come into force, line 3, column 1: A policy has no setting limts\./);
    expect(await page.getByRole("button", { name: "Go on to sign it" }).count()).toBe(0);
    expect(await findings(page)).toEqual([]);
  });

  it("shows what a text changes in words, and one click away what past changes would have met", async () => {
    await write(page, version(2));
    await look(page);
    const main = page.getByRole("main");
    await expect.poll(() => main.innerText()).toContain("against what is in force");
    expect(await page.getByRole("table", { name: /differently from what is in force/ }).innerText()).toContain("limits.change-lines");
    await page.getByRole("button", { name: "Try it on past changes" }).click();
    await page.getByText("so there is nothing to judge again").waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it("R24 shows the exact text with name, meaning and digests, and records it with the passkey", async () => {
    const text = await goOnToSign(page);
    for (const part of ["I put version 2 of the organisation’s policy in force.", "Dana Lund", "responsibility"]) expect(text).toContain(part);
    expect(text).toMatch(/[0-9a-f]{64}/);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Sign with your passkey" }).click();
    const receipt = page.getByRole("region", { name: "Receipt" });
    await receipt.waitFor();
    expect(await receipt.innerText()).toMatch(/Entry \d+/);
    expect(await findings(page)).toEqual([]);
  });

  it("R2 left a signature that stock ssh-keygen verifies from an export, and verify accepts all of it", async () => {
    const folder = join(home, "export");
    const { index, by } = await organisation(server, async (workplace) => {
      await exportLedger(workplace, folder);
      const inForce = await workplace.store.read.policyInForce("organisation", null);
      return { index: inForce?.index ?? 0, by: inForce?.by ?? "" };
    });
    const words = ["-Y", "verify", "-f", join(folder, "keys/allowed_signers"), "-I", by, "-n", "countersign.policy.v1", "-s", join(folder, `policies/${index}/signature.sig`)];
    const document = readFileSync(join(folder, `policies/${index}/document.json`));
    expect(execFileSync("ssh-keygen", words, { input: document, encoding: "utf8" })).toContain("Good");
    expect(() => execFileSync("ssh-keygen", words, { input: Buffer.concat([document, Buffer.from(" ")]), stdio: ["pipe", "ignore", "ignore"] })).toThrow();
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, signatures: { checked: 2 } });
  });

  it("R2 hands the signature and the signed document to whoever reads the text, byte by byte", async () => {
    await page.goto(`${server.origin}/policy?part=text`);
    await page.getByText("Its signature").first().click();
    const taken = async (name: string) => {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `Save as ${name}`, exact: true }).click()]);
      return await file.path();
    };
    const [document, signature] = [await taken("organisation.policy.json"), await taken("organisation.policy.yaml.sig")];
    const by = await organisation(server, async ({ store }) => (await store.read.policyInForce("organisation", null))?.by ?? "");
    const words = ["-Y", "verify", "-f", join(home, "export", "keys/allowed_signers"), "-I", by, "-n", "countersign.policy.v1", "-s", signature];
    expect(execFileSync("ssh-keygen", words, { input: readFileSync(document), encoding: "utf8" })).toContain("Good");
    expect(await findings(page)).toEqual([]);
  });

  it("puts a change forward from the page, with what is wrong at its field, and the change is judged by the policy in force", async () => {
    await page.goto(`${server.origin}/changes`);
    await page.getByRole("button", { name: "Put a change forward" }).click();
    const head = page.getByLabel("Branch or commit");
    const send = page.getByRole("button", { name: "Put it forward" });
    await head.fill("nowhere");
    await send.click();
    await page.locator(".field-wrong").waitFor();
    expect(await page.locator(".field-wrong").innerText()).toBe('Nothing in this repository is called "nowhere", or it is not a commit.');
    expect(await findings(page)).toEqual([]);
    await head.fill("main");
    await send.click();
    await expect.poll(() => page.locator(".field-wrong").allInnerTexts()).toEqual(["Nothing differs between base and head."]);
    await head.fill("fees");
    await page.getByLabel("Title").fill("Charge twice");
    await page.getByLabel("Linked requirement").fill("SHOP-12");
    await send.click();
    await page.waitForURL((url) => /^\/changes\/c-/.test(url.pathname));
    await page.getByRole("heading", { name: "Charge twice" }).waitFor();
    const change = new URL(page.url()).pathname.split("/").at(-1);
    const read = (await ask(page, "GET", `/api/changes/${change}`)) as { human: string };
    expect(read.human).toBe("Holds every price against the price list");
    expect(await page.getByRole("main").innerText()).toContain("Holds every price against the price list");
  });

  it("records nothing when another version came into force while the text was read, and says what changed", async () => {
    await page.goto(`${server.origin}/policy/adopt`);
    await write(page, version(3, 200));
    await look(page);
    await goOnToSign(page);
    await organisation(server, async (workplace) => {
      const { privateKey } = generateKeyPairSync("ed25519");
      await enrolKey(workplace, "dana", "dana", sshKeyOf(privateKey).line, "laptop");
      await adoptPolicy(workplace, "dana", { text: version(3, 100), file: "policy.yaml", sign: async (message, namespace) => signSsh(message, namespace, privateKey) });
    });
    await page.getByRole("button", { name: "Sign with your passkey" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("Dana Lund put version 3 of the organisation's policy in force meanwhile. Nothing was recorded.");
    const changed = page.getByRole("region", { name: "What changed meanwhile" });
    await changed.getByText("Version 3 is tighter in 1 place against version 2.").waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Back to what you wrote" }).click();
    expect(await page.getByRole("textbox", { name: /as it shall be/ }).inputValue()).toBe(version(3, 200));
    await look(page);
    expect(await page.getByRole("alert").innerText()).toContain("Write version: 4.");
  });

  it("A11 is offered to nobody who may not", async () => {
    const enrolled = (await ask(page, "POST", "/api/people", { handle: "eli", name: "Eli Berg", emails: ["eli@example.com"], roles: ["reviewer"], invite: true })) as {
      invitation: { link: string };
    };
    const eli = await visit(browser, { width: 390, height: 844 });
    await joinBy(eli.page, enrolled.invitation.link);
    await eli.page.getByRole("heading", { name: /Next steps/ }).waitFor();
    expect(await eli.page.locator(".step a").count()).toBe(0);
    await eli.page.goto(`${server.origin}/policy`);
    await eli.page.getByRole("tab", { name: "History" }).waitFor();
    expect(await eli.page.getByRole("link", { name: "Put a new version in force" }).count()).toBe(0);
    await eli.page.goto(`${server.origin}/policy/adopt`);
    await eli.page.getByText("You do not hold a role that puts a policy in force.").waitFor();
    await expect(ask(eli.page, "POST", "/api/policy/adoptions/prepare", { text: version(4) })).rejects.toThrow("role-missing");
    expect(eli.complaints).toEqual([]);
    await eli[Symbol.asyncDispose]();
  });

  it("keeps to the content policy throughout", () => {
    expect(dana.complaints).toEqual([]);
  });
});
