import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { changePerson, openWorkplace } from "../workflow/index.ts";
import { failureOf, seededRandom, type TestClock, testOrganisation } from "../workflow/testing.ts";
import { cookieName } from "./cookies.ts";
import { administratorWithoutPasskey, joinLinkFor } from "./join-link.ts";
import { type AnyRoute, route } from "./route.ts";
import { routes } from "./routes/index.ts";
import { type Running, type ServerOptions, startServer } from "./server.ts";

const scratch = mkdtempSync(join(tmpdir(), "countersign-server-"));
const template = join(scratch, "template");
let clock: TestClock;
let made = 0;

beforeAll(async () => {
  await using organisation = await testOrganisation();
  clock = organisation.clock;
  cpSync(organisation.folder, template, { recursive: true });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Started extends AsyncDisposable {
  readonly running: Running;
  readonly folder: string;
  readonly log: readonly string[];
}

async function started(more: Partial<ServerOptions> = {}): Promise<Started> {
  const folder = join(scratch, `data ${++made}`);
  cpSync(template, folder, { recursive: true });
  const log: string[] = [];
  const settings = { host: "127.0.0.1", port: 0, origin: null, sample: false, oidc: null, smtp: null, webhook: null, busyAfter: 100 };
  const running = await startServer({
    folder,
    clock: () => clock.now,
    random: seededRandom(`server ${made}`),
    settings,
    pages: join(scratch, "none"),
    log: (lines) => void log.push(...lines.trimEnd().split("\n")),
    ...more,
  });
  return { running, folder, log, [Symbol.asyncDispose]: () => running.stop() };
}

const optionsOn = (folder: string) => ({ folder, clock: () => clock.now, random: seededRandom("other") });

/** What a server answers to bytes as they are. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(text.replaceAll("\n", "\r\n")));
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("a running server", () => {
  it("says that it is alive, ready and which version it is, and 404 where there is nothing", async () => {
    await using server = await started();
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${server.running.port}${path}`);
      return [response.status, await response.json()];
    };
    expect(server.running.origin).toBe(`http://localhost:${server.running.port}`);
    expect(await ask("/health")).toEqual([200, { status: "ok" }]);
    expect(await ask("/ready")).toEqual([200, { status: "ready" }]);
    expect(await ask("/version")).toEqual([200, { version: expect.stringMatching(/^\d+\.\d+\.\d+/) }]);
    expect((await ask("/api/openapi.json"))[1]).toMatchObject({ openapi: "3.1.1" });
    expect(await ask("/")).toMatchObject([404, { code: "no-such-operation" }]);
  });

  it("serves the pages beside the API, with the headers of every answer", async () => {
    const pages = join(scratch, "web");
    mkdirSync(pages);
    writeFileSync(join(pages, "index.html"), "<!doctype html><title>Countersign</title>");
    await using server = await started({ pages });
    const ask = (path: string) => fetch(`http://127.0.0.1:${server.running.port}${path}`);
    const page = await ask("/changes/c-1");
    expect([page.status, page.headers.get("content-type"), page.headers.get("cache-control")]).toEqual([200, "text/html; charset=utf-8", "no-cache"]);
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self';");
    expect(await page.text()).toContain("<title>Countersign</title>");
    for (const path of ["/api", "/api/changes-that-are-not", "/missing.js"]) expect((await ask(path)).status).toBe(404);
  });

  it("has its data folder for itself: a second one refuses to start (H16)", async () => {
    await using server = await started();
    const second = startServer({ ...optionsOn(server.folder), settings: { ...server.running.desk.settings, port: 0, origin: null }, pages: scratch, log: () => {} });
    expect((await failureOf(second)).code).toBe("locked");
    await server.running.stop();
    await using again = await openWorkplace({ ...optionsOn(server.folder), exclusive: true });
    expect(again.store.size).toBeGreaterThan(0);
  });

  it("says so when another program has its port, and gives the folder back", async () => {
    await using first = await started();
    const folder = join(scratch, "taken");
    cpSync(template, folder, { recursive: true });
    const settings = { ...first.running.desk.settings, origin: null, port: first.running.port };
    const failure = await failureOf(startServer({ ...optionsOn(folder), settings, pages: scratch, log: () => {} }));
    expect([failure.code, failure.hint]).toEqual(["locked", "Choose another one with --port."]);
    await (await openWorkplace({ ...optionsOn(folder), exclusive: true })).close();
  });

  it("does not fall over a header that is called __proto__ (G16), and takes no header twice where one is expected (G17)", async () => {
    await using server = await started();
    const { port, desk, origin } = server.running;
    const secret = await desk.state.sessions.start((await desk.workplace.store.read.person("bo"))?.id ?? "", { agent: "", proved: true });
    const cookie = `Cookie: ${cookieName(desk.settings)}=${secret}\n`;
    const get = (headers: string) => raw(port, `GET /api/me HTTP/1.1\nHost: localhost:${port}\nConnection: close\n${headers}\n`);
    expect(await get(`${cookie}__proto__: x\nconstructor: y\n`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await get(cookie + cookie)).toMatch(/^HTTP\/1.1 401 /);
    expect(await get(`${cookie}Host: evil.example\n`)).toMatch(/^HTTP\/1.1 400 /);
    const post = (headers: string) => raw(port, `POST /api/join/look HTTP/1.1\nHost: localhost:${port}\nConnection: close\nContent-Length: 2\nOrigin: ${origin}\n${headers}\n{}`);
    expect(await post("Content-Type: application/json\n")).toMatch(/^HTTP\/1.1 400 /);
    expect(await post("Content-Type: application/json\nContent-Type: text/plain\n")).toMatch(/^HTTP\/1.1 415 /);
    expect(await post("Content-Type: application/json\nOrigin: https://evil.example\n")).toMatch(/^HTTP\/1.1 403 /);
    expect(await post(`Content-Type: application/json\nX: ${"a".repeat(17_000)}\n`)).toMatch(/^HTTP\/1.1 431 /);
  });

  it("takes no notice of who goes away while sending, and goes on for others", async () => {
    await using server = await started();
    const { port, origin } = server.running;
    const half = `POST /api/join/look HTTP/1.1\nHost: localhost:${port}\nOrigin: ${origin}\nContent-Type: application/json\nContent-Length: 100\n\n{"secret":`;
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(half.replaceAll("\n", "\r\n"), () => socket.resetAndDestroy()));
      socket.on("close", () => resolve());
    });
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    await server.running.stop();
    expect(server.log.filter((line) => line.includes(`"level":50`))).toEqual([]);
  });

  it("ends the stream of who is deactivated while it is open (G23)", async () => {
    await using server = await started();
    const { desk, port } = server.running;
    const secret = await desk.state.sessions.start((await desk.workplace.store.read.person("bo"))?.id ?? "", { agent: "", proved: true });
    const response = await fetch(`http://127.0.0.1:${port}/api/events`, { headers: { cookie: `${cookieName(desk.settings)}=${secret}` } });
    const all = response.text();
    await changePerson(desk.workplace, "ada", "bo", { active: false });
    // It would never end by itself: the server's own beat ends it.
    expect(await all).toMatch(/^: \d+\n\n/);
  });
});

describe("stopping", () => {
  const append = (release: Promise<void>, arrived: () => void): AnyRoute =>
    route({
      id: "test.append",
      method: "POST",
      path: "/api/test/append",
      summary: "Appends a fact once it is let.",
      access: { who: "anyone" },
      body: z.strictObject({ key: z.string() }),
      answer: z.strictObject({ index: z.int() }),
      async handle({ workplace }, { body }) {
        arrived();
        await release;
        const [place] = await workplace.store.append([
          { type: "attempt-refused", actor: "system", key: `test/${body.key}`, data: { action: "test", code: body.key, person: null } },
        ]);
        return { index: place?.index ?? -1 };
      },
    });

  it("answers 200 requests that are under way, each durably, and resets none; a new one is told first that it is not ready", async () => {
    const { promise: release, resolve: let200 } = Promise.withResolvers<void>();
    const { promise: allThere, resolve: arrivedAll } = Promise.withResolvers<void>();
    let there = 0;
    const arrived = () => {
      if (++there === 200) arrivedAll();
    };
    await using server = await started({ routes: { ...routes, "test.append": append(release, arrived) } });
    const { port, origin, desk } = server.running;
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    const answers = Promise.all(Array.from({ length: 200 }, (_, at) => post(agent, port, origin, `k${at}`)));
    await allThere;
    const stream = await fetch(`http://127.0.0.1:${port}/health`);
    expect(stream.status).toBe(200);
    const stopped = server.running.stop({ drain: 500 });
    expect(desk.presence.stopping).toBe(true);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`);
    expect([ready.status, (await ready.json()) as unknown]).toMatchObject([503, { code: "unavailable" }]);
    let200();
    const done = await answers;
    await stopped;
    expect(done.map(({ status }) => status)).toEqual(Array(200).fill(200));
    expect(new Set(done.map(({ index }) => index)).size).toBe(200);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
    await using again = await openWorkplace(optionsOn(server.folder));
    for (const { index, key } of done) expect(await again.store.read.fact(index)).toMatchObject({ data: { code: key } });
    agent.destroy();
  });

  it("is done once, however often it is asked for, and says so in the log", async () => {
    await using server = await started();
    await Promise.all([server.running.stop(), server.running.stop()]);
    expect(server.log.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(["stopping", "stopped"]);
  });
});

function post(agent: Agent, port: number, origin: string, key: string): Promise<{ readonly status: number; readonly index: number; readonly key: string }> {
  const body = JSON.stringify({ key });
  const headers = { origin, "content-type": "application/json", "content-length": body.length };
  return new Promise((resolve, reject) => {
    const asked = request({ agent, port, host: "127.0.0.1", path: "/api/test/append", method: "POST", headers }, async (response) => {
      const text = Buffer.concat((await response.toArray()) as Buffer[]).toString();
      resolve({ status: response.statusCode ?? 0, index: (JSON.parse(text) as { index: number }).index, key });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

describe("the link of the first administrator", () => {
  it("is there as long as that person has no passkey that holds, and works once", async () => {
    await using server = await started();
    const { desk, origin } = server.running;
    const person = await administratorWithoutPasskey(desk);
    expect(person?.handle).toBe("ada");
    const link = await joinLinkFor(desk, person ?? { id: "" });
    const [place, secret = ""] = link.split("#");
    expect([place, Buffer.from(secret, "base64url").length]).toEqual([`${origin}/join`, 32]);
    expect((await desk.state.invitations.use(secret))?.person).toBe(person?.id);
    expect(await desk.state.invitations.use(secret)).toBeNull();
    const { store } = desk.workplace;
    const id = person?.id ?? "";
    const enrolled = { person: id, fingerprint: "SHA256:passkey", kind: "passkey" as const, origin };
    await store.append([{ type: "key-enrolled", actor: id, key: "key/passkey", data: enrolled, private: { publicKey: { mediaType: "text/plain", bytes: Buffer.from("a key") } } }]);
    expect(await administratorWithoutPasskey(desk)).toBeNull();
    await store.append([{ type: "key-revoked", actor: id, key: "key-revoked/passkey", data: { person: id, fingerprint: "SHA256:passkey" } }]);
    expect((await administratorWithoutPasskey(desk))?.id).toBe(id);
  });
});
