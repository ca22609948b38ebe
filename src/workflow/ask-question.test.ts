import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { escalationPages, inbox } from "../reading/index.ts";
import { askQuestion } from "./ask-question.ts";
import { failureOf, type TestOrganisation, testOrganisation } from "./testing.ts";

describe("a question of an agent", () => {
  let org: TestOrganisation;
  let change: string;
  beforeAll(async () => {
    org = await testOrganisation();
    org.commitChange();
    ({ change } = await org.propose({ by: "robin" }));
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  it("R5 R33 is an escalation on the policy's way that holds the change up until a person decides, and its text stays out of the open", async () => {
    const { escalation, again } = await askQuestion(org.workplace, "robin", { change, question: " May fees be negative? ", criterion: "meets-requirement" });
    expect([again, escalation.kind, escalation.decision, escalation.criterion, escalation.note]).toEqual([false, "question", null, "meets-requirement", "May fees be negative?"]);
    expect(JSON.stringify(await org.facts("escalation-opened"))).not.toContain("negative");
    const { verdict } = await org.gate(change, { environment: null });
    expect(verdict.reasons.filter(({ code }) => code === "escalated").map(({ about }) => about)).toEqual([escalation.id]);
    const [page] = await escalationPages(org.workplace, { open: true });
    expect(page).toMatchObject({ kind: "question", by: { name: "Robin" }, note: "May fees be negative?" });
    expect(page?.holders.map(({ name }) => name)).not.toContain("Robin");
    const turns = (await inbox(org.workplace, "bo")).escalatedToMe;
    expect(turns.map(({ why }) => why)).toEqual(["An agent asks a question about meets-requirement."]);
  });

  it("is asked once however often it is sent", async () => {
    const before = org.workplace.store.size;
    expect(await askQuestion(org.workplace, "robin", { change, question: "May fees be negative?", criterion: "meets-requirement" })).toMatchObject({ again: true });
    expect(org.workplace.store.size).toBe(before);
  });

  it("R5 is refused about a change that the agent has no part in, and to a person, whose doubt is a decision; both attempts are recorded", async () => {
    org.commitChange("other", "export const other = 1;\n");
    const { change: foreign } = await org.propose({ head: "refs/heads/other" });
    expect(await failureOf(askQuestion(org.workplace, "robin", { change: foreign, question: "Why?" }))).toMatchObject({ code: "refused" });
    expect(await failureOf(askQuestion(org.workplace, "bo", { change, question: "Why?" }))).toMatchObject({ code: "refused" });
    expect((await org.facts("attempt-refused")).slice(-2).map(({ data }) => [data.action, data.code])).toEqual([
      ["ask-question", "not-own-change"],
      ["ask-question", "not-an-agent"],
    ]);
  });

  it.each([
    ["no text", { question: " \n" }, "bad-input"],
    ["more than 4,000 characters", { question: "x".repeat(4_001) }, "bad-input"],
    ["half a character", { question: "\ud800" }, "bad-input"],
    ["a criterion that there is none of", { question: "Why?", criterion: "__proto__" }, "not-found"],
    ["a change that there is none of", { change: "c-none", question: "Why?" }, "not-found"],
  ])("is refused with %s", async (_, wrong, code) => {
    expect(await failureOf(askQuestion(org.workplace, "robin", { change, ...wrong }))).toMatchObject({ code });
  });

  it("stops at five that are open, and a person's decision resolves them", async () => {
    for (const at of [2, 3, 4, 5]) await askQuestion(org.workplace, "robin", { change, question: `Question ${at}?` });
    expect(await failureOf(askQuestion(org.workplace, "robin", { change, question: "One more?" }))).toMatchObject({ code: "busy" });
    await org.decide("bo", change, { outcome: "request-changes", comment: "Fees are never negative." });
    expect((await escalationPages(org.workplace, { open: true })).filter(({ changeId }) => changeId === change)).toEqual([]);
  });
});
