import type { Claim, LineRange, OriginFinding } from "../model/origin.ts";
import { counted, cut, FindingTally, quoted } from "./finding-tally.ts";
import { normalise, overlapsAcross } from "./line-set.ts";
import { pathText } from "./path-text.ts";
import { promptAttribute, promptsIn } from "./prompt-digests.ts";
import { modelName, toolName } from "./tools.ts";

/** Lines that a note attributes to somebody it can't name: no claim, and yet not left untracked. */
export interface FailingLines {
  readonly path: string;
  readonly lines: readonly LineRange[];
}

export interface NoteReading {
  /** True when the note could be read to its end in a schema that we know; only then does its silence mean something. */
  readonly valid: boolean;
  readonly claims: readonly Claim[];
  readonly failing: readonly FailingLines[];
  /** Salted digests of the prompts of the sessions that have lines. */
  readonly prompts: readonly string[];
  readonly findings: readonly OriginFinding[];
}

export interface NoteLimits {
  /** Bytes of the attestation section, of the JSON behind it, and of one line; and ranges in the whole note. */
  readonly attestation: number;
  readonly json: number;
  readonly line: number;
  readonly ranges: number;
}

/** Far above any note that was seen (10,685 of one repository make 583 MB); transcripts make the JSON, not the attestations, large. */
export const noteLimits: NoteLimits = { attestation: 16 << 20, json: 64 << 20, line: 1 << 20, ranges: 500_000 };

/** A longer one is no path that a file system here would hold. */
const longestPath = 8_192;
const newline = 0x0a;

const keyShapes = [
  { shape: /^(s_[0-9a-f]{14})(?:::t_[0-9a-f]{14})?$/, kind: "session" },
  { shape: /^(h_[0-9a-f]{14})$/, kind: "human" },
  { shape: /^([0-9a-f]{16}|[0-9a-f]{7})$/, kind: "prompt" },
] as const;

type KeyKind = (typeof keyShapes)[number]["kind"];

const told: Parameters<FindingTally["findings"]>[0] = {
  "note-unreadable": () => "The note can't be read",
  "note-dangling-key": (count) => `The note gives lines to ${counted(count, "key")} without a usable record`,
  "note-unrecognised-key": (count) => `The note gives lines to ${counted(count, "key")} of no known kind`,
  "note-range-invalid": (count) => `The note has ${counted(count, "fault")} in its paths and ranges`,
  "line-claimed-twice": (count) => `The note gives the same line to two actors in ${counted(count, "file")}`,
  "note-base-mismatch": () => "The note names another commit as its own",
  "note-prompts-invalid": (count) => `The note holds something else where digests of prompts belong in ${counted(count, "record")}; nothing of it was taken`,
  "transcript-present": (count) => `The note holds whole conversations in ${counted(count, "record")}; nothing of them was kept`,
  "personal-data-present": (count) => `The note holds paths of somebody's machine in ${counted(count, "record")}; nothing of them was kept`,
};

/**
 * Reads a git-ai note (`authorship/3.0.0` and the key shapes before 1.4.0) as somebody's claim about the commit that it hangs on;
 * lines are those of the file in that commit. Attacker-controlled: never throws, keeps nothing of transcripts, and returns what is
 * wrong beside what could be read, because a strict reader is wrong on one real note in eight (`provenance.md` §1).
 */
export function readGitAiNote(commit: string, bytes: Uint8Array, limits: NoteLimits = noteLimits): NoteReading {
  const tally = new FindingTally(commit);
  const note = split(bytes);
  const refusal = refusalOf(bytes, note, limits);
  if (note === null || refusal !== null) {
    tally.add("note-unreadable", refusal ?? "it has no divider");
    return { valid: false, claims: [], failing: [], prompts: [], findings: tally.findings(told) };
  }
  const attestations = readAttestations(note.attestation, limits, tally);
  const root = parsed(note.json);
  const unusable = root === null ? "what follows the divider is not one whole JSON object" : schemaFault(root);
  if (unusable !== null) tally.add("note-unreadable", unusable);
  const records = unusable === null && root !== null ? root : {};
  if (unusable === null) audit(records, commit, tally);
  const { claims, failing } = resolve(attestations.entries, records, commit, tally);
  const prompts = promptsOf(attestations.entries, records, tally);
  return { valid: unusable === null && attestations.whole, claims, failing, prompts, findings: tally.findings(told) };
}

interface Parts {
  readonly attestation: Uint8Array;
  readonly json: Uint8Array;
}

