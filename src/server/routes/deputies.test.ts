import { describe, expect, it } from "vitest";
import { deputyLine, personPage } from "../shapes/people.ts";
import { testServer } from "../testing.ts";

const until = "2026-11-10";

describe("R105 deputies over HTTP", () => {
  it("are named on the person's page, shown on both, and ended there", async () => {
    await using server = await testServer();
    const org = server.organisation;
    const chen = await server.as("chen");
    const named = await chen(`/api/people/${org.id("chen")}/deputies`, { json: { deputy: org.id("dora"), until } });
    expect(named.status).toBe(201);
    const line = deputyLine.parse(await named.json());
    expect(line).toMatchObject({ person: { name: "Chen Wei" }, deputy: { name: "Dora Diaz" }, until: "2026-11-11T00:00:00.000Z", state: "stands-in" });
    for (const handle of ["chen", "dora"] as const) {
      const page = personPage.parse(await (await chen(`/api/people/${org.id(handle)}`)).json());
      expect([page.deputyships, page.duties.deputyships]).toMatchObject([[{ id: line.id }], [{ id: line.id }]]);
    }
    expect(deputyLine.parse(await (await (await server.as("dora"))(`/api/deputies/${line.id}/end`, { method: "POST" })).json()).state).toBe("ended");
  });

  it("R5 are named and ended by no token, no auditor, and nobody but the person and administrators", async () => {
    await using server = await testServer();
    const org = server.organisation;
    await server.enrol("olga", ["auditor"]);
    const path = `/api/people/${org.id("chen")}/deputies`;
    const json = { deputy: org.id("dora"), until };
    const others = [await server.token(["read", "propose", "evidence", "gate", "deploy"]), await server.as("olga"), await server.as("bo"), server.visitor];
    for (const caller of others) expect([401, 403]).toContain((await caller(path, { json })).status);
    expect(await org.facts("deputy-named")).toEqual([]);
    const { id } = deputyLine.parse(await (await (await server.as("ada"))(path, { json })).json());
    for (const caller of others) expect([401, 403]).toContain((await caller(`/api/deputies/${id}/end`, { method: "POST" })).status);
    expect(await org.facts("deputy-ended")).toEqual([]);
  });
});
