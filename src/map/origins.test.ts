import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRepository } from "../git/index.ts";
import { type TestRepository, testRepository } from "../git/testing.ts";
import { sha256 } from "../model/canonical.ts";
import { human, noteText, session } from "../provenance/testing.ts";
import { evidenceWords } from "./evidence-words.ts";
import { LineStore } from "./line-store.ts";
import { makeOf } from "./lines.ts";
import type { MapRun, OriginMap } from "./origin-map.ts";
import { type OriginsAsked, readOrigins } from "./origins.ts";
import type { Progress } from "./progress.ts";
import { sharesOf } from "./shares.ts";

const claude = "\n\nCo-authored-by: Claude <noreply@anthropic.com>";

async function originsOf(repo: TestRepository, commit: string, asked: Omit<OriginsAsked, "store"> = {}): Promise<OriginMap> {
  await using repository = await openRepository(repo.path);
  using store = new LineStore(null, await makeOf(repository));
  return await readOrigins(repository, commit, { store, ...asked });
}

const linesOf = (map: OriginMap, path: string, tell: (run: MapRun) => unknown) =>
  map.files.filter((file) => file.path === path).flatMap(({ runs }) => runs.flatMap((run) => Array.from({ length: run.end - run.start + 1 }, () => tell(run))));
const knowledge = ({ origin, tool, method, grain, confidence }: MapRun) => [origin, tool, method, grain, confidence].join(" ");
const findings = (map: OriginMap) => Object.fromEntries(map.evidence.findings.map(({ code, count }) => [code, count]));

