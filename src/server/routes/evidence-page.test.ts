import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { referenceLog } from "../../checks/references/index.ts";
import type { Reference } from "../../model/evidence.ts";
import { addEvidence } from "../../workflow/index.ts";
import { junit, source } from "../../workflow/testing.ts";
import { changePage, evidencePage } from "../shapes/change.ts";
import { fileDiff, fileList } from "../shapes/files.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

const locked = { lodash: "4.17.19", ms: "2.1.3" };
const lockfile = JSON.stringify({
  ...{ name: "shop", lockfileVersion: 3 },
  packages: {
    "": { name: "shop", dependencies: { lodash: "^4.17.0" } },
    ...Object.fromEntries(Object.entries(locked).map(([name, version]) => [`node_modules/${name}`, { version, license: "MIT" }])),
  },
});
const manifest = JSON.stringify({ name: "shop", dependencies: { lodash: "^4.17.0" } });

const via = (name: string, title: string, id: string, severity: string) => ({
  ...{ source: 1, name, dependency: name, title, url: `https://github.com/advisories/${id}`, severity, range: "<4.17.21" },
});
const vulnerable = (name: string, severity: string, all: object[]) => ({
  ...{ name, severity, isDirect: true, via: all, effects: [], range: "<4.17.21", nodes: [`node_modules/${name}`], fixAvailable: true },
});
const audit = json({
  auditReportVersion: 2,
  vulnerabilities: {
    express: vulnerable("express", "critical", [via("express", "Open redirect", "GHSA-aaaa-bbbb-cccc", "critical")]),
    lodash: vulnerable("lodash", "high", [
      via("lodash", "Slow expression\u202e", "GHSA-29mw-wpgm-hmr9", "moderate"),
      via("lodash", "Command injection", "GHSA-35jh-r3h4-6jhm", "high"),
    ]),
  },
  metadata: {
    vulnerabilities: { info: 0, low: 0, moderate: 0, high: 1, critical: 1, total: 2 },
    dependencies: { prod: 3, dev: 0, optional: 0, peer: 0, peerOptional: 0, total: 3 },
  },
});

const digest = "ab".repeat(32);
const component = (name: string, version: string) => ({ type: "library", name, version, purl: `pkg:npm/${name}@${version}`, licenses: [{ license: { id: "MIT" } }] });
const bill = json({
  ...{ bomFormat: "CycloneDX", specVersion: "1.6" },
  metadata: { component: { type: "application", name: "shop", version: "1.0.0", hashes: [{ alg: "SHA-256", content: digest }] } },
  components: [...Object.entries(locked), ...Array.from({ length: 600 }, (_, at) => [`part-${at}`, "1.0.0"] as const)].map(([name, version]) => component(name, version)),
});

const reference = (verdict: Reference["verdict"], name: string, line: number, why: string, drift = false): Reference => ({
  ...{ path: source.path, line, language: "typescript", name, verdict, why, drift },
});
const references = [
  reference("verified", "fs.readFile", 2, "It is declared."),
  reference("contradicted", "fs.readFileAsync", 2, "Property 'readFileAsync' does not exist."),
  reference("unverifiable", "left.pad", 3, "left is not installed."),
  reference("contradicted", "lodash.chunkBy", 3, "Another version has it.", true),
];
const log = (commit: string) => json(referenceLog({ looked: [source.path], references, notChecked: [] }, { commit, repository: `sha256:${digest}`, version: "1.0.0" }));

const sarif = json({
  version: "2.1.0",
  runs: [
    {
      tool: { driver: { name: "semgrep" } },
      results: [
        { ruleId: "no-eval", level: "note", message: { text: "A note." }, locations: [{ physicalLocation: { artifactLocation: { uri: "elsewhere.ts" } } }] },
        { ruleId: "no-fee", level: "error", message: { text: "A fee." }, locations: [{ physicalLocation: { artifactLocation: { uri: source.path }, region: { startLine: 2 } } }] },
      ],
    },
  ],
});

interface Proposed {
  readonly bo: Client;
  readonly change: string;
  readonly page: z.infer<typeof changePage>;
  /** Opens the report with a name. */
  readonly open: (name: string, query?: string) => Promise<z.infer<typeof evidencePage>>;
}

/** A change that adds code and two packages, with these reports. */
async function withReports(server: TestServer, files: (head: string) => readonly { readonly name: string; readonly bytes: Buffer }[]): Promise<Proposed> {
  const { organisation: org } = server;
  org.repository.branch("topic");
  const head = org.repository.commit({ [source.path]: source.after, "package.json": manifest, "package-lock.json": lockfile });
  const { change } = await org.propose();
  for (const file of files(head)) await addEvidence(org.workplace, "ada", { repository: org.repository.path, commit: head, producer: `ci ${file.name}`, files: [file] });
  const bo = await server.as("bo");
  const page = await pageOf(bo, change);
  const open = async (name: string, query = "") => {
    const id = page.evidence.find((each) => each.name === name)?.id;
    return evidencePage.parse(await (await bo(`/api/changes/${change}/evidence/${id}${query}`)).json());
  };
  return { bo, change, page, open };
}

