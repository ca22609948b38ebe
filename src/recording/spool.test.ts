import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import { readAgentTrace } from "../provenance/agent-trace.ts";
import type { Recorded } from "./record.ts";
import { Spool, spoolLimits } from "./spool.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-spool-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (name: string) => Buffer.from(`line of ${name}\n`);
const recorded = (name: string, time = 1_000): Recorded => ({
  id: `id-${name}`,
  time,
  tool: "codex",
  model: "gpt-5",
  session: "s",
  sponsor: null,
  revision: null,
  files: [{ path: `${name}.ts`, before: null, after: sha256(text(name)), ranges: [{ start: 1, end: 1 }] }],
});
const put = (spool: Spool, name: string, time?: number) => spool.append(recorded(name, time), [text(name)]);
const opened = (now = 2_000, limits = spoolLimits) => new Spool(folder, () => now, limits);

describe("the spool", () => {
  it("gives back what was put in, and is Agent Trace that anybody reads", async () => {
    const spool = opened();
    await put(spool, "a");
    expect(await spool.read()).toEqual([recorded("a")]);
    expect(await spool.content(sha256(text("a")))).toEqual(text("a"));
    const { records, findings } = readAgentTrace(readFileSync(join(folder, "countersign/traces.jsonl")));
    expect(findings).toEqual([]);
    expect(records).toMatchObject([{ id: "id-a", ranges: [{ path: "a.ts", origin: "ai", tool: "codex", model: "gpt-5", hash: `sha256:${sha256("line of a")}` }] }]);
  });

  it("loses nothing when many write at once", async () => {
    const names = Array.from({ length: 40 }, (_, at) => `n${at}`);
    await Promise.all(names.map((name) => put(opened(), name)));
    expect((await opened().read()).map(({ id }) => id).sort()).toEqual(names.map((name) => `id-${name}`).sort());
    // While others give records up, and so write the file anew.
    const more = Array.from({ length: 20 }, (_, at) => `m${at}`);
    await Promise.all(more.flatMap((name, at) => [put(opened(), name), opened().keep(({ id }) => id !== `id-n${at}`)]));
    const left = [...names.slice(20), ...more].map((name) => `id-${name}`);
    expect((await opened().read()).map(({ id }) => id).sort()).toEqual(left.sort());
  });

  it("passes over the half of a line that a crash left, and goes on behind it", async () => {
    await put(opened(), "a");
    appendFileSync(join(folder, "countersign/traces.jsonl"), '{"version":"0.1.0","id":"half');
    await put(opened(), "b");
    expect((await opened().read()).map(({ id }) => id)).toEqual(["id-a", "id-b"]);
  });

  it("can be read by nobody else", async () => {
    await put(opened(), "a");
    await opened().setBefore("s", "a.ts", text("before"));
    const modes = ["", "contents", "before", "traces.jsonl", `contents/${sha256(text("a"))}`].map((name) => statSync(join(folder, "countersign", name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600, 0o600]);
  });

  it("gives up what is too old, and the older half of what is too much", async () => {
    await put(opened(), "old", 1);
    await put(opened(spoolLimits.age + 500), "young", spoolLimits.age + 400);
    expect((await opened().read()).map(({ id }) => id)).toEqual(["id-young"]);
    const small = { ...spoolLimits, contents: 60 };
    for (const name of ["a", "b", "c", "d", "e", "f"]) await put(opened(spoolLimits.age + 500, small), name, spoolLimits.age + 450);
    const kept = await opened().read();
    expect(kept.length).toBeLessThan(6);
    expect(kept.at(-1)?.id).toBe("id-f");
    expect(readdirSync(join(folder, "countersign/contents"))).toHaveLength(kept.length);
  });

  it("remembers a text before a step once, for that session and path alone", async () => {
    const spool = opened();
    await spool.setBefore("s", "a", text("before"));
    expect(await spool.takeBefore("other", "a")).toBeNull();
    expect(await spool.takeBefore("s", "a")).toEqual(text("before"));
    expect(await spool.takeBefore("s", "a")).toBeNull();
  });

  it("forgets everything when asked", async () => {
    await opened().forget();
    expect(existsSync(join(folder, "countersign"))).toBe(false);
    await put(opened(), "a");
    await opened().setBefore("s", "a.ts", text("before"));
    await opened().setModel("s", "gpt-5");
    await opened().forget();
    expect(readdirSync(join(folder, "countersign"))).toEqual(["lock"]);
    expect(readFileSync(join(folder, "countersign/lock"))).toEqual(Buffer.alloc(0));
    expect(await opened().read()).toEqual([]);
  });
});
