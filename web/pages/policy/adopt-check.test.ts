import { describe, expect, it } from "vitest";
import { policyNamespace, recompute, sha256 } from "../sign/challenge.ts";
import type { Prepared } from "../sign/check.ts";
import { type AdoptionText, adoptionTroubles, type ExpectedAdoption, movedAdoption, readAdoption } from "./adopt-check.ts";

const hex = "ab".repeat(32);
const digest = await sha256("policy: 1\nversion: 2\n");
const document: AdoptionText = {
  schema: "countersign/adoption/v1",
  ledger: "example.org/ledger",
  meaning: "responsibility",
  person: "p-ada",
  printedName: "Ada Author",
  level: "organisation",
  project: null,
  version: 2,
  digest,
  rules: [{ path: "rules/a.yml", digest: hex }],
  commit: null,
  replaces: 3,
  beneath: null,
  seen: { size: 12, root: "AAAA" },
  nonce: hex,
  time: "2026-11-22T21:00:00.000Z",
};
const expected: ExpectedAdoption = { person: "p-ada", project: null, digest, rules: [{ path: "rules/a.yml", digest: hex }] };

async function troubles(of: unknown = document, more: Partial<Prepared> = {}): Promise<string[]> {
  const recomputed = await recompute(of, policyNamespace);
  const sent: Prepared = { prepared: "x", document: of, text: "", namespace: policyNamespace, ...recomputed, expires: "", rpId: "localhost", credentials: [], ...more };
  return adoptionTroubles(sent, recomputed, expected);
}

describe("the adoption that is signed is the one that was asked for (C02)", () => {
  it("finds nothing wrong with it", async () => {
    expect(await troubles()).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["another text", { digest: hex }, "policy"],
    ["another project", { level: "project", project: "payments" }, "scope"],
    ["another person", { person: "p-bo" }, "person"],
    ["another rule file", { rules: [{ path: "rules/a.yml", digest }] }, "rule file rules/a.yml"],
    ["another meaning", { meaning: "review" }, "meaning"],
    ["another form", { schema: "countersign/decision/v1" }, "form"],
  ])("notices %s", async (_, changed, what) => {
    expect(await troubles({ ...document, ...changed })).toEqual([`The text has another ${what} than you gave.`]);
  });

  it("notices a digest, a challenge and a purpose that do not belong to it", async () => {
    expect(await troubles(document, { digest: hex, challenge: "AAAA", namespace: "countersign.decision.v1" })).toHaveLength(3);
  });

  it("signs nothing that it cannot show whole", async () => {
    const { nonce: _, ...less } = document;
    for (const odd of [less, { ...document, more: 1 }, { ...document, replaces: "3" }, { ...document, rules: [{ path: "a" }] }, null, []]) {
      expect(readAdoption(odd)).toBeNull();
      expect(await troubles(odd)).toContain("The text has another form than this page can show whole.");
    }
  });

  it("names what moved between two preparations, and not what is new each time", () => {
    expect(movedAdoption(document, { ...document, nonce: "cd", time: "later", seen: { size: 13, root: "BBBB" } })).toEqual([]);
    expect(movedAdoption(document, { ...document, replaces: 9 })).toEqual(["replaces"]);
  });
});