async function pageOf(client: Client, change: string): Promise<z.infer<typeof changePage>> {
  return changePage.parse(await (await client(`/api/changes/${change}`)).json());
}

describe("a report opened", () => {
  it("R69 of known flaws: those that an update of the change brings in first, the worst first, each with the update, and what is hidden in it made visible", async () => {
    await using server = await testServer();
    const { page, open } = await withReports(server, () => [{ name: "audit.json", bytes: audit }]);
    expect(page.evidence.map(({ kind, verdict, counts }) => [kind, verdict, counts])).toEqual([["advisories", "3 known flaws", true]]);
    const { advisories, groups } = await open("audit.json");
    expect(advisories.map(({ package: name, severity, title, bringsIn }) => [name, severity, title, bringsIn])).toEqual([
      ["lodash", "high", "Command injection", ["lodash 4.17.19"]],
      ["lodash", "medium", "Slow expression[U+202E]", ["lodash 4.17.19"]],
      ["express", "critical", "Open redirect", []],
    ]);
    expect(groups).toEqual([
      { id: "brought-in", count: 2 },
      { id: "not-brought-in", count: 1 },
    ]);
    expect((await open("audit.json", "?group=not-brought-in")).advisories.map(({ id }) => id)).toEqual(["GHSA-aaaa-bbbb-cccc"]);
    const { updates } = page.dependencies;
    expect(updates.map(({ name, flaws, severity, suspect, direct }) => [name, flaws, severity, suspect, direct])).toEqual([
      ["lodash", 2, "high", true, true],
      ["ms", 0, "none", false, false],
    ]);
    for (const { question } of updates) expect(page.questions.map(({ id }) => id)).toContain(question);
  });

  it("R71 what the producer set aside stands last, and is no flaw of the count", async () => {
    await using server = await testServer();
    const flaw = (id: string, state?: string) => ({ id, ratings: [{ severity: "high" }], affects: [{ ref: "lodash" }], ...(state === undefined ? {} : { analysis: { state } }) });
    const components = Object.entries(locked).map(([name, version]) => ({ ...component(name, version), "bom-ref": name }));
    const vex = { ...{ bomFormat: "CycloneDX", specVersion: "1.6", components }, vulnerabilities: [flaw("CVE-2026-1", "not_affected"), flaw("CVE-2026-2")] };
    const { page, open } = await withReports(server, () => [{ name: "vex.json", bytes: json(vex) }]);
    expect(page.evidence.map(({ verdict }) => verdict)).toEqual(["2 components, 1 known flaw, 1 set aside"]);
    const { advisories, components: listed } = await open("vex.json");
    expect(advisories.map(({ id, suppressed, bringsIn }) => [id, suppressed, bringsIn])).toEqual([
      ["CVE-2026-2", false, ["lodash 4.17.19"]],
      ["CVE-2026-1", true, []],
    ]);
    expect(listed.map(({ name }) => name)).toEqual(["lodash", "ms"]);
  });

  it("R109 of a bill of materials: what it is of with its digest, the first of very many packages, and each of them by a part of its name", async () => {
    await using server = await testServer();
    const { open } = await withReports(server, () => [{ name: "bom.json", bytes: bill }]);
    const { described, components, more } = await open("bom.json");
    expect([described, components.length, more]).toEqual([{ name: "shop", version: "1.0.0", digests: [`sha256:${digest}`] }, 500, 102]);
    expect(components[0]).toEqual({ purl: "pkg:npm/lodash@4.17.19", ecosystem: "npm", name: "lodash", version: "4.17.19", licences: ["MIT"] });
    const found = await open("bom.json", "?find=PART-599");
    expect([found.components.map(({ name }) => name), found.more]).toEqual([["part-599"], 0]);
  });

  it("R97 of references: what is contradicted first, each with its line in a file of the change", async () => {
    await using server = await testServer();
    const { page, open } = await withReports(server, (head) => [{ name: "references.sarif", bytes: log(head) }]);
    expect(page.evidence.map(({ kind, verdict }) => [kind, verdict])).toEqual([["references", "2 contradicted, 1 unverifiable, 1 verified"]]);
    const { references: shown, groups } = await open("references.sarif");
    expect(shown.map(({ verdict, name, line, file, drift }) => [verdict, name, line, file, drift])).toEqual([
      ["contradicted", "fs.readFileAsync", 2, source.path, false],
      ["contradicted", "lodash.chunkBy", 3, source.path, true],
      ["unverifiable", "left.pad", 3, source.path, false],
      ["verified", "fs.readFile", 2, source.path, false],
    ]);
    expect(groups.map(({ id, count }) => [id, count])).toEqual([
      ["contradicted", 2],
      ["unverifiable", 1],
      ["verified", 1],
    ]);
  });

  it("of an analysis: the worst first, and only what is about a file of the change leads to it", async () => {
    await using server = await testServer();
    const { open } = await withReports(server, () => [{ name: "semgrep.sarif", bytes: sarif }]);
    expect((await open("semgrep.sarif")).findings.map(({ rule, severity, path, file }) => [rule, severity, path, file])).toEqual([
      ["no-fee", "high", source.path, source.path],
      ["no-eval", "low", "elsewhere.ts", null],
    ]);
    const refused = await (await server.as("bo"))("/api/changes/c/evidence/e?group=everything");
    expect(refused.status).toBe(400);
  });

  it.each([
    ["audit.json", () => audit],
    ["bom.json", () => bill],
    ["references.sarif", log],
    ["semgrep.sarif", () => sarif],
    ["tests.xml", () => junit()],
  ])("G04 gives %s back byte for byte under its name, as something to be saved", async (name, make) => {
    await using server = await testServer();
    let bytes = Buffer.alloc(0);
    const { bo, change, page } = await withReports(server, (head) => {
      bytes = Buffer.from(make(head));
      return [{ name, bytes }];
    });
    const response = await bo(`/api/changes/${change}/evidence/${page.evidence[0]?.id}/file`);
    expect([response.headers.get("content-type"), response.headers.get("content-disposition")]).toEqual([
      "application/octet-stream",
      `attachment; filename="${name}"; filename*=UTF-8''${name}`,
    ]);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });
});

