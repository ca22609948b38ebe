import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rememberRepository } from "../../workflow/repositories.ts";
import { projectBranches } from "../shapes/projects.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

describe("putting a change forward from a registered repository", () => {
  let server: TestServer;
  let bo: Client;
  beforeAll(async () => {
    server = await testServer();
    bo = await server.as("bo");
    await server.organisation.proposed();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const propose = async (json: object) => {
    const response = await bo("/api/changes", { json: { project: "payments", ...json } });
    const { code, detail, change } = (await response.json()) as { code?: string; detail?: string; change?: string };
    return { status: response.status, code, detail, change };
  };

  it("offers its branches, the newest first, without the one that changes go to", async () => {
    const { target, branches } = projectBranches.parse(await (await bo("/api/projects/payments/branches")).json());
    expect([target, branches.some(({ name }) => name === "main"), branches.length, branches[0]?.subject]).toEqual(["main", false, 1, "Charge twice"]);
    expect((await bo("/api/projects/nothing/branches")).status).toBe(404);
    const [first] = branches;
    expect((await propose({ head: first?.name, base: "refs/heads/main", title: "Charge twice", requirement: "PAY-7" })).status).toBe(201);
  });

  it.each([
    ["a branch that is not there", { head: "nowhere" }, "unknown-reference", 'Nothing in this repository is called "nowhere", or it is not a commit.'],
    ["an abbreviated id", { head: "abcdef1" }, "bad-input", expect.stringContaining("looks like an abbreviated commit id")],
    ["a malformed name", { head: "a..b" }, "bad-input", expect.stringContaining("is not a commit id, branch, tag or ref")],
    ["an empty range", { head: "main", base: "refs/heads/main" }, "bad-input", "Nothing differs between base and head."],
  ])("refuses %s with one sentence", async (_, json, code, detail) => {
    expect(await propose(json)).toMatchObject({ code, detail });
  });

  it("refuses a shallow repository, because it hides changes", async () => {
    const { repository, workplace, scratch } = server.organisation;
    const clone = join(scratch, "shallow");
    execFileSync("git", ["clone", "-q", "--depth", "1", `file://${repository.path}`, clone], { stdio: "pipe" });
    await rememberRepository(workplace, "payments", { path: join(clone, ".git") });
    expect(await propose({ head: "main" })).toMatchObject({ code: "shallow-repository", detail: expect.stringMatching(/\.$/) });
  });
});
