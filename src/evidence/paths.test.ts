import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CoverageReport } from "../model/evidence.ts";
import { coverageOfRepository, resolveCoverage, resolvePaths, Tree } from "./paths.ts";

const tree = new Tree(["index.js", "src/a.ts", "src/util/b.ts", "packages/p/src/c.ts", "packages/p/index.ts", "packages/q/index.ts", "odd\\name.ts"]);
const alone = (path: string) => resolvePaths([path], tree)(path);

describe("paths of reports", () => {
  it.each([
    ["src/a.ts", "src/a.ts"],
    ["./src/a.ts", "src/a.ts"],
    ["src//util/./b.ts", "src/util/b.ts"],
    ["/home/runner/work/shop/shop/src/a.ts", "src/a.ts"],
    ["C:\\agent\\work\\1\\s\\src\\util\\b.ts", "src/util/b.ts"],
    ["src\\util\\b.ts", "src/util/b.ts"],
    ["odd\\name.ts", "odd\\name.ts"],
    ["example.com/module/src/util/b.ts", "src/util/b.ts"],
    ["util/b.ts", "src/util/b.ts"],
    ["c.ts", "packages/p/src/c.ts"],
  ])("%s is %s", (reported, path) => expect(alone(reported)).toEqual({ path }));

  it.each([
    ["E08: `..` is refused, even where it leads back", "src/../src/a.ts", "parent"],
    ["`..` behind a backslash is refused", "src\\..\\a.ts", "parent"],
    ["two ends fit", "index.ts", "ambiguous"],
    ["E08: a path of elsewhere", "/usr/lib/other.ts", "outside"],
    ["an absolute path is no end of a path", "/util/b.ts", "outside"],
    ["nothing", "", "outside"],
    ["what is too long", `${"x/".repeat(70)}src/a.ts`, "ambiguous"],
  ])("%s", (_, reported, why) => expect(alone(reported)).toEqual({ path: null, why }));

  it("E08: a path beneath the build's root is that path or none", () => {
    const root = "/w/shop/";
    const resolve = resolvePaths([`${root}src/a.ts`, `${root}src/util/b.ts`, `${root}node_modules/x/index.js`, `${root}dist/src/a.ts`, "/elsewhere/src/a.ts"], tree);
    expect(resolve(`${root}src/a.ts`)).toEqual({ path: "src/a.ts" });
    expect(resolve(`${root}node_modules/x/index.js`)).toEqual({ path: null, why: "outside" });
    expect(resolve(`${root}dist/src/a.ts`)).toEqual({ path: null, why: "outside" });
    expect(resolve("/elsewhere/src/a.ts")).toEqual({ path: "src/a.ts" });
  });

  it("the same for relative paths", () => {
    const resolve = resolvePaths(["src/a.ts", "node_modules/x/index.js"], tree);
    expect(resolve("node_modules/x/index.js")).toEqual({ path: null, why: "outside" });
  });

  it("a path that was not asked for is outside", () => expect(resolvePaths([], tree)("src/a.ts")).toEqual({ path: null, why: "outside" }));

  it("whatever a report says, the answer is a path of the tree or none", () => {
    const segment = fc.constantFrom("src", "a.ts", "util", "b.ts", "..", ".", "", "index.ts", "packages", "\\", "C:");
    fc.assert(
      fc.property(
        fc.array(
          fc.array(segment, { maxLength: 6 }).map((parts) => parts.join("/")),
          { maxLength: 6 },
        ),
        (paths) => {
          const resolve = resolvePaths(paths, tree);
          for (const path of paths) {
            const resolved = resolve(path).path;
            expect(resolved === null || tree.has(resolved)).toBe(true);
            if (tree.has(path)) expect(resolved === path || resolved === null || path !== resolved).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("every path of the tree beneath one root resolves to itself", () => {
    const segment = fc.constantFrom("a", "b", "c");
    const paths = fc.uniqueArray(
      fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join("/")}.ts`),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(paths, (all) => {
        const resolve = resolvePaths(
          all.map((path) => `/build/root/${path}`),
          new Tree(all),
        );
        expect(all.map((path) => resolve(`/build/root/${path}`).path)).toEqual(all);
      }),
      { numRuns: 500 },
    );
  });
});

describe("paths of coverage, by what they are relative to", () => {
  const coverageOf = (relativeTo: CoverageReport["relativeTo"], ...paths: string[]): CoverageReport => ({
    kind: "coverage",
    executable: 0,
    hit: 0,
    files: paths.map((path) => ({ path, lines: [[1, 1]] })),
    ...(relativeTo === undefined ? {} : { relativeTo }),
  });
  const placed = (relativeTo: CoverageReport["relativeTo"], path: string, others: string[] = [], paths = tree) =>
    resolveCoverage(coverageOf(relativeTo, path, ...others), paths)(path);
  const java = new Tree(["A.java", "app/src/com/example/A.java", "lib/src/com/other/B.java", "app/src/com/other/B.java"]);

  it("JaCoCo: a path is the end of one path of the tree", () => expect(placed("unknown-folder", "com/example/A.java", [], java)).toEqual({ path: "app/src/com/example/A.java" }));

  it.each([
    ["two modules have it", "com/other/B.java", "ambiguous"],
    ["only a file of another package is called so: a package is never cut off", "com/elsewhere/A.java", "outside"],
    ["E08: `..` stands in it", "com/../A.java", "parent"],
  ])("JaCoCo: unresolved when %s", (_, path, why) => expect(placed("unknown-folder", path, [], java)).toEqual({ path: null, why }));

  it("a class of the default package is refused where its name alone is that of several files", () =>
    expect(placed("unknown-folder", "A.java", [], java)).toEqual({ path: null, why: "ambiguous" }));

  it.each([
    ["beneath its source", ["/w/shop/src"], "a.ts", "src/a.ts"],
    ["beneath one of several sources", ["/w/shop/packages/q", "/w/shop/src"], "a.ts", "src/a.ts"],
    ["beneath a relative source", ["src"], "util/b.ts", "src/util/b.ts"],
    ["beneath a source of Windows", ["C:/w/shop/src"], "util\\b.ts", "src/util/b.ts"],
    ["absolute, whatever the sources", ["/elsewhere"], "/w/shop/src/a.ts", "src/a.ts"],
    ["beneath no source", [], "src/a.ts", "src/a.ts"],
  ])("Cobertura: a path is %s", (_, sources, said, path) => expect(placed(sources, said)).toEqual({ path }));

  it("Cobertura: one that is a file beneath two sources is ambiguous, and stays so once it is kept", () => {
    const sources = ["/w/shop/packages/p", "/w/shop/packages/q"];
    expect(placed(sources, "index.ts", ["src/c.ts"])).toEqual({ path: null, why: "ambiguous" });
  });

  it("E08: `..` beneath a source is refused", () => expect(placed(["/w/shop/src"], "../src/a.ts")).toEqual({ path: null, why: "parent" }));

  it("E08: what is looked up once stays as it is: an installed package never lends its hits to a file of ours", () => {
    const report = coverageOf(undefined, "/w/shop/src/a.ts", "/w/shop/src/util/b.ts", "/w/shop/node_modules/x/index.js");
    const kept = coverageOfRepository(report, tree);
    expect(kept.files.map(({ path }) => path)).toEqual(["src/a.ts", "src/util/b.ts", "/w/shop/node_modules/x/index.js"]);
    expect(resolveCoverage(kept, tree)("/w/shop/node_modules/x/index.js")).toEqual({ path: null, why: "outside" });
    expect(resolveCoverage(kept, tree)("src/a.ts")).toEqual({ path: "src/a.ts" });
    expect(coverageOfRepository(kept, tree)).toBe(kept);
  });

  it("E08: an unresolved path that is called like a file of the tree is not kept as that file", () => {
    const kept = coverageOfRepository(coverageOf("unknown-folder", "A.java", "com/example/A.java"), java);
    expect(kept.files.map(({ path }) => path)).toEqual(["app/src/com/example/A.java"]);
  });
});
