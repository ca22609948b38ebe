import { describe, expect, it } from "vitest";
import { openRepository } from "../../git/repository.ts";
import { testRepository } from "../../git/testing.ts";
import { writeHistory } from "../../git/testing-history.ts";
import { LineStore } from "../line-store.ts";
import { linesBlamed, linesRead } from "./testing.ts";

type Commit = readonly [parents: readonly number[], files: Readonly<Record<string, string>>];

/** Reads one commit of a history after the other, and holds the last one's lines against git. */
async function holdAfter(history: readonly Commit[], ...before: readonly number[]): Promise<void> {
  using repo = testRepository();
  const ids = await writeHistory(
    repo,
    history.map(([parents, files], at) => ({
      parents,
      tree: new Map(Object.entries(files).map(([path, content]) => [path, { mode: "100644", content }])),
      date: 1_700_000_000 + at,
    })),
  );
  await using repository = await openRepository(repo.path);
  using store = new LineStore(null, "for a test");
  for (const at of before) await linesRead(repository, ids[at] ?? "", store);
  const head = ids.at(-1) ?? "";
  expect(await linesRead(repository, head, store)).toEqual(await linesBlamed(repository, head));
}

const text = (...lines: readonly (string | number)[]) => lines.map((line) => `line ${line}\n`).join("");
const ten = text(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

describe("R41 lines that build on what was read before belong to whom git blame names", () => {
  it("where a merge takes back all that the commit read before had done", () =>
    holdAfter(
      [
        [[], { a: ten }],
        [[0], { b: ten }],
        [[0, 1], { a: ten }],
        [[2, 2], { a: ten }],
        [[3, 3, 3], { a: ten }],
      ],
      1,
    ));

  it("where a merge joins the commit read before with one that it came from", () =>
    holdAfter(
      [
        [[], { a: ten }],
        [[0], { a: ten }],
        [[1], { a: ten }],
        [[2], { a: `${ten}more\n` }],
        [[3, 2], { a: `${ten}more\n` }],
        [[4], { a: `${ten}more\n` }],
      ],
      3,
    ));

  it("where a branch from before edits what was edited meanwhile", () =>
    holdAfter(
      [
        [[], { a: ten, b: ten, c: "c\n" }],
        [[0], { a: `first\n${ten}`, b: ten, c: "c\n" }],
        [[0], { a: `${ten}last\n`, c: "c\n", d: ten }],
        [[1, 2], { a: `first\n${ten}last\n`, c: "c\n", d: ten }],
        [[3], { a: `first\n${ten}`, c: "c\nc\n", "d/e": ten }],
      ],
      1,
    ));

  it("where a branch merged that commit first, dropped a file of it and brought one that is like it", () =>
    holdAfter(
      [
        [[], { x: "x\n" }],
        [[0], { x: "x\n", q: ten }],
        [[0, 1], { x: "x\n", n: `${ten}more\n` }],
        [[1, 2], { x: "x\n", q: ten, n: `${ten}more\n` }],
      ],
      1,
    ));

  it("where another commit altogether was read in between", () =>
    holdAfter(
      [
        [[], { a: ten }],
        [[0], { a: `${ten}one\n` }],
        [[0], { b: `${ten}two\n` }],
        [[], { z: "z\n" }],
        [[1, 2, 3], { a: `${ten}one\n`, b: `${ten}one\n`, z: "z\n" }],
      ],
      3,
      2,
      1,
    ));
});
