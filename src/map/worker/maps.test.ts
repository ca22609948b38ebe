import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it, vi } from "vitest";
import { testRepository } from "../../git/testing.ts";
import { type MapAsked, Maps, type MapsOptions } from "./maps.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-maps-"));
afterAll(() => rmSync(folder, { recursive: true }));

const judged = { key: "1", revisions: [] };
const whole = { kind: "folder", path: "" } as const;
const claude = { message: "Write it\n\nCo-authored-by: Claude <noreply@anthropic.com>" };
let opened = 0;

const note = (base: string) => ({
  ...{ schema_version: "authorship/3.0.0", base_commit_sha: base },
  prompts: {
    aaaaaaaaaaaaaaaa: {
      agent_id: { tool: "claude", id: "1", model: "claude-opus-4" },
      human_author: "Ada <ada@example.com>",
      messages: [],
      total_additions: 1,
      total_deletions: 0,
      accepted_lines: 1,
      overriden_lines: 0,
    },
  },
});

function maps(options: Partial<MapsOptions> = {}) {
  const errors: unknown[] = [];
  const made = new Maps({ folder: join(folder, String(opened++)), clock: () => 0, report: (error) => errors.push(error), patience: 60_000, ...options });
  return Object.assign(made, { errors });
}

function asked(repository: { readonly path: string }, commit: string, more: Partial<MapAsked> = {}): MapAsked {
  return { caller: "p-ada", project: "payments", repository: join(repository.path, ".git"), commit, notes: null, declared: [], ...more };
}

/** A thread that does what the text says with each message. */
function script(text: string): URL {
  const file = join(folder, `script-${opened++}.mjs`);
  writeFileSync(file, `import { parentPort } from "node:worker_threads";\nparentPort.on("message", (message) => { ${text} });\n`);
  return pathToFileURL(file);
}

const nowhere = asked({ path: folder }, "a".repeat(40));

