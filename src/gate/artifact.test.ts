import { describe, expect, it } from "vitest";
import { isAnotherArtifact } from "./artifact.ts";
import { judge } from "./index.ts";
import { approval, decided, itemOf, situation } from "./testing.ts";

const [ours, theirs] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];

describe("a bill of materials and the artifact of a release", () => {
  it.each([
    [[ours], ours, false],
    [[theirs], ours, true],
    [[theirs, ours], ours, false],
    [[theirs], `registry.example/shop@${ours}`, true],
    [[ours], `registry.example/shop@${ours.toUpperCase()}`, false],
    [[`sha512:${"b".repeat(128)}`], ours, false],
    [[], ours, false],
    [[theirs], "shop-1.0.0", false],
  ])("E10: %j of %s is another: %j", (digests, artifact, another) => expect(isAnotherArtifact(digests, artifact)).toBe(another));

  const reasons = (describes: readonly string[], artifact: string | null, superseded = false) => {
    const { change } = situation();
    const items = [itemOf("tests", { commit: change.head }), itemOf("components", { id: "e-bill", commit: change.head, kind: "components", describes, superseded })];
    return judge(decided(situation({ items, release: { environment: "production", artifact } }), approval("chen"))).reasons.filter(({ code }) => code === "evidence-inconsistent");
  };

  it("E10: a release of another artifact is denied, and says which bill", () => {
    expect(reasons([theirs], ours)).toMatchObject([{ about: "e-bill", sentence: `Evidence e-bill describes another artifact than ${ours}: ${theirs}.` }]);
  });

  it("twin: of the same one, of one without a name, by another algorithm, or with a later bill, it is not", () => {
    expect([reasons([ours], ours), reasons([theirs], null), reasons([`sha512:${"b".repeat(128)}`], ours), reasons([theirs], ours, true)]).toEqual([[], [], [], []]);
  });
});
