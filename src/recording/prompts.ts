import { hash } from "node:crypto";
import { appendFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { mostInSession } from "../provenance/index.ts";
import { codeOf } from "./error-code.ts";
import { integer, member, object, parsed, text } from "./json.ts";
import { locked } from "./lock.ts";
import { writeWhole } from "./write-file.ts";

/** What is kept of a prompt, on this machine alone. */
export interface KeptPrompt {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** As a git-ai note names it. */
  readonly tool: string;
  /** The tool's own id of the session. */
  readonly session: string;
  /** 64 hexadecimal digits: all that ever leaves the machine. */
  readonly digest: string;
  /** 64 hexadecimal digits, fresh for each prompt. */
  readonly salt: string;
}

const label = Buffer.from("countersign/prompt/v1");
const saltLength = 32;

/** Hex `SHA-256("countersign/prompt/v1" ‖ salt ‖ prompt)`. Without the salt of 32 random bytes nobody can tell a prompt from its digest by trying, nor that two are the same. */
function promptDigest(salt: Uint8Array, prompt: Uint8Array): string {
  if (salt.length !== saltLength) throw new TypeError(`a salt has ${saltLength} bytes, not ${salt.length}`);
  return hash("sha256", Buffer.concat([label, salt, prompt]), "hex");
}

/** Whether a text is the prompt that a digest is of. An editor may have put a line feed behind it, which is tried without as well. */
export function isPrompt({ salt, digest }: KeptPrompt, bytes: Uint8Array): boolean {
  const tried = bytes.at(-1) === 10 ? [bytes, bytes.subarray(0, bytes.at(-2) === 13 ? -2 : -1)] : [bytes];
  return tried.some((each) => promptDigest(Buffer.from(salt, "hex"), each) === digest);
}

/** Bytes beyond which the older half is given up: some 50,000 prompts. */
const mostKept = 16 * 2 ** 20;

/**
 * The salts of prompts, in `countersign/prompts.jsonl` of the git directory that all work trees share: with one of them goes whatever only it has. Only this user may read it, and no prompt is ever in it.
 * A line is appended; a crash leaves half a line at most, which is passed over.
 */
export class PromptBook {
  readonly #folder: string;
  readonly #clock: () => number;
  readonly #random: (length: number) => Uint8Array;
  readonly #most: number;

  constructor(gitDirectory: string, clock: () => number, random: (length: number) => Uint8Array, most: number = mostKept) {
    this.#folder = join(gitDirectory, "countersign");
    this.#clock = clock;
    this.#random = random;
    this.#most = most;
  }

  /** Keeps the digest of a prompt that was given just now, with a fresh salt, and forgets the prompt. */
  async keep({ tool, session }: Pick<KeptPrompt, "tool" | "session">, prompt: string): Promise<void> {
    const salt = this.#random(saltLength);
    const kept: KeptPrompt = { time: this.#clock(), tool, session, digest: promptDigest(salt, Buffer.from(prompt)), salt: Buffer.from(salt).toString("hex") };
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#exclusively(async () => {
      // Behind the half of a line that a crash left.
      await appendFile(this.#file, `\n${JSON.stringify(kept)}`, { mode: 0o600, flush: true });
      if ((await stat(this.#file)).size > this.#most) await this.#giveUpOlderHalf();
    });
  }

  /** All that is kept, in the order in which it came. */
  async read(): Promise<KeptPrompt[]> {
    const all = await readFile(this.#file, "utf8").catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return "";
      throw error;
    });
    return all.split("\n").flatMap((line) => keptOf(parsed(line)) ?? []);
  }

  /** The digests of a session's prompts up to a moment, oldest first; of more than a note takes, the last ones. */
  async digestsOf({ tool, session }: Pick<KeptPrompt, "tool" | "session">, until: number): Promise<string[]> {
    const own = (await this.read()).filter((kept) => kept.tool === tool && kept.session === session && kept.time <= until);
    return own.slice(-mostInSession).map(({ digest }) => digest);
  }

  /** Gives up every salt; which prompts the digests are of can then be shown by nobody. */
  async forget(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  async #giveUpOlderHalf(): Promise<void> {
    const all = await this.read();
    const lines = all.slice(Math.ceil(all.length / 2)).map((kept) => `\n${JSON.stringify(kept)}`);
    await writeWhole(this.#file, lines.join(""));
  }

  async #exclusively(act: () => Promise<void>): Promise<void> {
    await locked(join(this.#folder, "lock"), act);
  }

  get #file(): string {
    return join(this.#folder, "prompts.jsonl");
  }
}

function keptOf(value: unknown): KeptPrompt | null {
  const line = object(value);
  const [time, tool, session, digest, salt] = [
    integer(member(line, "time")),
    text(member(line, "tool")),
    text(member(line, "session")),
    hex64(member(line, "digest")),
    hex64(member(line, "salt")),
  ];
  return time === null || tool === null || session === null || digest === null || salt === null ? null : { time, tool, session, digest, salt };
}

function hex64(value: unknown): string | null {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value) ? value : null;
}
