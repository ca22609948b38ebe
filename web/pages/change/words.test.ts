import { describe, expect, it } from "vitest";
import { approvalObstacle, givenPlaces, isComplete, nothingFound, notReportedWords, recordedAlready, resultMark, sortedUpdates, webAddress, whatItDoes } from "./words.ts";

type Asked = Parameters<typeof isComplete>[1];

const you = { mayApprove: true, mayDecide: true, because: null, others: [], unseen: 0, unanswered: [] };
const nothing = { unseen: [], unanswered: [], notMet: [] };

describe("what keeps somebody from approving", () => {
  it("is nothing once everything is seen and answered", () => {
    expect(approvalObstacle({ you, environment: null }, nothing)).toBeNull();
  });

  it("names the files that are not seen and the questions that are open (R19, R20)", () => {
    const open = { unseen: ["a.ts"], unanswered: ["Does it fit?", "Is it safe?"], notMet: [] };
    expect(approvalObstacle({ you, environment: null }, open)).toBe("1 file is not seen: a.ts; 2 questions are open, first: Does it fit?");
    expect(approvalObstacle({ you, environment: null }, { ...nothing, unanswered: ["Is it safe?"] })).toBe("A question is open: Is it safe?");
  });

  it("asks for no file where a release is approved", () => {
    expect(approvalObstacle({ you, environment: "production" }, { ...nothing, unseen: ["a.ts"] })).toBeNull();
  });

  it("names some of many", () => {
    const unseen = Array.from({ length: 9 }, (_, at) => `f${at}`);
    expect(approvalObstacle({ you, environment: null }, { ...nothing, unseen })).toBe("9 files are not seen: f0, f1, f2 and 6 more.");
  });

  it("says why an approval would not count, and who can give it (R6)", () => {
    const chen = { ...you, mayApprove: false, because: "Chen Wei wrote part of this change, so that approval would not count.", others: [{ id: "p-1", name: "Ana Costa" }] };
    expect(approvalObstacle({ you: chen, environment: null }, nothing)).toBe("Chen Wei wrote part of this change, so that approval would not count. Ana Costa can approve it.");
  });

  it("takes an answer of not met for no approval", () => {
    expect(approvalObstacle({ you, environment: null }, { ...nothing, notMet: [{ ask: "Is it safe?", value: "not-met" }] })).toBe(
      "You answered “Is it safe?” with not met, which is no approval.",
    );
  });
});

describe("an answer", () => {
  it("is complete with the link that was asked for, or with a reason (R22)", () => {
    const answer = { criterion: "fits", reason: null, link: null };
    const choices: Asked["choices"] = [
      { value: "met", needs: [], affirms: true },
      { value: "not-applicable", needs: ["reason"], affirms: true },
    ];
    expect(isComplete(undefined, { link: null, choices })).toBe(false);
    expect(isComplete({ ...answer, value: "met" }, { link: null, choices })).toBe(true);
    expect(isComplete({ ...answer, value: "met" }, { link: "requirement", choices })).toBe(false);
    expect(isComplete({ ...answer, value: "met", link: "NW-1" }, { link: "requirement", choices })).toBe(true);
    expect(isComplete({ ...answer, value: "not-applicable", reason: " " }, { link: null, choices })).toBe(false);
  });

  it("of a finding is complete with a reason, and with the day until when it is accepted", () => {
    const answer = { criterion: "finding-1", reason: "Only in the sample", link: null };
    const choices: Asked["choices"] = [
      { value: "accepted", needs: ["reason", "until"], affirms: true },
      { value: "false-positive", needs: ["reason"], affirms: true },
    ];
    expect(isComplete({ ...answer, value: "accepted" }, { link: null, choices })).toBe(false);
    expect(isComplete({ ...answer, value: "accepted", until: "2027-01-31" }, { link: null, choices })).toBe(true);
    expect(isComplete({ ...answer, value: "false-positive" }, { link: null, choices })).toBe(true);
    expect(isComplete({ ...answer, value: "met" }, { link: null, choices })).toBe(false);
  });
});

const chen = { id: "p-1", name: "Chen Wei" };
const unsure: Parameters<typeof recordedAlready>[0]["decisions"][number] = {
  id: "d-1",
  index: 7,
  person: chen,
  printedName: chen.name,
  time: "2026-11-23T02:00:00Z",
  meaning: "responsibility",
  manifestation: "",
  outcome: "unsure",
  environment: "production",
  revision: 2,
  answers: [],
  doubt: "blast-radius",
  until: null,
  comment: null,
  signature: "passkey",
  counts: true,
  because: null,
};

