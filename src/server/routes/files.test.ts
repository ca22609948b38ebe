import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { FileChanges } from "../../git/testing.ts";
import { lcov, source } from "../../workflow/testing.ts";
import { changePage } from "../shapes/change.ts";
import { coveragePage, fileDiff, fileLine, fileList } from "../shapes/files.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

type Files = z.output<typeof fileList>;
type Diff = z.output<typeof fileDiff>;

async function filesOf(client: Client, change: string): Promise<Files> {
  return fileList.parse(await (await client(`/api/changes/${change}/files`)).json());
}

async function diffOf(client: Client, change: string, path: string, query = ""): Promise<Diff> {
  const response = await client(`/api/changes/${change}/diff?path=${encodeURIComponent(path)}${query}`);
  return fileDiff.parse(await response.json());
}

/** A change of these files on the tests' repository. `before` is what the base holds of them. */
async function changed(server: TestServer, before: FileChanges, after: FileChanges): Promise<string> {
  const { organisation } = server;
  organisation.repository.checkout("main");
  const base = organisation.repository.commit({ [source.path]: source.before, ...before });
  organisation.repository.branch("topic", base);
  organisation.repository.commit(after);
  return (await organisation.propose({ base: "refs/heads/main" })).change;
}

const plain = (segments: readonly unknown[]) => segments.filter((segment) => typeof segment === "string").join("");
const marks = (segments: Diff["file"]["shown"]) => segments.flatMap((segment) => (typeof segment === "string" ? [] : [segment.code]));
const texts = (rows: Diff["rows"]) =>
  (rows ?? []).map((row) => (row.kind === "gap" ? `~${row.lines}` : `${row.kind === "added" ? "+" : row.kind === "deleted" ? "-" : " "}${plain(row.text)}`));

