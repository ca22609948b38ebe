import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { Draft } from "../src/model/fact.ts";
import { enrolPerson, issueToken, openWorkplace, type Workplace } from "../src/workflow/index.ts";
import { prepareSample } from "../src/workflow/sample.ts";
import { type Started, startProcess } from "./http.ts";
import { alternate, type BenchOptions, compare, printAlone, type Row, timed } from "./row.ts";

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const aDay = 86_400_000;

/**
 * The page of a technology leader, `GET /api/portfolio`, through the whole program in a process of its own: from the question to the last byte of the answer. The data are facts that the store took in by
 * its own way of writing (checked, sealed, hashed, signed, folded), spread over a year; every project has a policy, a blueprint or none, and signed documents. Beside it the one sum that nobody can do without,
 * changes by project and the gate's last answer, as a bare statement of `node:sqlite` on the same file.
 */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  const size = quick ? { projects: 20, changes: 400 } : { projects: 200, changes: 100_000 };
  const folder = mkdtempSync(join(tmpdir(), "countersign-portfolio-"));
  try {
    const token = await fill(folder, size);
    const start = () => startProcess([main, "serve", "--sample", "--data", folder, "--port", "0"], join(folder, "log"));
    const ask = async ({ origin }: Started) => {
      const from = performance.now();
      const response = await fetch(`${origin}/api/portfolio`, { headers: { authorization: `Bearer ${token}` } });
      const text = await response.text();
      const took = performance.now() - from;
      requireWhole(text, size);
      return took;
    };
    const bare = new DatabaseSync(join(folder, "sample", "ledger.db"), { readOnly: true });
    const statement = bare.prepare(sums);
    const sum = () => timed(() => statement.all(Date.now() - 30 * aDay));
    const what = `portfolio, ${size.projects} projects, ${size.changes.toLocaleString("en")} changes`;
    const told = { unit: "ms", against: "one bare statement", within: 300 };
    // Asked at once, before the server has prepared anything: it compiles itself and reads every project's policy for this one answer.
    const cold = async () => {
      await using server = await start();
      return await ask(server);
    };
    const first = compare({ what: `${what}, a server's first answer`, ...told, pairs: await alternate(quick ? 1 : 5, cold, sum) });
    await using server = await start();
    const pairs = await alternate(quick ? 1 : 21, () => ask(server), sum);
    bare.close();
    return [compare({ what, ...told, pairs }), first];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sums = "select p.id, c.answer, count(*) from projects p join changes c on c.project = p.id where c.proposed_at >= ? group by p.id, c.answer";

interface Size {
  readonly projects: number;
  readonly changes: number;
}

// An answer that lacks something would be quick for the wrong reason.
function requireWhole(text: string, { projects, changes }: Size): void {
  const answer = JSON.parse(text) as { readonly projects?: readonly { readonly changes: Readonly<Record<string, number>> }[] };
  const counted = (answer.projects ?? []).reduce((sum, line) => sum + Object.values(line.changes).reduce((all, each) => all + each, 0), 0);
  // The sample has a project of its own.
  if (answer.projects?.length !== projects + 1 || counted < changes / 20)
    throw new Error(`The portfolio has ${answer.projects?.length} projects and ${counted} changes: ${text.slice(0, 300)}`);
}

/** An organisation of that size, and a token that may read. */
async function fill(folder: string, { projects, changes }: Size): Promise<string> {
  const now = Date.now();
  let clock = now - 365 * aDay;
  const options = { folder: join(folder, "sample"), clock: () => clock, random: (length: number) => randomBytes(length) };
  await prepareSample({ ...options, interactive: false });
  await using workplace = await openWorkplace(options);
  const names = Array.from({ length: projects }, (_, at) => `project-${String(at).padStart(3, "0")}`);
  await appendAll(workplace, names.flatMap(governed));
  const step = Math.min(80, Math.floor(changes / 50));
  for (let from = 0; from < changes; from += step) {
    clock = now - 365 * aDay + Math.floor((from / changes) * 365 * aDay);
    // One in five is of the first project: the sums must not depend on the changes being spread evenly.
    const batch = Array.from({ length: Math.min(step, changes - from) }, (_, at) =>
      changeDrafts(from + at, names[(from + at) % 5 === 0 ? 0 : (from + at) % projects] ?? "", clock),
    );
    await appendAll(workplace, batch.flat());
  }
  clock = now;
  await enrolPerson(workplace, "chen", { handle: "dashboard", name: "Dashboard", emails: [], roles: [], kind: "agent" });
  return (await issueToken(workplace, "chen", { person: "dashboard", label: "Benchmark", scopes: ["read"], until: now + aDay })).secret;
}

async function appendAll({ store }: Workplace, drafts: readonly Draft[]): Promise<void> {
  const most = 200;
  // One after the other: a verdict is refused while its change is not in the ledger.
  for (let from = 0; from < drafts.length; from += most) await store.append(drafts.slice(from, from + most));
}

const hex = (seed: string) => createHash("sha256").update(seed).digest("hex");
const json = (value: unknown) => ({ mediaType: "application/json", bytes: Buffer.from(JSON.stringify(value)) });
const words = (value: string) => ({ mediaType: "text/plain", bytes: Buffer.from(value) });

/** A project with a policy of its own; of three, one is in its blueprint, one has closed it, one goes without. */
function governed(project: string, at: number): Draft[] {
  const text = `policy: 1\nversion: 1\nreview-by: 2026-${String((at % 12) + 1).padStart(2, "0")}-28\nlimits:\n  change-lines: ${200 + (at % 200)}\ntiers:\n  security:\n    ask: [meets-requirement, threat-considered, rollback-known]\n`;
  const signed = { person: "p-1", fingerprint: "SHA256:bench" };
  const started: Draft = {
    type: "blueprint-started",
    actor: "p-1",
    key: `blueprint/${project}`,
    data: { blueprint: `n-${project}`, project, start: "2026-01-05", end: "2026-01-26", person: "p-1" },
  };
  const closed: Draft = {
    type: "blueprint-closed",
    actor: "p-1",
    key: `closed/${project}`,
    data: { blueprint: `n-${project}`, project, commit: hex(project).slice(0, 40), digest: hex(project), documents: [], ...signed },
  };
  const skipped: Draft = {
    type: "blueprint-skipped",
    actor: "p-1",
    key: `skip/${project}`,
    data: { project, person: "p-1" },
    private: { reason: words("It was there before us.") },
  };
  const documents = ["charter", "risks", "ai-policy"] as const;
  return [
    { type: "project-registered", actor: "p-1", key: `project/${project}`, data: { project, repository: `sha256:${hex(project)}`, branch: "refs/heads/main" } },
    {
      type: "policy-adopted",
      actor: "p-1",
      key: `policy/${project}`,
      data: { level: "project", project, version: 1, digest: hex(text), commit: null, fingerprint: "SHA256:bench" },
      private: { text: words(text) },
    },
    ...(at % 3 === 0 ? [started] : at % 3 === 1 ? [started, closed] : [skipped]),
    ...documents.map(
      (document): Draft => ({
        type: "document-signed",
        actor: "p-1",
        key: `signed/${project}/${document}`,
        data: {
          signing: `g-${project}-${document}`,
          project,
          document,
          id: "GOV-DOC-001",
          version: "1",
          digest: hex(document),
          reviewBy: "2027-11-30",
          roles: ["engineering-lead"],
          ...signed,
        },
      }),
    ),
    {
      type: "tool-review-opened",
      actor: "p-1",
      key: `review/${project}`,
      data: { review: `t-${project}`, project, tool: "assistant", model: null, items: ["process", "criteria", "audit-events"] },
    },
  ];
}

/** A change as it usually goes: put forward, waited for, then allowed or denied; some nobody asks about, and one in fifty is held by somebody. */
function changeDrafts(number: number, project: string, at: number): Draft[] {
  const change = `c-${number}`;
  const id = (what: string) => hex(`${what} ${number}`);
  const put: Draft = {
    type: "change-proposed",
    actor: "p-1",
    key: `change/${number}`,
    data: {
      change,
      revision: 1,
      project,
      repository: `sha256:${hex(project)}`,
      base: id("base").slice(0, 40),
      head: id("head").slice(0, 40),
      resultTree: id("tree").slice(0, 40),
      resultListing: id("listing"),
      policy: hex("policy"),
      adoptions: [2],
      criteria: hex("criteria"),
      types: ["business-logic"],
      tier: "business-logic",
      origin: { human: 10, ai: 40, mixed: 0, unknown: 2 },
      tools: ["assistant"],
      contributors: ["p-1"],
      sponsors: ["p-1"],
      proposer: "p-1",
    },
  };
  const answers = number % 10 === 0 ? [] : number % 7 === 0 ? (["wait", "deny"] as const) : number % 11 === 0 ? (["wait"] as const) : (["wait", "allow"] as const);
  const verdicts = answers.map(
    (answer, turn): Draft => ({
      type: "verdict-given",
      actor: "system",
      key: `verdict/${number}/${turn}`,
      data: {
        verdict: `v-${number}-${turn}`,
        change,
        revision: 1,
        environment: null,
        artifact: null,
        answer,
        reasons: [],
        reviewed: true,
        subjectDigest: id("subject"),
        policy: hex("policy"),
        decisions: [],
        evidence: [],
        exceptions: [],
        until: at,
        evaluator: "countersign-judge/1",
      },
      private: { verdict: json({ headline: "As it was" }) },
    }),
  );
  const held: Draft = {
    type: "escalation-opened",
    actor: "system",
    key: `escalation/${number}`,
    data: {
      escalation: `x-${number}`,
      kind: "overdue",
      change,
      decision: null,
      criterion: null,
      level: 0,
      to: { qualification: null, role: "engineering-lead", not: [] },
      due: at + aDay,
    },
  };
  const taken: Draft = { type: "escalation-resolved", actor: "p-1", key: `taken/${number}`, data: { escalation: `x-${number}`, person: "p-1", decision: null } };
  return [put, ...verdicts, ...(number % 50 === 0 ? [held, ...(number % 500 === 0 ? [] : [taken])] : [])];
}

if (import.meta.main) await printAlone(run);
