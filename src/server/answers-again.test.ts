import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addEvidence, qualify, revokeQualification, revokeToken } from "../workflow/index.ts";
import { junit } from "../workflow/testing.ts";
import { AnswersAgain } from "./answers-again.ts";
import { type TestServer, testServer } from "./testing.ts";

let server: TestServer;
let http: Server;
let change: string;
let token: string;
/** Requests that went the way through the whole server. */
let passed: number;

beforeEach(async () => {
  server = await testServer();
  ({ change } = await server.organisation.released());
  // So that nothing ends with a full minute by chance.
  server.organisation.clock.now += 12_345;
  token = await server.issueToken("robin", ["gate"]);
  passed = 0;
  const again = new AnswersAgain(server.desk);
  const whole = getRequestListener((request, env) => server.app.fetch(request, { keep: again.keeperOf((env as HttpBindings).incoming) }), { overrideGlobalObjects: false });
  http = createServer(
    { joinDuplicateHeaders: true },
    again.before((incoming, outgoing) => {
      passed++;
      return whole(incoming, outgoing);
    }),
  );
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
});
afterEach(async () => {
  http.closeAllConnections();
  http.close();
  await server[Symbol.asyncDispose]();
});

const question = () => JSON.stringify({ environment: "production", change });
const usual = () => [`Authorization: Bearer ${token}`, "Content-Type: application/json"];

interface Sent {
  readonly body?: string;
  readonly headers?: readonly string[];
  /** Where the body is cut, so that the rest comes later. */
  readonly cut?: number;
}

/** One request as bytes over a connection of its own, and the bytes of its answer. */
async function raw({ body = question(), headers = usual(), cut = body.length }: Sent = {}): Promise<string> {
  const length = headers.some((header) => header.startsWith("Transfer-Encoding")) ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = ["POST /api/gate HTTP/1.1", "Host: countersign.example.com", ...headers, ...length, "Connection: close", "", ""].join("\r\n");
  const socket = connect((http.address() as AddressInfo).port, "127.0.0.1");
  const answer: Buffer[] = [];
  socket.on("data", (part: Buffer) => void answer.push(part));
  socket.write(head + body.slice(0, cut));
  if (cut < body.length) setTimeout(() => socket.write(body.slice(cut)), 30);
  await once(socket, "close");
  return Buffer.concat(answer).toString("latin1");
}

const statusOf = (answer: string) => Number(answer.slice(9, 12));
const verdictOf = (answer: string) =>
  (JSON.parse(Buffer.from(answer.slice(answer.indexOf("\r\n\r\n") + 4), "latin1").toString()) as { verdict: { verdict: string } }).verdict.verdict;
const nameless = (answer: string) => answer.replace(/request-id: [0-9a-f]{16}\r\n/, "request-id\r\n").replace(/Date: [^\r]+\r\n/, "Date\r\n");

/** Asks until the answer comes without the whole server. */
async function standing(): Promise<string> {
  await raw();
  await raw();
  const before = passed;
  const answer = await raw();
  expect(passed).toBe(before);
  return answer;
}