describe("maps, which are made in a thread of their own", () => {
  it("R41 answers the shares of a folder, the lines of a file, and the runs behind a number", async () => {
    using repository = testRepository();
    repository.commit({ "README.md": "one\n", "src/a.ts": "one\ntwo\n" });
    const head = repository.commit({ "src/a.ts": "one\ntwo\nthree\nfour\n" }, claude);
    await using all = maps();
    const place = asked(repository, head);
    const root = await all.ask(place, judged, whole);
    expect(root).toMatchObject({
      state: "ready",
      answer: { files: 2, share: { lines: 5, origins: { ai: 2, mixed: 0, human: 0, unknown: 3 } }, tools: [{ tool: "claude-code", lines: 2 }] },
    });
    expect(root).toMatchObject({
      answer: {
        rows: [
          { kind: "folder", path: "src", lines: 4 },
          { kind: "file", path: "README.md", lines: 1 },
        ],
      },
    });
    const file = await all.ask(place, judged, { kind: "file", path: "src/a.ts", from: 3, to: 3 });
    expect(file).toMatchObject({
      answer: { lines: 4, runs: [{ start: 3, end: 4, origin: "ai", method: "trailer", commit: head }], commits: [{ id: head, subject: "Write it", changes: [] }] },
    });
    const rows = await all.ask(place, judged, { kind: "rows", path: "", filter: { origin: "unknown" }, from: 1, limit: 5 });
    expect(rows).toMatchObject({ answer: { lines: 3, runs: 2, items: [{ path: "src/a.ts", start: 1, end: 2 }] } });
    expect(await all.ask(place, judged, { kind: "folder", path: "nothing" })).toEqual({ state: "ready", answer: null });
  });

  it("narrows to a tool, an author, an age and what is approved, each to the lines that its number counts", async () => {
    using repository = testRepository();
    const base = repository.commit({ "a.ts": "one\n" }, { author: "Bo <bo@example.com>" });
    const head = repository.commit({ "a.ts": "one\ntwo\nthree\n" }, { ...claude, date: 1_800_000_000 });
    await using all = maps();
    const revisions = [{ change: "c-1", head, commits: [head], baseTree: null, resultTree: "", approvals: [{ decision: "d-1", person: "p-bo", at: 5, environment: null }] }];
    const lines = async (filter: object) => {
      const found = await all.ask(asked(repository, head), { key: "2", revisions }, { kind: "rows", path: "", filter, from: 0, limit: 9 });
      return found.state === "ready" ? found.answer?.lines : found.state;
    };
    const asks = [
      { tool: "claude-code" },
      { tool: null },
      { author: "bo@example.com" },
      { age: "older" },
      { age: "30-days" },
      { judged: "approved" },
      { judged: "unavailable" },
      {},
    ];
    expect(await Promise.all(asks.map(lines))).toEqual([2, 0, 1, 1, 2, 2, 1, 3]);
    const root = await all.ask(asked(repository, head), { key: "2", revisions }, whole);
    expect(root).toMatchObject({ answer: { judged: { placed: 2, approved: 2, last: { person: "p-bo", change: "c-1" } } } });
    expect(base).not.toBe(head);
  });

  it("R44 counts lines as approved that stood in what was judged, not those that its range took back and a branch around it brought again", async () => {
    using repository = testRepository();
    const base = repository.commit({ "a.ts": "one\n" });
    const added = repository.commit({ "a.ts": "one\nleaked\n", "b.ts": "kept\n" });
    const head = repository.commit({ "a.ts": "one\n" });
    repository.branch("around", added);
    const around = repository.commit({ "c.ts": "more\n" });
    repository.checkout("main");
    const merged = repository.merge(around, { "a.ts": "one\nleaked\n" });
    await using all = maps();
    const approvals = [{ decision: "d-1", person: "p-bo", at: 5, environment: null }];
    const revisions = [{ change: "c-1", head, commits: [added, head], baseTree: null, resultTree: "", approvals }];
    const look = (commit: string, path: string) => all.ask(asked(repository, commit), { key: "2", revisions }, { kind: "file", path, from: 1, to: 9 });
    expect(await look(merged, "a.ts")).toMatchObject({
      answer: {
        judged: { placed: 0, approved: 0 },
        runs: [{ commit: base }, { commit: added }],
        commits: [{ changes: [] }, { changes: [] }],
      },
    });
    expect(await look(head, "b.ts")).toMatchObject({ answer: { judged: { placed: 1, approved: 1, last: { change: "c-1" } }, runs: [{ commit: added }] } });
  });

  it("R3 counts what a proposal declared as another map than the one before", async () => {
    using repository = testRepository();
    const head = repository.commit({ "a.ts": "one\n" });
    await using all = maps();
    const origins = async (more: Partial<MapAsked>) => {
      const found = await all.ask(asked(repository, head, more), judged, whole);
      return found.state === "ready" ? found.answer?.share.origins : found;
    };
    expect(await origins({})).toMatchObject({ unknown: 1, ai: 0 });
    expect(await origins({ declared: [[head, [{ tool: "aider", model: null, sponsor: null }]]] })).toMatchObject({ unknown: 0, ai: 1 });
  });

  it("says how far a pass is while it goes on, and how many are before", async () => {
    const working = script(`if (message.kind === "pass") parentPort.postMessage({ kind: "progress", progress: { stage: "lines", done: 1, total: 4 } });`);
    await using all = maps({ patience: 0, script: working });
    expect(await all.ask(nowhere, judged, whole)).toMatchObject({ state: "working", before: 0 });
    await vi.waitFor(async () => expect(await all.ask(nowhere, judged, whole)).toEqual({ state: "working", progress: { stage: "lines", done: 1, total: 4 }, before: 0 }));
    expect(all.totals({ ...nowhere, commit: "b".repeat(40) })).toMatchObject({ state: "working", before: 1 });
    expect(await all.ask({ ...nowhere, commit: "c".repeat(40) }, judged, whole)).toMatchObject({ state: "working", before: 1 });
  });

  it("says in a sentence that a repository can't be read, and tries again a little later", async () => {
    let now = 0;
    using repository = testRepository();
    const head = repository.commit({ "a.ts": "one\n" });
    await using all = maps({ clock: () => now });
    const lost = asked(repository, head, { repository: join(repository.path, "nowhere") });
    expect(await all.ask(lost, judged, whole)).toMatchObject({ state: "failed", code: "not-a-repository", sentence: expect.stringContaining("is not inside a git repository") });
    repository.git("clone", "-q", "--bare", repository.path, join(repository.path, "nowhere"));
    expect(await all.ask(lost, judged, whole)).toMatchObject({ state: "failed" });
    now += 60_000;
    expect(await all.ask(lost, judged, whole)).toMatchObject({ state: "ready", answer: { files: 1 } });
    expect(all.errors).toEqual([]);
  });

  it("outlives a thread that dies, that breaks, and that never ends", async () => {
    await using dying = maps({ script: script("process.exit(3);") });
    expect(await dying.ask(nowhere, judged, whole)).toMatchObject({ state: "failed", code: "internal-error" });
    await using broken = maps({ script: script(`throw new TypeError("broken");`) });
    expect(await broken.ask(nowhere, judged, whole)).toMatchObject({ state: "failed", code: "internal-error" });
    expect([dying.errors, broken.errors].map(String)).toEqual(["Error: the thread ended", "TypeError: broken"]);
    await using endless = maps({ script: script("for (;;);"), longest: 200 });
    expect(await endless.ask(nowhere, judged, whole)).toMatchObject({ state: "failed", code: "too-long", hint: expect.stringContaining("it goes on from there") });
    await using hungry = maps({ script: script("const held = []; for (;;) held.push(Array.from({ length: 1_000 }, Math.random));"), memory: 32 });
    expect(await hungry.ask(nowhere, judged, whole)).toMatchObject({ state: "failed", code: "too-much" });
    await using beside = maps({ script: script("const held = []; for (;;) held.push(new Uint8Array(2 ** 20).fill(1));"), memory: 32 });
    expect(await beside.ask(nowhere, judged, whole)).toMatchObject({ state: "failed", code: "too-much" });
    expect([...endless.errors, ...hungry.errors, ...beside.errors]).toEqual([]);
  });

  it("says in a sentence that nothing can be kept, and answers all the same where it is totals alone", async () => {
    using repository = testRepository();
    const head = repository.commit({ "a.ts": "one\n" });
    const [file, fine] = [join(folder, "a-file"), join(folder, "fine")];
    writeFileSync(file, "");
    await using nowhere = maps({ folder: file });
    expect(await nowhere.ask(asked(repository, head), judged, whole)).toMatchObject({ state: "failed", code: "storage", sentence: expect.stringContaining("can't be kept") });
    mkdirSync(join(fine, "totals.json.tmp"), { recursive: true });
    await using all = maps({ folder: fine });
    expect(await all.ask(asked(repository, head), judged, whole)).toMatchObject({ state: "ready" });
    expect(all.totals(asked(repository, head))).toMatchObject({ state: "ready", answer: { lines: 1 } });
    expect(all.errors).toEqual([expect.objectContaining({ code: "EISDIR" })]);
  });

  it("G19 takes no more of one caller than that caller has room for, and all others' still", async () => {
    await using all = maps({ patience: 0, script: script("") });
    const ask = (caller: string, at: number) => all.totals({ ...nowhere, caller, commit: String(at).padStart(40, "0") });
    for (let at = 0; at <= 100; at++) ask("p-ada", at);
    expect(() => ask("p-ada", 101)).toThrow(expect.objectContaining({ code: "busy", message: "100 maps wait to be made for you already." }));
    expect(ask("p-bo", 101)).toMatchObject({ state: "working", before: 2 });
    for (let at = 1_000; at < 1_899; at++) ask(`p-${at}`, at);
    expect(() => ask("p-chen", 1_899)).toThrow(expect.objectContaining({ code: "busy", message: "1000 maps wait to be made already." }));
  });

  it("G19 makes maps in turn by who asked, and first what that one wants to see", async () => {
    const one = "c".repeat(39);
    await using all = maps({ patience: 0, script: script("") });
    const place = (caller: string, at: number) => ({ ...nowhere, caller, commit: `${one}${at}` });
    const before = async (caller: string, at: number) => {
      const found = await all.ask(place(caller, at), judged, whole);
      return found.state === "working" ? found.before : found.state;
    };
    for (const at of [0, 1, 2, 3]) all.totals(place("p-ada", at));
    expect(all.totals(place("p-bo", 4))).toMatchObject({ before: 2 });
    expect(await before("p-ada", 5)).toBe(1);
    expect([all.totals(place("p-ada", 1)), all.totals(place("p-bo", 4)), all.totals(place("p-bo", 3))]).toMatchObject([{ before: 3 }, { before: 2 }, { before: 4 }]);
  });

  it("lets totals stand for a day that were counted with other notes, then counts again", async () => {
    let now = 0;
    using repository = testRepository();
    const head = repository.commit({ "a.ts": "one\n" });
    await using all = maps({ clock: () => now });
    await all.ask(asked(repository, head), judged, whole);
    repository.note(head, ["a.ts", "  aaaaaaaaaaaaaaaa 1", "---", JSON.stringify(note(head)), ""].join("\n"));
    const later = asked(repository, head, { notes: repository.git("rev-parse", "refs/notes/ai") });
    const ai = () => {
      const found = all.totals(later);
      return found.state === "ready" ? found.answer.origins.ai : found.state;
    };
    expect(ai()).toBe(0);
    now += 2 * 86_400_000;
    expect(ai()).toBe(0);
    await vi.waitFor(() => expect(ai()).toBe(1), { timeout: 30_000 });
    expect(await all.ask(later, judged, whole)).toMatchObject({ answer: { share: { origins: { ai: 1 } } } });
  });

  it("counts again after a day where notes could not be read, also when no ref has changed since", async () => {
    let now = 0;
    using repository = testRepository();
    const head = repository.commit({ "a.ts": "one\n" });
    repository.note(head, ["a.ts", "  aaaaaaaaaaaaaaaa 1", "---", JSON.stringify(note(head)), ""].join("\n"));
    const tip = repository.git("rev-parse", "refs/notes/ai");
    repository.git("update-ref", "refs/notes/ai", repository.raw("blob", "no notes"));
    await using all = maps({ clock: () => now });
    const place = asked(repository, head, { notes: tip });
    await all.ask(place, judged, whole);
    repository.git("update-ref", "refs/notes/ai", tip);
    now += 2 * 86_400_000;
    const ai = () => {
      const found = all.totals(place);
      return found.state === "ready" ? found.answer.origins.ai : found.state;
    };
    expect(ai()).toBe(0);
    await vi.waitFor(() => expect(ai()).toBe(1), { timeout: 30_000 });
  });

  it("keeps totals, also across a start, and begins anew where the file is broken", async () => {
    using repository = testRepository();
    const head = repository.commit({ "a.ts": "one\ntwo\n" });
    const options = { folder: join(folder, "kept") };
    {
      await using all = maps(options);
      await all.ask(asked(repository, head), judged, whole);
    }
    await using again = maps({ ...options, script: script("process.exit(3);") });
    expect(again.totals(asked(repository, head))).toEqual({ state: "ready", answer: { lines: 2, origins: { human: 0, ai: 0, mixed: 0, unknown: 2 }, unreadable: 0 } });
    const file = join(options.folder, "totals.json");
    writeFileSync(file, readFileSync(file).subarray(0, 30));
    await using anew = maps({ ...options, script: script("") });
    expect(anew.totals(asked(repository, head))).toMatchObject({ state: "working" });
  });
});
