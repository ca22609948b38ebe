import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "./problem.ts";
import { type Asking, type Client, type TestServer, testServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function problemOf(client: Client, path: string, asking?: Asking): Promise<Problem> {
  return (await (await client(path, asking)).json()) as Problem;
}

describe("a project that is not registered", () => {
  it.each<[string, string, Asking]>([
    ["of a change", "/api/changes", { json: { project: "absent", head: "main" } }],
    ["of a commit before the gate", "/api/gate", { json: { project: "absent", commit: "main" } }],
    ["of a deployment", "/api/deployments", { json: { project: "absent", commit: "main", stage: "started", environment: "production" } }],
    ["of evidence", "/api/evidence?project=absent&commit=main&name=a.xml", { method: "POST", body: "<a/>", headers: { "content-type": "application/octet-stream" } }],
    ["that is read", "/api/projects/absent", {}],
    ["of a policy", "/api/policy?project=absent", {}],
    ["of a policy that is tried", "/api/policy/simulate", { json: { text: "policy: 1\nversion: 1\n", project: "absent" } }],
  ])("is not there: %s", async (_, path, asking) => {
    const client = path.startsWith("/api/p") ? await server.as("ada") : await server.token(["read", "propose", "evidence", "gate", "deploy"]);
    expect(await problemOf(client, path, asking)).toMatchObject({ status: 404, code: "not-found" });
  });
});

describe("a token that is not taken", () => {
  it("is said to be that, whatever is wrong with it, and who sent none is told to sign in", async () => {
    const sent = async (authorization: string | null) => await problemOf(server.visitor, "/api/changes", authorization === null ? {} : { headers: { authorization } });
    const refused = { status: 401, code: "sign-in-needed" };
    for (const authorization of [`Bearer cs_${"A".repeat(43)}`, "Bearer", "Basic YTpi"])
      expect(await sent(authorization)).toMatchObject({
        ...refused,
        detail: expect.stringMatching(/^The API token that was sent is not taken: it is unknown, expired or revoked/),
      });
    expect(await sent(null)).toMatchObject({ ...refused, detail: "Nobody is signed in." });
  });
});

describe("what is wrong with a request", () => {
  it("is said of the gate by the names of its fields", async () => {
    const pipeline = await server.token(["gate"]);
    expect(await problemOf(pipeline, "/api/gate", { json: {} })).toMatchObject({ code: "bad-usage", hint: "Name the change or the commit." });
    expect(await problemOf(pipeline, "/api/gate", { json: { commit: "main" } })).toMatchObject({ code: "bad-usage", hint: "Name the project beside the commit." });
  });

  it("is said of each field of an enrolment in words", async () => {
    const ada = await server.as("ada");
    const { errors } = await problemOf(ada, "/api/people", { json: { handle: "", name: "Zoe", emails: ["z"], kind: "robot" } });
    expect(errors).toEqual([
      { at: "body.handle", says: "It is empty." },
      { at: "body.emails.0", says: "It needs at least 3 characters." },
      { at: "body.kind", says: "It has to be one of person, agent." },
    ]);
  });
});
