import { isUtf8 } from "node:buffer";
import { addedIn, hunksOf, openRepository, type Repository, resolveCommit } from "../git/index.ts";
import { sha256 } from "../model/canonical.ts";
import type { LineRange } from "../model/origin.ts";
import { murmur3, rangesOf, readAgentTrace, type TracedRange } from "../provenance/index.ts";
import type { Agent } from "./agents/agent.ts";
import { claim, linesOf, nobody } from "./carry.ts";
import type { PromptBook } from "./prompts.ts";
import type { Recorded, RecordedFile } from "./record.ts";
import type { Spool } from "./spool.ts";
import { type AgentEvent, before, type FileStep } from "./step.ts";
import { linesIn } from "./text-lines.ts";
import { readWorkFile } from "./work-file.ts";

export interface CaptureOptions {
  /** The work tree. */
  readonly root: string;
  readonly spool: Spool;
  /** `Name <email>` of git's user. */
  readonly sponsor: string | null;
  readonly clock: () => number;
  readonly random: (length: number) => Uint8Array;
  /** Whether git ignores a path: what is never committed, such as a file of secrets, is never read. */
  readonly ignored: (path: string) => Promise<boolean>;
  /** Where digests of prompts are kept; null unless the policy asks for them. Asked only once there is a prompt. */
  readonly prompts: () => Promise<PromptBook | null>;
}

export interface Captured {
  readonly recorded: readonly { readonly path: string; readonly lines: number }[];
  /** Files that nothing was recorded of, each with the reason as a phrase. */
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
}

const nothing: Captured = { recorded: [], skipped: [] };

/** Takes in what an agent tells its hook. Before a step the text is remembered; after it git's own hunks between the two texts say which lines are new, and of these count those that the agent says it wrote. Of a prompt nothing is kept but what `options.prompts` allows. */
export async function captureEvent(event: AgentEvent, agent: Agent, options: CaptureOptions): Promise<Captured> {
  const { spool } = options;
  if (event.moment === "session") {
    if (event.model !== null) await spool.setModel(event.session, event.model);
    return nothing;
  }
  if (event.moment === "prompt") {
    await (await options.prompts())?.keep({ tool: agent.noteName, session: event.session }, event.prompt);
    return nothing;
  }
  return event.moment === "before" ? await remember(event, options) : await recordSteps(event, agent, options);
}

type FileEvent = Extract<AgentEvent, { readonly files: readonly FileStep[] }>;

async function remember(event: FileEvent, options: CaptureOptions): Promise<Captured> {
  const skipped: { path: string; why: string }[] = [];
  for (const step of event.files) {
    const file = await readOne(step.path, event.folder, options);
    if (typeof file === "string") skipped.push({ path: step.path, why: file });
    else await options.spool.setBefore(event.session, file.path, file.plain);
  }
  return { recorded: [], skipped };
}

async function readOne(stated: string, folder: string | null, { root, ignored }: CaptureOptions) {
  const file = await readWorkFile(root, stated, folder);
  return typeof file !== "string" && (await ignored(file.path)) ? "git ignores it" : file;
}

interface Change {
  readonly path: string;
  readonly before: Buffer | null;
  readonly after: Buffer;
  readonly ranges: readonly LineRange[];
}

async function recordSteps(event: FileEvent, agent: Agent, options: CaptureOptions): Promise<Captured> {
  const skipped: { path: string; why: string }[] = [];
  const steps: { step: FileStep; path: string; before: Buffer; after: Buffer }[] = [];
  for (const step of event.files) {
    const file = await readOne(step.path, event.folder, options);
    const older = typeof file === "string" ? file : await textBefore(event.session, step, file, options.spool);
    if (typeof file === "string" || typeof older === "string") skipped.push({ path: step.path, why: String(typeof older === "string" ? older : file) });
    else steps.push({ step, path: file.path, before: older, after: file.plain });
  }
  if (steps.length === 0) return { recorded: [], skipped };
  await using repository = await openRepository(options.root);
  const hunks = await hunksOf(repository, await Promise.all(steps.map(({ before, after }) => blobPair(repository, before, after))));
  const changes = steps.map(({ step, path, before, after }, at): Change => {
    const lines = linesIn(after);
    const wrote = linesOf(addedIn(hunks[at] ?? [])).filter((line) => step.wrote(lines[line - 1] ?? ""));
    return { path, before, after, ranges: rangesOf(wrote) };
  });
  const model = event.model ?? (await options.spool.model(event.session));
  return { recorded: await store(repository, { tool: agent.noteName, model, session: event.session, changes }, options), skipped };
}