describe("what was found, on the page of the change", () => {
  it("R97 a contradicted reference stands at its line once, though two pipelines say it, and the list of files counts it", async () => {
    await using server = await testServer();
    const { bo, change } = await withReports(server, (head) => [
      { name: "references.sarif", bytes: log(head) },
      { name: "nightly.sarif", bytes: Buffer.from(`${log(head).toString()}\n`) },
    ]);
    const diff = fileDiff.parse(await (await bo(`/api/changes/${change}/diff?path=${encodeURIComponent(source.path)}`)).json());
    expect(diff.findings.map(({ line, tool, rule, severity, message, added }) => [line, tool, rule, severity, message, added])).toEqual([
      [2, "typescript", "fs.readFileAsync", null, "Not found: fs.readFileAsync — Property 'readFileAsync' does not exist.", true],
      [3, "typescript", "lodash.chunkBy", null, "Not in this version: lodash.chunkBy — Another version has it.", true],
    ]);
    const { files } = fileList.parse(await (await bo(`/api/changes/${change}/files`)).json());
    expect(files.find(({ path }) => path === source.path)?.findings).toBe(2);
  });

  it("R71 a finding that its producer calls less than its rule is stands at its line as well", async () => {
    await using server = await testServer();
    const results = [
      {
        ruleId: "no-fee",
        ruleIndex: 0,
        level: "note",
        message: { text: "A fee." },
        locations: [{ physicalLocation: { artifactLocation: { uri: source.path }, region: { startLine: 2 } } }],
      },
    ];
    const lowered = { version: "2.1.0", runs: [{ tool: { driver: { name: "semgrep", rules: [{ id: "no-fee", defaultConfiguration: { level: "error" } }] } }, results }] };
    const { bo, change } = await withReports(server, () => [{ name: "semgrep.sarif", bytes: json(lowered) }]);
    const response = await bo(`/api/changes/${change}/diff?path=${encodeURIComponent(source.path)}`);
    expect(fileDiff.parse(await response.json()).findings.map(({ line, rule, severity }) => [line, rule, severity])).toEqual([[2, "no-fee", "low"]]);
  });

  it("names the kinds of report that would have found something, until one of each counts", async () => {
    await using server = await testServer();
    const { page } = await withReports(server, () => []);
    expect([page.found, page.notReported]).toEqual([[], ["analysis", "references", "advisories"]]);
    await using other = await testServer();
    const reported = await withReports(other, (head) => [
      { name: "semgrep.sarif", bytes: sarif },
      { name: "references.sarif", bytes: log(head) },
    ]);
    expect(reported.page.notReported).toEqual(["advisories"]);
  });

  it("E01 evidence of an earlier revision's head stands apart, names its revision, and does not count", async () => {
    await using server = await testServer();
    const { bo, change, page } = await withReports(server, () => [{ name: "tests.xml", bytes: Buffer.from(junit()) }]);
    expect([page.evidence.map(({ revision, counts }) => [revision, counts]), page.earlierEvidence]).toEqual([[[1, true]], []]);
    server.organisation.repository.commit({ [source.path]: `${source.after}export const more = 1;\n` });
    await server.organisation.propose();
    const now = await pageOf(bo, change);
    expect([now.change.revision, now.evidence, now.earlierEvidence.map(({ name, revision, state, counts, checks }) => [name, revision, state, counts, checks])]).toEqual([
      2,
      [],
      [["tests.xml", 1, "accepted", false, []]],
    ]);
    const opened = evidencePage.parse(await (await bo(`/api/changes/${change}/evidence/${now.earlierEvidence[0]?.id}`)).json());
    expect([opened.item.counts, opened.item.revision]).toEqual([false, 1]);
  });
});
