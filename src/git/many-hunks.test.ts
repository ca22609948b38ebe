import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type ManyPair, manyHunks, PatchReader } from "./many-hunks.ts";
import { openRepository } from "./repository.ts";
import { testRepository } from "./testing.ts";

const repo = testRepository();
const repository = await openRepository(repo.path);
afterAll(async () => {
  await repository.close();
  repo[Symbol.dispose]();
});

function blob(content: string): Promise<string> {
  return repository.scratch.write("blob", Buffer.from(content, "latin1"));
}

/** By place of the pair; each pair must be told of once. */
async function told(pairs: readonly ManyPair[]): Promise<(readonly number[])[]> {
  const all = new Map<number, readonly number[]>();
  await manyHunks(repository, pairs, (pair, hunks) => {
    expect(all.has(pair)).toBe(false);
    all.set(pair, [...hunks]);
  });
  return pairs.map((_, at) => all.get(at) ?? [-1]);
}

/** What `git diff` shows of two contents, whose headings are told from content by counting what each one announces. */
function alone([oldText, newText]: readonly [string, string]): number[] {
  const [old, now] = [oldText, newText].map((text) => repo.raw("blob", Buffer.from(text, "latin1")));
  const lines = repo.git("diff", "-U0", "--text", "--diff-algorithm=myers", "--indent-heuristic", old ?? "", now ?? "").split("\n");
  const found: number[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, oldStart, oldLength = "1", newStart, newLength = "1"] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(lines[at] ?? "") ?? [];
    if (newStart === undefined) continue;
    found.push(Number(oldStart), Number(oldLength), Number(newStart), Number(newLength));
    for (let left = Number(oldLength) + Number(newLength); left > 0; left--) if (lines[++at]?.startsWith("\\") === true) left++;
  }
  return found;
}

describe("hunks of many pairs", () => {
  const word = fc.constantFrom(
    "a",
    "b",
    "",
    "@@ -1 +1 @@",
    "+++ b/00000000",
    "--- a/00000000",
    "diff --git a/0 b/0",
    "-",
    "+",
    "\\ No newline at end of file",
    "\0",
    "caf\xe9\r",
    "Binary files differ",
  );
  const file = fc.tuple(fc.array(word, { maxLength: 12 }), fc.boolean()).map(([lines, end]) => lines.join("\n") + (end ? "\n" : ""));

  it("are those that git shows of each pair by itself, whatever the files hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(file, file), { minLength: 1, maxLength: 300, size: "max" }), async (texts) => {
        const differing = texts.filter(([old, now]) => old !== now);
        const pairs = await Promise.all(differing.map(async ([old, now]) => ({ old: await blob(old), new: await blob(now) })));
        expect(await told(pairs)).toEqual(differing.map(alone));
      }),
      { numRuns: 3 },
    );
  });

  it("are one hunk of all its lines for a file that is new, binary and without an end of line as well", async () => {
    const contents = ["", "a", "a\n", "a\nb", "\n\n", "\0\n\0\n\0", "a\r\nb\r\n", "a\rb", `${"\0x\n".repeat(9_000)}`, "@@ -1 +1 @@\n1\t0\t00000000\n"];
    const lines = [0, 1, 1, 2, 2, 3, 2, 1, 9_000, 2];
    const pairs = await Promise.all(contents.map(async (content) => ({ old: null, new: await blob(content) })));
    const counted = (await told(pairs)).map((hunks) => (hunks.length === 0 ? 0 : hunks[3]));
    expect(counted).toEqual(lines);
    expect((await told(pairs))[3]).toEqual([0, 0, 1, 2]);
  });

  it("are all told of when one content is asked for often, on both sides and as new", async () => {
    const [one, two, three] = [await blob("1\n2\n3\n"), await blob("1\n3\n"), await blob("")];
    const pairs = Array.from(
      { length: 700 },
      (_, at) =>
        [
          { old: one, new: two },
          { old: two, new: one },
          { old: null, new: two },
          { old: one, new: three },
          { old: three, new: two },
        ][at % 5] as ManyPair,
    );
    const wanted = [
      [2, 1, 1, 0],
      [1, 0, 2, 1],
      [0, 0, 1, 2],
      [1, 3, 0, 0],
      [0, 0, 1, 2],
    ];
    expect(await told(pairs)).toEqual(pairs.map((_, at) => wanted[at % 5]));
  });

  it("are none where nothing is asked", async () => expect(await told([])).toEqual([]));

  it("are refused where a blob is missing", async () => {
    await expect(told([{ old: await blob("a\n"), new: "1".repeat(40) }])).rejects.toMatchObject({ code: "repository-unreadable" });
    await expect(told([{ old: null, new: "1".repeat(40) }])).rejects.toMatchObject({ code: "repository-unreadable" });
  });

  it("are found in a repository of SHA-256 too", async () => {
    using other = testRepository({ objectFormat: "sha256" });
    await using opened = await openRepository(other.path);
    const [old, now] = [other.raw("blob", "1\n2\n"), other.raw("blob", "1\n3\n")];
    const all: (readonly number[])[] = [];
    await manyHunks(
      opened,
      [
        { old, new: now },
        { old: null, new: now },
      ],
      (_, hunks) => all.push([...hunks]),
    );
    expect(all.sort()).toEqual([
      [0, 0, 1, 2],
      [2, 1, 2, 1],
    ]);
  });
});

describe("a patch that streams by", () => {
  const patch = [
    "1111111111111111111111111111111111111111 2222222222222222222222222222222222222222",
    "diff --git a/00000003 word/00000003",
    "index 1..2 100644",
    "--- a/00000003",
    "+++ word/00000003",
    "@@ -1 +1,2 @@ @@ -7 +7 @@",
    "-@@ -5 +5 @@",
    "+@@ -6 +6 @@",
    "++++ b/00000009",
    "@@ -12,0 +14 @@",
    "+++ b/00000004",
    "\\ No newline at end of file",
    "diff --git a/00000012 word/00000012",
    "--- a/00000012",
    "+++ word/00000012",
    "@@ -3,4 +2,0 @@",
    "--- a/00000012",
    "-@@ -1 +1 @@",
    "-x",
    "-y",
    "",
  ].join("\n");

  function read(chunks: readonly string[]): { told: (readonly [number, readonly number[]])[]; count: number } {
    const all: (readonly [number, readonly number[]])[] = [];
    const reader = new PatchReader("word", (pair, hunks) => all.push([pair, [...hunks]]));
    for (const chunk of chunks) reader.take(Buffer.from(chunk, "latin1"));
    return { count: reader.end(), told: all };
  }

  it("is read the same in whatever pieces it comes, with content that looks like headings", () => {
    const wanted = {
      count: 2,
      told: [
        [3, [1, 1, 1, 2, 12, 0, 14, 1]],
        [12, [3, 4, 2, 0]],
      ],
    };
    expect(read([patch])).toEqual(wanted);
    expect(read([...patch])).toEqual(wanted);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: patch.length }), { maxLength: 30 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), patch.length];
        expect(read(at.slice(1).map((end, index) => patch.slice(at[index], end)))).toEqual(wanted);
      }),
    );
  });

  it.each([
    ["a hunk before any file", "@@ -1 +1 @@\n"],
    ["a hunk without numbers", "+++ word/00000001\n@@ -x +1 @@\n"],
    ["a hunk without a new side", "+++ word/00000001\n@@ -1,2 @@\n"],
  ])("is refused with %s", (_, text) => expect(() => read([`\n${text}`])).toThrow(expect.objectContaining({ code: "repository-unreadable" })));
});
