import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import autocannon, { type Request } from "autocannon";
import { enrolPerson, issueToken, openWorkplace } from "../src/workflow/index.ts";
import { prepareSample } from "../src/workflow/sample.ts";
import { type Ask, askEvenly } from "./open-load.ts";
import { alternate, type BenchOptions, compare, printAlone, quantile, type Row } from "./row.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const main = join(here, "../src/cli/main.ts");

/**
 * The gate over HTTP, through the whole program in a process of its own, beside a bare `node:http` handler that reads one row of the same database by its key. The load is made on the same cores. Once the same
 * question is asked again and again, as a pipeline does that waits; once each request brings a header of its own, so that it takes the way through the whole server. Then the gate is asked 500 times a
 * second, at even distances, while reports are uploaded, each of which changes what the gate has to judge.
 */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-http-"));
  try {
    const sample = await prepareForLoad(folder);
    const log = join(folder, "log");
    await using ours = await startProcess([main, "serve", "--sample", "--data", folder, "--port", "0"], log);
    await using bare = await startProcess([join(here, "http-bare.ts"), join(folder, "sample", "ledger.db")], log);
    const ask = gateRequest(ours.origin, sample);
    await requireAnswer(ask);
    await using hono = await startProcess([join(here, "http-hono.ts"), join(folder, "sample", "ledger.db")], log);
    const seconds = quick ? 1 : 5;
    const beside = (one: Rated, other: Rated) =>
      alternate(
        quick ? 1 : 5,
        () => rateOf(one, seconds),
        () => rateOf(other, seconds),
      );
    const [bareRead, honoRead] = [{ url: `${bare.origin}/` }, { url: `${hono.origin}/` }];
    return [
      compare({ what: "gate over HTTP, 20 at once", unit: "/s", against: "bare handler, one indexed read", pairs: await beside(ask, bareRead), atLeast: 0.6 }),
      compare({ what: "each with a header of its own", unit: "/s", against: "Hono, one indexed read", pairs: await beside({ ...ask, unlike: true }, honoRead) }),
      await underUploads(ours.origin, sample, ask, quick ? 2 : 20),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Load {
  readonly change: string;
  readonly commit: string;
  readonly token: string;
}

/** The sample, and an agent with a token. */
async function prepareForLoad(folder: string): Promise<Load> {
  const options = { folder: join(folder, "sample"), clock: Date.now, random: (length: number) => randomBytes(length) };
  const { change } = await prepareSample({ ...options, interactive: false });
  await using workplace = await openWorkplace(options);
  await enrolPerson(workplace, "chen", { handle: "pipeline", name: "Pipeline", emails: [], roles: [], kind: "agent" });
  const { secret } = await issueToken(workplace, "chen", { person: "pipeline", label: "Benchmark", scopes: ["gate", "evidence"], until: Date.now() + 3_600_000 });
  const record = await workplace.store.read.change(change);
  return { change, commit: record?.latest.head ?? "", token: secret };
}

interface Rated extends Ask {
  /** Whether each request differs from the one before it. */
  readonly unlike?: boolean;
}

function gateRequest(origin: string, { change, token }: Load): Ask {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return { url: `${origin}/api/gate`, method: "POST", headers, body: JSON.stringify({ environment: "production", change }) };
}

async function requireAnswer({ url, method = "POST", headers = {}, body = "" }: Ask): Promise<void> {
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  if (!response.ok || !text.includes('"verdict"')) throw new Error(`The gate answered ${response.status}: ${text}`);
}

async function rateOf({ unlike = false, ...ask }: Rated, duration: number): Promise<number> {
  let sent = 0;
  const setupRequest = (request: Request) => ({ ...request, headers: { ...request.headers, traceparent: String(sent++) } });
  // A server may end a connection after a thousand answers, as ours does, and autocannon does not look whether it says so.
  const result = await autocannon({ ...ask, connections: 20, duration, reconnectRate: 1_000, ...(unlike ? { requests: [{ setupRequest }] } : {}) });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were no success, ${result.errors} failed.`);
  return result.requests.average;
}

async function underUploads(origin: string, load: Load, ask: Ask, duration: number): Promise<Row> {
  const stopped = new AbortController();
  const uploads = uploadUntil(origin, load, stopped.signal);
  const took = await askEvenly(ask, 500, duration);
  stopped.abort();
  const what = `gate at 500/s, p99, ${((await uploads) / duration).toFixed(1)} uploads/s`;
  return compare({ what, unit: "ms", against: "its own median", pairs: [{ ours: quantile(took, 0.99), against: quantile(took, 0.5) }], within: 50 });
}

/** Reports of 200 tests, each another, one after the other. Returns how many were taken. */
async function uploadUntil(origin: string, { commit, token }: Load, signal: AbortSignal): Promise<number> {
  const query = new URLSearchParams({ project: "appointment-reminders", commit, name: "report.xml" });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" };
  let taken = 0;
  while (!signal.aborted) {
    const response = await fetch(`${origin}/api/evidence?${query}`, { method: "POST", headers, body: report(taken) });
    await response.body?.cancel();
    if (response.status !== 201) throw new Error(`An upload was answered with ${response.status}.`);
    taken++;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return taken;
}

function report(run: number): string {
  const cases = Array.from({ length: 200 }, (_, at) => `<testcase classname="load.${run}" name="case ${at}" time="0.001"/>`).join("");
  return `<testsuites><testsuite name="load ${run}" tests="200" failures="0" errors="0" skipped="0">${cases}</testsuite></testsuites>`;
}

export interface Started extends AsyncDisposable {
  readonly origin: string;
}

/** Starts a program with this Node and waits until it says where it listens. What it logs goes to a file: whoever makes the load does not read along. */
export async function startProcess(args: readonly string[], log: string): Promise<Started> {
  const file = openSync(log, "a+");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], { stdio: ["ignore", "pipe", file] });
  closeSync(file);
  const origin = await saidBy(child, log);
  child.stdout?.resume();
  const end = () => new Promise<void>((resolve) => (child.kill("SIGINT") ? child.once("exit", () => resolve()) : resolve()));
  return { origin, [Symbol.asyncDispose]: end };
}

function saidBy(child: ChildProcess, log: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new TypeError("its output was not asked for"));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /(http:\/\/localhost:\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`It ended at once:\n${readFileSync(log, "utf8")}`)));
  });
}

if (import.meta.main) await printAlone(run);
