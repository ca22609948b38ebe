import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGit } from "./git.ts";

export interface LongHistory extends Disposable {
  /** A bare repository, packed as a fresh clone is, and as there without a commit-graph. */
  readonly path: string;
  readonly commits: number;
  /** `main` has moved on since `topic` began. */
  readonly base: "main";
  readonly head: "topic";
}

/**
 * A repository with the history of a service that grew for years: 160 files that begin small and are edited hundreds of times, two
 * branches in three merged by a merge commit, and a topic branch of six commits that changes about 400 lines of ten files.
 */
export async function longHistory(commits: number): Promise<LongHistory> {
  const path = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    runGit(path, ["init", "--quiet", "--bare", "--initial-branch=main"]);
    const made = await importInto(path, new Writer(commits).stream());
    runGit(path, ["repack", "-a", "-d", "--quiet"]);
    return { path, commits: made, base: "main", head: "topic", [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

async function importInto(path: string, stream: Generator<string>): Promise<number> {
  const child = spawn("git", ["-C", path, "fast-import", "--quiet"], { stdio: ["pipe", "inherit", "inherit"] });
  const closed = once(child, "close");
  for (const part of stream) if (!child.stdin.write(part)) await once(child.stdin, "drain");
  child.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  return Number(runGit(path, ["rev-list", "--count", "--all"]).toString("utf8"));
}

type Files = Map<string, readonly string[]>;

const people = ["Ana Costa <ana@northwind.example>", "Bo Lindqvist <bo@northwind.example>", "Chen Wei <chen@northwind.example>", "Dita Novak <dita@northwind.example>"];
const areas = ["claims", "patients", "billing", "reminders", "reports", "auth", "calendar", "letters"];
const filesPerArea = 20;
const topicFiles = 10;

class Writer {
  readonly #wanted: number;
  readonly #random = randomFrom(42);
  #mark = 0;
  #time = 1_500_000_000;
  #line = 0;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  *stream(): Generator<string> {
    const main: Files = new Map(areas.flatMap((area) => Array.from({ length: filesPerArea }, (_, place) => [`src/${area}/part-${place}.ts`, this.#lines(this.#between(40, 120))])));
    yield this.#commit("main", "Begin", main);
    let tip = this.#mark;
    while (this.#mark < this.#wanted) {
      const branch: Files = new Map(main);
      let last = tip;
      for (let left = this.#between(1, 5); left > 0; left--) {
        yield this.#commit("side", "Change a part", this.#edit(branch), [last]);
        last = this.#mark;
      }
      if (this.#random() < 2 / 3) {
        // What happens on main meanwhile lies elsewhere, so that the merge is git's own.
        const elsewhere: Files = new Map([["CHANGES.md", this.#lines(this.#between(5, 200))]]);
        yield this.#commit("main", "Say what changed", elsewhere, [tip]);
        for (const [name, lines] of elsewhere) main.set(name, lines);
        const changed = new Map([...branch].filter(([name, lines]) => main.get(name) !== lines && !elsewhere.has(name)));
        for (const [name, lines] of changed) main.set(name, lines);
        yield this.#commit("main", "Merge side", changed, [this.#mark, last]);
      } else {
        for (const [name, lines] of branch) main.set(name, lines);
        yield `reset refs/heads/main\nfrom :${last}\n\n`;
      }
      tip = this.#mark;
    }
    yield* this.#topic(main, tip);
    yield this.#commit("main", "Say what changed", new Map([["CHANGES.md", this.#lines(80)]]), [tip]);
    yield "reset refs/heads/side\nfrom 0000000000000000000000000000000000000000\n\n";
  }

  *#topic(main: Files, tip: number): Generator<string> {
    const names = [...main.keys()].filter((name) => name.endsWith(".ts"));
    const chosen = Array.from({ length: topicFiles }, (_, place) => names[Math.floor((place * names.length) / topicFiles)] ?? "");
    const branch: Files = new Map(main);
    let last = tip;
    for (let step = 0; step < 6; step++) {
      const changes: Files = new Map();
      for (const name of chosen.filter((_, place) => place % 6 === step || place % 3 === step % 3)) {
        const lines = [...(branch.get(name) ?? [])];
        lines.splice(this.#between(0, lines.length - 1), 4, ...this.#lines(10));
        lines.splice(this.#between(0, lines.length - 1), 2, ...this.#lines(7));
        branch.set(name, lines);
        changes.set(name, lines);
      }
      yield this.#commit("topic", "Let the patient choose\n\nCo-authored-by: Claude <noreply@anthropic.com>", changes, [last]);
      last = this.#mark;
    }
  }

  #edit(files: Files): Files {
    const names = [...files.keys()].filter((name) => name.endsWith(".ts"));
    const changes: Files = new Map();
    for (let left = this.#between(1, 4); left > 0; left--) {
      const name = names[Math.floor(this.#random() ** 1.5 * names.length)] ?? "";
      const lines = [...(files.get(name) ?? [])];
      for (let hunks = this.#between(1, 3); hunks > 0; hunks--) {
        // Files grow to some hundred lines and stay there.
        const grows = lines.length < 400 ? 8 : 4;
        lines.splice(this.#between(0, lines.length - 1), this.#between(0, 6), ...this.#lines(this.#between(1, grows)));
      }
      files.set(name, lines);
      changes.set(name, lines);
    }
    return changes;
  }

  #commit(branch: string, message: string, files: Files, parents: readonly number[] = []): string {
    this.#time += this.#between(300, 30_000);
    const who = `${people[this.#between(0, people.length - 1)]} ${this.#time} +0000`;
    const [first, ...others] = parents.map((parent) => `:${parent}`);
    const from = first === undefined ? "" : `from ${first}\n${others.map((other) => `merge ${other}\n`).join("")}`;
    const changes = [...files].map(([name, lines]) => `M 100644 inline ${name}\n${data(`${lines.join("\n")}\n`)}`);
    return `commit refs/heads/${branch}\nmark :${++this.#mark}\nauthor ${who}\ncommitter ${who}\n${data(`${message}\n`)}${from}${changes.join("")}\n`;
  }

  // Some lines are like others, as the closing brackets and empty lines of a program are.
  #lines(count: number): string[] {
    return Array.from({ length: count }, () => {
      const kind = this.#random();
      if (kind < 0.12) return "";
      if (kind < 0.25) return "  }";
      this.#line++;
      return `  const value${this.#line} = await ${areas[this.#line % areas.length]}.read(${this.#between(0, 9_999)});`;
    });
  }

  #between(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

// Mulberry32: small, and the same on every machine, so that every run measures the same repository.
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
