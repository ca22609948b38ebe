import { describe, expect, it } from "vitest";
import { gateAnswer } from "../shapes/change.ts";
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
    // Asked again while nothing changed it is the same verdict, which stands in the ledger once.
    expect((await ask()).index).toBe(first.index);
    await organisation.decide("dora", change, { outcome: "request-changes", environment: "production", comment: "Stop: this loses money." });
    expect((await ask()).verdict.verdict).not.toBe("allow");
  });
});