describe("a decision in the verdict", () => {
  it("R33 counts as what it is: an approval fills a place, a doubt holds the gate up until it is resolved", () => {
    expect(whatItDoes({ ...unsure, outcome: "approve" }, [])).toBe("It counts.");
    expect(whatItDoes({ ...unsure, outcome: "request-changes" }, [])).toBe("It holds the gate up.");
    expect(whatItDoes({ ...unsure, outcome: "defer" }, [])).toBe("It holds the gate up until its day is over.");
    expect(whatItDoes(unsure, [])).toBe("It holds the gate up until it is resolved.");
    expect(whatItDoes(unsure, null)).toBe("It holds the gate up until it is resolved; the page of the change says whether it is.");
    const escalation = { id: "e-1", kind: "unsure", criterion: "blast-radius", to: "", who: [], mine: false, since: "", due: "", overdue: false, resolved: null } as const;
    expect(whatItDoes(unsure, [escalation])).toBe("It holds the gate up until it is resolved.");
    expect(whatItDoes(unsure, [{ ...escalation, resolved: { by: chen, at: "" } }])).toBe("It is resolved.");
    expect(whatItDoes({ ...unsure, counts: false, because: { code: "stale", sentence: "Another head." } }, [])).toBe("It does not count: Another head.");
    expect(whatItDoes({ ...unsure, counts: null }, [])).toBeNull();
  });

  it("R21 is found again by who comes back to sign it, and by nobody who began another", () => {
    const change = { revision: 2 } as Parameters<typeof recordedAlready>[0]["change"];
    const page = { change, environment: "production", draft: null, decisions: [unsure] };
    expect(recordedAlready(page, "p-1", "unsure")).toBe(unsure);
    const draft = { environment: "production", outcome: "unsure", answers: [], doubt: null, until: null, comment: null } as const;
    expect(recordedAlready({ ...page, draft: { ...draft, outcome: null } }, "p-1", "unsure")).toBe(unsure);
    for (const other of [
      recordedAlready({ ...page, draft }, "p-1", "unsure"),
      recordedAlready(page, "p-2", "unsure"),
      recordedAlready(page, "p-1", "approve"),
      recordedAlready({ ...page, environment: null }, "p-1", "unsure"),
      recordedAlready({ ...page, change: { ...change, revision: 3 } }, "p-1", "unsure"),
      recordedAlready({ ...page, decisions: [{ ...unsure, counts: false, because: { code: "withdrawn", sentence: "" } }] }, "p-1", "unsure"),
    ])
      expect(other).toBeNull();
  });
});

describe("places", () => {
  it("says once who gave what is asked for twice, and leaves out what nobody gave", () => {
    const [bo, chen] = [
      { id: "p-1", name: "Bo Lindqvist" },
      { id: "p-2", name: "Chen Wei" },
    ];
    const place = (needs: string, filledBy: typeof bo | null) => ({ needs, filledBy: filledBy ?? null, couldFill: [] });
    const places = [place("a reviewer", bo ?? null), place("a reviewer", chen ?? null), place("a release manager", null)];
    expect(givenPlaces(places)).toEqual([{ needs: "a reviewer", by: [bo, chen] }]);
  });
});

describe("marks and links", () => {
  it("shows a missing report as a reason to wait, and a failed check as one to deny", () => {
    expect(resultMark("missing-evidence")).toEqual({ verdict: "wait", word: "missing evidence" });
    expect(resultMark("not-met").verdict).toBe("deny");
  });

  it("makes a link of a web address alone", () => {
    expect(webAddress("https://tracker.example/NW-217")).toBe("https://tracker.example/NW-217");
    for (const text of ["NW-217", "javascript:alert(1)", "https://a b"]) expect(webAddress(text)).toBeNull();
  });
});

describe("what was found and what comes in", () => {
  type Evidence = Parameters<typeof nothingFound>[0]["evidence"][number];
  const report = (kind: Evidence["kind"], counts = true): Evidence => ({
    ...{ id: "e-1", index: 1, kind, format: null, name: null, producer: "ci", commit: "", at: "", state: "accepted", counts, revision: 1, verdict: "" },
    ...{ checks: [], troubles: [], bytes: 1, sha256: "", available: true, opened: false },
  });

  it("tells reports that found nothing from kinds of which none counts (R71)", () => {
    expect(nothingFound({ evidence: [report("analysis"), report("references")], notReported: [] })).toBe("No report found anything in what the change adds.");
    expect(nothingFound({ evidence: [report("analysis"), report("tests")], notReported: ["references"] })).toBe(
      "No report found anything in what the change adds. No report of invented references was accepted.",
    );
    for (const evidence of [[], [report("tests")], [report("analysis", false)]])
      expect(nothingFound({ evidence, notReported: ["analysis", "references", "advisories"] })).toBe(
        "No report of static analysis, invented references or known flaws was accepted.",
      );
    expect(nothingFound({ evidence: [], notReported: [] })).toBe("The change adds no lines.");
    expect(notReportedWords([])).toBeNull();
  });

  type Update = Parameters<typeof sortedUpdates>[0][number];
  const update = (name: string, more: Partial<Update> = {}): Update => ({
    ...{ ecosystem: "npm", name, from: null, to: "1.0.0", jump: "added", risk: "low", because: [], severity: null, flaws: 0, suspect: false },
    ...{ licence: "MIT", direct: true, question: null, ...more },
  });
  const names = (updates: readonly Update[]) => updates.map(({ name }) => name);

  it("puts updates of high risk first and folds what only comes along, unless something is known against it, once they are many (R69)", () => {
    const along = Array.from({ length: 10 }, (_, at) => update(`along-${at}`, { direct: false, risk: "high" }));
    const updates = [...along, update("low"), update("high", { risk: "high" }), update("flawed", { direct: false, risk: "medium", flaws: 1, suspect: true })];
    const { first, along: folded } = sortedUpdates(updates);
    expect([names(first), names(folded)]).toEqual([["high", "flawed", "low"], names(along)]);
    expect(sortedUpdates(updates.slice(1))).toEqual({ first: updates.slice(1), along: [] });
  });
});
