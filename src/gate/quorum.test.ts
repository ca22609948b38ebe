import { describe, expect, test } from "vitest";
import { judge } from "./judge.ts";
import { approval, contributor, day, decided, enrolled, fateOf, fates, filled, ledger, now, policyOf, said, situation, staff } from "./testing.ts";

const asked = situation();
const approved = decided(asked, approval("ana"), approval("bo"));

describe("R94: the default policy asks two different qualified people about AI-written code, neither of them its author or prompter", () => {
  test("nobody has approved: both who could are named, and that both are needed", () => {
    expect(said(asked)).toBe("wait: approval-missing (ana, bo)");
    expect(judge(asked).headline).toBe("Needs 2 more approvals by someone qualified for code review: Ana and Bo.");
  });

  test("one of two has: the other one is named, and that one person cannot fill both places", () => {
    expect(said(decided(asked, approval("ana")))).toBe("wait: approval-missing (bo); quorum-distinct (bo)");
  });

  test("both have", () => {
    expect(said(approved)).toBe("allow");
    expect(filled(approved)).toEqual(["ana", "bo"]);
    expect(judge(approved).headline).toBe("Allowed: approved by Ana and Bo, and every criterion holds.");
  });

  test("R93: the same change written by a person needs one", () => {
    const byHand = situation({ origin: "human" });
    expect(said(byHand)).toBe("wait: approval-missing (ana, bo)");
    expect(judge(byHand).headline).toBe("Needs one more approval by someone qualified for code review: Ana or Bo.");
    expect(said(decided(byHand, approval("bo")))).toBe("allow");
  });

  test.each([
    ["ai", 2],
    ["mixed", 2],
    ["unknown", 2],
    ["human", 1],
  ] as const)("R93, R3: lines of origin %s need %i", (origin, places) => {
    expect(filled(situation({ origin }))).toHaveLength(places);
  });

  test("R93: a policy may ask for more by origin, and one unknown line is enough for it", () => {
    const policy = policyOf("ai: { reviewers: { unknown: 3 } }");
    expect(filled(situation({ policy, change: { origins: ["human", "unknown"] } }))).toHaveLength(3);
    expect(filled(situation({ policy, change: { origins: ["human", "ai"] } }))).toHaveLength(2);
  });
});

describe("whoever had a part in a change does not count as its reviewer", () => {
  test.each([
    ["A01: its author", "author", "author-conflict"],
    ["A01: its committer", "committer", "author-conflict"],
    ["A01: whoever put it forward", "proposer", "author-conflict"],
    ["A04: a co-author named in a trailer", "co-author", "author-conflict"],
    ["A05: whoever prompted the agent", "sponsor", "agent-operator-conflict"],
  ] as const)("%s", (_who, part, because) => {
    const own = decided(situation({ change: { contributors: [contributor("dev"), contributor("ana", part)] } }), approval("ana"), approval("bo"));
    expect(said(own)).toBe("deny: nobody-can-approve; quorum-distinct");
    expect(fates(own)).toEqual({ ana: because, bo: "counts" });
  });

  test("A01: the twin, an uninvolved reviewer, counts", () => {
    expect(fates(approved)).toEqual({ ana: "counts", bo: "counts" });
  });

  test("A07: the reviewer of one head who pushes to the next is a contributor of the change from then on", () => {
    const pushed = situation({ change: { contributors: [contributor("dev", "author"), contributor("ana", "committer")] } });
    expect(fateOf(decided(pushed, approval("ana")), "ana")).toBe("author-conflict");
  });

  test("A02: an address that belongs to nobody enrolled is an unknown contributor", () => {
    const stranger = situation({ change: { contributors: [contributor("dev"), contributor(null)] } });
    expect(said(decided(stranger, approval("ana"), approval("bo")))).toBe("deny: unresolved-contributor");
  });

  test("A02: where nobody is enrolled at all, nobody can be told apart, and nobody can approve", () => {
    expect(said(situation({ people: {}, change: { contributors: [contributor(null)] } }))).toBe("wait: approval-missing");
  });

  test("neither the release nor its approval is for contributors", () => {
    const release = decided(situation({ release: "production" }), approval("ana"), approval("bo"), approval("dev", { released: true }));
    expect(said(release)).toBe("wait: approval-missing (chen)");
    expect(fateOf(release, "dev")).toBe("author-conflict");
    expect(said(decided(release, approval("chen", { released: true })))).toBe("allow");
  });
});

