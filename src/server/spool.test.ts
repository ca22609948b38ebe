import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { PersonCaller } from "./caller.ts";
import type { ProblemError } from "./problem.ts";
import { rawRoute } from "./route.ts";
import { keepBody, spooled, sweepUploads } from "./spool.ts";
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
  handle: async (_, { upload }) => new Response(String((await uploads(async () => upload))?.size)),
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
    await expect(keepBody(body, file, 1)).rejects.toMatchObject({ problem: { status: 408, code: "too-slow" } });
    expect(await stopped).toMatchObject({ problem: { code: "too-slow" } });
  });
});
