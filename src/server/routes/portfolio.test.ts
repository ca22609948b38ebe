import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkShape, versionsShape } from "../shapes/framework.ts";
import { driftShape, portfolioRow, portfolioShape } from "../shapes/portfolio.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

describe("R8 R37 R47 R101 the portfolio and the framework over HTTP", () => {
  let server: TestServer;
  let bo: Client;
  beforeAll(async () => {
    server = await testServer({ policy: "policy: 1\nversion: 2\nreview-by: 2026-11-20\n" });
    bo = await server.as("bo");
    await server.organisation.proposed();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const ask = async (path: string, by: Client = bo) => {
    const response = await by(path);
    return { status: response.status, body: (await response.json()) as unknown };
  };

  it("answer with numbers that open the rows they count, for people and for a token that reads", async () => {
    const { projects, organisation } = portfolioShape.parse((await ask("/api/portfolio")).body);
    expect(projects).toMatchObject([{ project: "payments", changes: { waiting: 1 }, blueprint: { state: "never-started" }, aiShare: null }]);
    expect(organisation).toMatchObject({ policyVersion: 2, reviewBy: "2026-11-20" });
    const { items } = (await ask("/api/portfolio/payments/waiting/rows")).body as { items: unknown[] };
    expect(items.map((item) => portfolioRow.parse(item).change)).toHaveLength(1);
    expect(driftShape.parse((await ask("/api/portfolio/drift?project=payments")).body).projects).toMatchObject([{ own: null, used: { version: 2, behind: 0 } }]);
    expect((await ask("/api/portfolio", await server.token(["read"]))).status).toBe(200);
  });

  it("refuse who may not read, numbers that nothing counts, and projects that nobody registered", async () => {
    expect((await ask("/api/portfolio", server.visitor)).status).toBe(401);
    expect((await ask("/api/portfolio", await server.token(["gate"]))).status).toBe(403);
    expect((await ask("/api/portfolio/payments/people/rows")).status).toBe(400);
    for (const path of ["/api/portfolio/nothing/waiting/rows", "/api/portfolio/drift?project=nothing", "/api/framework/versions?project=nothing"])
      expect((await ask(path)).status).toBe(404);
  });

  it("tell one framework's controls apart from records that are there, and warn of a review that comes", async () => {
    const page = frameworkShape.parse((await ask("/api/framework?framework=soc2")).body);
    expect([page.project, page.frameworks.map(({ framework }) => framework), page.risks]).toEqual(["payments", ["soc2"], null]);
    const control = (id: string) => page.frameworks[0]?.controls.find((each) => each.id === id);
    expect([control("CC6.1, CC6.2, CC6.3")?.state, control("CC7.3, CC7.4, CC7.5")?.state]).toEqual(["evidenced", "gap"]);
    expect(versionsShape.parse((await ask("/api/framework/versions")).body).alert?.kind).toBe("soon");
    expect((await ask("/api/framework?framework=iso9001")).status).toBe(400);
  });
});
