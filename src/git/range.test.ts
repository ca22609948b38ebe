import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import type { ChangedFile, FileFlag } from "../model/change.ts";
import { openRepository, type RangeReading, readRange } from "./index.ts";
import { type FileChanges, type TestRepository, testRepository } from "./testing.ts";

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");

async function read(repo: TestRepository, base: string, head: string): Promise<RangeReading> {
  await using repository = await openRepository(repo.path);
  return await readRange(repository, { base, head });
}

/** The reading of one commit over another, and its file by path. */
async function change(
  before: FileChanges,
  after: FileChanges,
): Promise<{ range: RangeReading; file: (path: string) => ChangedFile; flags: (path: string) => readonly FileFlag[] }> {
  using repo = testRepository();
  const range = await read(repo, repo.commit(before), repo.commit(after));
  const file = (path: string) => {
    const found = range.files.find((each) => each.path === path);
    if (found === undefined) throw new Error(`no ${path} among ${range.files.map((each) => each.path)}`);
    return found;
  };
  return { range, file, flags: (path) => file(path).flags };
}

describe("what a range says about its files", () => {
  it("tells added, modified, deleted and renamed files apart, with git's line counts", async () => {
    const { range, file } = await change(
      { "keep.ts": lines(1, 9), "gone.ts": lines(1, 3), "old/name.ts": lines(1, 20), "same.ts": "x\n" },
      { "keep.ts": `${lines(1, 4)}new\n${lines(6, 9)}end\n`, "gone.ts": null, "old/name.ts": null, "new/name.ts": `${lines(1, 20)}more\n`, "fresh.ts": "quite\ndifferent\n" },
    );
    expect(range.files.map((each) => [each.path, each.status, each.added, each.deleted])).toEqual([
      ["fresh.ts", "added", 2, 0],
      ["gone.ts", "deleted", 0, 3],
      ["keep.ts", "modified", 2, 1],
      ["new/name.ts", "renamed", 1, 0],
    ]);
    expect(file("new/name.ts").from).toBe("old/name.ts");
    expect(file("keep.ts").addedRanges).toEqual([
      { start: 5, end: 5 },
      { start: 10, end: 10 },
    ]);
    expect(range.files.flatMap((each) => each.flags)).toEqual([]);
    expect(range.touched).toEqual(["fresh.ts", "gone.ts", "keep.ts", "new/name.ts", "old/name.ts"]);
  });

  it("counts CRLF lines, a last line without line feed, and empty files as git does", async () => {
    const { file } = await change(
      { "crlf.txt": "a\r\nb\r\n", "tail.txt": "a\nb", "empty.txt": "" },
      { "crlf.txt": "a\r\nB\r\n", "tail.txt": "a\nb\nc", "empty.txt": "now\n", "none.txt": "" },
    );
    expect(file("crlf.txt")).toMatchObject({ added: 1, deleted: 1, addedRanges: [{ start: 2, end: 2 }], flags: [] });
    expect(file("tail.txt")).toMatchObject({ added: 2, deleted: 1, addedRanges: [{ start: 2, end: 3 }] });
    expect(file("empty.txt")).toMatchObject({ added: 1, deleted: 0 });
    expect(file("none.txt")).toMatchObject({ status: "added", content: "text", added: 0, addedRanges: [] });
  });

  it("agrees with git diff --numstat on content that looks like a patch", async () => {
    using repo = testRepository();
    const spoof = "diff --git a/00000001 b/00000001\n--- a/x\n+++ b/x\n@@ -1 +1,9999 @@\n-\n+\n\\ No newline at end of file\n";
    const base = repo.commit({ "a.txt": lines(1, 30), "b.txt": spoof, "c.txt": `${spoof}tail` });
    const head = repo.commit({ "a.txt": lines(1, 10) + spoof + lines(15, 30), "b.txt": `@@ -5 +5 @@\n${spoof}`, "c.txt": `${spoof}${spoof}` });
    const range = await read(repo, base, head);
    const counted = range.files.map((file) => `${file.added}\t${file.deleted}\t${file.path}`).join("\n");
    expect(counted).toBe(repo.git("diff", "--numstat", "--no-renames", base, head));
  });

  it("gives nothing for an empty commit and for head equal to base", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n" });
    const head = repo.commit({});
    expect(await read(repo, base, head)).toMatchObject({ files: [], touched: [], flags: [], mergeBases: [base], commits: [{ id: head }] });
    expect(await read(repo, base, base)).toMatchObject({ files: [], commits: [], mergeBases: [base] });
    expect(await read(repo, head, base)).toMatchObject({ files: [], commits: [], mergeBases: [base], resultTree: (await read(repo, base, head)).headTree });
  });

  it("reads a repository with SHA-256 ids", async () => {
    using repo = testRepository({ objectFormat: "sha256" });
    const base = repo.commit({ "a.txt": lines(1, 9) });
    repo.branch("topic");
    const head = repo.commit({ "a.txt": `${lines(1, 9)}end\n` });
    repo.checkout("main");
    const moved = repo.commit({ "a.txt": `start\n${lines(1, 9)}` });
    const range = await read(repo, moved, head);
    expect(range).toMatchObject({ objectFormat: "sha256", mergeBases: [base], flags: [] });
    expect(range.head).toHaveLength(64);
    expect(range.files).toMatchObject([{ path: "a.txt", added: 1, addedRanges: [{ start: 11, end: 11 }] }]);
  });

  it("refuses ids that are short, of another kind, absent or no commit", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n" });
    await using repository = await openRepository(repo.path);
    const reading = (head: string) => readRange(repository, { base, head });
    await expect(reading(base.slice(0, 12))).rejects.toMatchObject({ code: "bad-input" });
    await expect(reading("a".repeat(64))).rejects.toMatchObject({ code: "bad-input" });
    await expect(reading("HEAD")).rejects.toMatchObject({ code: "bad-input" });
    await expect(reading("--output=stolen")).rejects.toMatchObject({ code: "bad-input" });
    await expect(reading("a".repeat(40))).rejects.toMatchObject({ code: "unknown-reference" });
    await expect(reading(repo.raw("blob", "x"))).rejects.toMatchObject({ code: "unknown-reference" });
  });
});