describe("R5, R32, A08: only natural persons decide", () => {
  test.each([
    ["a bot", "bot", "not-a-person"],
    ["somebody who is not enrolled", "mallory", "person-unknown"],
    ["somebody who left", "ana", "person-inactive"],
  ])("%s does not", (_who, person, because) => {
    const left = situation({ people: { ...staff, ana: { ...staff["ana"], active: false } } });
    expect(fateOf(decided(left, approval(person)), person)).toBe(because);
  });

  test("A08: the quorum is the same with a bot's vote and without it", () => {
    expect(said(decided(asked, approval("ana"), approval("bot")))).toBe(said(decided(asked, approval("ana"))));
  });
});

describe("R31: an approval counts for who is qualified for it", () => {
  test("one by somebody who is not is kept and does not count", () => {
    const input = decided(asked, approval("gus"));
    expect(fates(input)).toEqual({ gus: "not-qualified" });
    expect(said(input)).toBe("wait: approval-missing (ana, bo)");
  });

  const held = (qualification: object) => situation({ origin: "human", people: { ...staff, ana: { holds: [{ domain: "code-review", ...qualification }] }, bo: {} } });
  const approvedAt = (qualification: object) => fateOf(decided(held(qualification), approval("ana", { at: now - day, index: 30 })), "ana");

  test.each([
    ["A13: runs out a millisecond after the gate", { until: now + 1 }, "counts"],
    ["A13: runs out at the gate", { until: now }, "qualification-expired"],
    ["A13: ran out a millisecond before the gate", { until: now - 1 }, "qualification-expired"],
    ["A13: ran out before the decision", { until: now - day }, "qualification-expired"],
    ["A14: begins at the decision", { from: now - day }, "counts"],
    ["A14: begins a millisecond after the decision", { from: now - day + 1 }, "qualification-not-yet"],
    ["A14: begins in the future", { from: now + 1 }, "qualification-not-yet"],
    ["A14: was recorded just before the decision", { index: 29 }, "counts"],
    ["A14: was recorded by the entry after the decision, from an earlier day", { index: 31, from: 0 }, "not-qualified"],
    ["was revoked before the decision", { revokedAt: 29 }, "not-qualified"],
    ["was revoked after the decision", { revokedAt: 31 }, "not-qualified"],
    ["is for something else", { domain: "security" }, "not-qualified"],
  ])("a qualification that %s", (_when, qualification, fate) => {
    expect(approvedAt(qualification)).toBe(fate);
  });

  test("of two grants the one that holds speaks", () => {
    const twice = situation({
      origin: "human",
      people: {
        ...staff,
        ana: {
          holds: [
            { domain: "code-review", until: now - day },
            { domain: "code-review", index: 12 },
          ],
        },
      },
    });
    expect(said(decided(twice, approval("ana")))).toBe("allow");
  });

  test("R76: what a change type asks for is a place of its own", () => {
    const compliance = situation({ paths: ["src/consent/form.ts"], origin: "human" });
    expect(judge(compliance).places.map(({ needs, couldFill }) => [needs, couldFill])).toEqual([
      ["someone qualified for code review", ["ana", "bo"]],
      ["someone qualified for compliance", ["bo"]],
    ]);
    expect(said(decided(compliance, approval("ana"), approval("bo")))).toBe("allow");
  });

  test("R71, R70: security needs somebody qualified for it beside the reviewers, and every one of them reads the evidence", () => {
    const security = situation({ paths: ["src/auth/token.ts"], people: { ...staff, cy: { holds: ["code-review"] } } });
    expect(said(decided(security, approval("bo"), approval("cy")))).toBe("wait: approval-missing (ana)");
    expect(said(decided(security, approval("bo"), approval("cy"), approval("ana")))).toBe("allow");
  });

  test("a role counts as it is at the gate", () => {
    const ready = (chen: object) =>
      decided(situation({ release: "production", people: { ...staff, chen } }), approval("ana"), approval("bo"), approval("chen", { released: true }));
    expect(fateOf(ready({ roles: ["release-manager"] }), "chen")).toBe("counts");
    expect(fateOf(ready({ roles: ["reviewer"] }), "chen")).toBe("role-missing");
  });
});

