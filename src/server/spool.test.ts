import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { PersonCaller } from "./caller.ts";
import type { ProblemError } from "./problem.ts";
import { rawRoute } from "./route.ts";
import { keepBody, type Pace, spooled, sweepUploads } from "./spool.ts";
import { type TestServer, testServer } from "./testing.ts";
import { uploads } from "./uploads.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-uploads-"));
let server: TestServer;
const upload = rawRoute({
  id: "test.upload",
  method: "POST",
  path: "/api/test/upload",
  summary: "Takes a file and says how long it is.",
  access: { who: "actor", scope: "evidence" },
  limit: 20_000_000,
  takes: "application/octet-stream",
  produces: "text/plain",
  handle: async (_, { upload, caller }) => new Response(String((await uploads(caller, async () => upload))?.size)),
});
beforeAll(async () => {
  server = await testServer({ routes: { "test.upload": upload } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A body whose end comes when it is let. */
function held() {
  const { promise: end, resolve: release } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(10)),
    pull: async (controller) => {
      await end;
      controller.close();
    },
  });
  return { body, release };
}

async function caller(): Promise<PersonCaller> {
  const person = await server.desk.workplace.store.read.person(server.organisation.id("bo"));
  if (person === null) throw new TypeError("bo is somebody");
  return { kind: "person", person, session: "", provedAt: 0 };
}

const pace: Pace = { patience: 10_000, grace: 30_000, bytes: 128, clock: () => 0 };
const octets = { "content-type": "application/octet-stream" };

describe("an upload", () => {
  it("G19 that does not go on keeps nobody waiting, and at most three of one caller are under way", async () => {
    const [slow, other] = [await server.token(["evidence"]), await server.as("bo")];
    const bodies = [held(), held(), held()];
    const waiting = bodies.map(({ body }) => slow("/api/test/upload", { body, headers: octets }));
    const through = await other("/api/test/upload", { body: "abc", headers: octets });
    expect([through.status, await through.text()]).toEqual([200, "3"]);
    const fourth = await slow("/api/test/upload", { body: "abc", headers: octets });
    expect([fourth.status, fourth.headers.get("retry-after")]).toEqual([429, "60"]);
    for (const { release } of bodies) release();
    expect(await Promise.all((await Promise.all(waiting)).map((response) => response.text()))).toEqual(["10", "10", "10"]);
    expect(await (await slow("/api/test/upload", { body: "abc", headers: octets })).text()).toBe("3");
  });

  it("stands in a place of its own while it is there, for nobody else to read, and is gone afterwards, however it went", async () => {
    const place = join(server.organisation.folder, "uploads");
    const bo = await server.as("bo");
    const { body, release } = held();
    const answer = bo("/api/test/upload", { body, headers: octets });
    await vi.waitFor(() => expect(readdirSync(place)).toHaveLength(1));
    expect(statSync(join(place, readdirSync(place)[0] ?? "")).mode & 0o777).toBe(0o600);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    expect((await bo("/api/test/upload", { body: new Uint8Array(20_000_001), headers: octets })).status).toBe(413);
    release();
    expect((await answer).status).toBe(200);
    await expect(spooled(server.desk, null, await caller(), () => Promise.reject(new Error("broke off")))).rejects.toThrow("broke off");
    expect(readdirSync(place)).toEqual([]);
  });

  it("G19 is put off when as many are under way as there is room for, whoever sends it", async () => {
    const { promise, resolve: release } = Promise.withResolvers<void>();
    const callers = await Promise.all(
      ["bo", "ada", "chen", "dora", "elif", "bo"].map(async (_, at) => ({ ...(await caller()), person: { ...(await caller()).person, id: `p-${at}` } })),
    );
    const started = callers.flatMap((each) => [1, 2, 3].map(() => spooled(server.desk, null, each, () => promise)));
    const [first, ...more] = (await Promise.all(started.slice(16).map((each) => each.catch((error: unknown) => error)))) as [ProblemError, ProblemError];
    expect([first.problem.code, first.problem.status, more.length]).toEqual(["busy", 503, 1]);
    release();
    await Promise.all(started.slice(0, 16));
    expect(await spooled(server.desk, null, await caller(), async ({ size }) => size)).toBe(0);
  });

  it("that a process left behind is removed before anything is served", async () => {
    const place = join(folder, "uploads");
    mkdirSync(place);
    writeFileSync(join(place, "left"), "x");
    await sweepUploads({ ...server.desk.workplace, folder });
    expect(readdirSync(folder)).not.toContain("uploads");
  });

  it("E17 of a gigabyte is refused while it comes, and little of it is asked for", async () => {
    const bo = await server.as("bo");
    const part = new Uint8Array(1_000_000);
    let asked = 0;
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => (++asked > 1_000 ? controller.close() : controller.enqueue(part)) });
    const refused = await bo("/api/test/upload", { body, headers: octets });
    expect([refused.status, ((await refused.json()) as { readonly code: string }).code]).toEqual([413, "too-large"]);
    expect(asked).toBeLessThan(30);
    // By its header it is refused before a byte of it is asked for.
    const announced = await bo("/api/test/upload", { body: new Uint8Array(20_000_001), headers: { ...octets, "content-length": "20000001" } });
    expect(announced.status).toBe(413);
  });

  it("E17 that is compressed is refused, so that nothing grows here", async () => {
    const bo = await server.as("bo");
    expect((await bo("/api/test/upload", { body: gzipSync(Buffer.alloc(1_000_000)), headers: { ...octets, "content-encoding": "gzip" } })).status).toBe(415);
  });

  it("G19 is given up when nothing more of it comes, and its sender is told to stop", async () => {
    await using file = await open(join(folder, "stalled"), "wx+");
    const { promise: stopped, resolve: stop } = Promise.withResolvers<unknown>();
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(10)), cancel: stop });
    await expect(keepBody(body, file, { ...pace, patience: 1 })).rejects.toMatchObject({ problem: { status: 408, code: "too-slow" } });
    expect(await stopped).toMatchObject({ problem: { code: "too-slow" } });
  });

  /** A body of so many parts of a thousand bytes, between which time goes by. */
  const dripping = (parts: number, milliseconds: number) => {
    let [now, left] = [0, parts];
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      now += milliseconds;
      if (left-- === 0) controller.close();
      else controller.enqueue(new Uint8Array(1_000));
    };
    return { body: new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 }), clock: () => now, sent: () => parts - Math.max(0, left) };
  };

  it("G19 that comes byte by byte is given up once it is slower than any line, and one that keeps the pace is not, however long it is", async () => {
    await using file = await open(join(folder, "slow"), "wx+");
    const slow = dripping(1_000, 9_000);
    await expect(keepBody(slow.body, file, { ...pace, clock: slow.clock })).rejects.toMatchObject({
      problem: { status: 408, code: "too-slow", detail: "The body came at less than 128 kB a second." },
    });
    expect(slow.sent()).toBe(4);
    const steady = dripping(1_000, 7);
    const before = (await file.stat()).size;
    await keepBody(steady.body, file, { ...pace, grace: 100, clock: steady.clock });
    expect((await file.stat()).size - before).toBe(1_000_000);
    const lagging = dripping(1_000, 9);
    await expect(keepBody(lagging.body, file, { ...pace, grace: 100, clock: lagging.clock })).rejects.toMatchObject({ problem: { code: "too-slow" } });
  });

  it("G19 gives its place back when it is given up", async () => {
    const person = await caller();
    const spool = () => {
      const slow = dripping(1_000, 20_000);
      return spooled({ ...server.desk, workplace: { ...server.desk.workplace, machineClock: slow.clock } }, slow.body, person, async ({ size }) => size);
    };
    for (let time = 0; time < 20; time++) await expect(spool()).rejects.toMatchObject({ problem: { code: "too-slow" } });
    expect(await spooled(server.desk, null, person, async ({ size }) => size)).toBe(0);
    expect(readdirSync(join(server.organisation.folder, "uploads"))).toEqual([]);
  });
});
