import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { enrolPerson, found, registerProject } from "../../workflow/index.ts";
import { junit } from "../../workflow/testing.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: folder, remove } = testFolder();
afterAll(remove);
const [tree, data] = [join(folder, "shop"), join(folder, "data")];
const program = fileURLToPath(new URL("../../../countersign", import.meta.url));
const env = { PATH: process.env["PATH"] ?? "", HOME: folder, COUNTERSIGN_DATA: data };

function git(...args: string[]): string {
  const who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com"];
  return execFileSync("git", [...who, ...args], { cwd: tree, env, stdio: "pipe" })
    .toString()
    .trim();
}

function commit(files: Readonly<Record<string, string>>, message: string): string {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(tree, path), text);
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
  return git("rev-parse", "HEAD");
}

async function foundHere(): Promise<void> {
  const options = { folder: join(data, "organisation"), clock: Date.now, random: randomBytes };
  const ana = { handle: "ana", name: "Ana Costa", emails: ["ana@example.com"], roles: [] };
  const { workplace } = await found({ ...options, organisation: "Northwind", administrator: ana });
  await using _closing = workplace;
  await enrolPerson(workplace, "ana", { handle: "robin", name: "Robin", emails: ["robin@agents.example"], roles: [], kind: "agent" });
  await registerProject(workplace, "ana", tree, "shop");
}

beforeAll(async () => {
  mkdirSync(tree);
  git("init", "--quiet", "--initial-branch=main");
  commit({ "fee.js": "export const fee = 1;\n" }, "A fee");
});

/** The program itself in a process of its own, and a real client of the protocol. */
async function connected(...words: string[]) {
  const transport = new StdioClientTransport({ command: program, args: ["mcp", "--repo", tree, ...words], env, stderr: "pipe" });
  const errors: string[] = [];
  transport.stderr?.on("data", (part: Buffer) => errors.push(part.toString()));
  const client = new Client({ name: "a test", version: "1.0.0" });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const call = async (name: string, given: Record<string, unknown> = {}) => {
    const { isError = false, content, structuredContent } = await client.callTool({ name, arguments: given });
    return { isError, text: content.flatMap((each) => (each.type === "text" ? [each.text] : [])).join("\n"), data: structuredContent as Record<string, unknown> | undefined };
  };
  return { client, call, errors };
}

// In this order: an organisation is founded between the two.
describe("mcp on a machine where nothing was founded", () => {
  it("R13 answers from the work tree, and records which lines are the agent's", async () => {
    const { client, call, errors } = await connected();
    expect((await client.listTools()).tools).toHaveLength(12);
    expect((await call("get_rules", { paths: ["fee.js"] })).data).toMatchObject({ from: "the built-in default" });
    expect((await call("record_provenance", { tool: "claude-code", model: "claude-sonnet-4", files: [{ path: "fee.js", lines: [{ start: 1, end: 1 }] }] })).data).toEqual({
      recorded: [{ path: "fee.js", lines: 1 }],
      skipped: [],
      next: expect.any(String),
    });
    expect((await call("request_review")).text).toMatch(/^not-initialised: /);
    expect(errors).toEqual([]);
  });

  it("says on standard error, and not to the protocol, that a folder is no repository", async () => {
    expect(await runIn(folder, ["mcp", "--repo", folder], { env })).toMatchObject({ exit: 2, out: "", err: expect.stringContaining("no work tree") });
  });
});

describe("mcp beside an organisation", () => {
  beforeAll(foundHere);

  it("R5 R13 an enrolled agent puts its branch forward, attaches a report, and asks a person", async () => {
    git("checkout", "--quiet", "-B", "topic");
    const head = commit({ "fee.js": "export const fee = 2;\n", "junit.xml": Buffer.from(junit()).toString() }, "Another fee");
    const { call, errors } = await connected("--as", "robin");
    const put = await call("request_review", { tools: [{ tool: "claude-code", model: null }] });
    expect(put.data).toMatchObject({ revision: 1, again: false });
    expect((await call("attach_evidence", { commit: head, name: "junit.xml", path: "junit.xml" })).data).toMatchObject({ state: "accepted" });
    expect((await call("gate_status")).data).toMatchObject({ change: put.data?.["change"], verdict: "deny", head });
    expect((await call("ask_human", { change: put.data?.["change"], question: "May a fee be negative?" })).data).toMatchObject({ again: false });
    expect((await call("gate_status")).data).toMatchObject({ codes: expect.arrayContaining(["escalated"]) });
    expect(errors).toEqual([]);
  });

  it("R5 nothing is recorded for a person, nor for nobody", async () => {
    const nobody = await connected();
    expect((await nobody.call("request_review")).text).toMatch(/^refused: Nobody is named/);
    const person = await connected("--as", "ana");
    for (const [name, given] of [
      ["request_review", {}],
      ["ask_human", { change: "c-1", question: "Why?" }],
      ["attach_evidence", { commit: "HEAD", name: "a.xml", content: "<a/>" }],
    ] as const)
      expect([name, (await person.call(name, given)).text]).toEqual([name, expect.stringMatching(/^refused: Ana Costa is a person/)]);
  });

  it("G04 a report is read inside of the work tree alone, whatever a link says", async () => {
    writeFileSync(join(folder, "outside.xml"), "<secret/>");
    symlinkSync(join(folder, "outside.xml"), join(tree, "link.xml"));
    const { call } = await connected("--as", "robin");
    for (const path of ["../outside.xml", "link.xml", ".git/config", join(folder, "outside.xml"), "."])
      expect([path, (await call("attach_evidence", { commit: "HEAD", name: "a.xml", path })).text]).toEqual([path, expect.stringMatching(/^(?:bad-input|not-found): /)]);
  });
});
