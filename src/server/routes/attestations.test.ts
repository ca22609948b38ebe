import { describe, expect, it } from "vitest";
import { checklist } from "../shapes/measures.ts";
import { testServer } from "../testing.ts";

describe("R104 attestations over HTTP", () => {
  it("are made by whoever holds the role, and shown in its list with when the next one is due", async () => {
    await using server = await testServer();
    const json = { item: "risks-gone-through", statement: "With both owners, on Tuesday." };
    const lead = await server.as("bo");
    expect((await lead("/api/attestations", { json })).status).toBe(403);
    await server.enrol("pia", ["project-manager"]);
    const pia = await server.as("pia");
    expect((await pia("/api/attestations", { json })).status).toBe(201);
    const { items } = checklist.parse(await (await lead("/api/checklists/project-manager")).json());
    expect(items.find(({ id }) => id === json.item)).toMatchObject({ done: true, attestation: { last: { by: { name: "pia" }, statement: json.statement }, overdue: false } });
  });

  it("R5 are made by no token, no auditor and nobody who is not signed in", async () => {
    await using server = await testServer();
    await server.enrol("olga", ["auditor"]);
    const json = { item: "restore-tried", statement: "Done." };
    for (const caller of [await server.token(["read", "propose", "evidence", "gate", "deploy"]), await server.as("olga"), server.visitor])
      expect([401, 403]).toContain((await caller("/api/attestations", { json })).status);
    expect(await server.organisation.facts("attestation-made")).toEqual([]);
  });
});
