// Makes the reports of known flaws on which the evidence readers are tested: npm, pnpm and yarn audit two small projects. `node tools/make-advisory-fixtures.ts` writes them anew, and their rows in the README;
// `make-evidence-fixtures.ts` does it too. npm's registry gives the packages; its audits are answered here, in its format and with its records, so that the fixtures stay as they are when it learns of another flaw.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import semver from "semver";
import { writeRows } from "./fixture-rows.ts";

const fixtures = join(dirname(dirname(fileURLToPath(import.meta.url))), "src/evidence/fixtures/made");
const registry = "https://registry.npmjs.org";
const tools = { npm6: "npm@6.14.18", npm11: "npm@11.19.1", pnpm8: "pnpm@8.9.2", pnpm10: "pnpm@10.34.8", pnpm11: "pnpm@11.28.10", yarn1: "yarn@1.22.22" } as const;
type Tool = keyof typeof tools;

const projects = {
  flawed: { name: "shop", version: "1.0.0", license: "MIT", dependencies: { lodash: "4.17.15", mkdirp: "0.5.1", minimist: "1.2.0" } },
  clean: { name: "shop", version: "1.0.0", license: "MIT", dependencies: { ms: "2.1.3" } },
} as const;
type Project = keyof typeof projects;

// As GitHub publishes them, with npm's numbers: one of a flaw's ranges has a number of its own.
const advisories = [
  {
    id: 1106913,
    module_name: "lodash",
    github_advisory_id: "GHSA-35jh-r3h4-6jhm",
    cves: ["CVE-2021-23337"],
    title: "Command Injection in lodash",
    severity: "high",
    vulnerable_versions: "<4.17.21",
    patched_versions: ">=4.17.21",
    cwe: ["CWE-77", "CWE-94"],
    cvss: { score: 7.2, vectorString: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H" },
  },
  {
    id: 1094499,
    module_name: "lodash",
    github_advisory_id: "GHSA-29mw-wpgm-hmr9",
    cves: ["CVE-2020-28500"],
    title: "Regular Expression Denial of Service (ReDoS) in lodash",
    severity: "moderate",
    vulnerable_versions: "<4.17.21",
    patched_versions: ">=4.17.21",
    cwe: ["CWE-400", "CWE-1333"],
    cvss: { score: 5.3, vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L" },
  },
  {
    id: 1097677,
    module_name: "minimist",
    github_advisory_id: "GHSA-xvch-5gv4-984h",
    cves: ["CVE-2021-44906"],
    title: "Prototype Pollution in minimist",
    severity: "critical",
    vulnerable_versions: "<0.2.4",
    patched_versions: ">=0.2.4",
    cwe: ["CWE-1321"],
    cvss: { score: 9.8, vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
  },
  {
    id: 1097678,
    module_name: "minimist",
    github_advisory_id: "GHSA-xvch-5gv4-984h",
    cves: ["CVE-2021-44906"],
    title: "Prototype Pollution in minimist",
    severity: "critical",
    vulnerable_versions: ">=1.0.0 <1.2.6",
    patched_versions: ">=1.2.6",
    cwe: ["CWE-1321"],
    cvss: { score: 9.8, vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
  },
] as const;

interface Made {
  readonly file: string;
  readonly tool: Tool;
  readonly project: Project;
  readonly args: readonly string[];
  /** The registry has nothing to say. */
  readonly broken?: boolean;
}

const made: readonly Made[] = [
  { file: "npm11.audit.json", tool: "npm11", project: "flawed", args: ["audit", "--json"] },
  { file: "npm11-clean.audit.json", tool: "npm11", project: "clean", args: ["audit", "--json"] },
  { file: "npm11-error.audit.json", tool: "npm11", project: "flawed", args: ["audit", "--json"], broken: true },
  { file: "npm6.audit.json", tool: "npm6", project: "flawed", args: ["audit", "--json"] },
  { file: "npm6-clean.audit.json", tool: "npm6", project: "clean", args: ["audit", "--json"] },
  { file: "npm6-error.audit.json", tool: "npm6", project: "flawed", args: ["audit", "--json"], broken: true },
  { file: "pnpm8.audit.json", tool: "pnpm8", project: "flawed", args: ["audit", "--json"] },
  { file: "pnpm10.audit.json", tool: "pnpm10", project: "flawed", args: ["audit", "--json"] },
  { file: "pnpm11.audit.json", tool: "pnpm11", project: "flawed", args: ["audit", "--json"] },
  { file: "pnpm11-level.audit.json", tool: "pnpm11", project: "flawed", args: ["audit", "--json", "--audit-level", "high"] },
  { file: "pnpm11-error.audit.json", tool: "pnpm11", project: "flawed", args: ["audit", "--json"], broken: true },
  { file: "yarn1.audit.jsonl", tool: "yarn1", project: "flawed", args: ["audit", "--json"] },
  { file: "yarn1-clean.audit.jsonl", tool: "yarn1", project: "clean", args: ["audit", "--json"] },
  { file: "yarn1-level.audit.jsonl", tool: "yarn1", project: "flawed", args: ["audit", "--json", "--level", "high"] },
];

export async function makeAdvisoryFixtures(): Promise<void> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "countersign-advisories-")));
  const state = { broken: false };
  const server = createServer((request, response) => void answer(request, response, state.broken));
  try {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const aliases = Object.entries(tools).map(([name, version]) => `${name}@npm:${version}`);
    await run(scratch, "npm", ["install", "--prefix", scratch, "--no-audit", "--no-fund", "--silent", ...aliases]);
    // yarn 1 asks an address that is written into it.
    const yarn = join(scratch, "node_modules/yarn1/lib/cli.js");
    writeFileSync(yarn, readFileSync(yarn, "utf8").replace("exports.YARN_REGISTRY = 'https://registry.yarnpkg.com'", `exports.YARN_REGISTRY = '${address.slice(0, -1)}'`));
    const rows: string[] = [];
    for (const { file, tool, project, args, broken = false } of made) {
      const folder = join(scratch, `${project}-${tool}`);
      await locked(scratch, folder, tool, project);
      state.broken = broken;
      const printed = await run(folder, ...program(scratch, tool, [...args, ...(tool === "yarn1" ? [] : [`--registry=${address}`])]));
      state.broken = false;
      const plain = printed
        .replaceAll(address, `${registry}/`)
        .replaceAll(scratch, "/home/runner")
        .replace(/"runId": "[^"]*"/, '"runId": "00000000-0000-4000-8000-000000000000"');
      writeFileSync(join(fixtures, file), plain.replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/, "Mon, 23 Nov 2026 12:00:00 GMT"));
      rows.push(`| \`${file}\` | ${tools[tool]} of npm, ${project} project${broken ? ", without an answer" : ""} | \`${[tool.replace(/\d+$/, ""), ...args].join(" ")}\` |`);
    }
    writeRows(
      join(fixtures, "README.md"),
      made.map(({ file }) => file),
      rows,
    );
  } finally {
    server.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function locked(scratch: string, folder: string, tool: Tool, project: Project): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(projects[project], null, 2));
  const args = {
    npm: ["install", "--package-lock-only", "--no-audit", "--ignore-scripts"],
    pnpm: ["install", "--lockfile-only"],
    yarn: ["install", "--ignore-scripts", "--silent"],
  };
  await run(folder, ...program(scratch, tool, args[kindOf(tool)]));
}

