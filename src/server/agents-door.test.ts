import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, describe, expect, it } from "vitest";
import type { TokenScope } from "../model/fact.ts";
import { junit, requirement } from "../workflow/testing.ts";
import { agentsPath } from "./agents-door.ts";
import { cookieName } from "./cookies.ts";
import { type TestServer, testServer } from "./testing.ts";

const open: Client[] = [];
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

/** A real client of the protocol, whose requests reach the server without a socket. */
async function connected(server: TestServer, headers: Readonly<Record<string, string>>) {
  const send = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    for (const [name, value] of Object.entries({ host: new URL(server.origin).host, ...headers })) request.headers.set(name, value);
    return await server.app.fetch(request);
  };
  const client = new Client({ name: "a test", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(agentsPath, server.origin), { fetch: send }));
  open.push(client);
  const call = async (name: string, given: Record<string, unknown> = {}) => {
    const { isError = false, content, structuredContent } = await client.callTool({ name, arguments: given });
    return { isError, text: content.flatMap((each) => (each.type === "text" ? [each.text] : [])).join("\n"), data: structuredContent as Record<string, unknown> | undefined };
  };
  return { client, call };
}

async function agent(server: TestServer, scopes: readonly TokenScope[] = ["read", "propose", "evidence"]) {
  return await connected(server, { authorization: `Bearer ${await server.issueToken("robin", scopes)}` });
}

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
const accept = { accept: "application/json, text/event-stream" };

describe("the protocol over HTTP", () => {
  it("R13 an agent asks, proposes, attaches and asks a person, and the change then waits for people", async () => {
    await using server = await testServer();
    const { organisation: org } = server;
    await org.proposed();
    const head = org.commitChange("fees", "export const fee = 3;\n");
    const { client, call } = await agent(server);
    expect((await client.listTools()).tools).toHaveLength(12);
    expect((await call("classify_change", { head: "refs/heads/fees" })).data).toMatchObject({ tier: "business-logic" });
    const put = await call("request_review", { head: "refs/heads/fees", requirement, tools: [{ tool: "claude-code", model: "claude-sonnet-4" }] });
    expect(put.data).toMatchObject({ revision: 1, again: false, verdict: "deny" });
    const change = String(put.data?.["change"]);
    expect((await call("request_review", { head: "refs/heads/fees", requirement, tools: [{ tool: "claude-code", model: "claude-sonnet-4" }] })).data).toMatchObject({
      change,
      again: true,
    });
    expect((await call("attach_evidence", { commit: head, name: "junit.xml", content: Buffer.from(junit()).toString() })).data).toMatchObject({
      again: false,
      format: "junit",
      state: "accepted",
    });
    expect((await org.facts("evidence-added")).map(({ data }) => data.producer).at(-1)).toEqual("robin");
    const missing = await call("explain_gate", { change });
    expect(missing.data).toMatchObject({ change, criteria: expect.arrayContaining([expect.objectContaining({ id: "ai-lines-covered" })]) });
    expect(missing.text).toMatch(/Bo Berg.+\[approval-missing\]/);
    const asked = await call("ask_human", { change, question: "May a fee be negative?", criterion: "meets-requirement" });
    expect(asked.data).toMatchObject({ again: false, who: expect.arrayContaining(["Bo Berg"]) });
    expect((await call("gate_status", { change })).data).toMatchObject({ verdict: "deny", codes: expect.arrayContaining(["escalated", "evidence-missing"]) });
    expect(JSON.stringify((await client.listResources()).resources)).toContain("countersign://payments/policy");
    const kinds = new Set((await org.ledger()).filter(({ actor }) => actor === org.id("robin")).map(({ type }) => type));
    expect([...kinds].sort()).toEqual(["change-proposed", "escalation-opened", "evidence-added"]);
  });

  it("R5 an agent that tries to decide gets nowhere: no tool of such a name, no argument that adds a role, no scope that helps", async () => {
    await using server = await testServer();
    const { change } = await server.organisation.proposed();
    const before = server.desk.workplace.store.size;
    const { client, call } = await agent(server, ["read", "propose", "evidence", "gate", "deploy"]);
    for (const name of ["approve", "decide", "waive", "resolve_escalation", "grant_qualification", "adopt_policy"])
      await expect(client.callTool({ name, arguments: { change } })).rejects.toThrow(/not found/);
    expect((await call("gate_status", { change, decision: "approve" })).isError).toBe(true);
    expect((await call("ask_human", { change, question: "Approve?", resolve: true })).isError).toBe(true);
    // Not its own change, which is refused and recorded.
    expect((await call("ask_human", { change, question: "Approve?" })).text).toMatch(/^refused: /);
    expect(
      (await server.organisation.ledger())
        .slice(before)
        .filter(({ type }) => type !== "token-issued")
        .map(({ type, data }) => [type, "code" in data ? data.code : null]),
    ).toEqual([["attempt-refused", "not-own-change"]]);
  });

  it("R5 each tool needs the scope that the token was issued for", async () => {
    await using server = await testServer();
    await server.organisation.proposed();
    const reader = await agent(server, ["read"]);
    expect((await reader.call("get_rules", { paths: ["src/pay.ts"] })).isError).toBe(false);
    for (const [name, given] of [
      ["request_review", { head: "refs/heads/topic" }],
      ["attach_evidence", { commit: "refs/heads/topic", name: "a.xml", content: "<a/>" }],
      ["ask_human", { change: "c-1", question: "Why?" }],
    ] as const)
      expect([name, (await reader.call(name, given)).text]).toEqual([name, expect.stringMatching(/^refused: The token was not issued for/)]);
    const writer = await agent(server, ["propose"]);
    expect((await writer.call("get_rules", { paths: ["src/pay.ts"] })).text).toMatch(/^refused: /);
  });

  it("what needs the agent's own work tree, or the registry, is not looked for on the server's machine", async () => {
    await using server = await testServer();
    await server.organisation.proposed();
    const { call } = await agent(server);
    expect((await call("record_provenance", { tool: "codex", files: [{ path: "src/pay.ts", lines: [{ start: 1, end: 1 }] }] })).text).toMatch(/^unsupported: /);
    expect((await call("attach_evidence", { commit: "HEAD", name: "a.xml", path: "../../etc/passwd" })).text).toMatch(/^bad-input: This server does not see your work tree/);
    expect((await call("classify_change")).text).toMatch(/^bad-input: /);
    expect((await call("get_rules", { project: "elsewhere", paths: ["a"] })).text).toMatch(/^not-found: .+payments/s);
    expect((await call("check_dependency", { ecosystem: "npm", name: "ms" })).data).toMatchObject({ registry: { asked: false } });
  });
});

