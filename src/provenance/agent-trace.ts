import type { OriginFinding } from "../model/origin.ts";
import { counted, cut, FindingTally, quoted } from "./finding-tally.ts";
import { showsMachine } from "./git-ai-note.ts";
import { modelName, toolName } from "./tools.ts";

/** One range that a record attributes, with what is needed to anchor it. Everything in it is what its author typed. */
export interface TracedRange {
  /** Forward slashes, relative to the root of the repository. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly origin: "human" | "ai" | "mixed";
  readonly tool: string | null;
  readonly model: string | null;
  /** `murmur3:…`, `sha256:…` or anything else, as stated; null when the range states none. */
  readonly hash: string | null;
}

/** A record of Agent Trace that could be read. */
export interface TraceRecord {
  readonly id: string;
  /** Full lower-case commit id, or null for another version system or none. */
  readonly revision: string | null;
  /** Milliseconds since the epoch; `-Infinity` when the record states no RFC 3339 time, so that any dated record is later. */
  readonly time: number;
  readonly ranges: readonly TracedRange[];
}

export interface TraceReading {
  readonly records: readonly TraceRecord[];
  readonly findings: readonly OriginFinding[];
}

export interface TraceLimits {
  readonly bytes: number;
  readonly records: number;
  readonly ranges: number;
}

export const traceLimits: TraceLimits = { bytes: 64 << 20, records: 100_000, ranges: 500_000 };

const told: Parameters<FindingTally["findings"]>[0] = {
  "trace-unreadable": (count) => `${counted(count, "record")} of the trace can't be read`,
  "trace-path-missing": (count) => `The trace names ${counted(count, "path")} outside the repository`,
  "trace-without-contributor": (count) => `The trace says of ${counted(count, "range")} not who wrote ${count === 1 ? "it" : "them"}`,
  "transcript-present": (count) => `The trace holds ${counted(count, "whole conversation")}; nothing of it was kept`,
  "personal-data-present": (count) => `The trace holds ${counted(count, "address")} of somebody's machine; nothing of it was kept`,
};

/**
 * Reads Agent Trace 0.1 from one file or note: a record, an array of records, or one record a line. Attacker-controlled: never
 * throws; what can't be read is counted in a finding. Lenient where the specification, its examples and its reference
 * implementation disagree (`provenance.md` §2).
 */
export function readAgentTrace(bytes: Uint8Array, limits: TraceLimits = traceLimits): TraceReading {
  const tally = new FindingTally(null);
  if (bytes.length > limits.bytes) tally.add("trace-unreadable", `the file is larger than ${limits.bytes} bytes`);
  const records: TraceRecord[] = [];
  let left = limits.ranges;
  for (const value of bytes.length > limits.bytes ? [] : documents(bytes)) {
    const record = records.length < limits.records && left > 0 ? readRecord(value, left, tally) : "it is beyond the number of records and ranges that is read";
    if (typeof record === "string") tally.add("trace-unreadable", record);
    else {
      left -= record.ranges.length;
      records.push(record);
    }
  }
  return { records, findings: tally.findings(told) };
}

