import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deploy } from "../../workflow/index.ts";
import { rememberRepository } from "../../workflow/repositories.ts";
import { mapFile, mapFolder, mapHistory, mapRevisions, mapRows } from "../shapes/map.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

const address = "/api/projects/payments/map";
const register = `policy: 1
version: 2
ai:
  tools:
    - { tool: cursor, owner: ada }
`;

describe("the map of a project", () => {
  let server: TestServer;
  let bo: Client;
  let head: string;
  let change: string;
  let merge: string;
  beforeAll(async () => {
    server = await testServer({ policy: register });
    bo = await server.as("bo");
    const { organisation } = server;
    organisation.repository.commit({ "README.md": "Payments\n" });
    head = organisation.commitChange("topic", "export const fee = 1;\nexport const twice = fee * 2;\n", "Charge twice\n\nCo-authored-by: Claude <noreply@anthropic.com>");
    ({ change } = await organisation.propose({ declared: [{ tool: "claude-code", model: null }] }));
    await organisation.attach(head);
    await organisation.decide("bo", change);
    organisation.repository.checkout("main");
    merge = organisation.repository.merge("refs/heads/topic");
    organisation.repository.git("tag", "v1", organisation.base);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Asks as Bo until the map is made. */
  async function made(path: string): Promise<unknown> {
    for (;;) {
      const answer = (await (await bo(path)).json()) as { readonly state?: string; readonly left?: number };
      if (answer.state !== "working" && (answer.left ?? 0) === 0) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const code = async (path: string) => ((await (await bo(path)).json()) as { readonly code?: string }).code;

  it("R41 R44 is of the branch that changes go to: shares, and who approved last; what the ledger doesn't know is unavailable", async () => {
    const found = mapFolder.parse(await made(address));
    expect(found).toMatchObject({
      ...{ state: "ready", commit: merge, path: "", lines: 3, origins: { ai: 1, unknown: 2 } },
      judged: { placed: 1, approved: 1, last: { person: { name: "Bo Berg" }, change, title: expect.any(String), environment: null } },
    });
    expect(found).toMatchObject({
      rows: [
        { path: "src", lines: 2, judged: { placed: 1, approved: 1 } },
        { path: "README.md", judged: { placed: 0, last: null } },
      ],
    });
  });

  it("R80 holds the tools that wrote lines against the policy's register", async () => {
    expect(mapFolder.parse(await made(address))).toMatchObject({ tools: [{ tool: { raw: "claude-code" }, listing: "not-listed", lines: 1 }] });
  });

  it("R44 shows each line with its commit, the change that it came with, and who approved that", async () => {
    const file = mapFile.parse(await made(`${address}/file?path=src/pay.ts`));
    if (file.state !== "ready") throw new TypeError(file.state);
    expect(file.rows.map(({ line, text }) => [line, text])).toEqual([
      [1, ["export const fee = 1;"]],
      [2, ["export const twice = fee * 2;"]],
    ]);
    expect(file.runs.map(({ origin, tool, method, grain, commit }) => [origin, tool, method, grain, commit])[1]).toEqual(["ai", "claude-code", "trailer", "commit", head]);
    const changes = new Map(file.commits.map(({ id, changes }) => [id, changes]));
    expect(changes.get(file.runs[0]?.commit ?? "")).toEqual([]);
    expect(changes.get(head)).toMatchObject([{ change, by: "commit", approvals: [{ person: { name: "Bo Berg" }, environment: null }] }]);
    expect(mapFile.parse(await made(`${address}/file?path=src/pay.ts&from=2&rows=1`))).toMatchObject({ rows: [{ line: 2 }], runs: [{ start: 2 }] });
  });

  it("opens each number into its lines, page by page", async () => {
    const rows = mapRows.parse(await made(`${address}/rows?tool=claude-code`));
    expect(rows).toMatchObject({ lines: 1, runs: 1, items: [{ path: "src/pay.ts", start: 2, end: 2, subject: ["Charge twice"] }], next: null });
    expect(mapRows.parse(await made(`${address}/rows?tool=`))).toMatchObject({ lines: 0, runs: 0, items: [] });
    expect(mapRows.parse(await made(`${address}/rows?judged=unavailable&limit=1`))).toMatchObject({ lines: 2, runs: 2, items: [{ path: "README.md" }], next: 1 });
    expect(mapRows.parse(await made(`${address}/rows?judged=unavailable&from=1&path=src`))).toMatchObject({ lines: 1, items: [], next: null });
  });

  it("offers what was released and what is tagged, and tells lines by origin at each", async () => {
    const { deployment } = await deploy(server.organisation.workplace, "chen", {
      stage: "started",
      environment: "production",
      change,
      commit: merge,
      repository: server.organisation.repository.path,
    });
    await deploy(server.organisation.workplace, "chen", { stage: "succeeded", environment: "production", deployment });
    const revisions = mapRevisions.parse(await made(`${address}/revisions`));
    expect(revisions).toMatchObject({ target: "main", head: merge, tags: [{ rev: "refs/tags/v1", name: "v1" }], deployments: [{ rev: merge, name: "production", deployment }] });
    expect(mapFolder.parse(await made(`${address}?rev=refs/tags/v1`))).toMatchObject({ commit: server.organisation.base, lines: 1, origins: { ai: 0 } });
    const { releases, all } = mapHistory.parse(await made(`${address}/history`));
    expect(all).toBe(2);
    expect(releases.map(({ names: [first], totals }) => [first?.name, totals.state === "ready" ? totals.answer.origins.ai : totals])).toEqual([
      ["v1", 0],
      ["production", 1],
      ["main", 1],
    ]);
  });

  it("says plainly what is not there", async () => {
    expect(await code("/api/projects/nothing/map")).toBe("not-found");
    expect(await code(`${address}?rev=nowhere`)).toBe("unknown-reference");
    expect(await code(`${address}?rev=abcdef1`)).toBe("bad-input");
    expect(await code(`${address}/rows?origin=somebody`)).toBe("bad-request");
    expect(await made(`${address}?path=nothing`)).toMatchObject({ code: "not-found" });
    expect(await made(`${address}/file?path=src`)).toMatchObject({ code: "not-found" });
    expect((await server.visitor(address)).status).toBe(401);
  });

  it("tells of each release alone that the repository does not hold it", async () => {
    const { repository, workplace, scratch } = server.organisation;
    const clone = join(scratch, "topic");
    execFileSync("git", ["clone", "-q", "--single-branch", "--branch", "topic", `file://${repository.path}`, clone], { stdio: "pipe" });
    await rememberRepository(workplace, "payments", { path: join(clone, ".git") });
    const { releases } = mapHistory.parse(await made(`${address}/history`));
    expect(releases.map(({ names: [first], totals }) => [first?.name, totals.state === "failed" ? totals.code : totals.state])).toEqual([
      ["v1", "ready"],
      ["production", "repository-unreadable"],
    ]);
    expect(await (await bo(address)).json()).toMatchObject({ code: "unknown-reference", detail: "The repository has no commit on main yet, which changes go to." });
  });

  it("refuses a shallow repository, whose history says nothing of most lines", async () => {
    const { repository, workplace, scratch } = server.organisation;
    const clone = join(scratch, "shallow");
    execFileSync("git", ["clone", "-q", "--depth", "1", `file://${repository.path}`, clone], { stdio: "pipe" });
    await rememberRepository(workplace, "payments", { path: join(clone, ".git") });
    expect(await code(address)).toBe("shallow-repository");
    expect(await code(`${address}/history`)).toBe("shallow-repository");
  });
});