describe("A17: different persons fill different places", () => {
  const rules = (approvals: string) =>
    policyOf(`qualifications: { q1: { granted-by: [lead], valid-for: 1y }, q2: { granted-by: [lead], valid-for: 1y } }
change-types: { all: { otherwise: true } }
tiers: { all: { human: Judges it, approvals: ${approvals} } }
ai: { reviewers: { human: 1, ai: 1, mixed: 1, unknown: 1 } }`);
  const both = "[{ count: 1, qualification: q1 }, { count: 1, qualification: q2 }]";

  test("one person who is qualified for both fills one of them", () => {
    const input = decided(situation({ policy: rules(both), people: { ana: { holds: ["q1", "q2"] }, bo: { holds: ["q2"] } } }), approval("ana"));
    expect(said(input)).toBe("wait: approval-missing (bo); quorum-distinct (bo)");
    expect(said(decided(input, approval("bo")))).toBe("allow");
  });

  test("an approval moves to the other place where only that lets somebody fill the rest", () => {
    const input = decided(situation({ policy: rules(both), people: { ana: { holds: ["q1", "q2"] }, bo: { holds: ["q1"] } } }), approval("ana"));
    expect(filled(input)).toEqual([null, "ana"]);
    expect(said(input)).toBe("wait: approval-missing (bo); quorum-distinct (bo)");
    expect(said(decided(input, approval("bo")))).toBe("allow");
  });

  test("two accounts are one person, so a second approval replaces the first and fills nothing more", () => {
    const input = decided(asked, approval("ana"), approval("ana", { key: "passkey" }));
    expect(judge(input).decisions.map(({ counts, because }) => [counts, because])).toEqual([
      [false, "replaced"],
      [true, null],
    ]);
    expect(said(input)).toBe("wait: approval-missing (bo); quorum-distinct (bo)");
  });

  test("two decisions at one index are still one person's", () => {
    expect(filled(decided(asked, approval("ana", { index: 20 }), approval("ana", { index: 20, id: "d-other" })))).toEqual(["ana", null]);
  });

  test("two people of whom one is qualified are two places, not three", () => {
    const policy = rules("[{ count: 2 }, { count: 1, qualification: q1 }]");
    const people = { ana: { holds: ["q1"] }, bo: {}, cy: {} };
    expect(filled(decided(situation({ policy, people }), approval("ana"), approval("bo")))).toEqual(["ana", "bo"]);
    expect(said(decided(situation({ policy, people }), approval("bo"), approval("cy")))).toBe("wait: approval-missing (ana)");
  });

  test("nobody who is enrolled could: it says so instead of waiting for ever", () => {
    const policy = rules(both);
    expect(said(situation({ policy, people: { ana: { holds: ["q1", "q2"] }, bo: {} } }))).toBe("deny: approval-missing (ana); nobody-can-approve (ana)");
    expect(said(situation({ policy, people: { ana: { holds: ["q1"] }, bo: {} } }))).toBe("deny: approval-missing (ana); nobody-can-approve");
  });
});