/** The JSON values in a file; `undefined` for each line that is none. */
function documents(bytes: Uint8Array): unknown[] {
  const whole = new TextDecoder("utf-8").decode(bytes).trim();
  if (whole === "") return [];
  const value = parsed(whole);
  if (value !== undefined) return Array.isArray(value) ? value : [value];
  return whole.split("\n").flatMap((line) => (line.trim() === "" ? [] : [parsed(line)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function object(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

function member(from: JsonObject | null, key: string): unknown {
  return from !== null && Object.hasOwn(from, key) ? from[key] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? cut(value.trim(), 300) : null;
}

function readRecord(value: unknown, mostRanges: number, tally: FindingTally): TraceRecord | string {
  const record = object(value);
  if (record === null) return "it is not a JSON object";
  const version = member(record, "version");
  // The schema's pattern forbids the third number that every example has.
  if (typeof version !== "string" || !/^\d{1,4}\.\d{1,4}(?:\.\d{1,4})?$/.test(version)) return "its version is not of the form 0.1 or 0.1.0";
  const files = member(record, "files");
  if (!Array.isArray(files)) return "it has no list of files";
  const tool = text(member(object(member(record, "tool")), "name"));
  const ranges: TracedRange[] = [];
  for (const file of files) {
    const fault = readFile(object(file), tool === null ? null : toolName(tool), ranges, mostRanges, tally);
    if (fault !== null) tally.add("trace-unreadable", fault);
  }
  return { id: text(member(record, "id")) ?? "", revision: revisionOf(record), time: timeOf(member(record, "timestamp")), ranges };
}

function readFile(file: JsonObject | null, tool: string | null, into: TracedRange[], most: number, tally: FindingTally): string | null {
  const stated = member(file, "path");
  if (typeof stated !== "string" || stated === "") return "one of its files has no path";
  const path = repositoryPath(stated);
  if (path === null) tally.add("trace-path-missing", quoted(stated));
  for (const conversation of list(member(file, "conversations")).map(object)) {
    auditConversation(conversation, tally);
    for (const range of list(member(conversation, "ranges")).map(object)) {
      const start = member(range, "start_line");
      const end = member(range, "end_line");
      if (!isLine(start) || !isLine(end) || end < start) return `a range of ${quoted(stated)} is no pair of ascending line numbers`;
      const who = contributorOf(member(range, "contributor") ?? member(conversation, "contributor"));
      if (who === null) tally.add("trace-without-contributor", quoted(stated), path);
      if (who === null || path === null) continue;
      if (into.length >= most) return "it is beyond the number of ranges that is read";
      into.push({ path, start, end, ...who, tool, hash: text(member(range, "content_hash")) });
    }
  }
  return null;
}

function isLine(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value < 1e9;
}

/** Some writers shorten the contributor to its type. `unknown`, absence and anything else is nobody, never AI by default. */
function contributorOf(value: unknown): Pick<TracedRange, "origin" | "model"> | null {
  const type = typeof value === "string" ? value : member(object(value), "type");
  if (type !== "human" && type !== "ai" && type !== "mixed") return null;
  const model = text(member(object(value), "model_id"));
  return { origin: type, model: model === null ? null : modelName(model) };
}

/** Forward slashes and no `./`; null for what can't be in a tree: absolute, climbing, or with a drive. */
function repositoryPath(stated: string): string | null {
  const path = stated
    .toWellFormed()
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "");
  if (path === "" || path.startsWith("/") || /^[A-Za-z]:\//.test(path) || path.length > 8_192) return null;
  return path.split("/").some((part) => part === ".." || part === "") ? null : path;
}

function revisionOf(record: JsonObject): string | null {
  const vcs = object(member(record, "vcs"));
  const revision = member(vcs, "revision");
  // Full ids only: a short one is whatever a later object makes of it.
  return member(vcs, "type") === "git" && typeof revision === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision) ? revision : null;
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function timeOf(value: unknown): number {
  const time = typeof value === "string" && rfc3339.test(value) ? Date.parse(value.toUpperCase()) : Number.NaN;
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}

function auditConversation(conversation: JsonObject | null, tally: FindingTally): void {
  const addresses = [member(conversation, "url"), ...list(member(conversation, "related")).map((each) => member(object(each), "url"))];
  const shown = addresses.filter(showsMachine).length;
  if (shown > 0) tally.add("personal-data-present", "", null, shown);
  if (["messages", "transcript"].some((key) => list(member(conversation, key)).length > 0 || text(member(conversation, key)) !== null)) tally.add("transcript-present", "");
}

/** The git revisions that the records of some traces name, in no order; what cannot be read names none. */
export function tracedRevisions(traces: readonly Uint8Array[]): string[] {
  return [...new Set(traces.flatMap((bytes) => readAgentTrace(bytes).records.flatMap(({ revision }) => revision ?? [])))];
}
