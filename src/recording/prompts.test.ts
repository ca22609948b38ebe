import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import { seededRandom } from "../workflow/testing.ts";
import { isPrompt, type KeptPrompt, PromptBook } from "./prompts.ts";

let folder = "";
let now = 1_000;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-prompts-"));
  now = 1_000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const session = { tool: "claude", session: "s-1" };
const secret = "Raise the fee of THE-CUSTOMER";
const opened = (most?: number, seed = "prompts") => new PromptBook(folder, () => now, seededRandom(seed), most);
const file = () => join(folder, "countersign/prompts.jsonl");

describe("what is kept of a prompt", () => {
  it("is its salted digest, with the salt that nobody else has, and not a word of it", async () => {
    await opened().keep(session, secret);
    const [kept] = await opened().read();
    expect(kept).toEqual({ ...session, time: 1_000, digest: expect.stringMatching(/^[0-9a-f]{64}$/), salt: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const salt = Buffer.from(kept?.salt ?? "", "hex");
    expect(kept?.digest).toBe(sha256(Buffer.concat([Buffer.from("countersign/prompt/v1"), salt, Buffer.from(secret)])));
    expect(readFileSync(file(), "utf8")).not.toContain("CUSTOMER");
    expect([statSync(file()).mode & 0o777, statSync(join(folder, "countersign")).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it("differs for two prompts that are the same", async () => {
    const book = opened();
    await book.keep(session, secret);
    await book.keep(session, secret);
    const [one, other] = await book.read();
    expect(one?.digest).not.toBe(other?.digest);
    expect([one, other].map((kept) => isPrompt(kept as KeptPrompt, Buffer.from(secret)))).toEqual([true, true]);
  });

  it("lets whoever has the prompt show that it is the one, and nobody show another", async () => {
    await opened().keep(session, secret);
    const [kept] = (await opened().read()) as [KeptPrompt];
    const shown = [secret, `${secret}\n`, `${secret}\r\n`, `${secret}\n\n`, ` ${secret}`, secret.toLowerCase(), ""].map((text) => isPrompt(kept, Buffer.from(text)));
    expect(shown).toEqual([true, true, true, false, false, false, false]);
    expect(isPrompt({ ...kept, salt: "0".repeat(64) }, Buffer.from(secret))).toBe(false);
  });

  it("belongs to its session alone and to what came after it; of many, the last ones count", async () => {
    const book = opened();
    for (let at = 0; at < 70; at++) {
      now = 1_000 + at;
      await book.keep(session, `prompt ${at}`);
    }
    await book.keep({ ...session, session: "other" }, "elsewhere");
    const all = (await book.read()).slice(0, 70).map(({ digest }) => digest);
    expect(await book.digestsOf(session, 1_002)).toEqual(all.slice(0, 3));
    expect(await book.digestsOf(session, 2_000)).toEqual(all.slice(6));
    expect(await book.digestsOf({ ...session, tool: "codex" }, 2_000)).toEqual([]);
  });

  it("outlives the half of a line that a crash left, is bounded, and is forgotten when asked", async () => {
    await opened().keep(session, "one");
    appendFileSync(file(), '\n{"time":1,"tool":"cla');
    await opened(undefined, "second").keep(session, "two");
    expect(await opened().read()).toHaveLength(2);
    for (let at = 0; at < 8; at++) await opened(1_000, `more ${at}`).keep(session, `${at}`);
    expect(statSync(file()).size).toBeLessThanOrEqual(1_000);
    expect(isPrompt((await opened().read()).at(-1) as KeptPrompt, Buffer.from("7"))).toBe(true);
    await opened().forget();
    expect(await opened().read()).toEqual([]);
  });

  it("loses nothing when many write at once", async () => {
    mkdirSync(join(folder, "countersign"));
    await Promise.all(Array.from({ length: 20 }, (_, at) => opened(undefined, `${at}`).keep(session, `${at}`)));
    expect(new Set((await opened().read()).map(({ digest }) => digest)).size).toBe(20);
  });
});