describe("the signature", () => {
  const strict = `tiers: { business-logic: { human: Judges it, approvals: { count: 1 }, signature: passkey } }
change-types: { business-logic: { otherwise: true, qualification: code-review } }`;

  test("a tier that asks for a passkey counts no other key, nor for the qualification of a type", () => {
    const input = situation({ policy: strict, origin: "human" });
    expect(fates(decided(input, approval("ana")))).toEqual({ ana: "signature-too-weak" });
    expect(said(decided(input, approval("ana", { key: "passkey" })))).toBe("allow");
  });

  test("whoever approved with a weaker key is named as one who could approve again", () => {
    const input = decided(situation({ policy: strict, origin: "human" }), approval("ana"));
    expect(said(input)).toBe("wait: approval-missing (ana, bo)");
  });

  test("I5: approving again with a weaker key does not take the stronger approval away", () => {
    const input = decided(situation({ policy: strict, origin: "human" }), approval("ana", { key: "passkey" }), approval("ana"));
    expect(said(input)).toBe("allow");
    expect(judge(input).decisions.map(({ index, counts, because }) => [index, counts, because])).toEqual([
      [20, true, null],
      [21, false, "signature-too-weak"],
    ]);
  });

  test("a rule for anybody with a passkey is not met by somebody qualified without one", () => {
    const policy = `change-types: { all: { otherwise: true } }
tiers: { all: { human: Judges it, approvals: [{ count: 1, signature: passkey }, { count: 1, qualification: security }] } }`;
    expect(said(decided(situation({ policy, origin: "human" }), approval("ana"), approval("bo", { key: "passkey" })))).toMatch(/^wait: approval-missing \(ana/);
    expect(said(decided(situation({ policy, origin: "human" }), approval("ana", { key: "passkey" })))).toBe("allow");
  });

  test("asking the qualified one for a passkey too never makes fewer approvals do", () => {
    const policy = (signature: string) => `change-types: { all: { otherwise: true } }
tiers: { all: { human: Judges it, approvals: [{ count: 1, signature: passkey }, { count: 1, qualification: security, signature: ${signature} }] } }`;
    const places = (signature: string) => judge(situation({ policy: policy(signature), origin: "human" })).places.map(({ needs }) => needs);
    expect(places("any")).toEqual(["someone qualified for security, signed with a passkey"]);
    expect(places("passkey")).toEqual(places("any"));
  });

  test.each([
    ["enrolled before the decision", { enrolledAt: 19 }, "counts"],
    ["enrolled by the decision's own entry", { enrolledAt: 20 }, "key-unknown"],
    ["enrolled after the decision", { enrolledAt: 21 }, "key-unknown"],
    ["revoked before the decision", { revokedAt: 19 }, "key-revoked"],
    ["revoked after the decision", { revokedAt: 21 }, "counts"],
    ["of somebody else", { person: "bo" }, "key-unknown"],
    ["of another kind than it claims", { kind: "passkey" as const }, "key-unknown"],
  ])("a key %s", (_which, key, fate) => {
    const people = { ...staff, ana: { ...staff["ana"], key } };
    expect(fateOf(decided(situation({ people }), approval("ana", { index: ledger.decision })), "ana")).toBe(fate);
  });

  test("A20: what nobody signed, a comment, a reaction, a vote on a platform, is no input at all", () => {
    const talk = { ...asked, comments: [{ person: "ana", text: "LGTM" }], reactions: ["+1"], reviews: [{ person: "bo", state: "APPROVED" }] };
    expect(judge(talk)).toEqual(judge(asked));
  });

  test("A20: an approval under a key that is nobody's does not count", () => {
    const { ana: _, ...others } = staff;
    const unknown = { ...decided(asked, approval("ana")), people: enrolled({ ...others, ana: { ...staff["ana"], key: { fingerprint: "SHA256:another" } } }) };
    expect(fateOf(unknown, "ana")).toBe("key-unknown");
  });
});