describe("who wrote every line of a history (R3, R41)", () => {
  it("joins lines with notes, trailers and prose of the commits that own them, in those commits' coordinates", async () => {
    using repo = testRepository();
    repo.commit({ "a.ts": "one\ntwo\n" });
    const trailed = repo.commit({ "a.ts": `one\ntwo\nthree\n` }, { message: `feat: three${claude}` });
    const noted = repo.commit({ "b.ts": "1\n2\n3\n4\n" });
    repo.note(noted, noteText(noted, ["b.ts", `  ${session}::t_00000000000000 2-3`, `  ${human} 4`]));
    const head = repo.commit({ "b.ts": null, "c/b.ts": "0\n1\n2\n3\n4\n" });
    const map = await originsOf(repo, head);
    expect(linesOf(map, "a.ts", knowledge)).toEqual(["unknown  none  none", "unknown  none  none", "ai claude-code trailer commit medium"]);
    expect(linesOf(map, "c/b.ts", knowledge)).toEqual([
      "unknown  none  none",
      "unknown  none  none",
      "ai cursor note line high",
      "ai cursor note line high",
      "human  note line high",
    ]);
    expect(linesOf(map, "c/b.ts", ({ commit, originalPath, note }) => [commit === noted, originalPath, note].join(" "))).toEqual([
      "false c/b.ts none",
      "true b.ts untracked",
      "true b.ts ai",
      "true b.ts ai",
      "true b.ts human",
    ]);
    expect(map.commits.get(trailed)).toEqual({ author: "Ada Author <ada@example.com>", time: 1_700_000_120, subject: "feat: three", marked: true });
    expect(map.evidence.commits).toEqual({ owning: 4, noted: 1, traced: 0, trailed: 1, none: 2 });
    expect(map.evidence.notes).toEqual({ here: 1, elsewhere: 0, recovered: 0 });
    expect(findings(map)).toEqual({ "trailer-missing": 1 });
  });

  it("tells of a note that the repository lists and does not hold, as a partial clone has it", async () => {
    using repo = testRepository();
    const head = repo.commit({ "a.ts": "one\n" });
    repo.note(head, noteText(head, ["a.ts", `  ${session}::t_00000000000000 1`]));
    const blob = repo.git("notes", "--ref=ai", "list", head);
    rmSync(join(repo.path, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    const map = await originsOf(repo, head);
    expect(linesOf(map, "a.ts", knowledge)).toEqual(["unknown  none  none"]);
    expect(findings(map)).toEqual({ "note-unreadable": 1 });
  });

  it("answers where what should be notes multiplies itself, or is no tree: its lines are unknown, and that is said", async () => {
    using repo = testRepository();
    const head = repo.commit({ "a.ts": "one\n" }, { message: `feat: one${claude}` });
    const next = repo.commit({ "b.ts": "two\n" });
    const pairs = Array.from({ length: 256 }, (_, at) => at.toString(16).padStart(2, "0"));
    let tree = repo.raw("tree", "");
    for (let at = 0; at < 6; at++) tree = repo.raw("tree", Buffer.concat(pairs.map((name) => Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.from(tree, "hex")]))));
    for (const ref of ["refs/notes/ai", "refs/notes/agent-trace"]) repo.git("update-ref", ref, repo.git("commit-tree", tree, "-m", "notes"));
    repo.git("update-ref", "refs/notes/ai-remote/origin", repo.raw("blob", "no tree"));
    expect(head).not.toBe(next);
    const map = await originsOf(repo, next);
    expect([linesOf(map, "a.ts", ({ origin }) => origin), linesOf(map, "b.ts", ({ origin }) => origin)]).toEqual([["ai"], ["unknown"]]);
    expect(findings(map)).toEqual({ "notes-unreadable": 3 });
    const sentences = evidenceWords(map, sharesOf(map)).map(({ sentence }) => sentence);
    expect(sentences.find((sentence) => sentence.includes("No note under refs/notes/ai could be read"))).toContain("goes on over more than 100000 folders");
    expect(sentences.some((sentence) => sentence.includes("A clone brings no notes along"))).toBe(false);
  });

  it("reads a note once, also one that was found again: after that its store tells what it says", async () => {
    using repo = testRepository();
    repo.commit({ "a.ts": "a\n" });
    repo.branch("topic");
    const dead = repo.commit({ "n.ts": "x\ny\n" });
    repo.note(dead, noteText(dead, ["n.ts", `  ${session} 1`]));
    repo.checkout("main");
    const noted = repo.commit({ "b.ts": "1\n2\n" });
    repo.note(noted, noteText(noted, ["b.ts", `  ${session} 2`]));
    const large = repo.commit({ "c.ts": "1\n2\n" });
    const odd = Array.from({ length: 60_000 }, (_, at) => 2 * at + 1).join(",");
    repo.note(large, noteText(large, ["c.ts", `  ${session} ${odd}`]));
    const head = repo.commit({ "n.ts": "x\ny\n" });
    await using repository = await openRepository(repo.path);
    using store = new LineStore(null, await makeOf(repository));
    const told = async () => {
      const map = await readOrigins(repository, head, { store });
      return [...["b.ts", "c.ts", "n.ts"].map((path) => linesOf(map, path, ({ origin }) => origin)), map.evidence];
    };
    const first = await told();
    expect(first.slice(0, 3)).toEqual([
      ["unknown", "ai"],
      ["ai", "unknown"],
      ["ai", "unknown"],
    ]);
    expect(await told()).toEqual(first);
    for (const of of [dead, noted]) {
      const blob = repo.git("notes", "--ref=ai", "list", of);
      rmSync(join(repo.path, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    }
    expect(await told()).toEqual(first);
  });

  it("finds a note again that hangs on a commit which a rebase left behind, moved and at medium (E25)", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.ts": "a\nb\n" });
    repo.branch("topic");
    const dead = repo.commit({ "n.ts": "x\ny\n", "a.ts": "a\nb\nnew\n" }, { message: "feat: new" });
    repo.note(dead, noteText(dead, ["a.ts", `  ${session} 3`, "n.ts", `  ${session} 1`, `  ${human} 2`]));
    const nowhere = repo.commit({ "z.ts": "z\n" });
    repo.note(nowhere, noteText(nowhere, ["z.ts", `  ${session} 1`]));
    repo.note(repo.raw("blob", "no commit"), "what is this");
    repo.branch("rebased", base);
    repo.commit({ "other.ts": "o\n" });
    const head = repo.commit({ "n.ts": "x\ny\n", "a.ts": "a\nb\nnew\n" }, { message: "feat: new (#12)" });
    const map = await originsOf(repo, head);
    expect(linesOf(map, "a.ts", knowledge).at(-1)).toBe("ai cursor note line medium");
    expect(linesOf(map, "n.ts", knowledge)).toEqual(["ai cursor note line medium", "unknown  none  none"]);
    expect(linesOf(map, "n.ts", ({ note }) => note)).toEqual(["none", "none"]);
    expect(map.evidence.notes).toEqual({ here: 0, elsewhere: 3, recovered: 1 });
    expect(findings(map)).toEqual({ "note-orphaned": 3, "note-recovered": 1, "trailer-missing": 1 });
  });

  it("anchors Agent Trace of files and notes to the commit after the revision, by hash or by place", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.ts": "a\n" });
    const trace = (id: string, path: string, revision: string, range: object) =>
      JSON.stringify({
        version: "0.1.0",
        id,
        timestamp: "2026-01-23T14:30:00Z",
        vcs: { type: "git", revision },
        tool: { name: "codex" },
        files: [{ path, conversations: [{ contributor: { type: "ai" }, ranges: [range] }] }],
      });
    const hash = `sha256:${sha256("b\nc").slice(0, 16)}`;
    const written = repo.commit({ "a.ts": "a\nb\nc\n", "d.ts": "d\n" });
    repo.note(written, trace("2", "d.ts", base, { start_line: 1, end_line: 1 }), "refs/notes/agent-trace");
    repo.commit({ "a.ts": "a\nb\nc\nlater\n" });
    const records = [
      trace("1", "a.ts", base, { start_line: 2, end_line: 3, content_hash: hash }),
      trace("3", "a.ts", "d".repeat(40), { start_line: 4, end_line: 4, content_hash: `sha256:${sha256("later").slice(0, 16)}` }),
      trace("4", "a.ts", base, { start_line: 900, end_line: 901 }),
    ];
    const head = repo.commit({ ".agent-trace/traces.jsonl": records.join("\n") });
    const map = await originsOf(repo, head);
    expect(linesOf(map, "a.ts", knowledge)).toEqual(["unknown  none  none", "ai codex trace line high", "ai codex trace line high", "ai codex trace line medium"]);
    expect(linesOf(map, "d.ts", knowledge)).toEqual(["ai codex trace line medium"]);
    expect(map.evidence.commits).toMatchObject({ traced: 2, noted: 0 });
    expect(findings(map)).toEqual({ "trace-unanchored": 1, "trailer-missing": 2 });
  });

  it("reads the notes that were fetched, and says of git-ai's first documents that they can't be read", async () => {
    using repo = testRepository();
    const fetched = repo.commit({ "a.ts": "a\n" });
    repo.note(fetched, noteText(fetched, ["a.ts", `  ${session} 1`]), "refs/notes/ai-remote/origin");
    const both = repo.commit({ "b.ts": "b\n" });
    repo.note(both, noteText(both, ["b.ts", `  ${session} 1`]), "refs/notes/ai-remote/origin");
    repo.note(both, noteText(both, ["b.ts", `  ${human} 1`]));
    const first = repo.commit({ "c.ts": "c\n" });
    const document = repo.raw("blob", JSON.stringify({ schema_version: "authorship/0.0.1", files: { "c.ts": { file: "c.ts", authors: [{ author: "Claude", lines: [1] }] } } }));
    for (const name of [first, "not-an-id"]) repo.git("update-ref", `refs/ai/authorship/${name}`, document);
    const map = await originsOf(repo, first);
    expect(["a.ts", "b.ts", "c.ts"].flatMap((path) => linesOf(map, path, knowledge))).toEqual(["ai cursor note line high", "human  note line high", "unknown  none  none"]);
    expect(map.evidence.notes).toEqual({ here: 3, elsewhere: 0, recovered: 0 });
    expect(findings(map)).toMatchObject({ "note-unreadable": 1 });
  });

  it("holds notes against what their commits touch, and keeps nothing of a conversation", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "a.ts": "a\nb\n" });
    const prompts = { "0123456789abcdef": { agent_id: { tool: "cursor", id: "1", model: "m" }, messages: [{ text: "the secret plan" }] } };
    repo.note(commit, noteText(commit, ["a.ts", "  0123456789abcdef 1-2,9", "gone.ts", `  ${session} 1`], { prompts }));
    const map = await originsOf(repo, commit);
    expect(findings(map)).toEqual({ "transcript-present": 1, "note-path-missing": 1, "note-line-beyond-file": 1, "trailer-missing": 1 });
    expect(JSON.stringify([map.files, [...map.commits], map.evidence])).not.toContain("secret");
  });

  it("is about the files asked for alone, takes what was declared, and tells how far it is", async () => {
    using repo = testRepository();
    const one = repo.commit({ "a.ts": "a\n" }, { message: `one${claude}` });
    const two = repo.commit({ "b.ts": "b\nc\n" });
    const told: Progress[] = [];
    const declared = new Map([[two, [{ tool: "codex", model: null, sponsor: null }]]]);
    const map = await originsOf(repo, two, { paths: ["b.ts"], declared, tell: (progress) => told.push(progress) });
    expect(map.files.map(({ path, lines, settled }) => [path, lines, settled])).toEqual([["b.ts", 2, "followed"]]);
    expect([map.commits.has(one), map.commits.has(two)]).toEqual([false, true]);
    expect(linesOf(map, "b.ts", knowledge)).toEqual(["ai codex declared change medium", "ai codex declared change medium"]);
    expect(told.filter(({ stage }) => stage === "evidence")).toEqual([{ stage: "evidence", done: 1, total: 1 }]);
  });

  it("counts every line of a project with merges once, and calls none of them a person's without proof", async () => {
    using repo = testRepository();
    repo.commit({ "a/b/c.ts": "1\n2\n3\n", "d.ts": "d\n", empty: "", "é\n.ts": "e" });
    repo.branch("side");
    const side = repo.commit({ "a/b/c.ts": "1\n2\n3\nside\n" }, { message: `side${claude}`, author: "Bob <bob@example.com>" });
    repo.checkout("main");
    repo.commit({ "a/b/c.ts": "0\n1\n2\n3\n" });
    const head = repo.merge("side", { "merged.ts": "m\n" });
    repo.note(head, "nothing that can be read");
    const map = await originsOf(repo, head);
    expect(
      map.files.map(({ path, lines, runs }) => [
        path,
        lines,
        runs.reduce((sum, { start, end }) => sum + end - start + 1, 0),
        runs.every(({ start }, at) => start === (runs[at - 1]?.end ?? 0) + 1),
      ]),
    ).toEqual([
      ["a/b/c.ts", 5, 5, true],
      ["d.ts", 1, 1, true],
      ["empty", 0, 0, true],
      ["merged.ts", 1, 1, true],
      ["é\n.ts", 1, 1, true],
    ]);
    expect(linesOf(map, "a/b/c.ts", ({ commit, origin }) => [commit === side, origin].join(" ")).at(-1)).toBe("true ai");
    expect(sharesOf(map).total.origins).toEqual({ human: 0, ai: 1, mixed: 0, unknown: 7 });
  });
});
