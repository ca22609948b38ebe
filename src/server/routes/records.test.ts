import { describe, expect, it } from "vitest";
import { rememberRepository } from "../../workflow/repositories.ts";
import type { AnyRoute } from "../route.ts";
import { type TestServer, testServer } from "../testing.ts";
import * as deployments from "./deployments.ts";
import * as escalations from "./escalations.ts";
import * as ledger from "./ledger.ts";
import * as measures from "./measures.ts";
import * as policy from "./policy.ts";
import * as projects from "./projects.ts";

async function json(server: TestServer, handle: string, path: string): Promise<unknown> {
  const response = await (await server.as(handle))(path);
  expect([path, response.status]).toEqual([path, 200]);
  return await response.json();
}

/** A deployment that the gate allowed, and one that went around it. */
async function withDeployments(server: TestServer): Promise<{ readonly change: string; readonly good: string; readonly around: string }> {
  const { change } = await server.organisation.released();
  const chen = await server.as("chen");
  const begin = async () => (await (await chen("/api/deployments", { json: { stage: "started", environment: "production", change } })).json()) as { deployment: string };
  const { deployment: around } = await begin();
  await server.organisation.gate(change);
  const { deployment: good } = await begin();
  expect((await chen("/api/deployments", { json: { stage: "started", environment: "production", change, deployment: "../../x\n" } })).status).toBe(400);
  await chen("/api/deployments", { json: { stage: "succeeded", environment: "production", deployment: good } });
  return { change, good, around };
}

describe("R1 deployments", () => {
  it("answer for one deployment with its whole chain in one call", async () => {
    await using server = await testServer();
    const { change, good, around } = await withDeployments(server);
    expect(await json(server, "dora", `/api/deployments/${good}`)).toMatchObject({
      approvers: [{ kind: "approval", person: { name: "Chen Wei" }, time: "2026-11-02T09:00:00.000Z", meaning: "responsibility" }],
      violation: null,
      criteria: { adoptions: [{ version: 1 }], outcomes: expect.arrayContaining([expect.objectContaining({ id: "tests-pass", result: "met" })]) },
      changes: [{ id: change, reviews: [{ person: { name: "Bo Berg" } }, { person: { name: "Chen Wei" } }] }],
      receipt: { proof: expect.stringContaining("c2sp.org/tlog-proof@v1") },
    });
    expect(await json(server, "dora", `/api/deployments/${around}`)).toMatchObject({ approvers: [], violation: "The gate of production was not asked about this change." });
    expect((await (await server.as("dora"))("/api/deployments/r-none")).status).toBe(404);
  });

  it("list what runs where, the log page by page, and what went around the gate", async () => {
    await using server = await testServer();
    const { good, around } = await withDeployments(server);
    expect(await json(server, "dora", "/api/environments")).toMatchObject({ items: [{ project: "payments", environment: "production", running: { id: good }, violations: 1 }] });
    const first = (await json(server, "dora", "/api/deployments?limit=1")) as { items: { id: string }[]; next: string };
    expect(first).toMatchObject({ items: [{ id: good, running: true }] });
    expect(await json(server, "dora", `/api/deployments?limit=1&cursor=${first.next}`)).toMatchObject({ items: [{ id: around, running: false }], next: null });
    expect(await json(server, "dora", "/api/violations")).toMatchObject({ items: [{ deployment: around }] });
    expect(await json(server, "dora", "/api/projects")).toMatchObject({ items: [{ id: "payments", changes: 1, environments: ["production"], violations: 1 }] });
    expect(await json(server, "dora", "/api/projects/payments")).toMatchObject({ running: [{ running: { id: good } }] });
  });

  it("are recorded by a pipeline with a token for it, and not with another one", async () => {
    await using server = await testServer();
    const { change } = await server.organisation.released();
    const body = { json: { stage: "started", environment: "production", change } };
    expect((await (await server.token(["read", "gate"]))("/api/deployments", body)).status).toBe(403);
    const response = await (await server.token(["deploy"]))("/api/deployments", body);
    expect([response.status, await response.json()]).toMatchObject([201, { verdict: null, violation: "The gate of production was not asked about this change." }]);
  });

  it("B07 hold the commit that went out against what was approved, as the command line does", async () => {
    await using server = await testServer();
    const { organisation: org } = server;
    const { change, head } = await org.released();
    const landed = org.land();
    await rememberRepository(server.desk.workplace, "payments", org.repository);
    const pipeline = await server.token(["gate", "deploy"]);
    const record = async (what: object) => await (await pipeline("/api/deployments", { json: { stage: "started", environment: "production", ...what } })).json();
    await org.gate(change, { commit: landed, repository: org.repository.path });
    expect(await record({ change, commit: landed })).toMatchObject({ code: "bad-usage", hint: "Name the project beside the commit." });
    const other = org.repository.commit({ "src/backdoor.ts": "export {};\n" });
    expect(await record({ change, project: "payments", commit: other })).toMatchObject({ verdict: null, violation: expect.stringContaining("is not what") });
    expect(await record({ project: "payments", commit: other })).toMatchObject({ verdict: null, violation: expect.stringContaining("is not what any change results in") });
    expect(await record({ change, project: "payments", commit: landed })).toMatchObject({ verdict: expect.any(Number), violation: null });
    const [, , good] = await org.facts("deployment-recorded");
    expect([good?.data.commit, good?.data.commit === head]).toEqual([landed, false]);
  });
});

