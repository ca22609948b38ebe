import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Claim } from "../model/origin.ts";
import { type BlamedFile, type Evidence, foldOrigins, isPositive } from "./fold.ts";

const ai: Claim = {
  origin: "ai",
  tool: "cursor",
  model: "gpt-5",
  method: "note",
  grain: "line",
  confidence: "high",
  commit: "c",
  path: "a.ts",
  lines: [{ start: 1, end: 3 }],
  sponsor: "ana@x",
  source: "s",
};
const human: Claim = { ...ai, origin: "human", tool: null, model: null, sponsor: null };
const byCommit: Claim = { ...ai, tool: "claude-code", model: null, method: "trailer", grain: "commit", confidence: "medium", path: null, lines: null, sponsor: null };
const byFile: Claim = { ...byCommit, tool: "junie", method: "fingerprint", grain: "file", confidence: "low", path: "a.ts" };
const byChange: Claim = { ...byCommit, tool: "codex", method: "declared", grain: "change" };
const declaredHuman: Claim = { ...byChange, origin: "human", tool: null };

const tenLines: BlamedFile = { path: "a.ts", runs: [{ start: 1, end: 10, commit: "c", originalPath: "a.ts", originalStart: 1 }] };

function fold(claims: readonly Claim[], more: Partial<Evidence> = {}, files: readonly BlamedFile[] = [tenLines]) {
  const { files: folded, findings } = foldOrigins(files, { claims, noted: new Set(), failing: [], ...more });
  return {
    runs: folded.flatMap(({ runs }) => runs.map((run) => `${run.start}-${run.end} ${run.origin} ${run.tool} ${run.method} ${run.grain} ${run.confidence}`)),
    codes: findings.map(({ code }) => code),
  };
}

const nobody = (start: number, end: number) => `${start}-${end} unknown null none null none`;

describe("R3: claims fold into one origin a line", () => {
  it("nothing is unknown, not human", () => {
    expect(fold([])).toEqual({ runs: [nobody(1, 10)], codes: [] });
  });

  it("carries tool, model, sponsor, method, grain and confidence of the claim that decides", () => {
    const { files } = foldOrigins([tenLines], { claims: [{ ...ai, lines: [{ start: 1, end: 10 }] }], noted: new Set(), failing: [] });
    expect(files).toEqual([
      {
        path: "a.ts",
        runs: [{ start: 1, end: 10, commit: "c", origin: "ai", tool: "cursor", model: "gpt-5", sponsor: "ana@x", method: "note", grain: "line", confidence: "high" }],
      },
    ]);
  });

  it("line beats file, file beats commit, commit beats change", () => {
    expect(fold([byChange])).toEqual({ runs: ["1-10 ai codex declared change medium"], codes: [] });
    expect(fold([byChange, byCommit])).toEqual({ runs: ["1-10 ai claude-code trailer commit medium"], codes: [] });
    expect(fold([byChange, byCommit, byFile])).toEqual({ runs: ["1-10 ai junie fingerprint file low"], codes: [] });
    expect(fold([byChange, byCommit, byFile, human])).toEqual({ runs: ["1-3 human null note line high", "4-10 ai junie fingerprint file low"], codes: [] });
  });

  it("AI and human at one grain are mixed, told by the claim for AI", () => {
    expect(fold([ai, human, byCommit])).toMatchObject({ runs: ["1-3 mixed cursor note line high", "4-10 ai claude-code trailer commit medium"] });
    expect(fold([{ ...ai, origin: "mixed" }, byCommit])).toMatchObject({ runs: ["1-3 mixed cursor note line high", "4-10 ai claude-code trailer commit medium"] });
  });

  it("a commit that says AI, on a line that its own valid note leaves untracked, is AI at low: note-silent", () => {
    expect(fold([ai, byCommit], { noted: new Set(["c"]) })).toEqual({ runs: ["1-3 ai cursor note line high", "4-10 ai claude-code trailer commit low"], codes: ["note-silent"] });
  });

  it("twin: without a valid note there is no silence", () => {
    expect(fold([byCommit], { noted: new Set(["d"]) })).toEqual({ runs: ["1-10 ai claude-code trailer commit medium"], codes: [] });
  });

  it("a line under a key that names nobody is not untracked, and without more it is unknown", () => {
    const failing = [{ commit: "c", path: "a.ts", lines: [{ start: 1, end: 4 }] }];
    expect(fold([byCommit], { noted: new Set(["c"]), failing }).runs).toEqual(["1-4 ai claude-code trailer commit medium", "5-10 ai claude-code trailer commit low"]);
    expect(fold([], { noted: new Set(["c"]), failing }).runs).toEqual([nobody(1, 10)]);
  });

  it("AI by line in a commit that says nothing: trailer-missing", () => {
    const { findings } = foldOrigins([tenLines], { claims: [ai], noted: new Set(["c"]), failing: [] });
    expect(findings).toEqual([
      { code: "trailer-missing", sentence: "3 added lines are AI's by line evidence, and the commit itself says nothing of it.", commit: "c", path: "a.ts" },
    ]);
    expect(fold([ai, byCommit]).codes).toEqual([]);
    expect(fold([human]).codes).toEqual([]);
  });

  it("a person is positive only at line grain and high, or as a declaration", () => {
    expect(fold([{ ...human, confidence: "medium" }]).runs).toEqual([nobody(1, 10)]);
    expect(fold([{ ...human, grain: "commit", path: null, lines: null }]).runs).toEqual([nobody(1, 10)]);
    expect(fold([{ ...human, grain: "file", lines: null }]).runs).toEqual([nobody(1, 10)]);
    expect(fold([declaredHuman]).runs).toEqual(["1-10 human null declared change medium"]);
    expect(fold([declaredHuman, byCommit]).runs).toEqual(["1-10 ai claude-code trailer commit medium"]);
  });

  it("the more telling of two claims names the tool, whatever their order", () => {
    const link = { ...byCommit, source: "link" };
    const withModel = { ...byCommit, model: "claude-opus-4.6" };
    for (const claims of [
      [link, withModel],
      [withModel, link],
    ]) {
      const { files } = foldOrigins([tenLines], { claims, noted: new Set(), failing: [] });
      expect(files[0]?.runs[0]?.model).toBe("claude-opus-4.6");
    }
  });
});

