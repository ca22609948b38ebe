import { describe, expect, it } from "vitest";
import { either, percent, plural, roleName, roleSays, shareOf, together, usualRoles } from "./words.ts";

describe("numbers and names on screen", () => {
  it("counts in words that agree", () => {
    expect(plural(1, "change")).toBe("1 change");
    expect(plural(1200, "change")).toBe("1,200 changes");
    expect(plural(2, "entry", "entries")).toBe("2 entries");
  });

  it("never rounds something to nothing, nor nearly all to all", () => {
    expect(percent(1, 4000)).toBe("under 1 %");
    expect(percent(3999, 4000)).toBe("over 99 %");
    expect(percent(4000, 4000)).toBe("100 %");
    expect(shareOf(38, 40)).toBe("38 of 40 (95 %)");
    expect(shareOf(0, 0)).toBe("none");
  });

  it("names who can do it", () => {
    expect(either([])).toBe("nobody");
    expect(either(["Ana Costa", "Bo Lindqvist", "Chen Wei"])).toBe("Ana Costa, Bo Lindqvist or Chen Wei");
    expect(together(["reviewer", "auditor"])).toBe("reviewer and auditor");
  });

  it("names every role in plain words, also one that only a policy names", () => {
    expect(usualRoles.map(roleName)).toEqual(["administrator", "policy owner", "engineering lead", "reviewer", "release manager", "project manager", "auditor"]);
    expect([roleName("data-steward"), roleSays("data-steward"), roleSays("auditor")]).toEqual(["data steward", undefined, "reads everything and changes nothing"]);
  });
});
