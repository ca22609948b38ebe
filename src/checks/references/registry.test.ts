import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { Registry, type RegistryLimits } from "./registry.ts";
import { declarationsIn, isIntact, newestDeclarations } from "./registry-archive.ts";
import { tarOf } from "./testing.ts";

const limits: RegistryLimits = { milliseconds: 2_000, bytes: 100_000, questions: 50, silences: 3 };
const servers: Server[] = [];

async function served(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const document = (name: string) => ({
  name,
  "dist-tags": { latest: "2.0.0" },
  time: { created: "2020-01-01T00:00:00.000Z", "1.0.0": "2020-01-01T00:00:00.000Z", "2.0.0": "2024-05-06T00:00:00.000Z" },
  versions: { "1.0.0": { deprecated: "use 2", dist: { integrity: "sha512-x" } }, "2.0.0": {} },
});

const npm = (address: string, other: Partial<RegistryLimits> = {}) => new Registry({ npm: address, pypi: null }, null, { ...limits, ...other });

describe("the client of registries (E20)", () => {
  it("tells versions, first publication and what is deprecated", async () => {
    const asked: (string | undefined)[] = [];
    const address = await served((request, response) => {
      asked.push(request.url);
      response.end(JSON.stringify(document("@a/b")));
    });
    const registry = npm(address);
    const answer = await registry.npm("@a/b");
    await registry.npm("@a/b");
    expect(asked).toEqual(["/@a%2fb"]);
    if (answer.kind !== "known") throw new Error(JSON.stringify(answer));
    expect(answer.value).toMatchObject({ first: Date.UTC(2020, 0, 1), latest: "2.0.0" });
    expect(answer.value.versions.get("1.0.0")).toEqual({ at: Date.UTC(2020, 0, 1), deprecated: "use 2", integrity: "sha512-x", archive: null });
  });

  it("tells releases of PyPI by their normalised name", async () => {
    const address = await served((request, response) => {
      const releases = { "1.0": [{ upload_time_iso_8601: "2021-02-03T00:00:00Z", yanked: true, yanked_reason: "broken" }] };
      response.end(request.url === "/pypi/a-b/json" ? JSON.stringify({ info: { name: "A.B", version: "1.0" }, releases }) : "{}");
    });
    const answer = await new Registry({ npm: null, pypi: address }, null, limits).pypi("A_b");
    expect(answer).toMatchObject({ kind: "known", value: { first: Date.UTC(2021, 1, 3), latest: "1.0" } });
    if (answer.kind === "known") expect(answer.value.versions.get("1.0")?.deprecated).toBe("broken");
  });

  it("sends no token and no cookie, and asks about no name that cannot be one", async () => {
    const headers: string[] = [];
    const address = await served((request, response) => {
      headers.push(Object.keys(request.headers).sort().join());
      response.writeHead(404).end();
    });
    expect(await npm(address).npm("left-padd")).toEqual({ kind: "unknown" });
    for (const name of ["../../etc/passwd", "a/b/c", "@/x", "a?b=c", "a b", ""]) expect(await npm(address).npm(name), name).toEqual({ kind: "unknown" });
    expect(headers).toHaveLength(1);
    expect(headers[0]).not.toMatch(/authorization|cookie/);
  });

  it.each<[string, RequestListener, string]>([
    ["an endless body", (_, response) => void drain(response, 0), "with more than 100000 bytes"],
    [
      "a body that unpacks to far more",
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(20_000_000))),
      "with more than 100000 bytes",
    ],
    ["a slow drip", (_, response) => void drain(response, 50, "1"), "took more than 0.4 seconds"],
    ["a way to a file", (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(), "answered 302"],
    ["a way elsewhere", (_, response) => response.writeHead(301, { location: "http://127.0.0.1:1/" }).end(), "answered 301"],
    ["a page", (_, response) => response.end("<html>It works</html>"), "no JSON"],
    ["a list", (_, response) => response.end("[]"), "about something else"],
    ["another package", (_, response) => response.end(JSON.stringify(document("lodash"))), "about something else"],
    ["versions that are none", (_, response) => response.end(JSON.stringify({ name: "left-padd", versions: [] })), "about something else"],
    ["a wish to log in", (_, response) => response.writeHead(401).end(), "answered 401"],
    ["a broken line", (request) => request.socket.destroy(), "could not be reached"],
  ])("is silent about %s", async (_, answer, why) => {
    const address = await served(answer);
    const said = await npm(address, why.startsWith("took") ? { milliseconds: 400 } : {}).npm("left-padd");
    expect(said).toMatchObject({ kind: "silent", why: expect.stringContaining(why) });
  });

  it("asks a registry that gives no answer no more after some questions, and none more often than it may", async () => {
    let asked = 0;
    const address = await served((_, response) => {
      asked += 1;
      response.writeHead(500).end();
    });
    const registry = npm(address);
    for (const name of ["a1", "a2", "a3", "a4", "a5"]) expect((await registry.npm(name)).kind).toBe("silent");
    expect(asked).toBe(3);
    const few = npm(address, { questions: 1 });
    await few.npm("a1");
    expect(await few.npm("a2")).toEqual({ kind: "silent", why: "too many questions were asked already" });
  });

  it("is silent once the time of the whole look is over, also about what it was asked before", async () => {
    let asked = 0;
    const address = await served(() => {
      asked += 1;
    });
    const stop = new AbortController();
    const registry = new Registry({ npm: address, pypi: null }, stop.signal, limits);
    const waiting = registry.npm("a");
    setTimeout(() => stop.abort(), 50);
    const over = { kind: "silent", why: "the time of the whole look was over" };
    expect([await waiting, await registry.npm("b"), asked]).toEqual([over, over, 1]);
  });

  it("is silent where no registry is named, and for an address that is none", async () => {
    expect(await new Registry({ npm: null, pypi: null }, null).npm("a")).toMatchObject({ kind: "silent" });
    expect(await npm("file:///etc/").npm("passwd")).toMatchObject({ kind: "silent", why: expect.stringContaining("no address of a registry") });
  });
});

