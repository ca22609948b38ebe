import type { NewNote } from "../../git/index.ts";
import { sha256 } from "../../model/canonical.ts";

/** A conversation with a tool that records its lines in a git-ai note. */
export interface Conversation {
  readonly tool: string;
  readonly model: string;
  readonly id: string;
}

/** Lines of a file by who wrote them, as git-ai writes ranges: `1-3,6`. */
export interface WrittenLines {
  readonly tool?: string;
  readonly person?: string;
}

/** A git-ai note (`authorship/3.0.0`) on a commit: the lines that a tool wrote for a person, and those that the person typed. */
export function gitAiNote(commit: string, person: string, { tool, model, id }: Conversation, files: Readonly<Record<string, WrittenLines>>): NewNote {
  const session = `s_${sha256(`${tool}:${id}`).slice(0, 14)}`;
  const human = `h_${sha256(person).slice(0, 14)}`;
  const checkpoint = `t_${sha256(`${commit} ${id}`).slice(0, 14)}`;
  const attested = Object.entries(files).flatMap(([path, lines]) => [
    path,
    ...(lines.tool === undefined ? [] : [`  ${session}::${checkpoint} ${lines.tool}`]),
    ...(lines.person === undefined ? [] : [`  ${human} ${lines.person}`]),
  ]);
  const records = { humans: { [human]: { author: person } }, sessions: { [session]: { agent_id: { tool, id, model }, human_author: person } } };
  const text = (idOf: (label: string) => string) => {
    const json = { schema_version: "authorship/3.0.0", git_ai_version: "1.4.5", base_commit_sha: idOf(commit), prompts: {}, ...records };
    return `${[...attested, "---", JSON.stringify(json, null, 2)].join("\n")}\n`;
  };
  return { ref: "refs/notes/ai", commit, text };
}

/** What an editor that speaks Agent Trace knows when it appends a record: the revision is the one before the commit. */
export interface Traced {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  readonly revision: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly model: string;
  /** Whole files that the tool wrote, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** One line of `.agent-trace/traces.jsonl` (Agent Trace 0.1.0), with hashes of the lines. */
export function agentTrace({ id, time, revision, tool, model, files }: Traced): string {
  const record = {
    version: "0.1.0",
    id,
    timestamp: time,
    vcs: { type: "git", revision },
    tool,
    files: Object.entries(files).map(([path, content]) => {
      const lines = content.trimEnd().split("\n");
      const range = { start_line: 1, end_line: lines.length, content_hash: `sha256:${sha256(lines.join("\n")).slice(0, 16)}` };
      return { path, conversations: [{ contributor: { type: "ai", model_id: model }, ranges: [range] }] };
    }),
  };
  return `${JSON.stringify(record)}\n`;
}