describe("what the reviewer must not miss", () => {
  it("C01 flags bidirectional controls in added lines and paths, and not the same file's untouched lines", async () => {
    const { flags } = await change(
      { "seen.js": "a\n// \u202E old\nb\n" },
      { "seen.js": "a\n// \u202E old\nB\n", "attack.js": "if (admin\u2066) {\n", "na\u202Eme.js": "x\n", "arabic.txt": "مرحبا بالعالم\n" },
    );
    expect(flags("attack.js")).toEqual(["bidi"]);
    expect(flags("na\u202Eme.js")).toEqual(["bidi"]);
    expect(flags("seen.js")).toEqual([]);
    expect(flags("arabic.txt")).toEqual([]);
  });

  it.each([
    ["a zero-width space", "ad\u200Bmin"],
    ["a variation selector after a letter", "a\uFE01"],
    ["a second selector after an emoji", "☺\uFE0F\uFE0F"],
    ["a supplementary selector", "☺\u{E0100}"],
    ["a tag character", "x\u{E0041}"],
    ["a Hangul filler", "const \u3164 = 1"],
    ["a soft hyphen", "pass\u00ADword"],
    ["a byte-order mark inside", "a\uFEFFb"],
    ["a terminal escape", "\u001B[8mhidden"],
    ["a lone carriage return", "rm -rf /\recho ok"],
    ["a line separator", "// note\u2028run()"],
  ])("C02 flags %s in an added line", async (_, text) => {
    const { flags } = await change({ "a.txt": "a\n" }, { "a.txt": `a\n${text}\n` });
    expect(flags("a.txt")).toEqual(["invisible-characters"]);
  });

  it.each([
    ["emoji with selectors and joiners", "❤\uFE0F 👩\u200D💻 👍🏽 1\uFE0F\u20E3"],
    ["accents and other scripts", "Grüße, Žižek, 東京, नमस्ते, 한국어"],
    ["tabs and form feeds", "\tindented\f"],
    ["a carriage return at the line's end", "dos\r"],
  ])("C02 lets %s pass", async (_, text) => {
    const { flags } = await change({ "a.txt": "a\n" }, { "a.txt": `a\n${text}\n` });
    expect(flags("a.txt")).toEqual([]);
  });

  it("C02 lets a byte-order mark begin a file", async () => {
    const { flags } = await change({ "z.txt": "z\n" }, { "a.txt": "\uFEFFfirst\n" });
    expect(flags("a.txt")).toEqual([]);
  });

  it("C02 flags invisible characters in a commit message or a name, and not a plain message", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n" });
    const plain = repo.commit({ "a.txt": "b\n" }, { message: "fix: café ✔\uFE0F" });
    const hidden = repo.commit({ "a.txt": "c\n" }, { message: "fix\u200B: it" });
    const named = repo.commit({ "a.txt": "d\n" }, { author: "Ada\u2066 <ada@example.com>" });
    expect((await read(repo, base, plain)).flags).toEqual([]);
    expect((await read(repo, plain, hidden)).flags).toEqual(["commit-message-invisible-characters"]);
    expect((await read(repo, hidden, named)).flags).toEqual(["commit-message-invisible-characters"]);
  });

  it("C04 decides text by the bytes, whatever the attributes say, and flags a change of attributes", async () => {
    const { file, flags } = await change(
      { ".gitattributes": "*.js binary -diff -text\n", "a.js": "one\n", "plain.md": "x\n" },
      { "a.js": "one\ntwo\n", ".gitattributes": "*.js binary -diff -text\n*.ts filter=x working-tree-encoding=UTF-16 export-ignore\n", "plain.md": "y\n" },
    );
    expect(file("a.js")).toMatchObject({ content: "text", added: 1, flags: [] });
    expect(flags(".gitattributes")).toEqual(["attributes-changed"]);
    expect(flags("plain.md")).toEqual([]);
  });

  it("C16 flags attributes in any folder, under another case, and when they go away", async () => {
    const { flags } = await change({ "lib/.gitattributes": "* eol=crlf\n" }, { "lib/.gitattributes": null, "src/.GitAttributes": "* ident\n" });
    expect(flags("lib/.gitattributes")).toEqual(["attributes-changed"]);
    expect(flags("src/.GitAttributes")).toEqual(["attributes-changed"]);
  });

  it("C07 counts a change of 25,000 lines in full", async () => {
    const { file } = await change({ "big.txt": lines(1, 1_000) }, { "big.txt": lines(1, 500) + lines(200_001, 225_000) + lines(501, 1_000) });
    expect(file("big.txt")).toMatchObject({ added: 25_000, deleted: 0, addedRanges: [{ start: 501, end: 25_500 }] });
  });

  it("C08 calls binary, UTF-16, overlong and undecodable content opaque, and a lockfile not", async () => {
    const { file, flags } = await change(
      { "old.min.js": `${"x".repeat(6_000)}\n`, "latin.txt": Buffer.from("caf\xe9\nb\n", "latin1") },
      {
        "image.png": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]),
        "wide.txt": Buffer.from("\uFEFFhi\n", "utf16le"),
        "app.min.js": `${"x".repeat(5_001)}\n`,
        "edge.js": `${"é".repeat(5_000)}\n`,
        "old.min.js": `${"x".repeat(6_000)}\nshort\n`,
        "latin.txt": Buffer.from("caf\xe9\nB\n", "latin1"),
        "latin-new.txt": Buffer.from("caf\xe9\n", "latin1"),
        "package-lock.json": "{}\n",
      },
    );
    expect(file("image.png")).toMatchObject({ content: "binary", added: 0, flags: ["opaque"] });
    expect(file("wide.txt")).toMatchObject({ content: "binary", flags: ["opaque"] });
    expect(file("app.min.js")).toMatchObject({ content: "text", added: 1, flags: ["opaque", "minified"] });
    expect(file("latin-new.txt")).toMatchObject({ content: "text", added: 1, flags: ["opaque"] });
    for (const path of ["edge.js", "old.min.js", "latin.txt"]) expect(flags(path), path).toEqual([]);
    expect(flags("package-lock.json")).toEqual(["generated"]);
  });

  it("C08 calls source code without line breaks minified, by its added lines alone and with its indentation left out", async () => {
    const dense = `${"a=b+c;".repeat(60)}\n`;
    const { flags } = await change(
      { "was.js": dense.repeat(20) },
      {
        "dense.js": dense.repeat(20),
        "small.js": dense.repeat(10),
        "prose.md": dense.repeat(20),
        "was.js": `${dense.repeat(20)}short();\n`,
        "hidden.py": `x = 1${" ".repeat(6_000)}; import os\n${"ordinary = 1\n".repeat(200)}`,
        "indented.ts": `${" ".repeat(300)}call();\n`.repeat(40),
      },
    );
    expect(flags("dense.js")).toEqual(["minified"]);
    expect(flags("hidden.py")).toEqual(["opaque", "minified"]);
    for (const path of ["small.js", "prose.md", "was.js", "indented.ts"]) expect(flags(path), path).toEqual([]);
  });

  it("C08 calls a file oversized when nobody reads so much of it", async () => {
    const { flags } = await change(
      { "grown.csv": `${"x".repeat(2 ** 20)}\n` },
      { "long.ts": lines(1, 2_001), "edge.ts": lines(1, 2_000), "grown.csv": `${"x".repeat(2 ** 20)}\ny\n`, "big.txt": `${`${"y".repeat(99)}\n`.repeat(1_000)}` },
    );
    expect([flags("long.ts"), flags("grown.csv"), flags("edge.ts"), flags("big.txt")]).toEqual([["oversized"], ["oversized"], [], []]);
  });

  it("C05 takes the base's word, or a lockfile's name, for generated; a mark that only the change makes is its own claim", async () => {
    const mark = "// Code generated by protoc. DO NOT EDIT.\n";
    const { flags } = await change(
      { "pb.go": `${mark}a\n`, "hand.go": "a\n", "freed.go": `${mark}a\n`, "gone.go": `${mark}a\n` },
      {
        "pb.go": `${mark}b\n`,
        "hand.go": `${mark}b\n`,
        "freed.go": "b\n",
        "gone.go": null,
        "new.ts": "/** @generated */\n",
        "late.ts": `${"\n".repeat(30)}// @generated\n`,
        "lib/yarn.lock": "a\n",
        "app.js.map": "{}\n",
      },
    );
    for (const path of ["pb.go", "gone.go", "lib/yarn.lock", "app.js.map"]) expect(flags(path), path).toEqual(["generated"]);
    for (const path of ["hand.go", "new.ts"]) expect(flags(path), path).toEqual(["claims-generated"]);
    for (const path of ["freed.go", "late.ts"]) expect(flags(path), path).toEqual([]);
  });

  it("C08 tells the truth when text becomes binary and binary becomes text", async () => {
    const { file } = await change(
      { "a.dat": lines(1, 4), "b.dat": Buffer.from([0, 10, 0, 10]), "gone.bin": Buffer.from([0]) },
      { "a.dat": Buffer.from("x\0y"), "b.dat": lines(1, 3), "gone.bin": null },
    );
    expect(file("a.dat")).toMatchObject({ content: "binary", added: 0, deleted: 4, flags: ["opaque"] });
    expect(file("b.dat")).toMatchObject({ content: "text", added: 3, deleted: 0, addedRanges: [{ start: 1, end: 3 }], flags: [] });
    expect(file("gone.bin")).toMatchObject({ content: "binary", status: "deleted", flags: [] });
  });

  it("C10 flags the executable bit both ways, and not a script that merely changes", async () => {
    const { file, flags } = await change(
      { "on.sh": "x\n", "off.sh": { mode: "100755", content: "y\n" }, "still.sh": { mode: "100755", content: "z\n" } },
      { "on.sh": { mode: "100755", content: "x\n" }, "off.sh": "y\n", "still.sh": { mode: "100755", content: "zz\n" }, "new.sh": { mode: "100755", content: "n\n" } },
    );
    expect(file("on.sh")).toMatchObject({ status: "modified", oldMode: "100644", newMode: "100755", added: 0, deleted: 0, flags: ["executable-bit"] });
    expect(flags("off.sh")).toEqual(["executable-bit"]);
    expect(flags("new.sh")).toEqual(["executable-bit"]);
    expect(flags("still.sh")).toEqual([]);
  });

  it("C10 shows the target of a file that became a link, and flags one that leads outside", async () => {
    const link = (content: string) => ({ mode: "120000", content }) as const;
    const { file, flags } = await change(
      { "a.txt": lines(1, 3), "p/q/up": link("../.."), "docs/x.md": "x\n" },
      {
        "a.txt": link("docs/x.md"),
        dangling: link("docs/none"),
        "deep/er/ok": link("../../docs/x.md"),
        passwd: link("/etc/passwd"),
        "deep/out": link("../../secret"),
        chained: link("p/q/up/../outside"),
        hooks: link(".git/hooks"),
        windows: link("C:\\secret"),
        loop: link("loop"),
      },
    );
    expect(file("a.txt")).toMatchObject({ status: "type-changed", content: "symlink", linkTarget: "docs/x.md", added: 0, deleted: 3, flags: ["became-symlink"] });
    for (const path of ["dangling", "deep/er/ok"]) expect(flags(path), path).toEqual([]);
    for (const path of ["passwd", "deep/out", "chained", "hooks", "windows", "loop"]) expect(flags(path), path).toEqual(["symlink-escape"]);
  });

  it("C10 flags a link that replaces a folder", async () => {
    const { flags } = await change({ "owned/a.ts": "a\n", "other/a.ts": "b\n" }, { "owned/a.ts": null, owned: { mode: "120000", content: "other" } });
    expect(flags("owned")).toEqual(["became-symlink"]);
  });

  it("C11 shows a submodule move that .gitmodules asks to ignore, and flags .gitmodules itself", async () => {
    const module = (digit: string) => ({ mode: "160000", content: digit.repeat(40) }) as const;
    const modules = '[submodule "lib"]\n\tpath = lib\n\turl = https://example.com/lib\n\tignore = all\n';
    const { file, flags } = await change(
      { lib: module("1"), ".gitmodules": modules, "a.txt": "a\n" },
      { lib: module("2"), ".gitmodules": `${modules}\tbranch = x\n`, "a.txt": "b\n" },
    );
    expect(file("lib")).toMatchObject({ content: "submodule", oldBlob: "1".repeat(40), newBlob: "2".repeat(40), flags: ["submodule-moved", "opaque"] });
    expect(flags(".gitmodules")).toEqual(["git-modules-changed"]);
    expect(flags("a.txt")).toEqual([]);
  });

  it("C13 flags paths that collide by case or normal form with a sibling, folders included", async () => {
    const { flags } = await change(
      { "README.md": "a\n", "src/a.ts": "a\n", "cafe\u0301.txt": "a\n", "gone.md": "a\n" },
      { "readme.md": "b\n", "SRC/b.ts": "b\n", "caf\u00E9.txt": "b\n", "gone.md": null, "Gone.md": "a2\n", "src/b.ts": "b\n", "lib/a.ts": "c\n" },
    );
    for (const path of ["readme.md", "SRC/b.ts", "src/b.ts", "caf\u00E9.txt"]) expect(flags(path), path).toEqual(["path-collision"]);
    for (const path of ["Gone.md", "lib/a.ts"]) expect(flags(path), path).toEqual([]);
  });

  it("C13 keeps newlines, tabs, quotes and bytes that are not UTF-8 in paths apart and flags them", async () => {
    const { file, flags } = await change(
      { "z.txt": "z\n" },
      {
        "new\nline.txt": "a\n",
        "tab\t.txt": "b\n",
        "esc\u001B[31m.txt": "c\n",
        "bytes:bad\xff\xc3.txt": "d\ne\n",
        'quo"te\\.txt': "f\n",
        "-dash --output=x": "g\n",
        ":(glob)*.ts": "h\n",
      },
    );
    expect(flags("new\nline.txt")).toContain("path-control-characters");
    expect(flags("tab\t.txt")).toContain("path-control-characters");
    expect(flags("esc\u001B[31m.txt")).toContain("path-control-characters");
    expect(file("bad\\xff\\xc3.txt")).toMatchObject({ pathBytes: Buffer.from("bad\xff\xc3.txt", "latin1").toString("hex"), added: 2, flags: ["path-not-utf8"] });
    for (const path of ['quo"te\\.txt', "-dash --output=x", ":(glob)*.ts"]) expect(flags(path), path).toEqual([]);
  });
});

