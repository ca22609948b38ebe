import { describe, expect, it } from "vitest";
import { decisionNamespace, recompute } from "./challenge.ts";
import { type Expected, movedBetween, type Prepared, readDocument, type SignedDocument, troublesOf } from "./check.ts";

const hex = "ab".repeat(32);
const document: SignedDocument = {
  schema: "countersign/decision/v1",
  id: "d-1",
  ledger: "example.org/ledger",
  outcome: "approve",
  meaning: "responsibility",
  person: "p-ana",
  printedName: "Ana Costa",
  subject: {
    repository: "r",
    change: "c-1",
    base: "b",
    head: "h",
    resultTree: "t",
    resultListing: hex,
    policy: hex,
    criteria: hex,
    evidence: hex,
    environment: "production",
    artifact: null,
  },
  tier: "security",
  answers: [{ criterion: "fits", value: "met", reason: null, link: "NW-1" }],
  doubt: null,
  until: null,
  comment: null,
  seen: { size: 12, root: "AAAA" },
  nonce: hex,
  time: "2026-11-22T21:00:00.000Z",
};
const expected: Expected = {
  change: "c-1",
  person: "p-ana",
  asked: { outcome: "approve", environment: "production", answers: [{ criterion: "fits", value: "met", reason: " ", link: "NW-1" }] },
};

async function prepared(of: unknown = document, more: Partial<Prepared> = {}): Promise<Prepared> {
  const { digest, challenge } = await recompute(of, decisionNamespace);
  return { prepared: "x", document: of, text: "", digest, namespace: "countersign.decision.v1", challenge, expires: "", rpId: "localhost", credentials: [], ...more };
}

async function troubles(of: unknown = document, more: Partial<Prepared> = {}): Promise<string[]> {
  return troublesOf(await prepared(of, more), await recompute(of, decisionNamespace), expected);
}

describe("what is signed is what was asked for, and what is shown", () => {
  it("finds nothing wrong with the text that was asked for", async () => {
    expect(await troubles()).toEqual([]);
  });

  it("notices a digest, a challenge and a purpose that do not belong to the text", async () => {
    const all = await troubles(document, { digest: hex, challenge: "AAAA", namespace: "git" });
    expect(all).toHaveLength(3);
    expect(all[0]).toContain("digest");
  });

  it.each([
    ["outcome", { ...document, outcome: "defer" }],
    ["person", { ...document, person: "p-bo" }],
    ["change", { ...document, subject: { ...document.subject, change: "c-2" } }],
    ["environment", { ...document, subject: { ...document.subject, environment: "staging" } }],
    ["comment", { ...document, comment: "and everything else" }],
    ["answers", { ...document, answers: [{ criterion: "fits", value: "not-applicable", reason: null, link: null }] }],
    ["day", { ...document, until: "2027-01-01" }],
  ])("notices another %s, however well it is digested", async (what, other) => {
    expect(await troubles(other)).toEqual([`The text has another ${what} than you gave.`]);
  });

  it("refuses a text with a member that is not shown", async () => {
    for (const other of [
      { ...document, alsoAgreed: true },
      { ...document, subject: { ...document.subject, extra: "x" } },
      { ...document, answers: [{ criterion: "fits", value: "met" }] },
      null,
      [],
    ]) {
      expect(readDocument(other)).toBeNull();
      expect(await troubles(other)).toEqual(["The text has another form than this page can show whole."]);
    }
  });

  it("tells what moved between two preparations, and not what always does", () => {
    expect(movedBetween(document, { ...document, id: "d-2", nonce: "c", time: "later", seen: { size: 13, root: "B" } })).toEqual([]);
    expect(movedBetween(document, { ...document, subject: { ...document.subject, evidence: "c" } })).toEqual(["evidence"]);
  });
});
