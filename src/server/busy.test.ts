import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { Failure } from "../model/failure.ts";
import { junit } from "../workflow/testing.ts";
import { Few } from "./few.ts";
import { Lateness } from "./lateness.ts";
import { route } from "./route.ts";
import { routes } from "./routes/index.ts";
import { type Client, type TestServer, testServer } from "./testing.ts";

describe("G19 a server that has more to do than it can", () => {
  let server: TestServer;
  let bo: Client;
  let ci: Client;
  let change: string;
  let head: string;
  beforeAll(async () => {
    server = await testServer();
    ({ change, head } = await server.organisation.proposed());
    bo = await server.as("bo");
    ci = await server.token(["evidence", "gate"]);
  });
  beforeEach(() => {
    server.desk.presence.late = true;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const upload = () =>
    ci(`/api/evidence?project=payments&commit=${head}&name=late.xml`, {
      method: "POST",
      body: Buffer.from(junit({ run: 9 })),
      headers: { "content-type": "application/octet-stream" },
    });

  it("puts uploads and heavy reading off, says when to come again, and takes them once it is in time", async () => {
    const { size } = server.desk.workplace.store;
    const put = await upload();
    expect([put.status, put.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await put.json()).toMatchObject({ code: "busy", hint: "Send it again." });
    expect(server.desk.workplace.store.size).toBe(size);
    expect((await bo("/api/measures")).status).toBe(503);
    server.desk.presence.late = false;
    expect([(await upload()).status, (await bo("/api/measures")).status]).toEqual([201, 200]);
  });

  it("still answers the gate and takes decisions, and is no more open than before", async () => {
    const asked = await ci("/api/gate", { json: { environment: "production", change } });
    expect([asked.status, await asked.json()]).toMatchObject([200, { verdict: { verdict: "wait" } }]);
    expect((await bo(`/api/changes/${change}`)).status).toBe(200);
    expect((await bo("/api/inbox")).status).toBe(200);
    expect((await server.fetch("/api/measures")).status).toBe(401);
  });

  it("puts off just what takes a processor for long", () => {
    const heavy = Object.values(routes).filter((route) => route.heavy === true);
    expect(heavy.map(({ id }) => id).sort()).toEqual([
      "documents.file",
      "evidence.add",
      "files.diff",
      "framework.read",
      "ledger.verify",
      "map.file",
      "measures.read",
      "measures.rows",
      "plan.dates",
      "plan.export",
      "plan.feed",
      "plan.read",
      "policy.lint",
      "policy.preview",
      "policy.simulate",
    ]);
  });
});

it("G19 work that is refused because too much waits is answered like that, and not kept for a retry under the same key", async () => {
  let refused = 0;
  const full = route({
    ...{ id: "test.full", method: "POST", path: "/api/test/full", summary: "Refuses the first time.", access: { who: "actor", scope: "evidence" } },
    answer: z.strictObject({ refused: z.int() }),
    handle: async () => {
      if (refused++ === 0) throw new Failure("busy", "16 looks for constraints wait already.", { hint: "Try again in a little while." });
      return { refused };
    },
  });
  await using server = await testServer({ routes: { "test.full": full } });
  const ci = await server.token(["evidence"]);
  const ask = () => ci("/api/test/full", { method: "POST", headers: { "idempotency-key": "one" } });
  const first = await ask();
  expect([first.status, first.headers.get("retry-after"), await first.json()]).toMatchObject([503, "5", { code: "busy", title: "The server has more to do than it can." }]);
  expect((await ask()).status).toBe(200);
});

it("G19 of one caller so many are under way, whoever else asks", async () => {
  const few = new Few(1, "policies of yours are looked at already");
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const first = few.asOne("bo", () => promise);
  await expect(few.asOne("bo", async () => 2)).rejects.toMatchObject({ problem: { status: 429, detail: "1 policies of yours are looked at already." } });
  expect(await few.asOne("ada", async () => 3)).toBe(3);
  release();
  await first;
  expect(await few.asOne("bo", async () => 4)).toBe(4);
});

it("lateness is what turns of the event loop take that leave no time for others", async () => {
  using lateness = new Lateness();
  const wait = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  for (let turn = 0; turn < 12; turn++) {
    wait(60);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  expect(lateness.look()).toBeGreaterThan(30);
});
