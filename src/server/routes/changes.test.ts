import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { junit, source } from "../../workflow/testing.ts";
import { changePage, changeSummary, gateAnswer, historyEntry } from "../shapes/change.ts";
import { fileDiff } from "../shapes/files.ts";
import { inbox } from "../shapes/inbox.ts";
import { page } from "../shapes/list.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

type Page = z.output<typeof changePage>;

async function pageOf(client: Client, change: string, query = ""): Promise<Page> {
  return changePage.parse(await (await client(`/api/changes/${change}${query}`)).json());
}

async function inboxOf(client: Client): Promise<z.output<typeof inbox>> {
  return inbox.parse(await (await client("/api/inbox")).json());
}

const lowTier = `policy: 1
version: 2
limits: { change-lines: 2, reviews-per-person-per-day: 1 }
`;

describe("the change page", () => {
  let server: TestServer;
  let bo: Client;
  let change: string;
  beforeAll(async () => {
    server = await testServer();
    bo = await server.as("bo");
    ({ change } = await server.organisation.proposed());
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("R65 R78 says what is asked in one sentence, and why this tier, by the ids of the rules that fired", async () => {
    const { change: headline, human, why, status } = await pageOf(bo, change);
    expect(headline).toMatchObject({ title: "Charge twice", requirement: "PAY-7", tier: "business-logic", files: 1, added: 2, deleted: 0, sizeWarning: null, aiShare: 0 });
    expect(human).toBe("Reviews the whole diff against its requirement");
    expect(why.fired.map(({ rule, because }) => [rule, because])).toEqual([["change-types.business-logic.otherwise", source.path]]);
    expect(why.sentence).toBe(`It needs the tier business-logic: ${source.path} matches no other type.`);
    expect(why.fired.map(({ says }) => says)).toEqual([`${source.path} matches no other type`]);
    expect(status).toBe("Needs one more approval by someone qualified for code review: Bo Berg, Chen Wei or Dora Diaz.");
  });

  it("R19 R27 tells checks, which evidence decides, from questions, which a person answers one by one", async () => {
    const { checks, questions, evidence, you } = await pageOf(bo, change);
    expect(checks.map(({ id, result, measured, evidence: behind }) => [id, result, measured, behind.length])).toEqual([
      ["tests-pass", "met", "No test failed; 3 tests passed", 1],
      ["ai-lines-covered", "met", "AI wrote no line that tests could cover", 1],
    ]);
    expect(questions.map(({ id, result, draft }) => [id, result, draft])).toEqual([["meets-requirement", "unanswered", null]]);
    expect(evidence.map(({ kind, verdict, counts, checks: decided }) => [kind, verdict, counts, decided.map(({ id }) => id)])).toEqual([
      ["tests", "3 passed, 0 failed, 0 skipped", true, ["tests-pass"]],
      ["coverage", "3 of 3 lines ran (100 %)", true, ["ai-lines-covered"]],
    ]);
    expect(you).toMatchObject({ mayApprove: true, mayDecide: true, because: null, unseen: 1, unanswered: ["meets-requirement"] });
  });

  it("tells each person what they can do about it, and who can where they cannot", async () => {
    await server.enrol("vera", ["auditor"]);
    const you = async (client: Client) => {
      const { mayApprove, mayDecide, because, others } = (await pageOf(client, change)).you;
      return [mayApprove, mayDecide, because, others.map(({ name }) => name)];
    };
    const judges = ["Bo Berg", "Chen Wei", "Dora Diaz"];
    expect(await you(await server.as("vera"))).toEqual([false, false, "An auditor reads everything and changes nothing.", judges]);
    expect(await you(await server.token())).toEqual([false, false, "Robin is an agent: it may propose, attach and ask.", judges]);
    expect(await you(await server.as("ada"))).toEqual([false, true, expect.stringContaining("so that approval would not count. Bo Berg, Chen Wei"), judges]);
    await server.enrol("eva", ["reviewer"]);
    expect(await you(await server.as("eva"))).toEqual([
      false,
      true,
      "It needs an approval by someone qualified for code review, and Bo Berg, Chen Wei or Dora Diaz can give it.",
      judges,
    ]);
    expect(await you(bo)).toEqual([true, true, null, ["Chen Wei", "Dora Diaz"]]);
  });

  it("keeps what was begun and not signed, for that person alone", async () => {
    const draft = {
      environment: null,
      outcome: "approve",
      answers: [{ criterion: "meets-requirement", value: "met", reason: null, link: "PAY-7" }],
      doubt: null,
      until: null,
      comment: null,
    };
    expect((await bo(`/api/changes/${change}/draft`, { method: "PUT", json: draft })).status).toBe(204);
    const mine = await pageOf(bo, change);
    expect([mine.questions[0]?.draft?.link, mine.you.unanswered, mine.draft?.outcome]).toEqual(["PAY-7", [], "approve"]);
    const hers = await pageOf(await server.as("chen"), change);
    expect([hers.questions[0]?.draft, hers.draft]).toEqual([null, null]);
  });

  it("R34 shows of every gate on the way the four elements, what it asks and how the change stands", async () => {
    const { gates } = await pageOf(bo, change);
    expect(gates.map(({ environment, verdict }) => [environment, verdict])).toEqual([
      [null, "wait"],
      ["production", "wait"],
    ]);
    for (const { elements } of gates) expect(Object.keys(elements).sort()).toEqual(["active", "criteria", "escalation", "logging", "qualification"]);
    expect(gates[0]?.elements.escalation).toMatchObject({ present: true });
  });

  it("says what changed since this person looked last", async () => {
    const { organisation } = server;
    await bo(`/api/changes/${change}/visits`, { json: { revision: 1, visible: true } });
    expect((await pageOf(bo, change)).sinceLastLook).toMatchObject({ revision: 1, files: [] });
    organisation.repository.checkout("topic");
    organisation.repository.commit({ "src/more.ts": "export {};\n" });
    await organisation.propose();
    const { sinceLastLook, revisions } = await pageOf(bo, change);
    expect(sinceLastLook).toMatchObject({ revision: 1, files: ["src/more.ts"] });
    expect(revisions.map(({ revision }) => revision)).toEqual([1, 2]);
    // Looking at it does not make it old.
    await bo(`/api/changes/${change}/visits`, { json: { revision: 2, visible: true } });
    expect((await pageOf(bo, change)).sinceLastLook).toMatchObject({ revision: 1, files: ["src/more.ts"] });
    expect((await pageOf(await server.as("chen"), change)).sinceLastLook).toBeNull();
  });

  it("C02 shows a title with what hides in it", async () => {
    const { change: other } = await server.organisation.propose({ title: "Fix\u202e all\u200b", change });
    expect((await pageOf(bo, other)).change.title).toBe("Fix[U+202E] all[U+200B]");
  });

  it("keeps comments with the line that they are about, and tells when that line's file has changed", async () => {
    const place = { path: "src/more.ts", side: "head", line: 1 };
    const made = await bo(`/api/changes/${change}/comments`, { json: { text: "Why\u202e?", place } });
    expect([made.status, await made.json()]).toMatchObject([201, { person: { name: "Bo Berg" }, text: "Why[U+202E]?", line: 1, outdated: false }]);
    expect((await bo(`/api/changes/${change}/comments`, { json: { text: "x", place: { ...place, path: "src/none.ts" } } })).status).toBe(404);
    server.organisation.repository.commit({ "src/more.ts": "export const more = 1;\n" });
    await server.organisation.propose();
    const [comment] = fileDiff.parse(await (await bo(`/api/changes/${change}/diff?path=src%2Fmore.ts`)).json()).comments;
    expect([comment?.outdated, comment?.resolved]).toEqual([true, null]);
    expect((await bo(`/api/comments/${comment?.id}/resolve`, { method: "POST" })).status).toBe(200);
    const robin = await server.token(["propose"]);
    expect((await robin(`/api/changes/${change}/comments`, { json: { text: "An agent may say so." } })).status).toBe(201);
  });

  it("R24 tells the history in the order of the ledger, each decision with name, time and meaning", async () => {
    await server.organisation.decide("bo", change, { outcome: "request-changes", comment: "Split it." });
    const { items } = (await (await bo(`/api/changes/${change}/history`)).json()) as { items: z.output<typeof historyEntry>[] };
    const entries = items.map((entry) => historyEntry.parse(entry));
    expect(entries.map(({ index }) => index)).toEqual(entries.map(({ index }) => index).toSorted((a, b) => a - b));
    expect(entries.map(({ type }) => type).filter((type) => type !== "change-proposed")).toEqual([
      "evidence-added",
      "evidence-added",
      "comment-made",
      "comment-resolved",
      "comment-made",
      "decision-made",
    ]);
    expect(entries.at(-1)?.decision?.manifestation).toMatch(/^Changes requested by Bo Berg on 2026-11-02T09:00:00\.000Z, meaning review$/);
    expect(entries.at(-1)?.sentence).toBe(`Bo Berg asked for changes to ${change}.`);
  });

  it("lists changes page by page, and finds none that is not there", async () => {
    for (const branch of ["second", "third"]) {
      server.organisation.commitChange(branch, `${source.after}// ${branch}\n`);
      await server.organisation.propose({ head: `refs/heads/${branch}` });
    }
    const listed = page(changeSummary);
    const first = listed.parse(await (await bo("/api/changes?limit=2")).json());
    const second = listed.parse(await (await bo(`/api/changes?limit=2&cursor=${first.next}`)).json());
    expect([first.items.length, second.items.map(({ id }) => id), second.next]).toEqual([2, [change], null]);
    expect((await bo("/api/changes/c-none")).status).toBe(404);
    expect((await bo(`/api/changes/${change}?environment=Production`)).status).toBe(422);
  });
});

describe("a tier that could have passed alone", () => {
  it("R68 says why a person is asked about tests, where a report of the base could have spared it", async () => {
    await using server = await testServer();
    const bo = await server.as("bo");
    const { organisation } = server;
    const { repository } = organisation;
    repository.checkout("main");
    const main = repository.commit({});
    repository.branch("only-tests", main);
    const head = repository.commit({ "test/more.test.js": "// more\n" });
    const { change: tests } = await organisation.propose({ head: "refs/heads/only-tests" });
    const because = async () => (await pageOf(bo, tests)).questions.map((question) => [question.id, question.because]);
    expect(await because()).toEqual([["tests-not-weakened", "Asked of a person because nothing shows that tests-pass-unweakened holds."]]);
    await organisation.attach(head, [junit()]);
    expect(await because()).toEqual([
      ["tests-not-weakened", "Asked of a person because nobody can tell which tests are gone or newly skipped: the base has no accepted test report to compare with."],
    ]);
    await organisation.attach(main, [junit()]);
    expect(await because()).toEqual([]);
  });
});

describe("the inbox", () => {
  it("R12 shows size, age, AI share and what is missing, warns beyond the limits, and tells how loaded everybody is", async () => {
    await using server = await testServer({ policy: lowTier });
    const { organisation: org } = server;
    org.commitChange("topic", `${source.after}export const more = 4;\n`, "Charge\n\nCo-authored-by: Claude <noreply@anthropic.com>");
    const { change } = await org.propose({ declared: [{ tool: "claude-code", model: null }] });
    org.clock.advance("2h");
    const mine = await inboxOf(await server.as("bo"));
    expect([mine.turns, mine.needsMyDecision.length]).toEqual([1, 1]);
    expect(mine.needsMyDecision[0]).toMatchObject({
      change: { id: change, files: 1, added: 3, deleted: 0, aiShare: 1, sizeWarning: expect.stringContaining("more than the limit of 2") },
      since: "2026-11-02T09:00:00.000Z",
      waited: 7_200,
      overdue: false,
      who: [{ name: "Bo Berg" }, { name: "Chen Wei" }, { name: "Dora Diaz" }],
    });
    expect(mine.load.map(({ person, open, today, limit, warning }) => [person.name, open, today, limit, warning])).toEqual([
      ["Bo Berg", 1, 0, 1, null],
      ["Chen Wei", 1, 0, 1, null],
      ["Dora Diaz", 1, 0, 1, null],
    ]);
    await org.decide("bo", change, { outcome: "request-changes", comment: "Too much at once." });
    const page = await pageOf(await server.as("bo"), change);
    expect(page.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(["change-too-large", "reviewer-load"]));
    expect((await inboxOf(await server.as("ada"))).returnedToMe.map(({ change: { id } }) => id)).toEqual([change]);
  });

  it("sorts by tier, then by what is due first; R17 a tier that passes alone takes nobody's turn", async () => {
    await using server = await testServer();
    const { organisation: org } = server;
    const put = async (branch: string, path: string, text: string) => {
      org.repository.branch(branch, org.base);
      const head = org.repository.commit({ [path]: text }, { message: branch });
      const { change } = await org.propose({ head: `refs/heads/${branch}` });
      return { change, head };
    };
    const plain = await put("plain", "src/fees.ts", "export {};\n");
    const strict = await put("strict", "src/security/login.ts", "export {};\n");
    const alone = await put("tests", "test/pay.test.ts", "test();\n");
    await org.attach(org.base, [junit()]);
    await org.attach(alone.head, [junit({ passed: 4 })]);
    const { needsMyDecision, waitingOnOthers, done } = await inboxOf(await server.as("bo"));
    expect(needsMyDecision.map(({ change: { id } }) => id)).toEqual([strict.change, plain.change]);
    expect([...needsMyDecision, ...waitingOnOthers].map(({ change: { id } }) => id)).not.toContain(alone.change);
    expect(done.map(({ change: { id }, why }) => [id, why])).toEqual([[alone.change, "It may be merged."]]);
  });
});

describe("the gate over HTTP", () => {
  it("answers after the verdict is durable, an allow with a receipt, and a no with who can give what is missing", async () => {
    await using server = await testServer();
    const { organisation: org } = server;
    const ci = await server.token(["gate"]);
    const { change, head } = await org.proposed();
    const ask = async (body: object) => gateAnswer.parse(await (await ci("/api/gate", { json: body })).json());
    const waiting = await ask({ change, environment: "production" });
    expect([waiting.verdict.verdict, waiting.receipt, waiting.verdict.reasons[0]?.who.map(({ name }) => name)]).toEqual(["wait", null, ["Bo Berg", "Chen Wei", "Dora Diaz"]]);
    await org.decide("bo", change);
    await org.decide("chen", change, { environment: "production" });
    const allowed = await ask({ change, environment: "production" });
    expect([allowed.verdict.verdict, allowed.index]).toEqual(["allow", org.workplace.store.size - 1]);
    expect(allowed.receipt?.proof).toContain("c2sp.org/tlog-proof@v1");
    expect((await ask({ commit: head, project: "payments" })).verdict.verdict).toBe("allow");
    expect((await (await server.token(["read"]))("/api/gate", { json: { change } })).status).toBe(403);
    expect((await ci("/api/gate", { json: { commit: head } })).status).toBe(400);
  });
});
