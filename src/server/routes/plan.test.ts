import ICAL from "ical.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { changePerson, deactivate } from "../../workflow/index.ts";
import type { plan as planShape } from "../shapes/plan.ts";
import { type TestServer, testServer } from "../testing.ts";

const head = (id: string) => `document: { id: ${id}, title: A title, version: 1, status: draft, owner: bo, approvers: [engineering-lead], classification: internal }\n`;
const delivery = `delivery: 1
${head("GOV-DELIVERY-001")}sprints: { start: 2026-10-26, length: 2w, governance-minutes: 60 }
phases:
  - id: build
    title: Build
    purpose: Code is written.
    entry: []
    checkpoints:
      - { id: half-way, title: Half way, when: sprint-end, evidence: [], metrics: [], exit: [Nothing is left open.], minutes: 30 }
`;

describe("the plan of a project", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
    const { organisation } = server;
    organisation.repository.commit({ ".countersign/delivery.yaml": delivery });
    // Whoever puts a change forward says where the repository lies.
    await organisation.proposed();
    await changePerson(organisation.workplace, "ada", "bo", { roles: ["project-manager"] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const path = "/api/projects/payments";

  it("is read from the branch that changes go to, with what was recorded: efforts and drills (R98, R100, R111)", async () => {
    const bo = await server.as("bo");
    expect((await bo(`${path}/efforts`, { json: { checkpoint: "half-way", minutes: 80 } })).status).toBe(201);
    expect((await bo(`${path}/drills`, { json: { outcome: "answered", note: "Chen answered the planted doubt after ten minutes." } })).status).toBe(201);
    const plan = (await (await bo(`${path}/plan`)).json()) as z.output<typeof planShape>;
    expect(plan.phases[0]?.checkpoints[0]).toMatchObject({ date: "2026-11-08", state: "next", minutes: { estimated: 30, recorded: 80 } });
    expect(plan.sprints[0]).toMatchObject({ number: 1, budget: 60, over: 20 });
    expect(plan.escalation.drills).toMatchObject([{ outcome: "answered", note: "Chen answered the planted doubt after ten minutes." }]);
    expect(await (await bo(`${path}/plan.csv`)).text()).toContain("20 minutes over the budget");
    expect((await bo(`${path}/efforts`, { json: { checkpoint: "halfway", minutes: 80 } })).status).toBe(404);
    const ada = await server.as("ada");
    expect((await ada(`${path}/drills`, { json: { outcome: "answered", note: "x".repeat(30) } })).status).toBe(403);
  });

  it("is subscribed to by an address that opens its days and nothing else, and ends when it is withdrawn, made anew, or its person leaves (R107)", async () => {
    const bo = await server.as("bo");
    const make = async () => new URL(((await (await bo(`${path}/plan/feed`, { method: "POST" })).json()) as { address: string }).address).pathname;
    const first = await make();
    const answer = await server.fetch(first);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/calendar; charset=utf-8"]);
    const events = new ICAL.Component(ICAL.parse(await answer.text())).getAllSubcomponents("vevent");
    expect(events.map((event) => new ICAL.Event(event).summary)).toEqual(["Checkpoint: Half way"]);
    expect(((await (await bo(`${path}/plan/feed`)).json()) as { feed: { used: unknown } }).feed.used).not.toBeNull();
    const second = await make();
    expect([(await server.fetch(first)).status, (await server.fetch(second)).status]).toEqual([404, 200]);
    expect((await server.fetch("/api/me", { headers: { authorization: `Bearer ${second.split("/")[3]}` } })).status).toBe(401);
    await bo(`${path}/plan/feed`, { method: "DELETE" });
    expect((await server.fetch(second)).status).toBe(404);
    const third = await make();
    await deactivate(server.organisation.workplace, "ada", "bo", { roles: { "project-manager": "chen" }, leaveOpen: ["code-review", "security", "compliance"] });
    expect((await server.fetch(third)).status).toBe(404);
    await changePerson(server.organisation.workplace, "ada", "bo", { active: true });
    expect((await server.fetch(third)).status).toBe(404);
    expect((await server.fetch("/api/feeds/none/plan.ics")).status).toBe(404);
  });

  it("is for whoever is signed in, and for a token that may read", async () => {
    const robin = await server.token(["read"]);
    expect((await robin(`${path}/plan.ics`)).status).toBe(200);
    expect((await server.visitor(`${path}/plan`)).status).toBe(401);
    expect((await robin(`${path}/plan/feed`, { method: "POST" })).status).toBe(403);
    expect((await robin("/api/projects/none/plan")).status).toBe(404);
  });
});
