import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { git } from "./process.ts";
import { findRenames, type Gone } from "./renames.ts";
import { openRepository } from "./repository.ts";
import { testRepository } from "./testing.ts";
import { type Entry, type Tree, writeHistory } from "./testing-history.ts";

const repo = testRepository();
afterAll(() => repo[Symbol.dispose]());

/** One loss, and what came with it. */
interface Loss {
  readonly gone: Tree;
  readonly came: Tree;
}

/** For each new file of each loss by its path: where it came from, as `findRenames` says it. */
async function found(losses: readonly Loss[]): Promise<(readonly (readonly [string, string | null])[])[]> {
  const repository = await openRepository(repo.path);
  await using _ = repository;
  const ids = await writeHistory(
    repo,
    losses.flatMap(({ gone, came }) => [gone, came].map((tree) => ({ parents: [], tree, date: 1_700_000_000 }))),
  );
  const asked = await Promise.all(
    losses.map(async (_, at) => {
      const [gone, came] = [await listed(ids[2 * at] as string), await listed(ids[2 * at + 1] as string)];
      return came.map(({ path, blob }) => ({ path, blob, gone }));
    }),
  );
  const answers = (await findRenames(repository, asked.flat())).values();
  return asked.map((each) => each.map(({ path, gone }) => [path, gone[answers.next().value ?? -1]?.path ?? null] as const));

  async function listed(commit: string): Promise<Gone[]> {
    const { output } = await git(repository.scratch.place, ["ls-tree", "-r", "-z", commit]);
    const entries = output.toString("latin1").split("\0").slice(0, -1);
    return entries.map((entry) => {
      const [mode = "", , blob = ""] = entry.split(/[ \t]/, 3);
      return { mode, blob, path: entry.slice(entry.indexOf("\t") + 1) };
    });
  }
}

/** The same as git pairs each new file when it comes alone, which is how `git blame` asks for it. */
async function paired(losses: readonly Loss[]): Promise<(readonly (readonly [string, string | null])[])[]> {
  const alone = losses.flatMap(({ gone, came }) => [...came].map((file) => [gone, new Map([file])] as const));
  const steps = alone.flatMap(([gone, came], at) => [
    { parents: [], tree: gone, date: 1_700_000_000 },
    { parents: [2 * at], tree: came, date: 1_700_000_000 },
  ]);
  const ids = (await writeHistory(repo, steps)).filter((_, at) => at % 2 === 1);
  await using repository = await openRepository(repo.path);
  const { output } = await git(repository.scratch.place, ["diff-tree", "--stdin", "-r", "-z", "--name-status", "-M50%", "--diff-filter=R", "--always"], {
    input: `${ids.join("\n")}\n`,
  });
  const parts = output.toString("latin1").split("\0");
  // One commit after the other, in the order asked for; a path is no full id.
  const sources: (string | null)[] = [];
  for (let at = 0; at < parts.length; at++) {
    if (parts[at] === ids[sources.length]) sources.push(null);
    else if (/^R\d+$/.test(parts[at] ?? "")) {
      sources[sources.length - 1] = parts[at + 1] ?? null;
      at += 2;
    }
  }
  const next = sources.values();
  return losses
    .map(({ came }) => [...came].sort(([one], [other]) => (one < other ? -1 : 1)).map(([path]) => [path, null] as const))
    .map((each, at) => {
      const inOrder = new Map([...(losses[at]?.came ?? [])].map(([path]) => [path, next.next().value ?? null]));
      return each.map(([path]) => [path, inOrder.get(path) ?? null] as const);
    });
}

function text(...lines: readonly (string | number)[]): Entry {
  return { mode: "100644", content: lines.map((line) => `line ${line}\n`).join("") };
}

function files(all: Readonly<Record<string, Entry>>): Tree {
  return new Map(Object.entries(all));
}

/** Where the one new file came from. */
async function from(gone: Readonly<Record<string, Entry>>, path: string, now: Entry): Promise<string | null> {
  const [[answer] = []] = await found([{ gone: files(gone), came: files({ [path]: now }) }]);
  return answer?.[1] ?? null;
}

const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** Of ten lines the first so many, the others new. */
const kept = (lines: number) => text(...ten.slice(0, lines), ..."abcdefghij".slice(lines));

