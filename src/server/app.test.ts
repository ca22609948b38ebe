import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { Failure } from "../model/failure.ts";
import { attemptInWords } from "../workflow/attempts-in-words.ts";
import { changePerson, revokeToken } from "../workflow/index.ts";
import { sessionCookie } from "./cookies.ts";
import type { Desk } from "./desk.ts";
import { attachment } from "./download.ts";
import { type AnyRoute, rawRoute, route } from "./route.ts";
import { routes } from "./routes/index.ts";
import { type Client, type TestServer, testServer } from "./testing.ts";

// Operations that exist for the tests only; what they did is in `done`.
const done: unknown[] = [];
const note = z.strictObject({ text: z.string().max(100) });

async function record({ workplace }: Desk, key: string): Promise<number> {
  const data = { action: "test", code: key, person: null };
  const [place] = await workplace.store.append([{ type: "attempt-refused", actor: "system", key: `test/${key}/${done.length}`, data }]);
  return place?.index ?? -1;
}

const testRoutes = {
  "test.act": route({
    id: "test.act",
    method: "POST",
    path: "/api/test/notes",
    summary: "Notes something.",
    access: { who: "actor" },
    body: note,
    answer: z.strictObject({ index: z.int() }),
    status: 201,
    async handle(desk, { body }) {
      done.push(body);
      if (body.text === "fails") throw new Failure("stale", "It moved.", { hint: "Look again." });
      if (body.text === "breaks") throw new TypeError("a secret of the program");
      return { index: await record(desk, body.text) };
    },
  }),
  "test.read": route({
    id: "test.read",
    method: "GET",
    path: "/api/test/notes/{name}",
    summary: "Reads something.",
    access: { who: "reader", scope: "read" },
    params: z.strictObject({ name: z.string().max(40) }),
    query: z.strictObject({ limit: z.coerce.number().int().max(200).optional() }),
    answer: z.strictObject({ name: z.string(), limit: z.number().nullable(), done: z.int() }),
    handle: async (_, { params, query }) => ({ name: params.name, limit: query.limit ?? null, done: done.length }),
  }),
  "test.wrong": route({
    id: "test.wrong",
    method: "GET",
    path: "/api/test/wrong",
    summary: "Answers with more than its answer says.",
    access: { who: "anyone" },
    answer: z.strictObject({ good: z.string() }),
    handle: async () => ({ good: "yes", more: "than is said" }),
  }),
  "test.secret": route({
    id: "test.secret",
    method: "POST",
    path: "/api/test/secrets",
    summary: "Gives a secret once.",
    access: { who: "self" },
    answersSecret: true,
    answer: z.strictObject({ secret: z.string() }),
    async handle() {
      done.push("secret");
      return { secret: `secret ${done.length}` };
    },
  }),
  "test.nothing": route({
    id: "test.nothing",
    method: "DELETE",
    path: "/api/test/notes/{name}",
    summary: "Removes something.",
    access: { who: "actor" },
    params: z.strictObject({ name: z.string() }),
    answer: z.undefined(),
    status: 204,
    handle: async () => undefined,
  }),
  "test.upload": rawRoute({
    id: "test.upload",
    method: "PUT",
    path: "/api/test/file",
    summary: "Takes a file and gives it back.",
    access: { who: "actor", scope: "evidence" },
    takes: "application/octet-stream",
    produces: "application/octet-stream",
    limit: 2_000,
    handle: async (_, { upload }) => attachment(`what "they"\r\nsent.txt`, await readFile(upload?.file ?? "")),
  }),
} satisfies Record<string, AnyRoute>;

let server: TestServer;
let bo: Client;
beforeAll(async () => {
  server = await testServer({ routes: { ...routes, ...testRoutes } });
  await server.enrol("vera", ["auditor"]);
  bo = await server.as("bo");
});
beforeEach(() => void done.splice(0));
afterAll(() => server[Symbol.asyncDispose]());

const problemOf = async (response: Response) =>
  (await response.json()) as { code: string; status: number; detail: string; hint: string; title: string; type: string; errors?: unknown };
const codeOf = async (response: Response) => [response.status, (await problemOf(response)).code];
const size = () => server.desk.workplace.store.size;
const say = (text: string, headers: Record<string, string> = {}) => bo("/api/test/notes", { json: { text }, headers });

const usual = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types countersign; report-to csp",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()",
};

/** Headers of an answer without the request's id, which differs each time. */
function headersOf({ headers }: Response): Record<string, string> {
  const { "request-id": id, ...rest } = Object.fromEntries(headers);
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  return rest;
}

