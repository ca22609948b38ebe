import { describe, expect, it } from "vitest";
import { type ActText, actTroubles, readAct } from "./act/check.ts";
import { actSentence } from "./act/text.tsx";
import { type Blueprint, blueprintSentence, recordName, signedWords, turnOf } from "./blueprint/words.ts";
import { type Document, documentSentence, groupsOf } from "./documents/words.ts";
import { shortReason } from "./reason.ts";
import { policyNamespace } from "./sign/challenge.ts";
import { type AiTools, stateSentence, type Tool, toolsSentence } from "./tools/words.ts";

const bo = { id: "p-1", name: "Bo Berg" };
const ana = { id: "p-2", name: "Ana Costa" };

describe("the one sentence of a blueprint", () => {
  const sprint = { state: "running", day: 9, of: 15, late: 0, start: "2026-11-02" };
  const page = (given: object) =>
    ({ project: "shop", state: "running", sprint, missing: [], unread: null, debt: null, closed: null, may: { close: [bo, ana] }, ...given }) as unknown as Blueprint;
  const missing = (...who: readonly { name: string }[]) => ({ says: "It is not there.", who });

  it("R49 says the day, how much is missing, and whose turn it is", () => {
    expect(blueprintSentence(page({ missing: [missing(ana), missing(bo, ana)] }))).toBe(
      "Day 9 of 15. 2 things are missing before it can close; it is the turn of Ana Costa and Bo Berg.",
    );
    expect(blueprintSentence(page({}))).toBe("Day 9 of 15. Nothing that records show is missing: Bo Berg or Ana Costa may close it.");
    expect(blueprintSentence(page({ sprint: { ...sprint, state: "late", late: 3 }, unread: { sentence: "", hint: "" } }))).toBe(
      "3 days over its end. Its files cannot be read here, so nobody can say what is missing.",
    );
    expect(turnOf([missing()] as never)).toBe("nobody: give the roles to somebody");
  });

  it("R64 calls a skipped one debt, with its age and by whom", () => {
    const debt = { kind: "skipped", days: 34, skipped: { by: bo } };
    expect(blueprintSentence(page({ state: "skipped", sprint: null, debt }))).toBe("shop builds without a blueprint for 34 days, as Bo Berg decided: governance debt.");
    expect(blueprintSentence(page({ state: "none", sprint: null, debt: { kind: "never-started", days: 0, skipped: null } }))).toBe(
      "shop builds without a blueprint since today: nobody started one.",
    );
  });

  it("says of a document who signed it and whose signature is missing", () => {
    const approvers = [
      { role: "engineering-lead", signed: [bo], holders: [bo] },
      { role: "policy-owner", signed: [], holders: [ana] },
    ];
    expect(signedWords({ approvers })).toBe("signed by Bo Berg; policy owner missing");
    expect(signedWords({ approvers: approvers.slice(1) })).toBe("not signed yet; policy owner missing");
    const document = { version: 1, status: "approved", approvers: approvers.slice(1), readers: [] } as unknown as Document;
    expect(documentSentence(document)).toBe("Version 1 says of itself that it is approved; not signed yet by the policy owner.");
    expect(documentSentence({ ...document, approvers } as unknown as Document)).toBe(
      "Version 1 says of itself that it is approved; signed by Bo Berg, not yet by the policy owner.",
    );
    expect([recordName("docs/adr/0007-one-queue.md"), recordName("docs/adr/queue.md")]).toEqual(["0007", "queue.md"]);
  });
});

describe("the register of AI tools in words", () => {
  const tool = (given: object) => ({ name: "claude-code", state: "approved", reviews: [], needs: [], reviewBy: null, changes: 0, ...given }) as unknown as Tool;

  it("R40 R80 counts by state, and names whose turn it is", () => {
    const review = { model: null, items: [{ item: "process", closed: null, who: [bo, ana] }] };
    const page = { project: null, tools: [tool({ state: "under-review", reviews: [review] }), tool({})] } as unknown as AiTools;
    expect(toolsSentence(page)).toBe("2 AI tools: 1 approved and 1 under review. 1 item of open reviews waits for Bo Berg or Ana Costa.");
  });

  it("R92 R106 says why a tool is not approved, and what a review of a model holds up", () => {
    expect(stateSentence(tool({ state: "incomplete", needs: ["owner", "conditions.modes"] }))).toBe(
      "Its entry does not say an owner who is enrolled and the modes it may work in.",
    );
    expect(stateSentence(tool({ state: "under-review", reviews: [{ model: "claude-opus-5" }] }))).toBe(
      "Every change that claude-opus-5 wrote is denied until the review is closed; other models of claude-code are not held up.",
    );
  });
});

describe("an act of governance that a person signs", () => {
  const document: ActText = {
    schema: "countersign/signing/v1",
    ledger: "ledger",
    meaning: "approval",
    person: "p-1",
    printedName: "Bo Berg",
    act: "document-signed",
    about: { signing: "g-1", project: "shop", document: "ai-policy", id: "GOV-AI-POLICY-001", version: "3", digest: "ab" },
    seen: { size: 4, root: "r" },
    nonce: "n",
    time: "2026-11-02T09:00:00Z",
  };
  const recomputed = { digest: "d", challenge: "c" };
  const troubles = (given: object, about = { project: "shop", document: "ai-policy", version: "3", digest: "ab" }) =>
    actTroubles({ document: { ...document, ...given }, digest: "d", challenge: "c", namespace: policyNamespace } as never, recomputed, {
      person: "p-1",
      act: "document-signed",
      about,
      answers: [],
    });

  it("G11 is refused where it is another than was asked, or has more in it than the page shows", () => {
    expect(troubles({})).toEqual([]);
    expect(troubles({}, { project: "shop", document: "ai-policy", version: "2", digest: "ab" })).toEqual(["The text has another version than you gave."]);
    expect(troubles({ act: "blueprint-closed" })).toEqual(["The text has another act than you gave."]);
    expect(troubles({ answers: [{ criterion: "exit-1", asks: "So?", value: "met", measured: null, reason: null }] })).toEqual(["The text has another answers than you gave."]);
    expect(troubles({ more: "hidden" })).toEqual(["The text has another form than this page can show whole."]);
    expect(readAct({ ...document, about: { project: { nested: true } } })).toBeNull();
  });

  it("begins with what it is, in one sentence", () => {
    expect(actSentence(document)).toBe("I approve version 3 of GOV-AI-POLICY-001, the AI policy of shop.");
  });
});

it("puts items that follow each other into one list", () => {
  const item = { kind: "item", depth: 0, number: null, spans: [] } as const;
  expect(groupsOf([item, item, { kind: "rule" }, item]).map((group) => (Array.isArray(group) ? group.length : "rule"))).toEqual([2, "rule", 1]);
});

it("says how much longer a reason has to be", () => {
  expect([shortReason(" "), shortReason("x".repeat(19)), shortReason("x".repeat(20))]).toEqual([
    "Say it in words: at least 20 characters.",
    "1 more character is needed.",
    undefined,
  ]);
});
