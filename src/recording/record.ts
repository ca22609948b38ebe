import { sha256 } from "../model/canonical.ts";
import type { LineRange } from "../model/origin.ts";
import { integer, list, member, object, text } from "./json.ts";

/** What a tool wrote in one file in one step. Lines are those of the file as it was right after it. */
export interface RecordedFile {
  /** Relative to the root of the work tree, with slashes. */
  readonly path: string;
  /** SHA-256 of the plain text before and after; `before` is null when nobody saw it, and then nothing that lay there is known to be older. */
  readonly before: string | null;
  readonly after: string;
  readonly ranges: readonly LineRange[];
}

/** One step of a tool. Nothing in it comes from a prompt or a transcript. */
export interface Recorded {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly tool: string;
  readonly model: string | null;
  /** The tool's own id of the session. */
  readonly session: string;
  /** `Name <email>` of git's user when it was recorded; null when git knows none. */
  readonly sponsor: string | null;
  readonly revision: string | null;
  readonly files: readonly RecordedFile[];
}

/** Where Agent Trace lets a vendor keep what it has no field for. */
const vendor = "dev.countersign";

/** A step as one Agent Trace 0.1 record. `lines` gives the text of a file right after the step. */
export function traceOf(recorded: Recorded, lines: (file: RecordedFile) => readonly string[]): unknown {
  const { id, time, tool, model, session, sponsor, revision, files } = recorded;
  const contributor = model === null ? { type: "ai" } : { type: "ai", model_id: model };
  return {
    version: "0.1.0",
    id,
    timestamp: new Date(time).toISOString(),
    ...(revision === null ? {} : { vcs: { type: "git", revision } }),
    tool: { name: tool },
    files: files.map((file) => ({
      path: file.path,
      conversations: [{ contributor, ranges: file.ranges.map(({ start, end }) => ({ start_line: start, end_line: end, content_hash: hashOf(lines(file), { start, end }) })) }],
    })),
    metadata: { [vendor]: { session, sponsor, contents: files.map(({ before, after }) => ({ before, after })) } },
  };
}

function hashOf(lines: readonly string[], { start, end }: LineRange): string {
  return `sha256:${sha256(lines.slice(start - 1, end).join("\n"))}`;
}

/** A record that `traceOf` made; null for anything else, such as the half of one that a crash left. */
export function recordedOf(value: unknown): Recorded | null {
  const trace = object(value);
  const own = object(member(object(member(trace, "metadata")), vendor));
  const [id, tool, session, timestamp] = [
    text(member(trace, "id")),
    text(member(object(member(trace, "tool")), "name")),
    text(member(own, "session")),
    text(member(trace, "timestamp")),
  ];
  const time = Date.parse(timestamp ?? "");
  if (id === null || tool === null || session === null || Number.isNaN(time)) return null;
  const contents = list(member(own, "contents"));
  const files = list(member(trace, "files")).flatMap((file, at) => fileOf(object(file), object(contents[at])) ?? []);
  const model = text(member(object(member(conversationOf(object(list(member(trace, "files"))[0])), "contributor")), "model_id"));
  return { id, time, tool, model, session, sponsor: text(member(own, "sponsor")), revision: text(member(object(member(trace, "vcs")), "revision")), files };
}

function fileOf(file: ReturnType<typeof object>, contents: ReturnType<typeof object>): RecordedFile | null {
  const [path, after] = [text(member(file, "path")), digest(member(contents, "after"))];
  if (path === null || after === null) return null;
  const ranges = list(member(conversationOf(file), "ranges")).flatMap((each) => {
    const [start, end] = [integer(member(object(each), "start_line")), integer(member(object(each), "end_line"))];
    return start !== null && end !== null && start >= 1 && end >= start ? [{ start, end }] : [];
  });
  return { path, before: digest(member(contents, "before")), after, ranges };
}

function conversationOf(file: ReturnType<typeof object>): ReturnType<typeof object> {
  return object(list(member(file, "conversations"))[0]);
}

// It becomes the name of a file.
function digest(value: unknown): string | null {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value) ? value : null;
}