describe("the policy pages", () => {
  it("read, compare, lint and simulate without recording anything", async () => {
    await using server = await testServer({ policy: "policy: 1\nversion: 2\nlimits: { change-lines: 300 }\n" });
    const { change } = await server.organisation.released();
    await server.organisation.gate(change);
    const size = (await server.organisation.ledger()).length;
    const bo = await server.as("bo");
    expect(await json(server, "bo", "/api/policy")).toMatchObject({
      organisation: { version: 2 },
      tiers: expect.arrayContaining([expect.objectContaining({ name: "tests", elements: expect.objectContaining({ active: true }) })]),
    });
    const { items } = (await json(server, "bo", "/api/policy/versions")) as { items: { index: number }[] };
    const [to, from] = items.map(({ index }) => index);
    expect(await json(server, "bo", `/api/policy/diff?from=${from}&to=${to}`)).toMatchObject({ entries: [{ path: "limits.change-lines", effect: "tighter" }] });
    expect(await json(server, "bo", `/api/policy/versions/${to}`)).toMatchObject({ version: 2, text: expect.stringContaining("change-lines: 300") });
    expect(await json(server, "bo", "/api/policy/gaps")).toMatchObject({ gaps: [] });
    const lint = await bo("/api/policy/lint", { json: { text: "policy: 1\nversion: 3\nlimts: {}\n" } });
    expect(await lint.json()).toMatchObject({ problems: [{ line: 3, column: 1 }] });
    const simulated = await bo("/api/policy/simulate", { json: { text: "policy: 1\nversion: 3\nai: { reviewers: { human: 2 } }\n", since: "2026-01-01" } });
    expect(await simulated.json()).toMatchObject({
      before: { allow: 1, wait: 0, deny: 0 },
      after: { allow: 0, wait: 1, deny: 0 },
      changes: [{ change: { id: change }, differs: true }],
    });
    expect((await server.organisation.ledger()).length).toBe(size);
  });
});