describe("the headers of an answer", () => {
  it.each(Object.values<AnyRoute>(routes))("of $method $path are the whole set, when it refuses and when it is admitted", async ({ method, path, access }) => {
    const place = `${path.replace(/\{\w+\}/g, "x")}?of-the-headers=1`;
    const problem = { ...usual, "cache-control": "no-store", "content-type": "application/problem+json" };
    if (access.who !== "anyone") expect(headersOf(await server.fetch(place, { method }))).toEqual({ ...problem, "www-authenticate": "Bearer" });
    const admitted = await (await server.as("ada"))(place, { method });
    if (admitted.status >= 400) expect(headersOf(admitted)).toEqual(problem);
    else expect(headersOf(admitted)).toMatchObject({ ...usual, "cache-control": "no-store" });
  });

  it("are there on an address that is nothing, on a wrong method, and on a mistake of the program", async () => {
    const problem = { ...usual, "cache-control": "no-store", "content-type": "application/problem+json" };
    expect(headersOf(await bo("/api/nothing"))).toEqual(problem);
    expect(headersOf(await bo("/nothing"))).toEqual(problem);
    expect(headersOf(await bo("/api/test/notes", { method: "PUT" }))).toEqual({ ...problem, allow: "POST" });
    expect(headersOf(await bo("/health", { method: "OPTIONS" }))).toEqual({ ...problem, allow: "GET, HEAD" });
    const broken = await server.app.fetch(new Request(`${server.origin}/api/test/wrong`));
    expect([broken.status, headersOf(broken)]).toEqual([500, problem]);
  });

  it("hold no HSTS over plain http on one machine", async () => {
    await using local = await testServer({ settings: { origin: "http://localhost:8080", rpId: "localhost" } });
    const { "strict-transport-security": _, ...without } = usual;
    expect(headersOf(await local.fetch("/api/nothing"))).toEqual({ ...without, "cache-control": "no-store", "content-type": "application/problem+json" });
  });

  it("let what is read be asked for again by its tag, and nobody keep it for another", async () => {
    const first = await bo("/api/test/notes/a");
    expect(headersOf(first)).toEqual({ ...usual, "cache-control": "private, no-cache", "content-type": "application/json", etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    const tag = first.headers.get("etag") ?? "";
    const same = await bo("/api/test/notes/a", { headers: { "if-none-match": `"other", W/${tag}` } });
    expect([same.status, await same.text(), headersOf(same)]).toEqual([304, "", { ...usual, "cache-control": "private, no-cache", etag: tag }]);
    done.push("it changed");
    expect((await bo("/api/test/notes/a", { headers: { "if-none-match": tag } })).status).toBe(200);
    const head = await bo("/api/test/notes/a", { method: "HEAD" });
    expect([head.status, await head.text(), head.headers.get("content-type")]).toEqual([200, "", "application/json"]);
    expect((await say("x")).headers.get("cache-control")).toBe("no-store");
  });

  it("of a download let it be saved only, whatever its name", async () => {
    const response = await bo("/api/test/file", { method: "PUT", body: "<script>", headers: { "content-type": "application/octet-stream" } });
    expect(headersOf(response)).toEqual({
      ...usual,
      "cache-control": "no-store",
      "content-type": "application/octet-stream",
      "content-security-policy": "default-src 'none'; sandbox",
      "content-disposition": `attachment; filename="what they sent.txt"; filename*=UTF-8''what%20%22they%22%0D%0Asent.txt`,
    });
    expect(await response.text()).toBe("<script>");
  });
});

describe("the session's cookie", () => {
  it("is bound to this very host over https, and read by no script and no other site", () => {
    const secret = "s".repeat(43);
    expect(sessionCookie({ origin: "https://countersign.example.com" }, secret)).toBe(`__Host-countersign=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure`);
    expect(sessionCookie({ origin: "http://localhost:8080" }, secret)).toBe(`countersign=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800`);
  });

  it("counts once: two of them, or one of another origin's kind, are nobody's (G17)", async () => {
    const secret = await server.secretOf("bo");
    const ask = (cookie: string) => server.fetch("/api/test/notes/a", { headers: { cookie } });
    expect((await ask(`other=1; __Host-countersign=${secret}`)).status).toBe(200);
    expect((await ask(`__Host-countersign=${secret}; __Host-countersign=${secret}`)).status).toBe(401);
    expect((await ask(`countersign=${secret}`)).status).toBe(401);
  });

  it("is worth nothing once the person is deactivated, and stays so (G14)", async () => {
    await server.enrol("leaver", ["reviewer"]);
    const leaver = await server.as("leaver");
    expect((await leaver("/api/test/notes/a")).status).toBe(200);
    await changePerson(server.desk.workplace, "ada", "leaver", { active: false });
    expect((await leaver("/api/test/notes/a")).status).toBe(401);
    await changePerson(server.desk.workplace, "ada", "leaver", { active: true });
    expect((await leaver("/api/test/notes/a")).status).toBe(401);
  });

  it("does not help a token that is not good", async () => {
    expect((await bo("/api/test/notes/a", { headers: { authorization: "Bearer cs_nobody-issued-this-one" } })).status).toBe(401);
    expect((await bo("/api/test/notes/a", { headers: { authorization: "Basic Ym86Ym8=" } })).status).toBe(401);
  });
});

describe("sign-ins that are begun and not ended", () => {
  it("G19 are a thousand at most, whoever asks: the next one is told to come back, and what is too late makes room", async () => {
    await using own = await testServer();
    const begin = () => own.visitor("/api/sign-in/options", { method: "POST" });
    for (let at = 0; at < 1_000; at++) await own.desk.state.challenges.issue({ kind: "proof", person: null, payload: "", life: 60_000 });
    const refused = await begin();
    expect([refused.headers.get("retry-after"), await codeOf(refused)]).toEqual(["60", [429, "too-many"]]);
    // Whoever is known is not kept from signing.
    expect((await (await own.as("bo"))("/api/proof/options", { method: "POST" })).status).toBe(200);
    own.organisation.clock.advance("1m");
    expect((await begin()).status).toBe(200);
    await own.desk.state.sweep();
    expect(await own.desk.state.db.selectFrom("challenges").select("id").execute()).toHaveLength(1);
  });
});

describe("a request from another page", () => {
  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["a longer host", { origin: "https://countersign.example.com.evil.example" }],
    ["the origin null", { origin: "null" }],
    ["a page of the same site", { "sec-fetch-site": "same-site" }],
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["no page", { "sec-fetch-site": "none" }],
  ])("by %s changes nothing (G02)", async (_, headers) => {
    const before = size();
    expect(await codeOf(await say("from elsewhere", headers as Record<string, string>))).toEqual([403, "cross-origin"]);
    expect([done, size()]).toEqual([[], before]);
  });

  it("without an origin changes nothing either, and from our own page is heard (G02)", async () => {
    const cookie = `__Host-countersign=${await server.secretOf("bo")}`;
    expect(await codeOf(await server.fetch("/api/test/notes", { json: { text: "a" }, headers: { cookie } }))).toEqual([403, "cross-origin"]);
    expect(done).toEqual([]);
    const ours = await server.fetch("/api/test/notes", { json: { text: "a" }, headers: { cookie, origin: server.origin } });
    expect([ours.status, done]).toEqual([201, [{ text: "a" }]]);
  });

  it("of a program needs no origin, since no browser sends its token", async () => {
    const program = await server.token(["evidence"]);
    const sent = await program("/api/test/file", { method: "PUT", body: "a", headers: { "content-type": "application/octet-stream" } });
    expect(sent.status).toBe(200);
  });

  it("can be a GET, which changes nothing (G13)", async () => {
    expect((await bo("/api/test/notes/a", { headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } })).status).toBe(200);
  });
});

