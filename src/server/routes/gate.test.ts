import { describe, expect, it } from "vitest";
import { changePage, gateAnswer } from "../shapes/change.ts";
import { testServer } from "../testing.ts";

describe("the gate over HTTP", () => {
  it("F01 H20 answers what holds now, also under an idempotency key: a retry is no older allow", async () => {
    await using server = await testServer();
    const { organisation } = server;
    const { change } = await organisation.released();
    const pipeline = await server.token(["gate"]);
    const headers = { "idempotency-key": "pipeline-7" };
    const ask = async () => gateAnswer.parse(await (await pipeline("/api/gate", { json: { change, environment: "production" }, headers })).json());
    const first = await ask();
    expect(first.verdict.verdict).toBe("allow");
    // Whoever opens the page of the change finds it again, with the entry that is its receipt.
    const bo = await server.as("bo");
    const pageAt = async (query: string) => changePage.parse(await (await bo(`/api/changes/${change}${query}`)).json());
    expect((await pageAt("?environment=production")).lastAsked).toMatchObject({ index: first.index, verdict: "allow", until: first.receipt?.until });
    expect((await pageAt("")).lastAsked).toBeNull();
    // Asked again while nothing changed it is the same verdict, which stands in the ledger once.
    expect((await ask()).index).toBe(first.index);
    await organisation.decide("dora", change, { outcome: "request-changes", environment: "production", comment: "Stop: this loses money." });
    expect((await ask()).verdict.verdict).not.toBe("allow");
  });

  it("B07 says first that nobody knows the environment, and names in the ledger whose token asked about what no change results in", async () => {
    await using server = await testServer();
    const { organisation } = server;
    const { change } = await organisation.released();
    const pipeline = await server.token(["gate"]);
    organisation.repository.checkout("main");
    const commit = organisation.repository.commit({ "src/elsewhere.ts": "export {};\n" });
    const ask = async (more: object) => await (await pipeline("/api/gate", { json: { project: "payments", commit, ...more } })).json();
    const { verdict } = gateAnswer.parse(await ask({ change, environment: "prodction" }));
    expect([verdict.verdict, verdict.headline]).toEqual(["deny", expect.stringContaining("knows no environment called prodction")]);
    expect(await ask({ environment: "production" })).toMatchObject({ code: "refused" });
    const [refused] = (await organisation.facts("attempt-refused")).slice(-1);
    expect(refused?.data).toMatchObject({ action: "gate", code: "landed-tree-mismatch", person: organisation.id("robin") });
  });
});