describe("the overview", () => {
  it("R7 R83 holds throughput and control in one answer, each number with its definition and an address that opens its rows", async () => {
    await using server = await testServer();
    await withDeployments(server);
    const { organisation } = server;
    organisation.repository.branch("by-tool", organisation.base);
    organisation.repository.commit({ "src/by-tool.ts": "export const one = 1;\n" });
    const { change } = await organisation.propose({ head: "refs/heads/by-tool", declared: [{ tool: "claude-code", model: null }] });
    await organisation.decide("bo", change, { outcome: "request-changes", comment: "No" });
    const all = (await json(server, "bo", "/api/measures?since=2026-11-01")) as {
      throughput: { id: string; rows: string; sample: number; definition: string }[];
      control: { id: string; rows: string; sample: number; definition: string }[];
      coverage: { id: string; rows: string; sample: number; definition: string }[];
    };
    expect([all.throughput.length, all.control.length, all.coverage.length]).toEqual([3, 7, 4]);
    for (const { rows, sample, definition } of [...all.throughput, ...all.control, ...all.coverage]) {
      const { items } = (await json(server, "bo", rows)) as { items: unknown[] };
      expect([rows, items.length, definition.length > 20]).toEqual([rows, sample, true]);
      expect(rows).toContain("since=2026-11-01");
    }
    expect((await (await server.as("bo"))("/api/measures?since=2026-11-03&until=2026-11-01")).status).toBe(422);
  });

  it("R104 has a checklist for each role", async () => {
    await using server = await testServer();
    expect(await json(server, "bo", "/api/checklists/administrator")).toMatchObject({
      role: "administrator",
      items: expect.arrayContaining([expect.objectContaining({ id: "two-administrators", done: false })]),
    });
    expect((await (await server.as("bo"))("/api/checklists/reviewer")).status).toBe(400);
  });
});

describe("R36 an auditor", () => {
  const mine = [deployments, escalations, ledger, measures, policy, projects].flatMap((module) => Object.values<AnyRoute>(module));

  it("opens everything that these pages show, on the same records as everybody", async () => {
    await using server = await testServer();
    const { change, good } = await withDeployments(server);
    await server.organisation.decide("dora", change, { outcome: "unsure", doubt: "meets-requirement", comment: "Is it?" });
    await server.enrol("audra", ["auditor"]);
    const [adoption] = await server.organisation.facts("policy-adopted");
    const index = String(adoption?.index);
    const paths = mine
      .filter(({ method }) => method === "GET")
      .map(({ path }) =>
        path.replace("{deployment}", good).replace("{index}", index).replace("{project}", "payments").replace("{measure}", "violations").replace("{role}", "administrator"),
      )
      .map((path) => (path === "/api/policy/diff" ? `${path}?from=${index}&to=${index}` : path));
    expect(paths.length).toBeGreaterThan(15);
    for (const path of paths) expect([path, await json(server, "audra", path)]).toEqual([path, await json(server, "dora", path)]);
  });

  it("verifies the ledger now, and changes nothing", async () => {
    await using server = await testServer();
    await server.enrol("audra", ["auditor"]);
    const audra = await server.as("audra");
    const { size } = server.organisation.workplace.store;
    expect(await (await audra("/api/ledger/verify", { method: "POST" })).json()).toMatchObject({
      ok: true,
      size,
      checks: [{ name: "database" }, { name: "ledger" }, { name: "views" }, { name: "order" }],
    });
    const refused = await audra("/api/deployments", { json: { stage: "started", environment: "production", change: "c-1" } });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: "read-only" }]);
    expect(await server.organisation.facts("deployment-recorded")).toEqual([]);
  });
});

describe("escalations", () => {
  it("list who holds each and for how long, the resolved ones apart", async () => {
    await using server = await testServer();
    const { change } = await server.organisation.proposed();
    await server.organisation.decide("bo", change, { outcome: "unsure", doubt: "meets-requirement", comment: "New to me" });
    server.organisation.clock.advance("5h");
    expect(await json(server, "chen", "/api/escalations")).toMatchObject({
      items: [{ changeId: change, by: { name: "Bo Berg" }, holders: [{ name: "Chen Wei" }, { name: "Dora Diaz" }], held: 18_000, overdue: true, resolved: null }],
      next: null,
    });
    expect(await json(server, "chen", "/api/escalations?state=resolved")).toEqual({ items: [], next: null });
  });
});
