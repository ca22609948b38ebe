import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeComment, resolveComment } from "./comments.ts";
import { changePerson } from "./enrol.ts";
import { failureOf, type TestOrganisation, testOrganisation } from "./testing.ts";

describe("a comment", () => {
  let org: TestOrganisation;
  let change: string;
  const file = { path: "src/pay.ts", blob: "a".repeat(40), line: 2, side: "head" } as const;
  beforeAll(async () => {
    org = await testOrganisation();
    ({ change } = await org.proposed());
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  it("R25 is kept with its place, its author and its time, and its text stays out of the open", async () => {
    const comment = await makeComment(org.workplace, "bo", { change, text: "Why thrice?\n\u202eplain", file });
    expect(comment).toMatchObject({ change, revision: 1, person: org.id("bo"), ...file, text: "Why thrice?\n\u202eplain", at: org.clock.now, resolvedAt: null });
    const fact = (await org.facts("comment-made")).at(-1);
    expect(fact?.data).toEqual({ comment: comment.id, change, revision: 1, person: org.id("bo"), blob: file.blob, line: 2, side: "head" });
    expect(JSON.stringify(fact)).not.toContain("thrice");
    expect(await makeComment(org.workplace, "bo", { change, text: "On the whole" })).toMatchObject({ path: null, blob: null, line: null, side: null });
  });

  it("R5 may be an agent's, which does not resolve one", async () => {
    const comment = await makeComment(org.workplace, "robin", { change, text: "I wrote this." });
    expect(comment.person).toBe(org.id("robin"));
    expect(await failureOf(resolveComment(org.workplace, "robin", comment.id))).toMatchObject({ code: "refused" });
    expect(await resolveComment(org.workplace, "chen", comment.id)).toMatchObject({ resolvedBy: org.id("chen"), resolvedAt: org.clock.now, text: "I wrote this." });
    await resolveComment(org.workplace, "bo", comment.id);
    expect((await org.facts("comment-resolved")).filter(({ data }) => data.comment === comment.id)).toHaveLength(1);
  });

  it.each([
    ["no text", { text: " \n" }],
    ["more text than 10,000 characters", { text: "x".repeat(10_001) }],
    ["half a character", { text: "\ud800" }],
    ["a line before the first", { text: "x", file: { ...file, line: 0 } }],
    ["a content that is none", { text: "x", file: { ...file, blob: "HEAD" } }],
  ])("is refused with %s", async (_, wrong) => {
    expect(await failureOf(makeComment(org.workplace, "bo", { change, ...wrong }))).toMatchObject({ code: "bad-input" });
    expect((await makeComment(org.workplace, "bo", { change, text: "x".repeat(10_000), file })).text).toHaveLength(10_000);
  });

  it("is refused on what was never put forward, and from whoever is not active", async () => {
    expect(await failureOf(makeComment(org.workplace, "bo", { change: "c-9", text: "x" }))).toMatchObject({ code: "not-found" });
    expect(await failureOf(makeComment(org.workplace, "bo", { change, revision: 2, text: "x" }))).toMatchObject({ code: "not-found" });
    expect(await failureOf(resolveComment(org.workplace, "bo", "m-9"))).toMatchObject({ code: "not-found" });
    await using own = await testOrganisation();
    const usual = await own.proposed();
    await changePerson(own.workplace, "ada", "bo", { active: false });
    expect(await failureOf(makeComment(own.workplace, "bo", { change: usual.change, text: "x" }))).toMatchObject({ code: "refused" });
    expect((await own.facts("attempt-refused")).map(({ data }) => data)).toEqual([{ action: "comment", code: "person-inactive", person: own.id("bo") }]);
  });
});