describe("what an agent may not do", () => {
  it("is said in words in the ledger, for every operation at which an attempt is recorded", () => {
    const recorded = Object.values<AnyRoute>(routes).filter(({ access, method }) => access.who === "actor" && access.scope === undefined && method !== "GET");
    expect(recorded.length).toBeGreaterThan(10);
    expect(recorded.map(({ id }) => attemptInWords(id)).filter((words) => words.startsWith("use the operation"))).toEqual([]);
  });

  it("is refused, and the attempt at what only people decide is a fact (R5)", async () => {
    const robin = await server.token(["propose", "evidence"]);
    const before = (await server.organisation.facts("attempt-refused")).length;
    expect(await codeOf(await robin("/api/test/notes", { json: { text: "approve" } }))).toEqual([403, "person-needed"]);
    expect(await codeOf(await robin("/api/test/notes/a"))).toEqual([403, "scope-missing"]);
    const id = server.organisation.id("robin");
    const attempts = (await server.organisation.facts("attempt-refused")).slice(before);
    expect(attempts.map(({ actor, data }) => [actor, data])).toEqual([[id, { action: "test.act", code: "not-a-person", person: id }]]);
    expect(done).toEqual([]);
  });

  it("R5 is a fact once for each operation and hour: a token does not write the ledger full", async () => {
    await using own = await testServer({ routes: { ...routes, ...testRoutes } });
    const [robin, other] = [await own.token(["propose"]), await own.token(["propose"])];
    const before = own.desk.workplace.store.size;
    const attempt = async (client: Client, path = "/api/test/notes") => codeOf(await client(path, { json: { text: "approve" } }));
    const attempts = await Promise.all(Array.from({ length: 20 }, () => attempt(robin)));
    expect(new Set(attempts.map(String))).toEqual(new Set(["403,person-needed"]));
    expect(own.desk.workplace.store.size).toBe(before + 1);
    await attempt(other);
    await attempt(robin, "/api/people");
    expect(own.desk.workplace.store.size).toBe(before + 3);
    own.organisation.clock.advance("1h");
    await attempt(robin);
    expect(own.desk.workplace.store.size).toBe(before + 4);
  });

  it("is nothing at all once its token has run out, was revoked, or its agent is gone", async () => {
    await using own = await testServer({ routes: testRoutes });
    const { organisation, desk } = own;
    const robin = await own.token(["read"]);
    expect((await robin("/api/test/notes/a")).status).toBe(200);
    await changePerson(desk.workplace, "ada", "robin", { active: false });
    expect((await robin("/api/test/notes/a")).status).toBe(401);
    await changePerson(desk.workplace, "ada", "robin", { active: true });
    expect((await robin("/api/test/notes/a")).status).toBe(200);
    const [issued] = await organisation.facts("token-issued");
    await revokeToken(desk.workplace, "ada", issued?.data.token ?? "");
    expect((await robin("/api/test/notes/a")).status).toBe(401);
    const other = await own.token(["read"]);
    organisation.clock.advance("1d");
    expect((await other("/api/test/notes/a")).status).toBe(401);
  });
});