describe("what a range stands on", () => {
  it("B23 commits to the SHA-256 of every changed blob, its mode and its path", async () => {
    const { range } = await change({ "b.txt": "b\n", "gone.txt": "g\n", "same.txt": "s\n" }, { "b.txt": "B\n", "gone.txt": null, "a.sh": { mode: "100755", content: "run\n" } });
    const rows = [`100755 ${sha256("run\n")} a.sh`, `100644 ${sha256("B\n")} b.txt`, "000000 - gone.txt"];
    const listing = rows.map((row) => `${row}\0`).join("");
    expect(range.resultListing).toBe(sha256(listing));
  });

  it("B23 flags commits that are signed for the repository's other hash kind", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n" });
    const tree = repo.git("rev-parse", "HEAD^{tree}");
    const who = "Ada <ada@example.com> 1700000000 +0000";
    const head = repo.raw("commit", `tree ${tree}\nparent ${base}\nauthor ${who}\ncommitter ${who}\ngpgsig-sha256 -----BEGIN\n x\n -----END\n\nmixed\n`);
    expect((await read(repo, base, head)).flags).toEqual(["mixed-object-format"]);
  });

  it("compares a moved base with the merge, so that only the head's own change counts", async () => {
    using repo = testRepository();
    const start = repo.commit({ "a.txt": lines(1, 20), "b.txt": "b\n" });
    repo.branch("topic");
    const head = repo.commit({ "a.txt": lines(1, 20).replace("line 3\n", "three\n") });
    repo.checkout("main");
    const base = repo.commit({ "a.txt": lines(1, 20).replace("line 18\n", "eighteen\n"), "b.txt": null });
    const range = await read(repo, base, head);
    expect(range).toMatchObject({ mergeBases: [start], flags: [], touched: ["a.txt"] });
    expect(range.files).toMatchObject([{ path: "a.txt", added: 1, deleted: 1, addedRanges: [{ start: 3, end: 3 }] }]);
    expect(range.resultTree).not.toBe(range.headTree);
    expect(range.resultTree).toBe(repo.git("merge-tree", "--write-tree", base, head));
  });

  it("writes nothing into the repository that it reads, and can read what the merge made", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": lines(1, 20) });
    repo.branch("topic");
    const head = repo.commit({ "a.txt": `${lines(1, 20)}end\n` });
    repo.checkout("main");
    const base = repo.commit({ "a.txt": `start\n${lines(1, 20)}` });
    const everything = () => readdirSync(repo.path, { recursive: true, encoding: "utf8" }).map((name) => `${name} ${statSync(join(repo.path, name)).mtimeMs}`);
    const before = everything();
    await using repository = await openRepository(repo.path);
    const range = await readRange(repository, { base, head });
    expect((await repository.objects.read(range.files[0]?.newBlob ?? ""))?.bytes.toString()).toBe(`start\n${lines(1, 20)}end\n`);
    expect(everything()).toEqual(before);
  });

  it("gives no result where the merge conflicts, and says so", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "one\n" });
    repo.branch("topic");
    const head = repo.commit({ "a.txt": "two\n" });
    repo.checkout("main");
    const base = repo.commit({ "a.txt": "three\n" });
    const range = await read(repo, base, head);
    expect(range).toMatchObject({ resultTree: null, flags: ["merge-conflict"] });
    expect(range.files).toMatchObject([{ path: "a.txt", added: 1, deleted: 1 }]);
  });

  it("gives no result for unrelated histories, and lists their root commits", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "one\n" });
    repo.git("symbolic-ref", "HEAD", "refs/heads/other");
    repo.checkout("other");
    const root = repo.commit({ "b.txt": "two\n" });
    const range = await read(repo, base, root);
    expect(range).toMatchObject({ resultTree: null, mergeBases: [], flags: ["merge-conflict"], touched: ["b.txt"] });
    expect(range.commits).toMatchObject([{ id: root, parents: [] }]);
  });

  it("C19 names every merge base of a criss-cross history and hides nothing behind one of them", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": lines(1, 9) });
    repo.branch("topic");
    const t1 = repo.commit({ "t.txt": "t\n" });
    repo.checkout("main");
    const m1 = repo.commit({ "m.txt": "m\n" });
    const base = repo.merge(t1);
    repo.checkout("topic");
    repo.merge(m1);
    const head = repo.commit({ "m.txt": "m\nhidden\n" });
    const range = await read(repo, base, head);
    expect(range.mergeBases).toEqual([m1, t1].sort());
    expect(range.flags).toEqual(["criss-cross"]);
    expect(range.files).toMatchObject([{ path: "m.txt", added: 1, deleted: 0 }]);
  });

  it("E28 takes commits by topology: a tip dated 2001 or 2100 is in the range", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n" });
    const future = repo.commit({ "a.txt": "b\n" }, { date: 4_102_444_800 });
    const past = repo.commit({ "a.txt": "c\n" }, { date: 978_307_200 });
    const now = repo.commit({ "a.txt": "d\n" });
    const range = await read(repo, base, now);
    expect(range.commits.map(({ id }) => id)).toEqual([future, past, now]);
    expect(range.commits.map(({ authorTime }) => authorTime)).toEqual([4_102_444_800, 978_307_200, expect.any(Number)]);
  });

  it("lists every path that any commit touches, also one that a later commit restores", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": "a\n", "ci.yml": "safe\n" });
    const first = repo.commit({ "ci.yml": "evil\n", "a.txt": "b\n" });
    const second = repo.commit({ "ci.yml": "safe\n" });
    const range = await read(repo, base, second);
    expect(range.files.map(({ path }) => path)).toEqual(["a.txt"]);
    expect(range.touched).toEqual(["a.txt", "ci.yml"]);
    expect(range.touchedBy.get("ci.yml")).toEqual([first, second]);
  });
});

