import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlob, readGlob, splitPath } from "./glob.ts";
import { globCovers } from "./glob-covers.ts";
import { comparePairsWithGit } from "./testing.ts";

const takes = (pattern: string, path: string): boolean => compileGlob(pattern).matches(splitPath(path));

describe("D08: what a pattern takes", () => {
  test.each([
    ["src/*", "src/a.ts", true],
    ["src/*", "src/b/a.ts", false],
    ["src/**", "src/b/a.ts", true],
    ["src/**", "src", false],
    ["**/x", "x", true],
    ["**/x", "a/b/x", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["**", "any/thing", true],
    ["src/auth", "src/auth/token.ts", true],
    ["src/auth", "src/author.ts", false],
    ["**/*.ts", ".hidden/.x.ts", true],
    ["*", ".env", true],
    ["*.ts", "a\nb.ts", true],
    ["src/*", "src/a\\b", true],
    ["src/*/b", "src\\a\\b", false],
    ["a", "a.", false],
    ["a", "a ", false],
    ["A.md", "a.md", false],
    ["caf\u00e9", "cafe\u0301", false],
    ["caf??", "caf\u00e9", true],
    ["app/\\[id\\]/*", "app/[id]/page.tsx", true],
    ["app/\\[id\\]/*", "app/i/page.tsx", false],
    ["\\*", "*", true],
    ["\\*", "x", false],
  ])("%s on %j: %s", (pattern, path, expected) => {
    expect(takes(pattern, path)).toBe(expected);
  });

  test.each(["/src", "src/", "a//b", "./a", "a/../b", "!a", "a[b]", "{a,b}", "a**", "**a", "***", "a\\b", "a\\", "a\tb", "?".repeat(17), "x".repeat(513), ""])(
    "%j is refused rather than read as something surprising",
    (pattern) => {
      expect(readGlob(pattern)).toHaveProperty("problem");
    },
  );
});

describe("D08: against git's own pathspec rules", () => {
  test("both take the same paths, for thousands of pairs", () => {
    expect(comparePairsWithGit(40)).toBeGreaterThan(2_000);
  });
});

describe("D17: patterns meant to take forever", () => {
  test("ten thousand of them are answered without walking back over what was walked", () => {
    const star = fc.constantFrom("*", "*a", "a*", "?", "*a*", "**/", "*/");
    const long = splitPath(`${"a".repeat(200)}/${"a/".repeat(30)}${"ab".repeat(100)}`);
    let asked = 0;
    fc.assert(
      fc.property(fc.array(star, { minLength: 1, maxLength: 16 }), (parts) => {
        const glob = readGlob(`${parts.join("")}c`);
        asked++;
        return "problem" in glob || glob.matches(long) === false;
      }),
      { numRuns: 10_000 },
    );
    expect(asked).toBe(10_000);
  });
});

describe("a pattern that covers another", () => {
  test.each([
    ["**", "src/**", true],
    ["src/**", "src/auth/**", true],
    ["src/**", "src/*.ts", true],
    ["src", "src/auth/x.ts", true],
    ["**/*.ts", "src/a.ts", false], // it may be a folder
    ["**/*.ts", "src/?.ts", true],
    ["**/*.ts", "**/*.test.ts", true],
    ["src/*", "src/**", false],
    ["**/*.test.ts", "**/*.ts", false],
    ["src/auth/**", "src/auth", false],
    ["*.ts", "*.js", false],
  ])("%s over %s: %s", (wide, narrow, expected) => {
    expect(globCovers(wide, narrow)).toBe(expected);
  });

  test("it never claims to cover a path that it does not take", () => {
    const part = fc.constantFrom("a", "b", "*", "**", "a*", "*b", "?");
    const pattern = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    const path = fc.array(fc.constantFrom("a", "b", "ab", "aab", "c"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(pattern, pattern, path, (wide, narrow, one) => !globCovers(wide, narrow) || !takes(narrow, one) || takes(wide, one)),
      { numRuns: 5_000 },
    );
  });
});
