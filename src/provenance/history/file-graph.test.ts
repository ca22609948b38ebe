import { describe, expect, it } from "vitest";
import { type CommitStep, FileGraph, type PathChange } from "./file-graph.ts";
import { Misfit } from "./owned-runs.ts";

/** What a commit holds: a content by its path; one that begins with `>` is a link, with `#` a submodule, with `!` executable. */
type Files = Readonly<Record<string, string>>;

const modes: Readonly<Record<string, string>> = { ">": "120000", "#": "160000", "!": "100755" };

function modeOf(content: string): string {
  return modes[content[0] ?? ""] ?? "100644";
}

/** The mode is no content. */
function idOf(content: string | undefined): string | null {
  return content?.replace(/^[>#!]/, "") ?? null;
}

function changesOf(before: Files, now: Files): PathChange[] {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((path) => before[path] !== now[path]).sort();
  return changed.map((path) => ({ path, oldId: idOf(before[path]), newId: idOf(now[path]), newMode: now[path] === undefined ? null : modeOf(now[path]) }));
}

/** A history of commits with their parents, in order; the last is asked for. */
function graphOf(history: Readonly<Record<string, readonly [parents: readonly string[], files: Files]>>, first = 0): FileGraph {
  const steps = Object.entries(history).map(([id, [parents, files]]): CommitStep => ({ id, parents, changes: changesOf(history[parents[0] ?? ""]?.[1] ?? {}, files) }));
  const uses = new Map([[steps.at(-1)?.id ?? "", 1]]);
  for (const { parents } of steps) for (const parent of parents) uses.set(parent, (uses.get(parent) ?? 0) + 1);
  const graph = new FileGraph(uses, first);
  for (const step of steps) graph.take(step);
  return graph;
}

function versionAt(graph: FileGraph, commit: string, path: string): number {
  const version = graph.filesAt(commit).get(path);
  if (version === undefined) throw new Error(`${commit} has no ${path}`);
  return version;
}

/** `commit:path` of a version. */
function named(graph: FileGraph, version: number): string {
  return `${graph.commitOf(version)}:${graph.pathOf(version)}`;
}

/** What the version that the commit has at the path was made of. */
function making(graph: FileGraph, commit: string, path: string): string {
  const made = graph.makingOf(versionAt(graph, commit, path));
  return made.kind === "whole" ? `all of ${named(graph, made.source)}` : `edits of ${made.sources.map((source) => named(graph, source)).join(", ") || "nothing"}`;
}

function questions(graph: FileGraph, commit: string, path: string) {
  return graph.needed([versionAt(graph, commit, path)]).questions;
}

describe("a version of a file", () => {
  it("is there once for all commits that leave it alone", () => {
    const graph = graphOf({ one: [[], { a: "1", b: "1" }], two: [["one"], { a: "2", b: "1" }], three: [["two"], { a: "2", b: "1" }] });
    expect([...graph.filesAt("three")].map(([path, version]) => [path, named(graph, version)])).toEqual([
      ["a", "two:a"],
      ["b", "one:b"],
    ]);
    expect(making(graph, "three", "a")).toBe("edits of one:a");
    expect(making(graph, "three", "b")).toBe("edits of nothing");
  });

  it("is not made anew by a change of mode", () => {
    const graph = graphOf({ one: [[], { a: "1" }], two: [["one"], { a: "!1" }], three: [["two"], { a: "!2" }] });
    expect(making(graph, "three", "a")).toBe("edits of one:a");
  });

  it("has nothing to do with the link or the submodule that it was, nor with what it was before that", () => {
    for (const other of [">", "#"]) {
      const graph = graphOf({ one: [[], { a: "1" }], two: [["one"], { a: `${other}1` }], three: [["two"], { a: "1" }] });
      expect(making(graph, "three", "a")).toBe("edits of nothing");
      expect(graph.needed([versionAt(graph, "three", "a")]).versions).toHaveLength(1);
    }
  });

  it("is told from a link and a submodule, which have no lines", () => {
    const graph = graphOf({ one: [[], { a: "1", b: "!1", c: ">a", d: "#1" }] });
    expect([...graph.filesAt("one").values()].map((version) => graph.isRegular(version))).toEqual([true, true, false, false]);
    expect(graph.modeOf(versionAt(graph, "one", "c"))).toBe("120000");
  });

  it("comes after what it was made of, and numbers go on from the first", () => {
    const graph = graphOf({ one: [[], { a: "1" }], two: [["one"], { a: "2" }], three: [["two"], { b: "2" }] }, 70);
    expect([...graph.needed([versionAt(graph, "three", "b")]).versions]).toEqual([70, 71, 72]);
    expect([graph.first, graph.end]).toEqual([70, 73]);
    expect(making(graph, "three", "b")).toBe("all of two:a");
  });

  it("that came back is another one", () => {
    const graph = graphOf({ one: [[], { a: "1" }], two: [["one"], {}], three: [["two"], { a: "1" }] });
    expect(making(graph, "three", "a")).toBe("edits of nothing");
  });
});

describe("a new file", () => {
  it("is all of the one file with its content that went away: git need not be asked", () => {
    const graph = graphOf({ one: [[], { a: "1", b: "2" }], two: [["one"], { "d/c": "1" }] });
    expect(questions(graph, "two", "d/c")).toEqual([]);
    expect(making(graph, "two", "d/c")).toBe("all of one:a");
  });

  it("is nothing of a file that stays, nor where only links and submodules went away", () => {
    const graph = graphOf({ one: [[], { a: "1", b: ">1", c: "#1" }], two: [["one"], { a: "1", d: "1" }] });
    expect(questions(graph, "two", "d")).toEqual([]);
    expect(making(graph, "two", "d")).toBe("edits of nothing");
  });

  it.each([
    ["several have its content", { a: "1", b: "1" }],
    ["none has its content", { a: "2" }],
  ])("is a question for git where %s", (_, files) => {
    const graph = graphOf({ one: [[], { ...files, l: ">x" }], two: [["one"], { c: "1" }] });
    const [question] = questions(graph, "two", "c");
    expect(question).toMatchObject({ version: versionAt(graph, "two", "c"), commit: "two", parent: 0, path: "c", blob: "1", mode: "100644" });
    expect(question?.gone.map(({ path, mode }) => [path, mode])).toEqual([...Object.keys(files).map((path) => [path, "100644"]), ["l", "120000"]]);
  });

  it("is edits of the file that git names, whose history is then asked for as well", () => {
    const graph = graphOf({ one: [[], { z: "0" }], two: [["one"], { a: "1" }], three: [["two"], { b: "2" }] });
    const [last] = questions(graph, "three", "b");
    graph.answer(last?.id ?? -1, last?.gone[0]?.version ?? null);
    const [before] = questions(graph, "three", "b");
    expect([before?.path, before?.gone.map(({ path }) => path)]).toEqual(["a", ["z"]]);
    graph.answer(before?.id ?? -1, null);
    expect(questions(graph, "three", "b")).toEqual([]);
    expect([making(graph, "three", "b"), graph.needed([versionAt(graph, "three", "b")]).versions.length]).toEqual(["edits of two:a", 2]);
  });

  it("shares the list of what went away with all that came with it", () => {
    const graph = graphOf({ one: [[], { a: "1", b: "2" }], two: [["one"], { c: "3", d: "4" }] });
    const all = graph.needed(graph.filesAt("two").values()).questions;
    expect(all.map(({ path }) => path).sort()).toEqual(["c", "d"]);
    expect(all[0]?.gone).toBe(all[1]?.gone);
  });

  it("is nobody's question as long as nobody asks for it", () => {
    const graph = graphOf({ one: [[], { a: "1", z: "1" }], two: [["one"], { b: "2", z: "1" }], three: [["two"], { z: "1" }] });
    expect(graph.needed([versionAt(graph, "three", "z")]).questions).toEqual([]);
  });

  it("may lie where a folder was, and a folder where a file was", () => {
    const graph = graphOf({ one: [[], { a: "1", "f/x": "2" }], two: [["one"], { "a/b": "1", f: "2" }] });
    expect([making(graph, "two", "a/b"), making(graph, "two", "f")]).toEqual(["all of one:a", "all of one:f/x"]);
  });
});

describe("a merge", () => {
  const fork = { base: [[], { a: "0", b: "0" }], left: [["base"], { a: "1", b: "0" }], right: [["base"], { a: "0", b: "1" }] } as const;

  it("takes over what one of its parents has, from the first that has it", () => {
    const graph = graphOf({ ...fork, merge: [["left", "right"], { a: "1", b: "1" }] });
    expect(["a", "b"].map((path) => named(graph, versionAt(graph, "merge", path)))).toEqual(["left:a", "right:b"]);
  });

  it("that brings back what only a later parent has takes it from there", () => {
    const graph = graphOf({ ...fork, merge: [["left", "right"], { a: "0", b: "0" }] });
    expect(["a", "b"].map((path) => named(graph, versionAt(graph, "merge", path)))).toEqual(["base:a", "base:b"]);
  });

  it("that differs from all its parents is made of all, in their order", () => {
    const graph = graphOf({ ...fork, merge: [["right", "left"], { a: "2", b: "2" }] });
    expect([making(graph, "merge", "a"), making(graph, "merge", "b")]).toEqual(["edits of base:a, left:a", "edits of right:b, base:b"]);
  });

  it("of forty parents is made of all forty", () => {
    const names = Array.from({ length: 40 }, (_, at) => `p${at}`);
    const graph = graphOf({ base: [[], { a: "0" }], ...Object.fromEntries(names.map((name) => [name, [["base"], { a: name }] as const])), merge: [names, { a: "all" }] });
    expect(making(graph, "merge", "a")).toBe(`edits of ${names.map((name) => `${name}:a`).join(", ")}`);
  });

  it("that names a parent twice is made of it twice, which changes nothing", () => {
    const graph = graphOf({ ...fork, merge: [["left", "left"], { a: "2", b: "0" }] });
    expect([making(graph, "merge", "a"), making(graph, "merge", "b")]).toEqual(["edits of left:a, left:a", "edits of nothing"]);
  });

  it("is asked about each parent that lacks the file and lost another, of which it is the only one to know", () => {
    const graph = graphOf({
      base: [[], { a: "0", b: "0", z: "0" }],
      left: [["base"], { a: "1", b: "0", z: "0" }],
      right: [["base"], { a: "0", n: "3" }],
      merge: [["left", "right"], { n: "4", z: "0" }],
    });
    const asked = questions(graph, "merge", "n");
    const lost = new Map(asked.map(({ commit, parent, gone }) => [`${commit} ${parent}`, gone.map(({ path }) => path)]));
    expect(lost).toEqual(
      new Map([
        ["right 0", ["b", "z"]],
        ["merge 0", ["a", "b"]],
      ]),
    );
    for (const { id, gone } of asked) graph.answer(id, gone[0]?.version ?? null);
    expect(making(graph, "merge", "n")).toBe("edits of left:a, right:n");
  });

  it("finds the file that a merge renamed from its first parent, and from its second", () => {
    const first = graphOf({ ...fork, merge: [["left", "right"], { n: "1", b: "1" }] });
    expect(making(first, "merge", "n")).toBe("all of left:a");
    const second = graphOf({ ...fork, merge: [["right", "left"], { n: "1", b: "1" }] });
    const [question] = questions(second, "merge", "n");
    expect([question?.parent, question?.gone.map(({ path }) => path)]).toEqual([0, ["a"]]);
    second.answer(question?.id ?? -1, null);
    expect(making(second, "merge", "n")).toBe("all of left:a");
  });

  it("is not made of a link in one of its parents", () => {
    const graph = graphOf({ ...fork, linked: [["base"], { a: ">1", b: "0" }], merge: [["linked", "left"], { a: "2", b: "0" }] });
    expect(making(graph, "merge", "a")).toBe("edits of left:a");
  });

  it("of two roots has both", () => {
    const graph = graphOf({ one: [[], { a: "1" }], two: [[], { b: "1" }], merge: [["one", "two"], { a: "1", b: "1" }] });
    expect(["a", "b"].map((path) => named(graph, versionAt(graph, "merge", path)))).toEqual(["one:a", "two:b"]);
  });
});

describe("a history", () => {
  it("forks: what one child does the other does not see, in whatever order they come", () => {
    const graph = graphOf({ base: [[], { a: "0" }], left: [["base"], { a: "1" }], right: [["base"], { a: "0", b: "1" }], merge: [["left", "right"], { a: "0", b: "1" }] });
    expect(named(graph, versionAt(graph, "merge", "a"))).toBe("base:a");
  });

  it("may begin with files that are known already, and leaves out what nobody touches", () => {
    const graph = new FileGraph(
      new Map([
        ["begun", 2],
        ["next", 1],
      ]),
      10,
    );
    const versions = graph.begin("begun", [
      { commit: "old", path: "a", blob: "1", mode: "100644" },
      { commit: "older", path: "b", blob: "2", mode: "100644" },
    ]);
    graph.take({ id: "next", parents: ["begun"], changes: changesOf({ a: "1" }, { c: "1" }) });
    expect([versions, graph.first, graph.end]).toEqual([[10, 11], 10, 13]);
    expect([making(graph, "next", "c"), making(graph, "begun", "a"), named(graph, 11)]).toEqual(["all of old:a", "edits of nothing", "older:b"]);
  });

  it.each<[string, PathChange]>([
    ["what its parent has otherwise", { path: "a", oldId: "9", newMode: "100644", newId: "2" }],
    ["what its parent lacks", { path: "b", oldId: "1", newMode: "100644", newId: "2" }],
    ["as new what its parent has", { path: "a", oldId: null, newMode: "100644", newId: "2" }],
    ["by taking away what its parent lacks", { path: "b", oldId: "1", newMode: null, newId: null }],
  ])("is refused where a commit changes %s", (_, change) => {
    for (const parents of [["one"], ["one", "one"]]) {
      const graph = new FileGraph(new Map([["one", 2]]));
      graph.take({ id: "one", parents: [], changes: changesOf({}, { a: "1" }) });
      expect(() => graph.take({ id: "two", parents, changes: [change] })).toThrow(Misfit);
    }
  });

  it("is refused where a commit builds on one that did not come, or that nobody was said to need any more", () => {
    const graph = new FileGraph(new Map([["one", 1]]));
    expect(() => graph.take({ id: "two", parents: ["one"], changes: [] })).toThrow(Misfit);
    graph.take({ id: "one", parents: [], changes: [] });
    graph.take({ id: "two", parents: ["one"], changes: [] });
    expect(() => graph.take({ id: "three", parents: ["one"], changes: [] })).toThrow(Misfit);
    expect(() => graph.filesAt("two")).toThrow(Misfit);
  });
});
