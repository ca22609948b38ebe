import { describe, expect, it } from "vitest";
import { isOneAway, nearness } from "./popular.ts";

describe("nearness to much-used names (E20)", () => {
  it.each([
    ["lodahs", 'one letter from "lodash"'],
    ["expres", 'one letter from "express"'],
    ["expresss", 'one letter from "express"'],
    ["axioz", 'one letter from "axios"'],
    ["cross-env-shell", null],
    ["crossspawn", 'written like "cross-spawn" but for hyphens or scope'],
    ["lodash", null],
    ["a-name-of-nothing-near", null],
  ])("of %s on npm: %s", (name, near) => {
    expect(nearness(name, "npm")).toBe(near);
  });

  it.each([
    ["reqeusts", 'one letter from "requests"'],
    ["python-dateutils", 'one letter from "python-dateutil"'],
    ["requests", null],
  ])("of %s on PyPI: %s", (name, near) => {
    expect(nearness(name, "pypi")).toBe(near);
  });

  it.each([
    ["ab", "ba", true],
    ["abc", "abc", false],
    ["abc", "ab", true],
    ["abc", "adc", true],
    ["abcd", "badc", false],
    ["abc", "cba", false],
    ["a", "abc", false],
  ])("%s and %s are one step apart: %s", (one, other, apart) => {
    expect(isOneAway(one, other)).toBe(apart);
    expect(isOneAway(other, one)).toBe(apart);
  });
});