function kindOf(tool: Tool): "npm" | "pnpm" | "yarn" {
  return tool.startsWith("npm") ? "npm" : tool.startsWith("pnpm") ? "pnpm" : "yarn";
}

function program(scratch: string, tool: Tool, args: readonly string[]): [string, string[]] {
  const start = { npm: "bin/npm-cli.js", pnpm: tool === "pnpm11" ? "bin/pnpm.mjs" : "bin/pnpm.cjs", yarn: "bin/yarn.js" }[kindOf(tool)];
  return [process.execPath, [join(scratch, "node_modules", tool, start), ...args]];
}

function run(folder: string, file: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8", npm_config_update_notifier: "false", npm_config_fetch_retries: "0", CI: "true" };
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd: folder, env, encoding: "utf8", maxBuffer: 2 ** 26, timeout: 180_000 }, (error, stdout, stderr) => {
      // An audit that finds something, or nothing at all, ends with an error.
      if (error === null || args.includes("audit")) resolve(stdout);
      else reject(new Error(`${file} ${args.join(" ")}\n${stdout}\n${stderr}`));
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, broken: boolean): Promise<void> {
  if (request.method === "GET") return void response.writeHead(302, { location: `${registry}${request.url}` }).end();
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const sent = Buffer.concat(parts);
  if (broken) return void response.writeHead(503, { "content-type": "application/json" }).end('{"error":"Service Unavailable"}');
  const body: unknown = JSON.parse((sent[0] === 0x1f ? gunzipSync(sent) : sent).toString());
  const told = request.url?.endsWith("/advisories/bulk") ? bulk(body as Installed) : full(body as Tree);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told));
}