describe("the files of a change", () => {
  let server: TestServer;
  let bo: Client;
  beforeAll(async () => {
    server = await testServer();
    bo = await server.as("bo");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("C01 C02 shows controls and invisible characters as marks, in lines and in paths, never raw", async () => {
    const change = await changed(server, {}, { "src/a\u202eb.ts": "if (admin\u200b) {} // \u2066ok\n" });
    const files = await filesOf(bo, change);
    expect(files.files.map(({ shown, flags }) => [marks(shown), flags])).toEqual([[["U+202E"], ["bidi", "invisible-characters"]]]);
    expect(files.files[0]?.notes[0]).toContain("bidirectional");
    const diff = await diffOf(bo, change, "src/a\u202eb.ts");
    const [row] = diff.rows ?? [];
    expect(row?.kind === "added" && marks(row.text)).toEqual(["U+200B", "U+2066"]);
    expect(row?.kind === "added" && plain(row.text)).toBe("if (admin) {} // ok");
    // Its legitimate twin: letters from right to left, and an emoji.
    const twin = await changed(server, {}, { "src/שלום.ts": "const x = 'שלום 👩‍💻';\n" });
    expect((await filesOf(bo, twin)).files.map(({ flags, shown }) => [flags, marks(shown)])).toEqual([[[], []]]);
  });

  it("C04 shows a source that attributes call binary, and calls the change of attributes out", async () => {
    const change = await changed(server, { "src/x.ts": "one\n" }, { ".gitattributes": "*.ts -diff binary\n", "src/x.ts": "two\n" });
    const files = await filesOf(bo, change);
    expect(files.files.map(({ path, content, flags }) => [path, content, flags])).toEqual([
      [".gitattributes", "text", ["attributes-changed"]],
      ["src/x.ts", "text", []],
    ]);
    expect(texts((await diffOf(bo, change, "src/x.ts")).rows)).toEqual(["-one", "+two"]);
  });

  it("C05 believes the base alone about what is generated, and shows, counts and leaves it unseen all the same", async () => {
    const attributes = { ".gitattributes": "gen/** linguist-generated\n" };
    const change = await changed(
      server,
      { ...attributes, "gen/a.ts": "a\n" },
      { ".gitattributes": "gen/** linguist-generated\nsrc/** linguist-generated=true\n", "gen/a.ts": "b\n", "src/y.ts": "y\n" },
    );
    const { files, seen } = await filesOf(bo, change);
    expect(files.map(({ path, generated, added, seen: mark }) => [path, generated, added, mark])).toEqual([
      [".gitattributes", false, 1, false],
      ["src/y.ts", false, 1, false],
      ["gen/a.ts", true, 1, false],
    ]);
    expect(seen).toBe(0);
    expect(texts((await diffOf(bo, change, "gen/a.ts")).rows)).toEqual(["-a", "+b"]);
  });

  it("C08 marks lines that only moved on both sides, each with where the other one is", async () => {
    const body = "export function pay(amount: number) {\n  const fee = amount * 2;\n  return fee;\n}\n";
    const change = await changed(server, { "src/a.ts": `one();\n${body}` }, { "src/a.ts": "one();\n", "src/b.ts": `${body}two();\n` });
    const { files } = await filesOf(bo, change);
    expect(files.map(({ path, added, moved }) => [path, added, moved])).toEqual([
      ["src/a.ts", 0, 0],
      ["src/b.ts", 5, 4],
    ]);
    const places = async (path: string) =>
      ((await diffOf(bo, change, path)).rows ?? []).map((row) => ("moved" in row && row.moved !== null ? `${row.kind} ${plain(row.moved.path)}:${row.moved.line}` : row.kind));
    expect(await places("src/b.ts")).toEqual([2, 3, 4, 5].map((line) => `added src/a.ts:${line}`).concat("added"));
    expect(await places("src/a.ts")).toEqual(["context", ...[1, 2, 3, 4].map((line) => `deleted src/b.ts:${line}`)]);
  });

  it("R68 says at its line, and in the notes of the file, what makes tests and checks find less than before, and puts such files first", async () => {
    const test = 'it("pays", () => {\n  expect(pay()).toBe(1);\n});\n';
    const change = await changed(server, { "src/z.test.ts": test + test.replace("pays", "charges") }, { "src/a.ts": "a();\n", "src/z.test.ts": test.replace("it(", "it.skip(") });
    const { files } = await filesOf(bo, change);
    expect(files.map(({ path, weakened }) => [path, weakened])).toEqual([
      ["src/z.test.ts", 3],
      ["src/a.ts", 0],
    ]);
    expect(files[0]?.notes).toEqual(["It holds 1 test fewer than on the base; gone or renamed: charges.", "It asserts less than on the base: 1 assertion went, none came."]);
    const { weakenings } = await diffOf(bo, change, "src/z.test.ts");
    expect(weakenings).toEqual([{ line: 1, kind: "test-skipped", sentence: "“it.skip” keeps tests from running that ran, or could run, before." }]);
  });

  it("C07 counts a change of 25,000 lines from git's objects, and draws any part of it", async () => {
    const lines = Array.from({ length: 25_000 }, (_, at) => `line ${at + 1}`);
    const change = await changed(server, {}, { "src/big.ts": `${lines.join("\n")}\n` });
    const { files } = await filesOf(bo, change);
    expect(files.map(({ added, deleted }) => [added, deleted])).toEqual([[25_000, 0]]);
    const diff = await diffOf(bo, change, "src/big.ts", "&from=24990&rows=500");
    expect([diff.total, diff.from, diff.rows?.length]).toEqual([25_000, 24_990, 10]);
    expect(texts(diff.rows).at(-1)).toBe("+line 25000");
    expect(diff.hunks).toEqual([{ row: 0, oldStart: 1, oldLines: 0, newStart: 1, newLines: 25_000 }]);
  });

  it("C08 says what a file is that nobody can read: size and digest of both sides, and what a lockfile means", async () => {
    const lock = (version: string) =>
      JSON.stringify({ lockfileVersion: 3, packages: { "node_modules/left": { version, integrity: "sha512-x", resolved: "https://registry.npmjs.org/left" } } });
    const change = await changed(
      server,
      { "a.bin": Buffer.from([0, 1, 2]), "package-lock.json": lock("1.0.0") },
      { "a.bin": Buffer.from([0, 9]), "package-lock.json": lock("2.0.0") },
    );
    const binary = await diffOf(bo, change, "a.bin");
    expect([binary.rows, binary.file.flags, binary.sides.old?.bytes, binary.sides.new?.bytes]).toEqual([null, ["opaque"], 3, 2]);
    expect(binary.sides.new?.sha256).toMatch(/^[0-9a-f]{64}$/);
    const locked = await diffOf(bo, change, "package-lock.json");
    expect([locked.file.generated, locked.dependencies?.updates]).toEqual([
      true,
      [
        {
          ...{ ecosystem: "npm", name: "left", from: "1.0.0", to: "2.0.0", jump: "major", risk: "high", because: ["a major step"], severity: null, licence: null, direct: false },
          ...{ flaws: 0, suspect: false, question: expect.stringMatching(/^update-/) },
        },
      ],
    ]);
    expect((await filesOf(bo, change)).files.map(({ path }) => path)).toEqual(["a.bin", "package-lock.json"]);
  });

  it("C08 cuts a minified line, gives all of it on demand, and marks bytes that are not UTF-8", async () => {
    const long = "x".repeat(6_000);
    const change = await changed(server, {}, { "src/min.js": `${long}\nshort\n`, "src/latin.ts": Buffer.from([0x61, 0xe9, 0x0a]) });
    const diff = await diffOf(bo, change, "src/min.js");
    expect(diff.rows?.map((row) => (row.kind === "gap" ? -1 : row.cut))).toEqual([5_000, 0]);
    const line = fileLine.parse(await (await bo(`/api/changes/${change}/line?path=src%2Fmin.js&side=head&line=1`)).json());
    expect([plain(line.text), line.cut]).toEqual([long, 0]);
    const latin = await diffOf(bo, change, "src/latin.ts");
    expect(latin.encoding).toBe("Not all of this file is UTF-8 text: bytes that are not stand as \\xNN.");
    expect(latin.rows?.map((row) => (row.kind === "gap" ? [] : marks(row.text)))).toEqual([["\\xe9"]]);
  });

  it("C10 C11 tells a changed mode, a file that became a link and where it leads, and both commits of a moved submodule", async () => {
    const commit = (digit: string) => digit.repeat(40);
    const change = await changed(
      server,
      { "run.sh": "echo\n", "config.ts": "x\n", sub: { mode: "160000", content: commit("a") } },
      { "run.sh": { mode: "100755", content: "echo\n" }, "config.ts": { mode: "120000", content: "../../etc/passwd" }, sub: { mode: "160000", content: commit("b") } },
    );
    const files = new Map((await filesOf(bo, change)).files.map((file) => [file.path, file]));
    expect(files.get("run.sh")).toMatchObject({ oldMode: "100644", newMode: "100755", flags: ["executable-bit"], added: 0 });
    expect(files.get("run.sh")?.notes).toContain("Its mode goes from 100644 to 100755.");
    expect(files.get("config.ts")).toMatchObject({ content: "symlink", linkTarget: ["../../etc/passwd"], flags: expect.arrayContaining(["became-symlink", "symlink-escape"]) });
    expect(files.get("sub")).toMatchObject({ content: "submodule", oldBlob: commit("a"), newBlob: commit("b"), flags: expect.arrayContaining(["submodule-moved"]) });
    expect((await diffOf(bo, change, "sub")).rows).toBeNull();
    // Its legitimate twin: a link that stays inside is shown with where it leads, and is no alarm.
    const twin = await changed(server, { "docs/a.md": "a\n" }, { "docs/b.md": { mode: "120000", content: "a.md" } });
    expect((await filesOf(bo, twin)).files).toMatchObject([{ content: "symlink", linkTarget: ["a.md"], flags: [] }]);
  });

  it("C13 shows a path's line breaks and terminal escapes as marks, and finds the file by it", async () => {
    const path = "src/a\n\u001b[31mb.ts";
    const change = await changed(server, {}, { [path]: "x\n" });
    const [file] = (await filesOf(bo, change)).files;
    expect([marks(file?.shown ?? []), file?.flags]).toEqual([
      ["U+000A", "U+001B"],
      ["invisible-characters", "path-control-characters"],
    ]);
    expect(texts((await diffOf(bo, change, path)).rows)).toEqual(["+x"]);
  });

  it("C14 has the exact view only: white space, line ends and a missing line feed are differences that are shown", async () => {
    const change = await changed(server, { "src/w.py": "if a:\n  b()\nc()\r\n" }, { "src/w.py": "if a:\n    b()\nc()" });
    const diff = await diffOf(bo, change, "src/w.py");
    expect(texts(diff.rows)).toEqual([" if a:", "-  b()", "-c()", "+    b()", "+c()"]);
    expect(diff.rows?.map((row) => (row.kind === "gap" ? [] : marks(row.text)))).toEqual([[], [], ["U+000D"], [], []]);
    expect(diff.noNewline).toEqual({ old: false, new: true });
    expect((await bo(`/api/changes/${change}/diff?path=src%2Fw.py&whitespace=ignore`)).status).toBe(400);
  });

  it("C22 a seen mark is of one content: a new one of the same path is unseen, and the old one cannot be marked any more", async () => {
    const change = await changed(server, {}, { "src/s.ts": "one\n", "src/t.ts": "t\n" });
    const see = (path: string, pair: unknown) => bo(`/api/changes/${change}/seen`, { method: "PUT", json: { path, pair } });
    const before = (await filesOf(bo, change)).files;
    for (const { path } of before) await diffOf(bo, change, path);
    for (const { path, pair } of before) expect((await see(path, pair)).status).toBe(204);
    expect((await filesOf(bo, change)).seen).toBe(2);
    expect((await filesOf(await server.as("chen"), change)).seen).toBe(0);
    server.organisation.repository.commit({ "src/s.ts": "two\n" });
    await server.organisation.propose();
    const after = (await filesOf(bo, change)).files;
    expect(after.map(({ path, seen, changedSinceSeen }) => [path, seen, changedSinceSeen])).toEqual([
      ["src/s.ts", false, true],
      ["src/t.ts", true, false],
    ]);
    const stale = await see("src/s.ts", before.find(({ path }) => path === "src/s.ts")?.pair);
    expect([stale.status, ((await stale.json()) as { code: string }).code]).toEqual([409, "stale"]);
    expect((await bo(`/api/changes/${change}/seen?path=src%2Ft.ts`, { method: "DELETE" })).status).toBe(204);
    expect((await filesOf(bo, change)).seen).toBe(0);
  });

  it("C22 R20 nothing counts as seen that was never given out: rows are opened first, and the list says all there is of a file without text", async () => {
    const commit = (digit: string) => digit.repeat(40);
    const change = await changed(
      server,
      { "run.sh": "echo\n", "a.bin": Buffer.from([0, 1]), sub: { mode: "160000", content: commit("a") } },
      {
        "run.sh": { mode: "100755", content: "echo\n" },
        "a.bin": Buffer.from([0, 2]),
        sub: { mode: "160000", content: commit("b") },
        "src/u.ts": "u\n",
        "src/link": { mode: "120000", content: "u.ts" },
      },
    );
    const see = async (client: Client, { path, pair }: Files["files"][number]) => (await client(`/api/changes/${change}/seen`, { method: "PUT", json: { path, pair } })).status;
    const all = async (client: Client) => Object.fromEntries(await Promise.all(files.map(async (file) => [file.path, await see(client, file)] as const)));
    const { files } = await filesOf(bo, change);
    expect(await all(bo)).toEqual({ "run.sh": 204, "a.bin": 204, sub: 204, "src/u.ts": 422, "src/link": 422 });
    // What somebody else was given says nothing about this person.
    const chen = await server.as("chen");
    expect(await all(chen)).toEqual({ "run.sh": 422, "a.bin": 422, sub: 422, "src/u.ts": 422, "src/link": 422 });
    for (const path of ["src/u.ts", "src/link"]) await diffOf(bo, change, path);
    expect(await all(bo)).toEqual({ "run.sh": 204, "a.bin": 204, sub: 204, "src/u.ts": 204, "src/link": 204 });
    expect((await filesOf(bo, change)).seen).toBe(5);
  });

  it("C13 opens and marks each of two paths that read alike, by what they hold", async () => {
    const { repository } = server.organisation;
    repository.checkout("main");
    repository.branch("alike", repository.commit({ [source.path]: source.before }));
    repository.commit({ [source.path]: source.after });
    const git = (input: string | Buffer, ...args: string[]) =>
      execFileSync("git", ["-C", repository.path, "-c", "user.name=Ada Author", "-c", "user.email=ada@example.com", ...args], { input })
        .toString()
        .trim();
    const [good, evil] = ["good\n", "evil\n"].map((text) => git(text, "hash-object", "-w", "--stdin"));
    git("", "read-tree", "refs/heads/alike");
    const entry = (blob: string | undefined, path: Buffer) => Buffer.concat([Buffer.from(`100644 ${blob}\t`), path, Buffer.from([0])]);
    const paths = [Buffer.from("src/a\\xff.ts"), Buffer.from("src/a\u00ff.ts", "latin1")] as const;
    git(Buffer.concat([entry(good, paths[0]), entry(evil, paths[1])]), "update-index", "--add", "-z", "--index-info");
    git("", "update-ref", "refs/heads/alike", git("Two alike\n", "commit-tree", git("", "write-tree"), "-p", "refs/heads/alike"));
    const { change } = await server.organisation.propose({ base: "refs/heads/main", head: "refs/heads/alike" });
    const alike = (await filesOf(bo, change)).files.filter(({ path }) => path === "src/a\\xff.ts");
    const rows: string[][] = [];
    for (const { path, pair } of alike) {
      rows.push(texts((await diffOf(bo, change, path, `&old=${pair.old}&new=${pair.new}`)).rows));
      expect((await bo(`/api/changes/${change}/seen`, { method: "PUT", json: { path, pair } })).status).toBe(204);
    }
    expect(rows.toSorted()).toEqual([["+evil"], ["+good"]]);
    expect((await filesOf(bo, change)).files.map(({ path, seen }) => [path, seen]).toSorted()).toEqual([
      ["src/a\\xff.ts", true],
      ["src/a\\xff.ts", true],
      ["src/pay.ts", false],
    ]);
    // A comment on one of them stands at that one, and whoever does not say which is asked.
    const [, second] = alike;
    const comment = (place: object) => bo(`/api/changes/${change}/comments`, { json: { text: "Which of the two?", place: { path: second?.path, side: "head", ...place } } });
    expect([(await comment({})).status, (await comment({ pair: second?.pair, line: 1 })).status]).toEqual([422, 201]);
    const commented = await Promise.all(
      alike.map(async ({ path, pair }) => (await diffOf(bo, change, path, `&old=${pair.old}&new=${pair.new}`)).comments.map(({ outdated }) => outdated)),
    );
    expect(commented).toEqual([[], [false]]);
    expect((await filesOf(bo, change)).files.filter(({ path }) => path === second?.path).map(({ comments }) => comments)).toEqual([0, 1]);
    // Without saying which, neither is shown in the other's place.
    expect((await bo(`/api/changes/${change}/diff?path=${encodeURIComponent("src/a\\xff.ts")}`)).status).toBe(422);
    const [first] = alike;
    const unsee = `/api/changes/${change}/seen?path=${encodeURIComponent(first?.path ?? "")}&old=${first?.pair.old}&new=${first?.pair.new}`;
    expect([(await bo(unsee, { method: "DELETE" })).status, (await filesOf(bo, change)).seen]).toEqual([204, 1]);
  });

  it("marks who wrote each added line and which of them no test ran", async () => {
    const { organisation } = server;
    organisation.repository.checkout("main");
    organisation.repository.branch("covered", organisation.repository.commit({ [source.path]: source.before }));
    const head = organisation.repository.commit({ [source.path]: source.after }, { message: "Charge\n\nCo-authored-by: Claude <noreply@anthropic.com>" });
    const { change } = await organisation.propose({ head: "refs/heads/covered", declared: [{ tool: "claude-code", model: null }] });
    await organisation.attach(head, [lcov([1, 0, 2])]);
    const diff = await diffOf(bo, change, source.path);
    const added = (diff.rows ?? []).flatMap((row) => (row.kind === "added" ? [[row.coverage, diff.runs[row.run ?? -1]?.origin, diff.runs[row.run ?? -1]?.tool]] : []));
    expect(added).toEqual([
      ["missed", "ai", "claude-code"],
      ["hit", "ai", "claude-code"],
    ]);
    expect([diff.file.uncovered, diff.file.origin]).toEqual([1, { human: 0, ai: 2, mixed: 0, unknown: 0 }]);
    expect(diff.runs[0]?.method).toBe("trailer");
  });

  it("R83 opens the coverage of AI's lines into files, tools and lines, and marks the same lines in the diff", async () => {
    const { organisation } = server;
    organisation.repository.checkout("main");
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `export const a${at} = ${at};\n`).join("");
    organisation.repository.branch("by-tool", organisation.base);
    const head = organisation.repository.commit({ "src/run.ts": lines(5), "src/unnamed.ts": lines(2), "docs/run.md": "One\n" });
    const { change } = await organisation.propose({ head: "refs/heads/by-tool", declared: [{ tool: "claude-code", model: null }] });
    const read = async () => coveragePage.parse(await (await bo(`/api/changes/${change}/coverage`)).json());
    const states = async (path: string) => ((await diffOf(bo, change, path)).rows ?? []).flatMap((row) => (row.kind === "added" ? [row.coverage] : []));
    const before = await read();
    expect([before.reported, before.ai, await states("src/run.ts")]).toEqual([
      false,
      { lines: 8, coverable: 7, executable: 0, hit: 0, withoutData: 7 },
      [null, null, null, null, null],
    ]);
    await organisation.attach(head, [Buffer.from("TN:\nSF:src/run.ts\nDA:1,3\nDA:2,0\nDA:3,0\nDA:5,0\nLF:4\nLH:1\nend_of_record\n")]);
    const { reported, ai, tools, methods, rows, more } = await read();
    expect({ reported, ai, tools, methods, more }).toEqual({
      reported: true,
      ai: { lines: 8, coverable: 7, executable: 4, hit: 1, withoutData: 2 },
      tools: [{ tool: "claude-code", lines: 8, coverable: 7, executable: 4, hit: 1, withoutData: 2 }],
      methods: [{ method: "declared", lines: 8, coverable: 7, executable: 4, hit: 1, withoutData: 2 }],
      more: 0,
    });
    expect(rows.map(({ path, missedLines, withoutDataLines }) => [path, missedLines.ranges, withoutDataLines.ranges])).toEqual([
      [
        "src/run.ts",
        [
          { start: 2, end: 3 },
          { start: 5, end: 5 },
        ],
        [],
      ],
      ["src/unnamed.ts", [], [{ start: 1, end: 2 }]],
      ["docs/run.md", [], []],
    ]);
    expect(await states("src/run.ts")).toEqual(["hit", "missed", "missed", null, "missed"]);
    expect(await states("src/unnamed.ts")).toEqual(["without-data", "without-data"]);
    expect(await states("docs/run.md")).toEqual([null]);
    const { files } = await filesOf(bo, change);
    expect(files.find(({ path }) => path === "src/run.ts")?.aiLines).toEqual({ lines: 5, coverable: 5, executable: 4, hit: 1, withoutData: 0 });
    const page = changePage.parse(await (await bo(`/api/changes/${change}`)).json());
    expect(page.coverage.ai).toEqual(ai);
    // As long as another producer's report contradicts itself nothing is measured, and nothing is marked.
    const [contradictory] = await organisation.attach(head, [Buffer.from("TN:\nSF:src/elsewhere.ts\nDA:1,1\nLF:1\nLH:1\nend_of_record\n")], "nightly");
    expect(contradictory?.reading?.state).toBe("inconsistent");
    expect([(await read()).reported, await states("src/run.ts"), (await filesOf(bo, change)).files.map(({ aiLines }) => aiLines)]).toEqual([
      false,
      [null, null, null, null, null],
      [null, null, null],
    ]);
  });

  it("says so when this machine does not have the repository, lists the files all the same, and lets nobody approve", async () => {
    await using other = await testServer();
    const { change } = await other.organisation.proposed();
    const reader = await other.as("bo");
    const [file] = (await filesOf(reader, change)).files;
    other.organisation.repository.git("update-ref", "-d", "refs/heads/topic");
    other.organisation.repository[Symbol.dispose]();
    expect(await filesOf(reader, change)).toMatchObject({ readable: false, sentence: expect.stringContaining("nobody can approve it here") });
    const diff = await reader(`/api/changes/${change}/diff?path=${encodeURIComponent(`${file?.path}`)}`);
    expect([diff.status, ((await diff.json()) as { code: string }).code]).toEqual([503, "repository-unreadable"]);
    const answers = [{ criterion: "meets-requirement", value: "met", reason: null, link: "PAY-7" }];
    const prepared = await reader(`/api/changes/${change}/decisions/prepare`, { json: { outcome: "approve", answers } });
    expect([prepared.status, ((await prepared.json()) as { code: string }).code]).toEqual([503, "repository-unreadable"]);
  });
});