async function blobPair(repository: Repository, old: Buffer, now: Buffer) {
  const [one, other] = await Promise.all([repository.scratch.write("blob", old), repository.scratch.write("blob", now)]);
  return { old: one, new: other };
}

async function textBefore(session: string, step: FileStep, file: { path: string; there: boolean; plain: Buffer }, spool: Spool): Promise<Buffer | string> {
  const seen = await spool.takeBefore(session, file.path);
  if (!file.there) return "it is not there";
  if (seen !== null) return seen;
  const told = step.replaced === null || !isUtf8(file.plain) ? null : before(file.plain.toString("utf8"), step.replaced.map(plainReplacement));
  return told === null ? "nobody saw it before, so which lines are new can't be shown" : Buffer.from(told);
}

function plainReplacement({ old, new: now }: { old: string; new: string }) {
  return { old: old.replaceAll("\r\n", "\n"), new: now.replaceAll("\r\n", "\n") };
}

interface Step {
  readonly tool: string;
  readonly model: string | null;
  readonly session: string;
  readonly changes: readonly Change[];
}

async function store(
  repository: Repository,
  { tool, model, session, changes }: Step,
  { spool, sponsor, clock, random }: CaptureOptions,
): Promise<{ path: string; lines: number }[]> {
  const written = changes.filter(({ ranges }) => ranges.length > 0);
  if (written.length === 0) return [];
  const files = written.map(({ path, before, after, ranges }): RecordedFile => ({ path, before: before === null ? null : sha256(before), after: sha256(after), ranges }));
  const revision = await resolveCommit(repository, "HEAD").catch(() => null);
  const recorded: Recorded = { id: uuid(random), time: clock(), tool, model, session, sponsor, revision, files };
  await spool.append(
    recorded,
    written.flatMap(({ before, after }) => (before === null ? [after] : [before, after])),
  );
  return written.map(({ path, ranges }) => ({ path, lines: linesOf(ranges).length }));
}

/** Takes in Agent Trace records of another program, about the work tree as it is now. Only what they call AI's is taken, and only while the text agrees with the hash that they state. */
export async function captureTraces(bytes: Uint8Array, options: CaptureOptions): Promise<Captured & { readonly findings: readonly string[] }> {
  const { records, findings } = readAgentTrace(bytes);
  const recorded: { path: string; lines: number }[] = [];
  const skipped: { path: string; why: string }[] = [];
  await using repository = await openRepository(options.root);
  for (const { id, ranges } of records) {
    for (const [key, those] of Map.groupBy(ranges, ({ tool, model }) => JSON.stringify([tool, model]))) {
      const [tool, model] = JSON.parse(key) as [string | null, string | null];
      const changes: Change[] = [];
      for (const [path, under] of Map.groupBy(those, (range) => range.path)) {
        const change = await traced(path, under, options);
        if (typeof change === "string") skipped.push({ path, why: change });
        else changes.push(change);
      }
      recorded.push(...(await store(repository, { tool: tool ?? "unknown", model, session: id === "" ? "unstated" : id, changes }, options)));
    }
  }
  return { recorded, skipped, findings: findings.map(({ sentence }) => sentence) };
}

async function traced(path: string, ranges: readonly TracedRange[], options: CaptureOptions): Promise<Change | string> {
  const file = await readOne(path, null, options);
  if (typeof file === "string") return file;
  const lines = linesIn(file.plain);
  const kept = ranges.filter((range) => range.origin === "ai" && range.end <= lines.length && agrees(range, lines));
  if (kept.length === 0) return "no range of it is called AI's and agrees with the text as it is now";
  const owners = claim(new Array<number>(lines.length).fill(nobody), kept, 0);
  return { path: file.path, before: null, after: file.plain, ranges: rangesOf(owners.flatMap((owner, at) => (owner === nobody ? [] : [at + 1]))) };
}

/** Whether the lines are those that were hashed, with and without a last line feed, because writers differ; true when no hash is stated. */
function agrees({ start, end, hash }: TracedRange, lines: readonly string[]): boolean {
  if (hash === null) return true;
  const [, algorithm, digest = ""] = /^(murmur3|sha256):([0-9a-f]{8,64})$/.exec(hash.toLowerCase()) ?? [];
  const text = lines.slice(start - 1, end).join("\n");
  if (algorithm === "murmur3") return [text, `${text}\n`].some((each) => murmur3(Buffer.from(each)) === digest);
  return algorithm === "sha256" && digest.length >= 16 && [text, `${text}\n`].some((each) => sha256(each).startsWith(digest));
}

/** A random UUID (RFC 9562, version 4), as Agent Trace wants it. */
function uuid(random: (length: number) => Uint8Array): string {
  const bytes = Buffer.from(random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