describe("B08 what a merge adds of its own", () => {
  function history(): { repo: TestRepository; base: string; main: string } {
    const repo = testRepository();
    const base = repo.commit({ "a.txt": lines(1, 20), "auth.ts": "check()\n" });
    repo.branch("topic");
    repo.commit({ "a.txt": lines(1, 20).replace("line 2\n", "two\n") });
    repo.checkout("main");
    const main = repo.commit({ "a.txt": lines(1, 20).replace("line 19\n", "nineteen\n") });
    repo.checkout("topic");
    return { repo, base, main };
  }

  it("passes a merge that git makes alone", async () => {
    const { repo, main } = history();
    using _ = repo;
    const range = await read(repo, main, repo.merge(main));
    expect(range.flags).toEqual([]);
    expect(range.files).toMatchObject([{ path: "a.txt", flags: [] }]);
  });

  it("flags a path that the merge changes by itself, and the range", async () => {
    const { repo, main } = history();
    using _ = repo;
    const evil = repo.merge(main, { "auth.ts": "// check()\n" });
    const range = await read(repo, main, evil);
    expect(range.flags).toEqual(["unreviewed-merge-residue"]);
    expect(range.files).toMatchObject([
      { path: "a.txt", flags: [] },
      { path: "auth.ts", flags: ["merge-residue"] },
    ]);
    expect(range.touchedBy.get("auth.ts")).toEqual([evil]);
  });

  it("flags a merge that drops the other side's work, even where no file differs in the end", async () => {
    const { repo, base, main } = history();
    using _ = repo;
    repo.merge(main, { "auth.ts": null });
    const head = repo.commit({ "auth.ts": "check()\n" });
    const range = await read(repo, base, head);
    expect(range.files.map(({ path }) => path)).toEqual(["a.txt"]);
    expect(range.flags).toEqual(["unreviewed-merge-residue"]);
  });

  it("flags the resolution of a conflict", async () => {
    const { repo } = history();
    using _ = repo;
    repo.checkout("main");
    const main = repo.commit({ "a.txt": lines(1, 20).replace("line 2\n", "zwei\n") });
    repo.checkout("topic");
    const head = repo.merge(main, { "a.txt": lines(1, 20).replace("line 2\n", "deux\n") });
    const range = await read(repo, main, head);
    expect(range.flags).toEqual(["unreviewed-merge-residue"]);
    expect(range.files).toMatchObject([{ path: "a.txt", flags: ["merge-residue"] }]);
  });

  it("passes a merge that brings in another history with a root of its own", async () => {
    const { repo, base } = history();
    using _ = repo;
    const root = repo.commit({ "vendored.txt": "v\n" }, { parents: [] });
    repo.branch("join", base);
    const head = repo.merge(root);
    const range = await read(repo, base, head);
    expect(range).toMatchObject({ flags: [], touched: ["vendored.txt"], mergeBases: [base] });
    expect(range.commits.map(({ id }) => id).sort()).toEqual([root, head].sort());
  });

  it("redoes an octopus, clean or not", async () => {
    const { repo, base } = history();
    using _ = repo;
    const branches = ["x", "y"].map((name) => {
      repo.branch(name, base);
      return repo.commit({ [`${name}.txt`]: `${name}\n` });
    });
    repo.branch("clean", base);
    repo.commit({ "z.txt": "z\n" });
    const clean = repo.merge(branches);
    repo.branch("evil", `${clean}^1`);
    const evil = repo.merge(branches, { "y.txt": "Y\n" });
    expect((await read(repo, base, clean)).flags).toEqual([]);
    const range = await read(repo, base, evil);
    expect(range.flags).toEqual(["unreviewed-merge-residue"]);
    expect(range.files.filter(({ flags }) => flags.length > 0).map(({ path }) => path)).toEqual(["y.txt"]);
  });
});