describe("a renamed file", () => {
  it("comes from the one that has its content, however alike another is by name", async () => {
    expect(await from({ "a/x": kept(9), "b/y": text(...ten) }, "c/x", text(...ten))).toBe("b/y");
  });

  it("of several with its content comes from the one with its name, else from the first in git's order", async () => {
    const same = text(...ten);
    expect(await from({ "a.b": same, "a/y": same, "b/x": same }, "c/x", same)).toBe("b/x");
    expect(await from({ "a.b": same, "a/y": same, "b/x": same }, "c/z", same)).toBe("a.b");
  });

  it("comes from the only one of its name when three quarters are the same, though another is more alike", async () => {
    expect(await from({ "a/x": kept(8), "b/y": kept(9) }, "c/x", text(...ten))).toBe("a/x");
    expect(await from({ "a/x": kept(6), "b/y": kept(9) }, "c/x", text(...ten))).toBe("b/y");
  });

  it("does not come from its namesake because of the name when there are two of them, a link among them", async () => {
    expect(await from({ "a/x": kept(8), "b/x": text("other"), "b/y": kept(9) }, "c/x", text(...ten))).toBe("b/y");
    expect(await from({ "a/x": kept(8), "b/x": { mode: "120000", content: "x" }, "b/y": kept(9) }, "c/x", text(...ten))).toBe("b/y");
  });

  it("comes from the likest from a half on, from none below", async () => {
    expect(await from({ a: kept(6), b: kept(7), c: kept(6) }, "d", text(...ten))).toBe("b");
    expect(await from({ a: kept(4) }, "d", text(...ten))).toBe(null);
  });

  it("never comes from a link or a submodule, though it has the same content", async () => {
    const content = "somewhere\n";
    expect(await from({ a: { mode: "120000", content }, b: { mode: "160000", content: "1".repeat(40) } }, "c", { mode: "100644", content })).toBe(null);
    expect(await from({ a: { mode: "120000", content } }, "c/a", { mode: "100644", content })).toBe(null);
  });

  it("comes from an executable file as from any other", async () => {
    expect(await from({ a: { ...text(...ten), mode: "100755" } }, "b", kept(9))).toBe("a");
  });

  it("keeps no other from coming from the same file", async () => {
    const [answers] = await found([{ gone: files({ a: text(...ten) }), came: files({ b: kept(9), c: kept(8), d: text(...ten) }) }]);
    expect(answers).toEqual([
      ["b", "a"],
      ["c", "a"],
      ["d", "a"],
    ]);
  });

  it("is found in every commit where the same files went and came", async () => {
    const loss = { gone: files({ a: text(...ten), b: text("b") }), came: files({ c: kept(8) }) };
    expect(await found([loss, loss, loss])).toEqual(Array.from({ length: 3 }, () => [["c", "a"]]));
  });

  it("needs nothing to have gone, and nobody to ask", async () => {
    await using repository = await openRepository(repo.path);
    expect(await findRenames(repository, [])).toEqual([]);
    expect(await findRenames(repository, [{ path: "a", blob: repo.raw("blob", "text\n"), gone: [] }])).toEqual([null]);
  });
});

const names = ["a", "b", "d/a", "d/b", "e/a", "e/d/b", "a.b", "f/a", "f/b", "f/c", "g", "h/a", "\xff", "new\nline", "-"];
const content = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat({ max: 3 }), fc.nat({ max: 10 }), fc.nat({ max: 2 }))
      .map(([kin, same, mark]) => text(...ten.map((at) => (at <= same ? `${kin}.${at}` : `${mark} new ${at}`)))),
  },
  { weight: 1, arbitrary: fc.constantFrom<Entry>({ mode: "100644", content: "" }, { mode: "100644", content: "\0binary\n" }, { mode: "100755", content: "x\r\ny\r\n" }) },
  { weight: 3, arbitrary: fc.constantFrom<Entry>({ mode: "120000", content: "a" }, { mode: "120000", content: "line 1\n" }, { mode: "160000", content: "1".repeat(40) }) },
);
const someFiles = (minLength: number, maxLength: number) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...names), content), { minLength, maxLength, selector: ([path]) => path, size: "max" }).map((all) => {
    const tree = new Map<string, Entry>();
    for (const [path, entry] of all) if (![...tree.keys()].some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`))) tree.set(path, entry);
    return tree;
  });
const loss: fc.Arbitrary<Loss> = fc
  .tuple(someFiles(1, 14), someFiles(1, 5))
  .map(([gone, came]) => ({ gone, came: new Map([...came].filter(([path, { mode, content }]) => mode.startsWith("100") && content !== "" && !gone.has(path))) }));

describe("what git pairs for each new file alone", () => {
  // git keeps the best four of the candidates met so far; which of two that are equally like stands first depends on all that came before.
  it.each([
    ["files", text("other")],
    ["links", { mode: "120000", content: "x" } as const],
    ["submodules", { mode: "160000", content: "1".repeat(40) } as const],
  ])("is found where two are equally like, with any number of %s before them", async (_, before) => {
    const twins = { y: kept(7), z: kept(7) };
    const losses = Array.from({ length: 8 }, (_, count) => ({
      gone: files({ ...Object.fromEntries(ten.slice(0, count).map((at) => [`x${at}`, before])), ...twins }),
      came: files({ new: text(...ten) }),
    }));
    const wanted = await paired(losses);
    expect(new Set(wanted.flatMap((each) => each.map(([, source]) => source)))).toEqual(new Set(["y", "z"]));
    expect(await found(losses)).toEqual(wanted);
  });

  it("is what is found for many at once, ties, links, namesakes and twins included", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(loss, { minLength: 1, maxLength: 12, size: "max" }), async (losses) => {
        expect(await found(losses)).toEqual(await paired(losses));
      }),
      { numRuns: 12 },
    );
  });
});