async function drain(response: import("node:http").ServerResponse, wait: number, text = "x".repeat(50_000)): Promise<void> {
  while (!response.destroyed && response.socket?.destroyed !== true) {
    if (!response.write(text)) await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
    await pause(wait);
  }
}

describe("type declarations of another version", () => {
  const archive = tarOf({
    "package/index.d.ts": "// spoken of\nexport declare function fresh(argument: 1): void;\nexport interface Kind {\n  readonly member?: string;\n}\nexport { a as passedOn };\n",
    "package/index.js": "exports.hidden = 1;\n",
  });
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;

  async function offering(said: string, place: (base: string) => string): Promise<Registry> {
    const address: string = await served((request, response) => {
      if (request.url?.endsWith(".tgz")) return void response.end(archive);
      response.end(JSON.stringify({ name: "a", "dist-tags": { latest: "2.0.0" }, versions: { "2.0.0": { dist: { integrity: said, tarball: place(address) } } } }));
    });
    return npm(address);
  }

  it("declare what they offer, and not what only a comment or the code holds", async () => {
    const found = await newestDeclarations(await offering(integrity, (base) => `${base}a.tgz`), "a");
    expect(found?.version).toBe("2.0.0");
    expect(["fresh", "Kind", "member", "passedOn"].filter((name) => found?.declares(name))).toEqual(["fresh", "Kind", "member", "passedOn"]);
    expect(["fres", "hidden", "spoken", "argument"].filter((name) => found?.declares(name))).toEqual([]);
  });

  it("are read once, however many lists they open and never close", async () => {
    const hostile = tarOf({ "package/index.d.ts": `${"export{".repeat(2_000_000)}fres` });
    const digest = `sha512-${createHash("sha512").update(hostile).digest("base64")}`;
    const address: string = await served((request, response) => {
      if (request.url?.endsWith(".tgz")) return void response.end(hostile);
      response.end(JSON.stringify({ name: "a", "dist-tags": { latest: "2.0.0" }, versions: { "2.0.0": { dist: { integrity: digest, tarball: `${address}a.tgz` } } } }));
    });
    const found = await newestDeclarations(npm(address), "a");
    expect(["fres", "fre"].map((name) => found?.declares(name))).toEqual([true, false]);
  }, 20_000);

  it("are not taken from bytes that the registry did not promise, nor from elsewhere", async () => {
    expect(await newestDeclarations(await offering(`sha512-${"A".repeat(86)}==`, (base) => `${base}a.tgz`), "a")).toBeNull();
    expect(await newestDeclarations(await offering(integrity, () => "http://127.0.0.2:1/a.tgz"), "a")).toBeNull();
    expect(await newestDeclarations(await offering("sha1-abc", (base) => `${base}a.tgz`), "a")).toBeNull();
  });

  it("are none in what is no archive, and in one that is cut off", () => {
    expect(declarationsIn(Buffer.from("no archive"))).toBeNull();
    expect(declarationsIn(gzipSync(Buffer.concat([Buffer.alloc(124), Buffer.from("77777777777\0"), Buffer.alloc(900, "x")]).fill("a", 0, 10)))).toBeNull();
    expect(isIntact(archive, integrity)).toBe(true);
  });
});
