import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openRepository, parseCommit, readCommits, spokenLines } from "./index.ts";
import { testRepository } from "./testing.ts";

const id = "c".repeat(40);
const tree = "a".repeat(40);
const parent = "b".repeat(40);
const parse = (...parts: (string | Buffer)[]) => parseCommit(id, Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part))));
const head = `tree ${tree}\nparent ${parent}\n`;
const people = "author Ada Author <Ada@Example.com> 1700000000 +0130\ncommitter Carl Committer <carl@example.com> 1700000060 -0800\n";

describe("a commit's bytes", () => {
  it("give tree, parents, people, times, subject and message", () => {
    expect(parse(head, `parent ${"d".repeat(40)}\n`, people, "\nfeat: a\nthing\n\nbody\n")).toEqual({
      id,
      tree,
      parents: [parent, "d".repeat(40)],
      author: { name: "Ada Author", email: "ada@example.com" },
      committer: { name: "Carl Committer", email: "carl@example.com" },
      authorTime: 1_700_000_000,
      committerTime: 1_700_000_060,
      subject: "feat: a thing",
      named: [],
      message: "feat: a\nthing\n\nbody\n",
      signed: false,
      signedInOtherFormat: false,
      malformed: [],
    });
  });

  it("tell that there is a signature without believing it", () => {
    const signature = "gpgsig -----BEGIN SSH SIGNATURE-----\n author Eve <eve@example.com> 1 +0000\n -----END SSH SIGNATURE-----\n";
    expect(parse(head, people, signature, "\nx\n")).toMatchObject({
      signed: true,
      signedInOtherFormat: false,
      author: { email: "ada@example.com" },
      malformed: [],
      message: "x\n",
    });
    expect(parse(head, people, signature.replace("gpgsig", "gpgsig-sha256"), "\nx\n")).toMatchObject({ signed: true, signedInOtherFormat: true });
  });

  it("E29 with two authors keep the first, as git does, and say that there are two", () => {
    expect(parse(head, "author Eve <eve@example.com> 1 +0000\n", people, "\nx\n")).toMatchObject({ author: { email: "eve@example.com" }, malformed: ["header-repeated"] });
  });

  it.each([
    ["no author", [head, "committer C <c@example.com> 1 +0000\n\nx\n"], "header-missing"],
    ["an author below the committer", [head, "committer C <c@example.com> 1 +0000\nauthor A <a@example.com> 1 +0000\n\nx\n"], "header-order"],
    ["two trees", [`tree ${tree}\n`, head, people, "\nx\n"], "header-repeated"],
    ["an address inside the name", [head, "author Ada <ada@example.com> <eve@example.com> 1 +0000\ncommitter C <c@example.com> 1 +0000\n\nx\n"], "identity-malformed"],
    ["no address", [head, "author Ada 1 +0000\ncommitter C <c@example.com> 1 +0000\n\nx\n"], "identity-malformed"],
    ["no time", [head, "author Ada <ada@example.com>\ncommitter C <c@example.com> 1 +0000\n\nx\n"], "time-malformed"],
    ["a time beyond counting", [head, "author Ada <ada@example.com> 99999999999999999999 +0000\ncommitter C <c@example.com> 1 +0000\n\nx\n"], "time-malformed"],
    ["a NUL in the message", [head, people, "\nseen\0unseen\n"], "message-has-nul"],
    ["an unknown encoding", [head, people, "encoding klingon\n\nx\n"], "encoding-unknown"],
    ["bytes that are not UTF-8", [head, people, "\ncaf", Buffer.from([0xe9]), "\n"], "not-in-its-encoding"],
  ] as const)("with %s are flagged, not refused", (_, parts, fault) => {
    expect(parse(...parts).malformed).toContain(fault);
  });

  it("keep what stands behind a NUL, where git log stops", () => {
    expect(parse(head, people, "\nseen\0\n\nCo-authored-by: Eve <eve@example.com>\n")).toMatchObject({
      named: [{ identity: { email: "eve@example.com" } }],
      message: expect.stringContaining("\0"),
    });
  });

  it("are read in the encoding they name", () => {
    expect(parse(head, people, "encoding ISO-8859-1\n\ncaf", Buffer.from([0xe9]), "\n")).toMatchObject({ subject: "café", malformed: [] });
  });

  it("never throw and keep their parents, whatever they hold", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const bytes = Buffer.from(noise);
        expect(parseCommit(id, bytes).id).toBe(id);
        expect(parse(head, people, "\n", bytes).parents).toEqual([parent]);
      }),
    );
  });
});

describe("who a message names", () => {
  const named = (message: string) => parse(head, people, `\n${message}`).named.map(({ key, identity }) => `${key}: ${identity.name} <${identity.email}>`);

  it("A04 finds co-authors anywhere in the message, in any case, with CRLF", () => {
    expect(named("x\n\nCO-AUTHORED-BY: Bo <Bo@Example.com>\r\n\nmore text\n  co-developed-by : Cy <cy@example.com>\n\nSigned-off-by: Di <di@example.com>\n")).toEqual([
      "co-authored-by: Bo <bo@example.com>",
      "co-developed-by: Cy <cy@example.com>",
      "signed-off-by: Di <di@example.com>",
    ]);
  });

  it("decides by the last address, and keeps a name without one", () => {
    expect(named("x\n\nCo-authored-by: Bo <bo@example.com> <eve@example.com>\nCo-authored-by: only a name\nCo-authored-by:\n")).toEqual([
      "co-authored-by: Bo <bo@example.com> <eve@example.com>",
      "co-authored-by: only a name <>",
    ]);
  });

  it("leaves out quoted and fenced lines, unless the fence is never closed", () => {
    expect(named("x\n> Co-authored-by: Q <q@example.com>\n```\nCo-authored-by: F <f@example.com>\n```\nCo-authored-by: R <r@example.com>\n")).toEqual([
      "co-authored-by: R <r@example.com>",
    ]);
    expect(named("x\n```\nCo-authored-by: R <r@example.com>\n")).toEqual(["co-authored-by: R <r@example.com>"]);
    expect(spokenLines("a\n>b\nc")).toEqual(["a", "c"]);
  });

  it("reads hostile lines in linear time", () => {
    const hostile = `x\n\nCo-authored-by${" ".repeat(500_000)}:\n${"\t ".repeat(300_000)}Co-authored-by: Bo <bo@example.com>\n${"<".repeat(500_000)}\n`;
    expect(named(hostile)).toEqual([]);
  });
});

describe("reading commits of a repository", () => {
  it("E26 shows raw names, never a mailmap's", async () => {
    using repo = testRepository();
    const commit = repo.commit({ ".mailmap": "Someone Else <else@example.com> <ada@example.com>\n" });
    repo.git("config", "log.mailmap", "true");
    repo.git("config", "mailmap.blob", "HEAD:.mailmap");
    await using repository = await openRepository(repo.path);
    expect((await readCommits(repository, [commit]))[0]?.author).toEqual({ name: "Ada Author", email: "ada@example.com" });
    expect(repo.git("log", "-1", "--format=%aE")).toBe("else@example.com");
  });

  it("keeps the order asked for and refuses an id that is no commit", async () => {
    using repo = testRepository();
    const ids = [0, 1, 2].map((count) => repo.commit({ "a.txt": `${count}\n` })).reverse();
    await using repository = await openRepository(repo.path);
    expect((await readCommits(repository, ids)).map((commit) => commit.id)).toEqual(ids);
    await expect(readCommits(repository, [repo.git("rev-parse", "HEAD^{tree}")])).rejects.toMatchObject({ code: "repository-unreadable" });
  });
});
