import { describe, expect, it } from "vitest";
import { type Inbox, inboxSentence, matches, sizeOf, type Turn } from "./words.ts";

const now = Date.parse("2026-11-22T18:00:00Z");
const change: Turn["change"] = {
  id: "c-1a2b3c",
  revision: 1,
  title: "Limit refunds",
  project: "shop",
  requirement: null,
  types: ["security"],
  tier: "strict",
  rank: 3,
  base: "a".repeat(40),
  head: "b".repeat(40),
  files: 1,
  added: 1214,
  deleted: 12,
  sizeWarning: null,
  origin: { human: 1, ai: 1, mixed: 0, unknown: 0 },
  aiShare: 0.5,
  proposer: { id: "p-1", name: "Chen Wei" },
  proposedAt: "2026-11-21T18:00:00Z",
};
const turn = (until: string | null, overdue = false): Turn => ({
  change,
  why: "It needs an approval.",
  since: change.proposedAt,
  until,
  overdue,
  waited: 60,
  missing: "Needs one more approval.",
  environment: null,
  who: [],
});
const inbox = (mine: Turn[], others: Turn[] = []): Inbox => ({
  needsMyDecision: mine,
  escalatedToMe: [],
  returnedToMe: [],
  waitingOnOthers: others,
  done: [],
  asks: [],
  turns: mine.length,
  load: [],
});
const ask: Inbox["asks"][number] = {
  kind: "re-review",
  id: "s-1",
  title: "A second look",
  why: "It was ordered.",
  project: null,
  about: "d-1",
  since: change.proposedAt,
  until: "2026-11-22T21:00:00Z",
  overdue: false,
  page: "/decisions/d-1",
};

describe("the inbox in one sentence", () => {
  it.each([
    [[], [], "Nothing waits for you."],
    [[], [turn(null)], "Nothing waits for you. 1 change waits on others."],
    [[turn(null)], [], "1 change waits for you."],
    [[turn("2026-11-22T21:00:00Z")], [], "1 change waits for you; it is due in 3 h."],
    [[turn("2026-11-24T21:00:00Z"), turn("2026-11-22T21:00:00Z"), turn(null)], [], "3 changes wait for you; the first is due in 3 h."],
    [[turn("2026-11-22T17:00:00Z", true)], [], "1 change waits for you; it is overdue."],
    [[turn("2026-11-22T17:00:00Z", true), turn(null)], [], "2 changes wait for you; 1 is overdue."],
    [[turn("2026-11-22T17:00:00Z", true), turn("2026-11-22T16:00:00Z", true)], [], "2 changes wait for you; all are overdue."],
  ])("%#: %s", (mine, others, sentence) => {
    expect(inboxSentence(inbox(mine, others), now)).toBe(sentence);
  });

  it("R35 R104 counts what is asked beside the changes", () => {
    expect(inboxSentence({ ...inbox([]), asks: [ask], turns: 1 }, now)).toBe("1 thing waits for you; it is due in 3 h.");
    expect(inboxSentence({ ...inbox([turn(null)]), asks: [{ ...ask, overdue: true }], turns: 2 }, now)).toBe("2 things wait for you; 1 is overdue.");
  });
});

describe("the filter", () => {
  it("asks for every word, wherever it is shown", () => {
    expect(matches(turn(null), "REFUNDS chen")).toBe(true);
    expect(matches(turn(null), "strict shop security")).toBe(true);
    expect(matches(turn(null), "refunds bo")).toBe(false);
  });
});

it("says how large a change is", () => {
  expect(sizeOf(change)).toBe("1 file, +1,214 −12");
});