describe("evidence speaks in the coordinates of the commit that added the lines", () => {
  it("under the path and at the lines there, after a rename and a shift", () => {
    const file: BlamedFile = { path: "new.ts", runs: [{ start: 101, end: 105, commit: "c", originalPath: "a.ts", originalStart: 2 }] };
    expect(fold([ai, byFile], {}, [file]).runs).toEqual(["101-102 ai cursor note line high", "103-105 ai junie fingerprint file low"]);
  });

  it("and not for another commit's lines, nor for a residue that no commit added", () => {
    const file: BlamedFile = {
      path: "a.ts",
      runs: [
        { start: 1, end: 3, commit: "d", originalPath: "a.ts", originalStart: 1 },
        { start: 4, end: 6, commit: null, originalPath: "a.ts", originalStart: 1 },
      ],
    };
    expect(fold([ai, byCommit, byFile], {}, [file]).runs).toEqual([nobody(1, 3), nobody(4, 6)]);
    expect(fold([ai, byChange], {}, [file]).runs).toEqual(["1-3 ai codex declared change medium", "4-6 ai codex declared change medium"]);
  });

  it("for both places when one line of a commit stands twice in the result", () => {
    const file: BlamedFile = {
      path: "a.ts",
      runs: [
        { start: 1, end: 1, commit: "c", originalPath: "a.ts", originalStart: 3 },
        { start: 7, end: 8, commit: "c", originalPath: "a.ts", originalStart: 3 },
      ],
    };
    expect(fold([ai, byCommit], {}, [file]).runs).toEqual(["1-1 ai cursor note line high", "7-7 ai cursor note line high", "8-8 ai claude-code trailer commit medium"]);
  });
});

