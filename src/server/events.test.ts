import { describe, expect, it } from "vitest";
import { changePerson } from "../workflow/index.ts";
import { type Client, type TestServer, testServer } from "./testing.ts";

/** Reads what comes next of a stream; null at its end. */
async function reading(client: Client): Promise<{ next(): Promise<string | null>; cancel(): Promise<void> }> {
  const response = await client("/api/events");
  expect([response.status, response.headers.get("content-type"), response.headers.get("cache-control")]).toEqual([200, "text/event-stream", "no-store"]);
  const reader = response.body?.getReader();
  if (reader === undefined) throw new TypeError("there is no stream");
  return {
    next: async () => {
      const { value } = await reader.read();
      return value === undefined ? null : new TextDecoder().decode(value);
    },
    cancel: () => reader.cancel(),
  };
}

const enrolSomebody = (server: TestServer, handle: string) => server.enrol(handle, []);

describe("the stream of events", () => {
  it("says how large the ledger is when it has grown, also by another process", async () => {
    await using server = await testServer();
    const { desk, organisation } = server;
    const stream = await reading(await server.as("bo"));
    const { size } = desk.workplace.store;
    expect(await stream.next()).toBe(`: ${size}\n\n`);
    await desk.presence.beat();
    expect(await stream.next()).toBe(`event: ledger\ndata: {"size":${size}}\n\n`);
    await desk.presence.beat();
    await enrolSomebody(server, "here");
    await desk.presence.beat();
    expect(await stream.next()).toBe(`event: ledger\ndata: {"size":${size + 1}}\n\n`);
    const other = await organisation.another();
    await changePerson(other, "ada", "here", { roles: ["reviewer"] });
    expect(desk.workplace.store.size).toBe(size + 1);
    await desk.presence.beat();
    expect(await stream.next()).toBe(`event: ledger\ndata: {"size":${size + 2}}\n\n`);
  });

  // A beat is a second (`server.ts`), so each of these is within the five.
  it("ends at the first beat after its person was deactivated, signed out, or the server closes (G23)", async () => {
    await using server = await testServer();
    const { workplace, state, presence } = server.desk;
    await enrolSomebody(server, "leaver");
    const [leaver, bo, chen] = [await reading(await server.as("leaver")), await reading(await server.as("bo")), await reading(await server.as("chen"))];
    for (const stream of [leaver, bo, chen]) await stream.next();
    await changePerson(workplace, "ada", "leaver", { active: false });
    await presence.beat();
    expect(await leaver.next()).toBeNull();
    expect([await bo.next(), await chen.next()]).not.toContain(null);
    await state.sessions.endAllOf(server.organisation.id("bo"));
    await presence.beat();
    expect(await bo.next()).toBeNull();
    presence.close();
    expect(await chen.next()).toBeNull();
  });

  it("is no use of the session: an open tab does not keep it from ending", async () => {
    await using server = await testServer();
    const stream = await reading(await server.as("bo"));
    await stream.next();
    server.organisation.clock.advance("11h");
    await server.desk.presence.beat();
    expect(await stream.next()).toContain("event: ledger");
    server.organisation.clock.advance("1h");
    await server.desk.presence.beat();
    expect(await stream.next()).toBeNull();
  });

  it("ends with the token of the program that reads it", async () => {
    await using server = await testServer();
    const stream = await reading(await server.token(["read"]));
    await stream.next();
    server.organisation.clock.advance("1d");
    await server.desk.presence.beat();
    expect(await stream.next()).toBeNull();
  });

  it("goes on for others when a reader goes away, and lets nothing pile up for one that does not read (G19)", async () => {
    await using server = await testServer();
    const { presence, workplace } = server.desk;
    const [gone, slow, other] = [await reading(await server.as("bo")), await reading(await server.as("bo")), await reading(await server.as("chen"))];
    await gone.cancel();
    await other.next();
    for (let at = 0; at < 5; at++) {
      await enrolSomebody(server, `p${at}`);
      await presence.beat();
      expect(await other.next()).toContain(`"size":${workplace.store.size}`);
    }
    expect(await slow.next()).toMatch(/^: /);
    await presence.beat();
    expect(await slow.next()).toContain(`"size":${workplace.store.size}`);
  });

  it("of a HEAD request is none", async () => {
    await using server = await testServer();
    const bo = await server.as("bo");
    const response = await bo("/api/events", { method: "HEAD" });
    expect([response.status, response.body]).toEqual([200, null]);
  });
});
