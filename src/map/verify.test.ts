import { describe, expect, it } from "vitest";
import { openRepository } from "../git/index.ts";
import { testRepository } from "../git/testing.ts";
import { LineStore } from "./line-store.ts";
import { type LineMap, readLines } from "./lines.ts";
import { chooseLines, compareWithBlame } from "./verify.ts";

/** Files of given lengths, each owned by one commit. */
function mapOf(...lengths: readonly number[]): LineMap {
  const files = lengths.map((length, at) => ({ path: `f${at}`, blob: "", settled: "followed" as const, runs: length === 0 ? new Int32Array(0) : Int32Array.of(length, 1, 1) }));
  return { commit: "a".repeat(40), files, ownerOf: () => ({ commit: "a".repeat(40), path: "f0" }) };
}

const flat = (chosen: ReturnType<typeof chooseLines>) => chosen.flatMap(({ file, lines }) => lines.map((line) => `${file.path}:${line}`));

describe("choosing lines", () => {
  it("takes all for 0, and for more than there are", () => {
    const all = ["f0:1", "f0:2", "f2:1"];
    expect([flat(chooseLines(mapOf(2, 0, 1), 0, "s")), flat(chooseLines(mapOf(2, 0, 1), 9, "s"))]).toEqual([all, all]);
  });

  it("takes as many as are asked for, none twice, the same for the same seed and others for another", () => {
    const map = mapOf(300, 5, 700);
    const [one, again, other] = [flat(chooseLines(map, 100, "one")), flat(chooseLines(map, 100, "one")), flat(chooseLines(map, 100, "other"))];
    expect([one.length, new Set(one).size]).toEqual([100, 100]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it("takes each line as often as any other", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2_000; seed++) for (const line of flat(chooseLines(mapOf(3, 4, 3), 3, `${seed}`))) counts.set(line, (counts.get(line) ?? 0) + 1);
    // 600 of each are expected, with a standard deviation of 20; the seeds are fixed, so this never changes by itself.
    expect([...counts.values()].every((count) => count > 500 && count < 700)).toBe(true);
    expect(counts.size).toBe(10);
  });
});

describe("comparing with git blame", () => {
  it("agrees on every line of a history with a rename and a path that is no UTF-8, and names the line that was tampered with", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "1\n2\n3\n4\n5\n6\n" });
    repo.commit({ "a.txt": null, "b.txt": "0\n1\n2\n3\n4\n5\n6\n" });
    const head = repo.commit({ "b.txt": "0\n1\nnew\n3\n4\n5\n6\n", 'sp "ace.txt': "x\n" });
    await using repository = await openRepository(repo.path);
    using store = new LineStore(null, "test");
    const map = await readLines(repository, head, store);
    const told: [number, number][] = [];
    expect(await compareWithBlame(repository, map, chooseLines(map, 0, ""), (done, total) => told.push([done, total]))).toEqual({
      files: 2,
      lines: 8,
      different: 0,
      differences: [],
      unanswered: [],
    });
    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
    const [file] = map.files;
    if (file === undefined) throw new Error("there is no file");
    // The third line is said to be of the commit of the first.
    const runs = Int32Array.from(file.runs, (value, at) => (at === 7 ? (file.runs[1] ?? 0) : value));
    const wrong = { ...map, files: [{ ...file, runs }] };
    const { different, differences } = await compareWithBlame(repository, wrong, chooseLines(wrong, 0, ""), () => {});
    expect([different, differences]).toEqual([
      1,
      [{ path: "b.txt", line: 3, map: expect.objectContaining({ commit: expect.not.stringContaining(head) }), git: { commit: head, path: "b.txt", line: 3 } }],
    ]);
  });

  it("tells what git itself can't say instead of counting it", async () => {
    using repo = testRepository();
    const head = repo.commit({ "a.txt": "1\n" });
    await using repository = await openRepository(repo.path);
    const map: LineMap = { ...mapOf(1), commit: head };
    const { lines, unanswered } = await compareWithBlame(repository, map, chooseLines(map, 0, ""), () => {});
    expect([lines, unanswered]).toEqual([0, [{ path: "f0", why: expect.stringContaining("git blame ended with exit code") }]]);
  });
});