interface Entry {
  readonly path: string;
  readonly key: string;
  readonly lines: readonly LineRange[];
}

function split(bytes: Uint8Array): Parts | null {
  for (const { start, end, next } of linesOf(bytes)) {
    if (end - start === 3 && bytes[start] === 0x2d && bytes[start + 1] === 0x2d && bytes[start + 2] === 0x2d) {
      return { attestation: bytes.subarray(0, start), json: bytes.subarray(next) };
    }
  }
  return null;
}

/** Where each line starts, ends (without `\n` or `\r\n`), and where the next one starts. */
function* linesOf(bytes: Uint8Array): Generator<{ start: number; end: number; next: number }> {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const stop = found < 0 ? bytes.length : found;
    const end = stop > start && bytes[stop - 1] === 0x0d ? stop - 1 : stop;
    const next = stop + 1;
    yield { start, end, next };
    start = next;
  }
}

function refusalOf(bytes: Uint8Array, note: Parts | null, limits: NoteLimits): string | null {
  if (bytes.length === 0) return "it is empty";
  if (note === null) {
    const whole = bytes.length <= limits.json ? parsed(bytes) : null;
    const schema = whole === null ? null : member(whole, "schema_version");
    if (schema === "authorship/0.0.1") return "it is an authorship/0.0.1 document, which names authors only by a label, so its lines stay unknown";
    return "it has no line that is exactly ---";
  }
  if (note.attestation.length > limits.attestation) return `its attestations are larger than ${limits.attestation} bytes`;
  if (note.json.length > limits.json) return `its records are larger than ${limits.json} bytes`;
  return null;
}

function readAttestations(bytes: Uint8Array, limits: NoteLimits, tally: FindingTally): { entries: Entry[]; whole: boolean } {
  const entries: Entry[] = [];
  let path: string | null = null;
  let left = limits.ranges;
  for (const { start, end } of linesOf(bytes)) {
    if (start === end) continue;
    const line = bytes.subarray(start, end);
    if (line[0] !== 0x20) {
      path = readPath(line);
      if (path === null) tally.add("note-range-invalid", "a path is too long or its quotation mark is not closed");
      continue;
    }
    const entry = path === null || line.length > limits.line ? null : readEntry(path, line, tally);
    if (entry === null) {
      tally.add("note-range-invalid", "an entry is not two spaces, a key, a space and ranges, under a path", path);
      continue;
    }
    left -= entry.lines.length;
    if (left < 0) {
      tally.add("note-unreadable", `it holds more than ${limits.ranges} ranges`);
      return { entries, whole: false };
    }
    entries.push(entry);
  }
  return { entries, whole: true };
}

function readPath(line: Uint8Array): string | null {
  if (line.length > longestPath) return null;
  if (line[0] !== 0x22) return pathText(line);
  const closing = line.lastIndexOf(0x22);
  return closing > 1 && closing === line.length - 1 ? pathText(line.subarray(1, closing)) : null;
}

function readEntry(path: string, line: Uint8Array, tally: FindingTally): Entry | null {
  const text = Buffer.from(line).toString("latin1");
  const found = /^ {2}([^ ]{1,200}) ([^ ]+)$/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) return null;
  const key = found[1];
  const lines: LineRange[] = [];
  for (const piece of found[2].split(",")) {
    const range = readRange(piece);
    if (range === null) tally.add("note-range-invalid", `${quoted(piece)} under the key ${quoted(key)} is no range`, path);
    else lines.push(range);
  }
  if (lines.some((range, at) => at > 0 && range.start <= (lines[at - 1]?.end ?? 0)))
    tally.add("note-range-invalid", `the ranges under the key ${quoted(key)} are unsorted or overlap`, path);
  return { path, key, lines };
}

function readRange(piece: string): LineRange | null {
  const found = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(piece);
  if (found?.[1] === undefined) return null;
  const start = Number(found[1]);
  const end = Number(found[2] ?? found[1]);
  return start >= 1 && end >= start ? { start, end } : null;
}

type JsonObject = Readonly<Record<string, unknown>>;

function parsed(bytes: Uint8Array): JsonObject | null {
  try {
    return object(JSON.parse(new TextDecoder("utf-8").decode(bytes)) as unknown);
  } catch {
    return null;
  }
}