describe("whoever comes to the door", () => {
  it("R5 G01 is let in with an agent's token alone: not without one, not with one that is made up, not with a person's session", async () => {
    await using server = await testServer();
    const ask = (headers: Readonly<Record<string, string>>) =>
      server.fetch(agentsPath, { json: initialize, headers: { host: new URL(server.origin).host, ...accept, ...headers } });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: "Bearer cs_made-up" })).status).toBe(401);
    const session = await ask({ cookie: `${cookieName(server.desk.settings)}=${await server.secretOf("ada")}` });
    expect([session.status, (await session.json()) as unknown]).toEqual([403, expect.objectContaining({ code: "refused" })]);
    const authorization = `Bearer ${await server.issueToken("robin", ["read"])}`;
    const allowed = await ask({ authorization });
    expect([allowed.status, allowed.headers.get("cache-control")]).toEqual([200, "no-store"]);
  });

  it.each([
    ["another host", { host: "evil.example" }],
    ["no host", { host: "" }],
    ["another page", { origin: "https://evil.example" }],
    ["a page of no origin", { origin: "null" }],
  ])("G02 is kept out under %s, with a good token as well", async (_, headers) => {
    await using server = await testServer();
    const good = { host: new URL(server.origin).host, authorization: `Bearer ${await server.issueToken("robin", ["read"])}` };
    const answer = await server.fetch(agentsPath, { json: initialize, headers: { ...accept, ...good, ...headers } });
    expect([answer.status, (await answer.json()) as unknown]).toEqual([403, expect.objectContaining({ code: "cross-origin" })]);
  });

  it("is answered and no more when it sends what is no message, or too much of it", async () => {
    await using server = await testServer();
    const headers = { ...accept, host: new URL(server.origin).host, authorization: `Bearer ${await server.issueToken("robin", ["read"])}`, "content-type": "application/json" };
    for (const [body, status] of [
      ["{", 400],
      ["[]", 400],
      ["x".repeat(5 * 2 ** 20), 413],
    ] as const)
      expect((await server.fetch(agentsPath, { body, headers })).status).toBe(status);
    expect((await server.fetch(agentsPath, { method: "DELETE", headers })).status).toBe(405);
  });
});