describe("the form of a request", () => {
  it("has no property that the operation does not know (G05, A11)", async () => {
    const response = await bo("/api/test/notes", { json: { text: "a", on_behalf_of: "chen" } });
    const { code, errors } = await problemOf(response);
    expect([response.status, code, errors]).toEqual([400, "bad-request", [{ at: "body", says: expect.stringContaining("on_behalf_of") }]]);
    expect(done).toEqual([]);
  });

  it("has no name twice in its query and none that is unknown (G17)", async () => {
    expect(await codeOf(await bo("/api/test/notes/a?limit=1&limit=2"))).toEqual([400, "bad-request"]);
    expect(await codeOf(await bo("/api/test/notes/a?limit=1&%6Cimit=2"))).toEqual([400, "bad-request"]);
    expect(await codeOf(await bo("/api/test/notes/a?order=1"))).toEqual([400, "bad-request"]);
    expect(await codeOf(await bo("/api/test/notes/a?__proto__=1"))).toEqual([400, "bad-request"]);
    expect(await (await bo("/api/test/notes/a?limit=2")).json()).toEqual({ name: "a", limit: 2, done: 0 });
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json, text/plain",
    "application/json; charset=utf-16",
    "application/json; charset=utf-8; charset=utf-16",
    "application/json;boundary=x",
    "application/jsonp",
    "text/json",
    "",
  ])("has the media type application/json and not %j (G11)", async (type) => {
    const response = await bo("/api/test/notes", { method: "POST", body: Buffer.from(`{"text":"a"}`), headers: type === "" ? {} : { "content-type": type } });
    expect([await codeOf(response), done]).toEqual([[415, "media-type"], []]);
  });

  it.each(["application/json", "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"'])("may have the media type %s", async (type) => {
    expect((await bo("/api/test/notes", { method: "POST", body: Buffer.from(`{"text":"a"}`), headers: { "content-type": type } })).status).toBe(201);
  });

  it.each([
    ["a name twice", `{"text":"a","text":"b"}`],
    ["a name twice, once escaped", `{"text":"a","te\\u0078t":"b"}`],
    ["__proto__", `{"text":"a","__proto__":{}}`],
    ["no JSON", `{text:1}`],
    ["nothing", ``],
    ["two documents", `{"text":"a"}{"text":"b"}`],
    ["a byte order mark", `\ufeff{"text":"a"}`],
    ["a deep nest", "[".repeat(10_000)],
  ])("holds no body with %s (E19)", async (_, body) => {
    const response = await bo("/api/test/notes", { method: "POST", body, headers: { "content-type": "application/json" } });
    expect([await codeOf(response), done]).toEqual([[400, "bad-request"], []]);
  });

  it("is UTF-8 and not compressed", async () => {
    const send = (body: Uint8Array<ArrayBuffer>, headers = {}) => bo("/api/test/notes", { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
    expect(await codeOf(await send(Buffer.from(`{"text":"\xff"}`, "latin1")))).toEqual([400, "bad-request"]);
    expect(await codeOf(await send(Buffer.from(`{"text":"a"}`), { "content-encoding": "gzip" }))).toEqual([415, "media-type"]);
  });

  it("is not larger than the operation takes, whatever its header says", async () => {
    const large = JSON.stringify({ text: "a".repeat(1_000_000) });
    const post = (body: RequestInit["body"], headers = {}) => bo("/api/test/notes", { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
    expect(await codeOf(await post(large))).toEqual([413, "too-large"]);
    expect(await codeOf(await post(`{"text":"a"}`, { "content-length": "2000000" }))).toEqual([413, "too-large"]);
    const stream = () => new Blob([large]).stream();
    expect(await codeOf(await post(stream()))).toEqual([413, "too-large"]);
    const upload = (bytes: number) =>
      bo("/api/test/file", { method: "PUT", body: new Blob(["a".repeat(bytes)]).stream(), headers: { "content-type": "application/octet-stream" } });
    expect(await codeOf(await upload(2_001))).toEqual([413, "too-large"]);
    expect((await (await upload(2_000)).text()).length).toBe(2_000);
  });

  it("brings no body to an operation that takes none", async () => {
    expect(await codeOf(await bo("/api/test/secrets", { json: {}, headers: { "content-length": "2" } }))).toEqual([400, "bad-request"]);
  });

  it("may have a header that is called __proto__, and nothing happens (G16)", async () => {
    const request = new Request(`${server.origin}/api/test/notes/a`, {
      headers: [
        ["__proto__", "x"],
        ["constructor", "y"],
        ["cookie", `__Host-countersign=${await server.secretOf("bo")}`],
      ],
    });
    expect((await server.app.fetch(request)).status).toBe(200);
  });

  it("has an address and a method that there is", async () => {
    expect(await codeOf(await bo("/api/test"))).toEqual([404, "no-such-operation"]);
    expect(await codeOf(await bo("/api"))).toEqual([404, "no-such-operation"]);
    expect(await codeOf(await bo("/api/test/notes"))).toEqual([405, "method-not-allowed"]);
    expect(await codeOf(await bo("/api/test/notes/a", { method: "PATCH" }))).toEqual([405, "method-not-allowed"]);
    expect((await bo("/api/test/notes/a", { method: "PATCH" })).headers.get("allow")).toBe("GET, HEAD, DELETE");
    expect((await bo("/api/test/notes/a", { method: "DELETE" })).status).toBe(204);
  });
});

describe("an idempotency key", () => {
  it("makes a retry get the first one's answer, and do nothing (H20)", async () => {
    const first = await say("once", { "idempotency-key": "k-1" });
    const again = await say("once", { "idempotency-key": "k-1" });
    expect([again.status, await again.text()]).toEqual([201, await first.text()]);
    expect(done).toHaveLength(1);
    await say("once", { "idempotency-key": "k-2" });
    await say("once");
    expect(done).toHaveLength(3);
  });

  it("does its work once for requests that come at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => say("at once", { "idempotency-key": "k-3" })));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect(done).toHaveLength(1);
  });

  it("is of one request: another under it is refused, and somebody else's is another", async () => {
    await say("this", { "idempotency-key": "k-4" });
    expect(await codeOf(await say("that", { "idempotency-key": "k-4" }))).toEqual([422, "key-reused"]);
    expect(await codeOf(await bo("/api/test/secrets", { method: "POST", headers: { "idempotency-key": "k-4" } }))).toEqual([422, "key-reused"]);
    expect(done).toHaveLength(1);
    const chen = await server.as("chen");
    expect((await chen("/api/test/notes", { json: { text: "that" }, headers: { "idempotency-key": "k-4" } })).status).toBe(201);
  });

  it("keeps a refusal too, and no mistake of the program", async () => {
    const failed = async () => codeOf(await say("fails", { "idempotency-key": "k-5" }));
    expect([await failed(), await failed(), done.length]).toEqual([[409, "stale"], [409, "stale"], 1]);
    const breaks = () => expect(say("breaks", { "idempotency-key": "k-6" })).rejects.toThrow("a secret of the program");
    await breaks();
    await breaks();
    expect(done).toHaveLength(3);
  });

  it("keeps no secret: a retry is told that it was done", async () => {
    const ask = () => bo("/api/test/secrets", { method: "POST", headers: { "idempotency-key": "k-7" } });
    expect(await (await ask()).json()).toEqual({ secret: "secret 1" });
    expect(await codeOf(await ask())).toEqual([409, "answer-gone"]);
    const kept = await server.desk.state.db.selectFrom("requests").select("body").execute();
    expect(kept.filter(({ body }) => body.includes("secret 1"))).toEqual([]);
  });

  it("is forgotten after a day, and has a form", async () => {
    await say("a day", { "idempotency-key": "k-8" });
    server.organisation.clock.advance("1d");
    bo = await server.as("bo");
    await say("a day", { "idempotency-key": "k-8" });
    expect(done).toHaveLength(2);
    for (const key of ["", "with space", "k".repeat(201)]) expect(await codeOf(await say("a", { "idempotency-key": key }))).toEqual([400, "bad-request"]);
  });
});

describe("what goes wrong", () => {
  it("in the workflow is answered with its code, its sentence and the next step", async () => {
    expect(await problemOf(await say("fails"))).toEqual({
      type: "/problems#stale",
      title: "What you looked at has changed.",
      status: 409,
      code: "stale",
      detail: "It moved.",
      hint: "Look again.",
    });
  });

  it("in the program is answered with an id that stands in the log, and with nothing else", async () => {
    const cookie = `__Host-countersign=${await server.secretOf("bo")}`;
    const headers = { cookie, origin: server.origin, "content-type": "application/json" };
    const response = await server.app.fetch(new Request(`${server.origin}/api/test/notes`, { method: "POST", headers, body: `{"text":"breaks"}` }));
    const { code, detail } = await problemOf(response);
    expect([response.status, code]).toEqual([500, "internal-error"]);
    expect(detail).not.toContain("secret of the program");
    const id = /under ([0-9a-f]{16})\./.exec(detail)?.[1] ?? "none";
    expect(response.headers.get("request-id")).toBe(id);
    expect(server.log.some((line) => line.includes(id) && line.includes("a secret of the program"))).toBe(true);
  });

  it("in an answer's form is found by every test", async () => {
    await expect(server.fetch("/api/test/wrong")).rejects.toThrow("more");
  });
});

describe("the log", () => {
  it("has a line for each request, and no cookie, token, body, address or query in any", async () => {
    const secret = await server.secretOf("bo");
    const token = await server.issueToken("robin", ["read"]);
    const from = server.log.length;
    await server.fetch("/api/test/notes/a-name-in-a-path?limit=77&x=a-query", { headers: { authorization: `Bearer ${token}` } });
    await server.fetch("/api/test/notes", { json: { text: "the-body" }, headers: { cookie: `__Host-countersign=${secret}`, origin: server.origin } });
    await server.fetch("/a-path?code=a-query", { headers: { "user-agent": "an-agent\r".trim() } });
    const lines = server.log.slice(from);
    expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
      { route: "test.read", method: "GET", status: 400, who: expect.stringMatching(/^t-/) },
      { route: "test.act", method: "POST", status: 201, who: server.organisation.id("bo") },
      { route: null, method: "GET", status: 404, who: null },
    ]);
    for (const hidden of [secret, token, "the-body", "a-name-in-a-path", "a-query", "a-path", "an-agent"]) expect(lines.join("")).not.toContain(hidden);
  });
});

describe("reading", () => {
  it.each(Object.values<AnyRoute>(routes).filter(({ method }) => method === "GET"))("$path changes nothing in the ledger, whoever reads (G13)", async ({ path }) => {
    const { change } = reading;
    const values: Record<string, string> = { change, project: "payments", environment: "production", person: server.organisation.id("bo"), index: "1", entry: "1" };
    const place = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "x");
    const before = size();
    for (const handle of ["ada", "bo", "vera"]) {
      const response = await (await server.as(handle))(place);
      expect(response.status).toBeLessThan(500);
      await response.body?.cancel();
    }
    expect(size()).toBe(before);
  });

  let reading: { readonly change: string } = { change: "" };
  beforeAll(async () => {
    reading = await server.organisation.proposed();
  });
});