type Installed = Readonly<Record<string, readonly string[]>>;

const url = (ghsa: string) => `https://github.com/advisories/${ghsa}`;

/** `POST /-/npm/v1/security/advisories/bulk`: npm 7 and later, pnpm 11. */
function bulk(installed: Installed): object {
  return Object.fromEntries(
    Object.entries(installed).flatMap(([name, versions]) => {
      const found = advisories.filter(({ module_name, vulnerable_versions }) => module_name === name && versions.some((version) => semver.satisfies(version, vulnerable_versions)));
      const told = found.map(({ id, github_advisory_id, title, severity, vulnerable_versions, cwe, cvss }) => ({
        id,
        url: url(github_advisory_id),
        title,
        severity,
        vulnerable_versions,
        cwe,
        cvss,
      }));
      return told.length === 0 ? [] : [[name, told]];
    }),
  );
}

interface Tree {
  readonly version?: string;
  readonly requires?: Readonly<Record<string, string>> | boolean;
  readonly dependencies?: Readonly<Record<string, Tree>>;
}

/** `POST /-/npm/v1/security/audits`: npm 6, pnpm up to 10, yarn 1. Each path that leads to a flaw counts. */
function full(tree: Tree): object {
  const places: { name: string; version: string; path: string }[] = [];
  walk(tree, [tree], [], places);
  const counts: Record<string, number> = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 };
  const found = advisories.flatMap((advisory) => {
    const here = places.filter(({ name, version }) => name === advisory.module_name && semver.satisfies(version, advisory.vulnerable_versions));
    counts[advisory.severity] = (counts[advisory.severity] ?? 0) + here.length;
    const findings = [...Map.groupBy(here, ({ version }) => version)].map(([version, at]) => ({ version, paths: at.map(({ path }) => path) }));
    const { cwe, github_advisory_id, ...rest } = advisory;
    return findings.length === 0
      ? []
      : [{ findings, ...rest, github_advisory_id, cwe: cwe.join(", "), overview: "", recommendation: "", references: "", access: "public", url: url(github_advisory_id) }];
  });
  const resolves = found.flatMap(({ id, findings }) => findings.flatMap(({ paths }) => paths.map((path) => ({ id, path, dev: false, optional: false, bundled: false }))));
  const actions = resolves.length === 0 ? [] : [{ action: "review", module: "", resolves }];
  const packages = new Set(places.map(({ name, version }) => `${name}@${version}`)).size;
  const metadata = { vulnerabilities: counts, dependencies: packages, devDependencies: 0, optionalDependencies: 0, totalDependencies: packages };
  return { actions, advisories: Object.fromEntries(found.map((advisory) => [advisory.id, advisory])), muted: [], metadata, runId: "00000000-0000-4000-8000-000000000000" };
}

// From each package to those that it requires, which stand within it or within one around it.
function walk(node: Tree, around: readonly Tree[], path: readonly string[], places: { name: string; version: string; path: string }[]): void {
  const names = typeof node.requires === "object" ? Object.keys(node.requires) : Object.keys(node.dependencies ?? {});
  for (const name of names) {
    const at = around.findLastIndex(({ dependencies }) => dependencies !== undefined && Object.hasOwn(dependencies, name));
    const next = around[at]?.dependencies?.[name];
    if (next === undefined || path.includes(name)) continue;
    const longer = [...path, name];
    places.push({ name, version: next.version ?? "", path: longer.join(">") });
    walk(next, [...around.slice(0, at + 1), next], longer, places);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeAdvisoryFixtures();
