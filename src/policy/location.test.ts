import { describe, expect, test } from "vitest";
import { locatePolicy } from "./location.ts";

const file = (path: string, mode = "100644") => ({ mode, path });

describe("D05: one canonical path", () => {
  test("the plain file is the policy, whatever else the tree holds", () => {
    expect(locatePolicy([file("a"), file(".countersign", "040000"), file(".countersign/policy.yaml"), file(".countersign/notes.md"), file("docs/.countersign/policy.yaml")])).toBe(
      ".countersign/policy.yaml",
    );
    expect(locatePolicy([file("a")])).toBeNull();
  });

  test.each([
    [file(".countersign/policy.yml")],
    [file(".countersign/policy.json")],
    [file(".Countersign/policy.yaml")],
    [file(".countersign/POLICY.YAML")],
    [file(".countersign/policy\u2024yaml")],
    [file(".countersign/policy.yaml", "120000")],
    [file(".countersign", "120000")],
    [file(".countersign", "160000")],
  ])("%j beside or instead of it is refused", (second) => {
    const policyAmbiguous = expect.objectContaining({ code: "policy-ambiguous", place: { file: second.path } });
    expect(() => locatePolicy([file(".countersign/policy.yaml"), second])).toThrow(policyAmbiguous);
    expect(() => locatePolicy([second])).toThrow(policyAmbiguous);
  });
});
