import { describe, expect, it } from "vitest";
import { decisionPage } from "../shapes/decisions.ts";
import { inbox } from "../shapes/inbox.ts";
import { reReviews } from "../shapes/re-reviews.ts";
import { type TestServer, testServer } from "../testing.ts";

async function approved(server: TestServer): Promise<string> {
  const { change } = await server.organisation.proposed();
  await server.organisation.decide("bo", change);
  return (await server.organisation.workplace.store.read.decisions(change))[0]?.id ?? "";
}

describe("R35 second looks over HTTP", () => {
  it("are ordered by a lead, asked in the inbox, answered on the decision's page and listed afterwards", async () => {
    await using server = await testServer();
    const decision = await approved(server);
    const lead = await server.as("bo");
    const ordered = await lead("/api/re-reviews", { json: { sample: { since: "2026-11-01", until: "2026-11-30", count: 3 } } });
    expect(ordered.status).toBe(201);
    const [made] = reReviews.parse(await ordered.json()).items;
    expect(made).toMatchObject({ decision, by: { name: "Bo Berg" }, drawn: { count: 3, population: 1 }, answered: null });
    const asked = await server.as(made?.person?.name === "Chen Wei" ? "chen" : "dora");
    const mine = inbox.parse(await (await asked("/api/inbox")).json());
    expect([mine.asks.map(({ id }) => id), mine.turns]).toEqual([[made?.id], 1]);
    const answered = await asked(`/api/re-reviews/${made?.id}/answer`, { json: { answer: "agrees", reason: "It holds." } });
    expect(answered.status).toBe(200);
    expect(decisionPage.parse(await (await lead(`/api/decisions/${decision}`)).json()).reReviews).toMatchObject([{ answered: { answer: "agrees", reason: "It holds." } }]);
    expect(reReviews.parse({ items: ((await (await lead("/api/re-reviews?state=answered")).json()) as { items: unknown }).items }).items).toHaveLength(1);
  });

  it("name one decision or a sample, never both or neither", async () => {
    await using server = await testServer();
    const decision = await approved(server);
    const lead = await server.as("bo");
    for (const json of [{}, { decision, sample: { since: "2026-11-01", until: "2026-11-30", count: 3 } }, { sample: { since: "2026-11-30", until: "2026-11-01", count: 3 } }])
      expect((await lead("/api/re-reviews", { json })).status).toBe(422);
  });
});

describe("R5 R35 nobody else", () => {
  it("orders or answers: no token, no reviewer, no auditor", async () => {
    await using server = await testServer();
    const decision = await approved(server);
    await server.enrol("olga", ["auditor"]);
    const ask = async (client: Awaited<ReturnType<TestServer["as"]>>, path: string, json: object) => (await client(path, { json })).status;
    const callers = [await server.token(["read", "propose", "evidence", "gate", "deploy"]), await server.as("olga"), server.visitor];
    for (const caller of [...callers, await server.as("chen")]) expect([401, 403]).toContain(await ask(caller, "/api/re-reviews", { decision }));
    const [made] = reReviews.parse(await (await (await server.as("bo"))("/api/re-reviews", { json: { decision } })).json()).items;
    for (const caller of [...callers, await server.as("bo")])
      expect([401, 403]).toContain(await ask(caller, `/api/re-reviews/${made?.id}/answer`, { answer: "agrees", reason: "It holds." }));
    expect(await server.organisation.facts("re-review-answered")).toEqual([]);
  });
});