describe("laws", () => {
  const commit = fc.constantFrom("c", "d");
  const path = fc.constantFrom("a.ts", "b.ts");
  const lines = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 9 })).map(([start, more]) => ({ start, end: start + more })),
    { minLength: 1, maxLength: 3 },
  );
  const who = fc.record({
    origin: fc.constantFrom("ai", "human", "mixed"),
    tool: fc.constantFrom(null, "cursor", "codex"),
    model: fc.constantFrom(null, "gpt-5"),
    method: fc.constantFrom("note", "trace", "trailer", "fingerprint", "declared"),
    confidence: fc.constantFrom("high", "medium", "low"),
    sponsor: fc.constantFrom(null, "ana@x"),
    source: fc.constantFrom("s", "t"),
    commit,
  });
  const claim: fc.Arbitrary<Claim> = fc.oneof(
    fc.record({ who, path, lines }).map(({ who: more, path: at, lines: on }) => ({ ...more, grain: "line", path: at, lines: on }) as const),
    fc.record({ who, path }).map(({ who: more, path: at }) => ({ ...more, grain: "file", path: at, lines: null }) as const),
    fc.record({ who, grain: fc.constantFrom("commit", "change") }).map(({ who: more, grain }) => ({ ...more, grain, path: null, lines: null }) as const),
  );
  const claims = fc.array(claim, { maxLength: 8 });
  const file: fc.Arbitrary<BlamedFile> = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 0, max: 3 }),
        length: fc.integer({ min: 1, max: 6 }),
        commit: fc.option(commit),
        originalPath: path,
        originalStart: fc.integer({ min: 1, max: 30 }),
      }),
      { maxLength: 6 },
    )
    .map((pieces) => {
      let next = 1;
      const runs = pieces.map(({ gap, length, ...piece }) => {
        const start = next + gap;
        next = start + length;
        return { ...piece, start, end: next - 1 };
      });
      return { path: "result.ts", runs };
    });
  const rest = fc.record({ noted: fc.uniqueArray(commit).map((ids) => new Set(ids)), failing: fc.array(fc.record({ commit, path, lines }), { maxLength: 2 }) });

  const originsByLine = (given: BlamedFile, evidence: Evidence) =>
    new Map(
      foldOrigins([given], evidence).files.flatMap(({ runs }) => runs.flatMap((run) => Array.from({ length: run.end - run.start + 1 }, (_, at) => [run.start + at, run] as const))),
    );

  it("covers each added line exactly once, in order", () => {
    fc.assert(
      fc.property(file, claims, rest, (given, list, more) => {
        const covered = foldOrigins([given], { claims: list, ...more }).files.flatMap(({ runs }) =>
          runs.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at)),
        );
        expect(covered).toEqual(given.runs.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at)));
      }),
    );
  });

  it("is the same whatever the order of claims and runs, and each time", () => {
    fc.assert(
      fc.property(file, claims, rest, fc.infiniteStream(fc.nat()), (given, list, more, weights) => {
        const shuffled = list
          .map((each) => ({ each, weight: weights.next().value }))
          .sort((a, b) => a.weight - b.weight)
          .map(({ each }) => each);
        const expected = foldOrigins([given], { claims: list, ...more });
        expect(foldOrigins([given], { claims: shuffled, ...more })).toEqual(expected);
        expect(foldOrigins([{ ...given, runs: given.runs.toReversed() }], { claims: list, ...more }).files).toEqual(expected.files);
      }),
    );
  });

  it("never turns a line into human by adding a claim for AI", () => {
    fc.assert(
      fc.property(file, claims, rest, claim, (given, list, more, added) => {
        const before = originsByLine(given, { claims: list, ...more });
        const after = originsByLine(given, { claims: [...list, { ...added, origin: "ai" }], ...more });
        for (const [line, { origin }] of after) if (origin === "human") expect(before.get(line)?.origin).toBe("human");
      }),
    );
  });

  it("calls no line human without positive evidence of a person that reaches it", () => {
    fc.assert(
      fc.property(file, claims, rest, (given, list, more) => {
        const found = originsByLine(given, { claims: list, ...more });
        for (const run of given.runs) {
          for (let line = run.start; line <= run.end; line++) {
            const there = run.originalStart + line - run.start;
            const reached = list.some(
              (each) =>
                each.origin === "human" &&
                isPositive(each) &&
                (each.grain === "change" ||
                  (each.commit === run.commit && each.path === run.originalPath && (each.lines ?? []).some(({ start, end }) => start <= there && there <= end))),
            );
            if (!reached) expect(found.get(line)?.origin).not.toBe("human");
          }
        }
      }),
    );
  });

  it("agrees with the law written out line by line", () => {
    fc.assert(
      fc.property(file, claims, rest, (given, list, more) => {
        const found = originsByLine(given, { claims: list, ...more });
        for (const run of given.runs)
          for (let line = run.start; line <= run.end; line++) expect(found.get(line)?.origin).toBe(lawful(run, run.originalStart + line - run.start, list));
      }),
    );
  });

  function lawful(run: BlamedFile["runs"][number], there: number, list: readonly Claim[]): string {
    const here = list.filter(isPositive).filter((each) => each.grain === "change" || each.commit === run.commit);
    const atPath = here.filter((each) => each.path === run.originalPath);
    const grains = [
      atPath.filter((each) => each.grain === "line" && (each.lines ?? []).some(({ start, end }) => start <= there && there <= end)),
      atPath.filter((each) => each.grain === "file"),
      here.filter((each) => each.grain === "commit"),
      here.filter((each) => each.grain === "change"),
    ];
    const deciding = new Set((grains.find((each) => each.length > 0) ?? []).map(({ origin }) => origin));
    if (deciding.size > 1) return "mixed";
    return [...deciding][0] ?? "unknown";
  }
});

it("folds a hundred thousand overlapping claims over a hundred thousand lines", () => {
  const size = 100_000;
  const claims = Array.from({ length: size }, (_, at) => ({ ...ai, tool: `t${at}`, lines: [{ start: 1, end: size }] }));
  const big: BlamedFile = { path: "a.ts", runs: [{ start: 1, end: size, commit: "c", originalPath: "a.ts", originalStart: 1 }] };
  expect(fold(claims, {}, [big]).runs).toEqual([`1-${size} ai t0 note line high`]);
});