function object(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

// Keys are the note author's: `constructor` must find nothing.
function member(from: JsonObject | null, key: string): unknown {
  return from !== null && Object.hasOwn(from, key) ? from[key] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? cut(value.trim(), 300) : null;
}

function schemaFault(root: JsonObject): string | null {
  const schema = member(root, "schema_version");
  if (typeof schema !== "string") return "it names no schema_version";
  return /^authorship\/3\.\d{1,4}\.\d{1,4}$/.test(schema) ? null : `its schema ${quoted(schema)} is not one that is read here`;
}

function audit(root: JsonObject, commit: string, tally: FindingTally): void {
  const base = member(root, "base_commit_sha");
  // The meaning of this field wandered between versions, so it is reported and never used to anchor.
  if (base !== commit) tally.add("note-base-mismatch", typeof base === "string" ? `base_commit_sha is ${quoted(base)}` : "base_commit_sha is missing");
  for (const section of ["prompts", "sessions"]) {
    for (const record of Object.values(object(member(root, section)) ?? {})) auditRecord(object(record), tally);
  }
}

function auditRecord(record: JsonObject | null, tally: FindingTally): void {
  const messages = member(record, "messages");
  if (Array.isArray(messages) ? messages.length > 0 : text(messages) !== null) tally.add("transcript-present", "");
  const attributes = Object.values(object(member(record, "custom_attributes")) ?? {});
  if ([member(record, "messages_url"), ...attributes].some(showsMachine)) tally.add("personal-data-present", "");
}

/** True for a text that shows a place on somebody's own machine, and so usually a user's name. */
export function showsMachine(value: unknown): boolean {
  return typeof value === "string" && /file:\/\/|\/home\/|\/Users\/|[A-Za-z]:[\\/]{1,2}Users/.test(value.slice(0, 10_000));
}

interface Actor {
  readonly origin: "ai" | "human";
  readonly tool: string | null;
  readonly model: string | null;
  readonly sponsor: string | null;
}

function resolve(entries: readonly Entry[], root: JsonObject, commit: string, tally: FindingTally): { claims: Claim[]; failing: FailingLines[] } {
  const claims: Claim[] = [];
  const failing: FailingLines[] = [];
  for (const [path, under] of Map.groupBy(entries, (entry) => entry.path)) {
    const owned: (LineRange & { owner: string })[] = [];
    for (const { key, lines } of under) {
      const known = recognise(key);
      const actor = known === null ? null : actorOf(known, root);
      if (known === null) tally.add("note-unrecognised-key", quoted(key), path);
      else if (actor === null) tally.add("note-dangling-key", quoted(key), path);
      for (const { start, end } of lines) owned.push({ start, end, owner: known?.record ?? key });
      if (lines.length === 0) continue;
      const kept = normalise(lines);
      if (actor === null) failing.push({ path, lines: kept });
      else claims.push({ ...actor, method: "note", grain: "line", confidence: "high", commit, path, lines: kept, source: `note git-ai ${key}` });
    }
    if (overlapsAcross(owned)) tally.add("line-claimed-twice", quoted(path), path);
  }
  return { claims, failing };
}

function promptsOf(entries: readonly Entry[], root: JsonObject, tally: FindingTally): string[] {
  const sessions = new Set(entries.flatMap(({ key }) => recognise(key) ?? []).flatMap(({ kind, record }) => (kind === "session" ? [record] : [])));
  return [...sessions].flatMap((name) => {
    const attribute = member(object(member(object(member(object(member(root, "sessions")), name)), "custom_attributes")), promptAttribute);
    const prompts = attribute === undefined ? [] : promptsIn(attribute);
    if (prompts === null) tally.add("note-prompts-invalid", "");
    return prompts ?? [];
  });
}

function recognise(key: string): { kind: KeyKind; record: string } | null {
  for (const { shape, kind } of keyShapes) {
    const record = shape.exec(key)?.[1];
    if (record !== undefined) return { kind, record };
  }
  return null;
}

function actorOf({ kind, record: key }: { kind: KeyKind; record: string }, root: JsonObject): Actor | null {
  const record = object(member(object(member(root, `${kind}s`)), key));
  if (kind === "human") {
    const author = text(member(record, "author"));
    return author === null ? null : { origin: "human", tool: null, model: null, sponsor: null };
  }
  const agent = object(member(record, "agent_id"));
  const tool = text(member(agent, "tool"));
  if (tool === null) return null;
  const model = text(member(agent, "model"));
  return { origin: "ai", tool: toolName(tool), model: model === null ? null : modelName(model), sponsor: text(member(record, "human_author")) };
}