describe("a question of the gate that was asked before", () => {
  it("is answered to the byte as the whole server answers it, but for the request's id and the time, and logged alike", async () => {
    const first = await raw();
    const whole = await raw();
    expect(passed).toBe(2);
    const again = [await raw(), await raw()];
    expect(passed).toBe(2);
    expect([statusOf(whole), verdictOf(whole)]).toEqual([200, "allow"]);
    for (const answer of again) expect(nameless(answer)).toBe(nameless(whole));
    const ids = [first, whole, ...again].map((answer) => /request-id: ([0-9a-f]{16})\r\n/.exec(answer)?.[1]);
    expect(new Set(ids).size).toBe(4);
    const lines = server.log.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === "answered");
    expect(lines.map(({ request }) => request)).toEqual(ids);
    const logged = lines.map(({ request: _, time: __, ms: ___, ...line }) => line);
    expect(logged).toEqual(Array(4).fill(logged[0]));
    expect(logged[0]).toMatchObject({ level: 30, route: "gate.ask", method: "POST", status: 200, who: expect.stringMatching(/^t-/) });
  });

  it("is judged by the whole server when anything about the request differs, and refused as ever", async () => {
    await standing();
    const [auth = "", json = ""] = usual();
    const others = [await server.issueToken("robin", ["read"]), await server.issueToken("robin", ["gate"]), token.replace(/.$/, "x")].map(
      (text) => `Authorization: Bearer ${text}`,
    );
    const asked: readonly (readonly [status: number, sent: Sent])[] = [
      [403, { headers: [others[0] ?? "", json] }],
      [200, { headers: [others[1] ?? "", json] }],
      [401, { headers: [others[2] ?? "", json] }],
      [401, { headers: [json] }],
      [401, { headers: [auth, auth, json] }],
      [415, { headers: [auth, "Content-Type: text/plain"] }],
      [415, { headers: [auth, json, "Content-Encoding: gzip"] }],
      [200, { headers: [auth, json, "Traceparent: 1"] }],
      [200, { body: `${question()} ` }],
      [400, { body: question().slice(1) }],
      [400, { body: question().replace("{", '{"change":"c-1",') }],
      [400, { body: question().replace("{", '{"force":true,') }],
      [404, { body: question().replace(change, "c-none") }],
      [413, { body: `${question()}${" ".repeat(1_000_000)}` }],
    ];
    for (const [at, [status, sent]] of asked.entries()) {
      const before = passed;
      expect(statusOf(await raw(sent)), `request ${at}`).toBe(status);
      expect(passed, `request ${at}`).toBe(before + 1);
    }
  });

  it("waits for a body that comes later, or in pieces without a length, as ever", async () => {
    const answer = nameless(await standing());
    const before = passed;
    expect(nameless(await raw({ cut: 10 }))).toBe(answer);
    const body = `${question().length.toString(16)}\r\n${question()}\r\n0\r\n\r\n`;
    expect(nameless(await raw({ body, headers: [...usual(), "Transfer-Encoding: chunked"] }))).toBe(answer);
    expect(passed).toBe(before + 2);
  });

  it("A14 G14 is no more than refused as soon as its token was revoked or ran out, to the millisecond", async () => {
    const { organisation, desk } = server;
    await standing();
    const [, known] = await desk.workplace.store.read.tokens().then((all) => [all.length, all.at(-1)] as const);
    organisation.clock.now = (known?.until ?? 0) - 1;
    await raw();
    expect(statusOf(await standing())).toBe(200);
    organisation.clock.now += 1;
    expect(statusOf(await raw())).toBe(401);
    token = await server.issueToken("robin", ["gate"]);
    await standing();
    const id = (await desk.workplace.store.read.tokens()).at(-1)?.id ?? "";
    await revokeToken(await organisation.another(), "ada", id);
    expect(statusOf(await raw())).toBe(401);
  });

  it("F01 sees what another process recorded with the very next question", async () => {
    const { organisation } = server;
    const other = await organisation.another();
    expect(verdictOf(await standing())).toBe("allow");
    const granted = (await other.store.read.qualifications()).filter(({ person }) => person === organisation.id("bo"));
    for (const { id } of granted) await revokeQualification(other, "ada", id);
    expect(verdictOf(await raw())).toBe("wait");
    expect(verdictOf(await standing())).toBe("wait");
    await qualify(other, "ada", { person: "bo", domain: "code-review", basis: "Again" });
    await organisation.decide("bo", change);
    expect(verdictOf(await standing())).toBe("allow");
    const head = (await other.store.read.change(change))?.latest.head ?? "";
    await addEvidence(other, "ada", { repository: organisation.repository.path, commit: head, producer: "ci", files: [{ name: "report.xml", bytes: junit({ failed: 1 }) }] });
    expect(verdictOf(await raw())).not.toBe("allow");
  });

  it("H13 is no allow while nothing can be recorded, nor by a clock that is wrong, and the server says when it closes", async () => {
    const { organisation, desk } = server;
    await standing();
    const right = organisation.clock.now;
    organisation.clock.now = right - 61_000;
    const before = passed;
    expect([statusOf(await raw()), passed]).toEqual([503, before + 1]);
    organisation.clock.now = right;
    await standing();
    desk.presence.close();
    const closing = passed;
    expect([statusOf(await raw()), passed]).toEqual([200, closing + 1]);
    await desk.workplace.store.close();
    // A database that is closed is a mistake of the program, of which only the status is told.
    expect(statusOf(await raw())).toBe(500);
  });
});
