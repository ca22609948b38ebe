import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Draft } from "../src/model/fact.ts";
import {
  acknowledge,
  adoptPolicy,
  closeReviewItem,
  enrolPerson,
  gate,
  openWorkplace,
  prepareDecision,
  recordDecision,
  recordEscalationDrill,
  signAct,
  skipBlueprint,
  startBlueprint,
  suspendTool,
  type Workplace,
} from "../src/workflow/index.ts";
import { sampleSigner } from "../src/workflow/sample/keys.ts";
import { prepareSample } from "../src/workflow/sample.ts";
import { finishedBlueprint } from "../src/workflow/testing-blueprint.ts";

/** Milliseconds of a day, and how many days ago all of it was recorded. */
const aDay = 86_400_000;
const ago = 12;

/** The project whose blueprint runs. */
export const governedProject = "appointment-reminders";
const project = governedProject;
const others = ["bed-planning", "billing", "claims-intake", "lab-results", "referral-letters"];

/** The sample in the middle of its blueprint, among projects that stand otherwise: what the pictures of governance show. It was recorded `ago` days ago, so that something is late. */
export async function makeGovernedSample(data: string): Promise<void> {
  const folder = join(data, "sample");
  const options = { folder, clock: () => Date.now() - ago * aDay, random: (length: number) => randomBytes(length) };
  await prepareSample({ ...options, interactive: false });
  await using workplace = await openWorkplace(options);
  await enrolPerson(workplace, "chen", { handle: "pat", name: "Petra Novak", emails: ["petra.novak@northwind.example"], roles: ["project-manager"] });
  await enrolPerson(workplace, "chen", { handle: "ida", name: "Ida Okafor", emails: ["ida.okafor@northwind.example"], roles: ["auditor"] });
  await workplace.store.append(others.map(registered));
  await startThem(workplace);
  await registerTools(workplace, folder);
  await agree(workplace, folder);
  await doubt(workplace, folder);
}

function day(days: number): string {
  return new Date(Date.now() + days * aDay).toISOString().slice(0, 10);
}

function registered(id: string): Draft {
  return { type: "project-registered", actor: "system", key: `project/${id}`, data: { project: id, repository: `sha256:${id}`, branch: "refs/heads/main" } };
}

async function startThem(workplace: Workplace): Promise<void> {
  await startBlueprint(workplace, "bo", { project, start: day(-ago), end: day(9) });
  await startBlueprint(workplace, "bo", { project: "lab-results", start: day(-5), end: day(16) });
  await startBlueprint(workplace, "pat", { project: "claims-intake", start: day(-24), end: day(-3) });
  await skipBlueprint(workplace, "bo", { project: "billing", reason: "It was live for two years before there was a blueprint." });
}

const conditions = "conditions: { data: [internal], modes: [ask, agent], not-paths: [src/identity/**], account: business }";

async function registerTools(workplace: Workplace, folder: string): Promise<void> {
  const version = ((await workplace.store.read.policyInForce("organisation", null))?.version ?? 0) + 1;
  const text = `policy: 1
version: ${version}
review-by: ${day(20)}
ai:
  tools:
    - { tool: claude-code, owner: bo, models: ["claude-opus-4*"], ${conditions}, review-by: ${day(150)} }
    - { tool: copilot-coding-agent, owner: chen, models: ["*"], ${conditions}, review-by: ${day(-2)} }
    - { tool: cursor, owner: ana, models: ["claude-sonnet-4*"], conditions: { data: [internal], modes: [ask, agent] }, review-by: ${day(90)} }
waivers:
  - { id: import-size, rule: limits.change-lines, project: referral-letters, reason: The old letters come over in one change, risk: R-012, approved-by: ana, expires: ${day(6)} }
`;
  await adoptPolicy(workplace, "ana", { text, file: "policy.yaml", sign: signerOf(folder, "ana") });
  const reviews = await workplace.store.read.governance.toolReviews();
  const close = async (tool: string, item: "process" | "criteria" | "audit-events", by: string, done: string) => {
    for (const { id, tool: of } of reviews) if (of === tool) await closeReviewItem(workplace, by, { review: id, item, done });
  };
  await close("claude-code", "process", "bo", "The team agreed who uses it: everybody, with the company's account.");
  await close("claude-code", "criteria", "bo", "Went through the criteria of every tier with two of its changes.");
  await close("claude-code", "audit-events", "ida", "Its trailers are read, and its events stand in the ledger.");
  await close("copilot-coding-agent", "process", "bo", "Only for dependencies and documentation, started from an issue.");
  await suspendTool(workplace, "bo", { tool: "aider", project: null, suspended: true, reason: "It was used with a private account, so nobody knows what it was given." });
}

async function agree(workplace: Workplace, folder: string): Promise<void> {
  const repository = join(folder, "repository");
  const files = await finishedBlueprint({ workplace, clock: { now: Date.now() - ago * aDay } }, { project, by: "chen" });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), halfDone(path, text));
  }
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", repository, "-c", "user.name=Ana Costa", "-c", "user.email=ana.costa@northwind.example", ...words], { stdio: "pipe" });
  git("add", "-A");
  git("commit", "-q", "-m", "The blueprint");
  for (const document of ["charter", "delivery"] as const) await signAct(workplace, "bo", { act: "document-signed", project, document }, signerOf(folder, "bo"));
  for (const person of ["ana", "bo"]) await acknowledge(workplace, person, { project, document: "ai-policy" });
  await recordEscalationDrill(workplace, "pat", { project, outcome: "answered", note: "A planted doubt about a test change; Chen answered within ten minutes." });
}

/** Its change waits for an answer that nobody gave in time, and the gate denied it meanwhile. */
async function doubt(workplace: Workplace, folder: string): Promise<void> {
  const [waiting] = await workplace.store.read.changes();
  const change = waiting?.id ?? "";
  const comment = "I cannot tell who would be called twice.";
  const prepared = await prepareDecision(workplace, "chen", { change, environment: "production", outcome: "unsure", doubt: "blast-radius", answers: [], comment });
  await recordDecision(workplace, prepared, await signerOf(folder, "chen")(prepared.bytes, prepared.namespace));
  await gate(workplace, { environment: "production", change });
}

/** As a team has it in the middle: two records are still being argued over, and three risks were not gone through. */
function halfDone(path: string, text: string): string {
  if (/decisions\/.*000[24]-/.test(path)) return text.replace("status: accepted", "status: proposed");
  if (path.endsWith("risks.yaml")) {
    let left = 3;
    return text.replace(/^ +inherent: .*\n +residual: .*\n/gm, (rated) => (left-- > 0 ? "" : rated));
  }
  return path.endsWith("audit-trail.yaml") ? text.replace("status: approved", "status: draft") : text;
}

function signerOf(folder: string, person: string): ReturnType<typeof sampleSigner> {
  return sampleSigner(join(folder, "keys", "people", person));
}
