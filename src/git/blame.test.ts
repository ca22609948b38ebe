import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AddedRun, blameAdded, blameRange, openRepository, readRange } from "./index.ts";
import { type TestRepository, testRepository } from "./testing.ts";

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");

async function blame(repo: TestRepository, base: string, head: string): Promise<Record<string, readonly AddedRun[]>> {
  await using repository = await openRepository(repo.path);
  const range = await readRange(repository, { base, head });
  const all = await blameRange(repository, range);
  for (const file of range.files) expect(await blameAdded(repository, range, file)).toEqual(all.get(file.path) ?? []);
  return Object.fromEntries(all);
}

describe("which commit of the range added a line", () => {
  it("is the only one of a range of one", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": lines(1, 5) });
    const head = repo.commit({ "a.txt": `top\n${lines(1, 5)}end\n`, "gone.txt": null });
    expect(await blame(repo, base, head)).toEqual({
      "a.txt": [
        { start: 1, end: 1, commit: head, originalPath: "a.txt", originalStart: 1 },
        { start: 7, end: 7, commit: head, originalPath: "a.txt", originalStart: 7 },
      ],
    });
  });

  it("is told apart line by line, in the coordinates of its own commit", async () => {
    using repo = testRepository();
    const base = repo.commit({ "a.txt": lines(1, 5), "b.txt": lines(1, 3) });
    const one = repo.commit({ "a.txt": `${lines(1, 5)}one\nuno\n` });
    const two = repo.commit({ "a.txt": `two\n${lines(1, 5)}one\nuno\n`, "b.txt": `${lines(1, 3)}b\n` });
    expect(await blame(repo, base, two)).toEqual({
      "a.txt": [
        { start: 1, end: 1, commit: two, originalPath: "a.txt", originalStart: 1 },
        { start: 7, end: 8, commit: one, originalPath: "a.txt", originalStart: 6 },
      ],
      "b.txt": [{ start: 4, end: 4, commit: two, originalPath: "b.txt", originalStart: 4 }],
    });
  });

  it("follows a rename inside the range", async () => {
    using repo = testRepository();
    const base = repo.commit({ "z.txt": "z\n" });
    const one = repo.commit({ 'old "name".txt': lines(1, 20) });
    const two = repo.commit({ 'old "name".txt': null, "new.txt": `${lines(1, 20)}end\n` });
    expect(await blame(repo, base, two)).toEqual({
      "new.txt": [
        { start: 1, end: 20, commit: one, originalPath: 'old "name".txt', originalStart: 1 },
        { start: 21, end: 21, commit: two, originalPath: "new.txt", originalStart: 21 },
      ],
    });
  });

  it("is found for paths that are not UTF-8, hold a newline, or look like options and patterns", async () => {
    using repo = testRepository();
    const names = ["bytes:bad\xff.txt", "new\nline.txt", "--output=x", ":(top)*.txt", "é.txt"];
    const files = (content: string) => Object.fromEntries(names.map((name) => [name, content]));
    const base = repo.commit({ "z.txt": "z\n" });
    const one = repo.commit(files("one\n"));
    const two = repo.commit(files("one\ntwo\n"));
    const found = await blame(repo, base, two);
    expect(Object.keys(found).sort()).toEqual(["--output=x", ":(top)*.txt", "bad\\xff.txt", "new\nline.txt", "é.txt"]);
    for (const [path, runs] of Object.entries(found)) {
      expect(runs, path).toEqual([
        { start: 1, end: 1, commit: one, originalPath: path, originalStart: 1 },
        { start: 2, end: 2, commit: two, originalPath: path, originalStart: 2 },
      ]);
    }
  });

  it("is traced back through the merge when the base has moved, also under another name", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": lines(1, 20), "old.txt": lines(30, 60) });
    repo.branch("topic");
    const one = repo.commit({ "a.txt": lines(1, 20).replace("line 9\n", "nine\n"), "old.txt": `${lines(30, 60)}tail\n` });
    const two = repo.commit({ "a.txt": lines(1, 20).replace("line 9\n", "nine\nnine and a half\n") });
    repo.checkout("main");
    const base = repo.commit({ "a.txt": `new top\n${lines(1, 20)}`, "old.txt": null, "moved.txt": lines(30, 60) });
    expect(await blame(repo, base, two)).toEqual({
      "a.txt": [
        { start: 10, end: 10, commit: one, originalPath: "a.txt", originalStart: 9 },
        { start: 11, end: 11, commit: two, originalPath: "a.txt", originalStart: 10 },
      ],
      "moved.txt": [{ start: 32, end: 32, commit: one, originalPath: "old.txt", originalStart: 32 }],
    });
  });

  it("B08 is the merge for what the merge wrote, and nobody for what the range did not add", async () => {
    using repo = testRepository();
    const start = repo.commit({ "a.txt": lines(1, 9) });
    repo.branch("topic");
    repo.commit({ "b.txt": "b\n" });
    repo.checkout("main");
    const main = repo.commit({ "a.txt": `${lines(1, 9)}main\n` });
    repo.checkout("topic");
    const head = repo.merge(main, { "a.txt": `evil\n${lines(1, 9)}main\n` });
    expect((await blame(repo, main, head))["a.txt"]).toEqual([{ start: 1, end: 1, commit: head, originalPath: "a.txt", originalStart: 1 }]);
    expect((await blame(repo, start, head))["a.txt"]).toEqual([
      { start: 1, end: 1, commit: head, originalPath: "a.txt", originalStart: 1 },
      { start: 11, end: 11, commit: main, originalPath: "a.txt", originalStart: 10 },
    ]);
  });

  it("is nobody where a line comes from before the range", async () => {
    using repo = testRepository();
    const origin = repo.commit({ "a.txt": lines(1, 20) });
    const base = repo.commit({ "a.txt": null, "z.txt": "z\n" });
    const side = repo.commit({ "s.txt": "s\n" }, { parents: [origin] });
    repo.branch("topic", base);
    const head = repo.merge(side, { "a.txt": lines(1, 20) });
    expect((await blame(repo, base, head))["a.txt"]).toEqual([{ start: 1, end: 20, commit: null, originalPath: "a.txt", originalStart: 1 }]);
  });

  it("asks for the whole file when the ranges are many", async () => {
    using repo = testRepository();
    const content = (mark: string, every: number) => Array.from({ length: 400 }, (_, index) => (index % every === 0 ? `${mark} ${index}\n` : `line ${index}\n`)).join("");
    const base = repo.commit({ "a.txt": content("line", 1) });
    const one = repo.commit({ "a.txt": content("one", 4) });
    const two = repo.commit({ "a.txt": content("one", 4).replace("line 1\n", "two\n") });
    const runs = (await blame(repo, base, two))["a.txt"] ?? [];
    expect(runs.filter(({ commit }) => commit === one)).toHaveLength(100);
    expect(runs.filter(({ commit }) => commit === two)).toEqual([{ start: 2, end: 2, commit: two, originalPath: "a.txt", originalStart: 2 }]);
  });

  it("equals git blame where one commit alone touches a file, and where several do", async () => {
    const edits = fc.array(
      fc.record({ file: fc.constantFrom("a.txt", "b.txt"), at: fc.nat({ max: 12 }), remove: fc.nat({ max: 3 }), word: fc.constantFrom("x\n", "line 4\n", "y\nx\n", "\n") }),
      { minLength: 2, maxLength: 5 },
    );
    // Lines that are there before and after, moved by what came between.
    const reAdded = [
      { file: "b.txt", at: 0, remove: 0, word: "x\n" },
      { file: "b.txt", at: 0, remove: 1, word: "y\nx\n" },
      { file: "b.txt", at: 0, remove: 0, word: "x\n" },
      { file: "b.txt", at: 6, remove: 0, word: "x\n" },
      { file: "b.txt", at: 6, remove: 0, word: "line 4\n" },
    ];
    await fc.assert(
      fc.asyncProperty(edits, async (steps) => {
        using repo = testRepository();
        const now: Record<string, string[]> = { "a.txt": lines(1, 12).split(/(?<=\n)/), "b.txt": lines(1, 12).split(/(?<=\n)/) };
        const base = repo.commit({ "a.txt": lines(1, 12), "b.txt": lines(1, 12) });
        const commits = steps.map(({ file, at, remove, word }) => {
          now[file] = (now[file] ?? []).toSpliced(at, remove, ...word.split(/(?<=\n)/));
          return repo.commit({ [file]: now[file].join("") });
        });
        const head = commits.at(-1) ?? base;
        for (const [path, runs] of Object.entries(await blame(repo, base, head))) {
          const owners = repo
            .git("blame", "-s", "--porcelain", head, "--", path)
            .split("\n")
            .flatMap((line) => /^([0-9a-f]{40}) (\d+) (\d+)/.exec(line)?.slice(1, 3).join(" ") ?? []);
          for (const { start, end, commit, originalStart } of runs) {
            for (let line = start; line <= end; line++) {
              // What the diff of the two ends calls added, and blame gives to the base, no commit of the range added.
              const owner = owners[line - 1] ?? "";
              expect(owner.startsWith(base) ? commit : `${commit} ${originalStart + line - start}`).toBe(owner.startsWith(base) ? null : owner);
            }
          }
        }
      }),
      { numRuns: 8, examples: [[reAdded]] },
    );
  });

  it("equals git blame in a chain that creates, removes and edits files while the base moves on", async () => {
    const word = fc.constantFrom("x\n", "line 4\n", "y\nx\n", "\n");
    const edits = fc.array(fc.record({ file: fc.constantFrom("a.txt", "new.txt"), at: fc.nat({ max: 12 }), remove: fc.nat({ max: 3 }), word, gone: fc.nat({ max: 4 }) }), {
      minLength: 2,
      maxLength: 5,
    });
    // Removed alone, and made anew later: no rename, so the later commit owns every line.
    const remade = [
      { file: "new.txt", at: 0, remove: 0, word: "x\n", gone: 1 },
      { file: "new.txt", at: 0, remove: 0, word: "", gone: 0 },
      { file: "new.txt", at: 0, remove: 0, word: "y\nx\n", gone: 1 },
      { file: "new.txt", at: 1, remove: 0, word: "line 4\n", gone: 1 },
      { file: "a.txt", at: 3, remove: 2, word: "x\n", gone: 1 },
    ];
    await fc.assert(
      fc.asyncProperty(edits, async (steps) => {
        using repo = testRepository();
        const start = repo.commit({ "a.txt": lines(1, 12), "z.txt": lines(1, 3) });
        repo.branch("topic");
        const now: Record<string, string[]> = { "a.txt": lines(1, 12).split(/(?<=\n)/) };
        for (const { file, at, remove, word, gone } of steps) {
          const taken = gone === 0 && file === "new.txt";
          now[file] = taken ? [] : (now[file] ?? []).toSpliced(at, remove, ...word.split(/(?<=\n)/));
          repo.commit(taken ? { [file]: null } : { [file]: now[file].join("") });
        }
        const head = repo.git("rev-parse", "topic").trim();
        repo.checkout("main");
        const base = repo.commit({ "z.txt": `${lines(1, 3)}main\n` });
        for (const [path, runs] of Object.entries(await blame(repo, base, head))) {
          const owners = repo
            .git("blame", "-s", "--porcelain", head, "--", path)
            .split("\n")
            .flatMap((line) => /^([0-9a-f]{40}) (\d+) (\d+)/.exec(line)?.slice(1, 3).join(" ") ?? []);
          for (const run of runs) {
            for (let line = run.start; line <= run.end; line++) {
              const owner = owners[line - 1] ?? "";
              expect(owner.startsWith(start) ? run.commit : `${run.commit} ${run.originalStart + line - run.start}`).toBe(owner.startsWith(start) ? null : owner);
            }
          }
        }
      }),
      { numRuns: 8, examples: [[remade]] },
    );
  });

  it("equals git blame on every added line of a branchy history", async () => {
    using repo = testRepository({ objectFormat: "sha256" });
    const base = repo.commit({ "a.txt": lines(1, 40) });
    const edit = (text: string, at: number, word: string) => text.split("\n").toSpliced(at, 1, word, `${word} more`).join("\n");
    let left = lines(1, 40);
    repo.branch("left");
    for (const at of [3, 30, 8]) {
      left = edit(left, at, `left ${at}`);
      repo.commit({ "a.txt": left });
    }
    repo.branch("right", base);
    const right = repo.commit({ "a.txt": edit(lines(1, 40), 20, "right") });
    repo.checkout("left");
    const head = repo.merge(right);
    const runs = (await blame(repo, base, head))["a.txt"] ?? [];
    const porcelain = repo
      .git("blame", "--line-porcelain", head, "--", "a.txt")
      .split("\n")
      .filter((line) => /^[0-9a-f]{64} /.test(line))
      .map((line) => line.split(" "));
    for (const run of runs) {
      for (let line = run.start; line <= run.end; line++) {
        expect(porcelain[line - 1]?.slice(0, 2)).toEqual([run.commit, String(run.originalStart + line - run.start)]);
      }
    }
    expect(runs.reduce((total, { start, end }) => total + end - start + 1, 0)).toBe(8);
  });
});
