import { visible } from "../git/index.ts";
import type { OriginFinding, OriginRun } from "../model/origin.ts";
import type { DisclosureGrammar, DisclosurePlace, Policy } from "../model/policy.ts";
import { type Grammar, missingTrailers } from "../recording/index.ts";
import { isAi, lengthOf } from "./disclosure.ts";
import { descriptionNames, headNames, messageNames, type SaidMessage } from "./disclosure-grammar.ts";

export const gapCodes = ["commit-silent", "header-missing", "description-unknown", "description-silent", "agent-signed-off", "file-missing", "file-stale"] as const;

/** Something that the policy wants disclosed and that isn't: what is missing where, and how to add it. */
export interface Gap {
  readonly code: (typeof gapCodes)[number];
  readonly commit: string | null;
  readonly path: string | null;
  readonly sentence: string;
  readonly how: string;
}

/** A commit of the change as its author typed it. */
export interface SaidCommit extends SaidMessage {
  readonly subject: string;
}

export interface GapsInput {
  readonly ai: Pick<Policy["ai"], "disclosure" | "disclosureIn" | "disclosureGrammar">;
  /** Oldest first. */
  readonly commits: readonly SaidCommit[];
  readonly files: readonly { readonly path: string; readonly runs: readonly OriginRun[] }[];
  /** The first lines of each file that AI wrote in; absent where it is no text that takes a comment. */
  readonly heads: ReadonlyMap<string, string>;
  /** What the change says of itself on its platform; null when that is not known here. */
  readonly description: string | null;
  /** Tools that were declared when the change was put forward. */
  readonly declared: readonly string[];
  readonly findings: readonly OriginFinding[];
}

/** What a change fails to disclose. That a tool signed off is one whatever the policy says, since only a person can certify where code comes from. */
export function gapsOf(input: GapsInput): Gap[] {
  const { ai } = input;
  const places: ReadonlySet<DisclosurePlace> = new Set(ai.disclosure === "required" ? (ai.disclosureIn ?? ["commit"]) : []);
  return [
    ...(places.has("commit") ? commitGaps(input) : []),
    ...(places.has("file-header") ? headerGaps(input) : []),
    ...(places.has("description") ? descriptionGaps(input) : []),
    ...signedOff(input),
  ];
}

interface Written {
  readonly tool: string | null;
  readonly model: string | null;
  readonly lines: number;
  /** True when all that says so is prose, a footer or a tool that only committed. */
  readonly faint: boolean;
}

function writtenIn(runs: readonly OriginRun[]): Written[] {
  const byTool = Map.groupBy(runs.filter(isAi), ({ tool }) => tool);
  return [...byTool].map(([tool, those]) => ({
    tool,
    model: those.find(({ model }) => model !== null)?.model ?? null,
    lines: those.reduce((sum, run) => sum + lengthOf(run), 0),
    faint: those.every(({ confidence }) => confidence === "low"),
  }));
}

function commitGaps({ commits, files, ai: { disclosureGrammar: grammar } }: GapsInput): Gap[] {
  const runs = files.flatMap((file) => file.runs);
  const own = Map.groupBy(
    runs.filter((run) => run.grain !== "change"),
    ({ commit }) => commit,
  );
  const silent = commits.flatMap((commit) => writtenIn(own.get(commit.id) ?? []).flatMap((written) => (messageNames(commit, written.tool, grammar) ? [] : [{ commit, written }])));
  // What was declared of the whole change may stand in any of its commits.
  const head = commits.at(-1);
  const declared = writtenIn(runs.filter(({ grain }) => grain === "change")).filter(({ tool }) => !commits.some((commit) => messageNames(commit, tool, grammar)));
  return [...silent, ...(head === undefined ? [] : declared.map((written) => ({ commit: head, written })))].map(({ commit, written }) => commitGap(commit, written, grammar));
}

function commitGap({ id, subject }: SaidCommit, written: Written, grammar: DisclosureGrammar | undefined): Gap {
  const { tool, model } = written;
  const short = id.slice(0, 12);
  const sentence = `Commit ${short} “${visible(subject)}” holds ${wroteIn(written)}, and its message does not say so${formOf(grammar)}.`;
  const amend = `with \`git commit --amend\`, in an older commit with \`reword\` of \`git rebase --interactive ${short}~1\``;
  const recorded = recordingGrammar(grammar) === null ? "" : "; `countersign record hooks` does it from then on";
  return {
    code: "commit-silent",
    commit: id,
    path: null,
    sentence,
    how: `Add \`${trailerFor(tool, model, grammar)}\` as a last line, ${amend}${recorded}.`,
  };
}

function formOf(grammar: DisclosureGrammar | undefined): string {
  if (grammar === undefined) return "";
  if (typeof grammar === "object") return ` in a trailer ${grammar.trailer}`;
  return { kernel: " as `Assisted-by: AGENT:MODEL`", "free-text": " in a trailer Assisted-by", "co-authored-by": " in a trailer Co-authored-by with the tool's address" }[grammar];
}

/** The grammar of recording that fits a policy's; null for a trailer of its own, which recording knows nothing of. */
export function recordingGrammar(grammar: DisclosureGrammar | undefined): Grammar | null {
  if (typeof grammar === "object") return null;
  return grammar === "kernel" || grammar === "free-text" ? "assisted-by" : "co-authored-by";
}

function trailerFor(tool: string | null, model: string | null, grammar: DisclosureGrammar | undefined): string {
  if (typeof grammar === "object") return `${grammar.trailer}: ${shownTool(tool)}`;
  const [trailer] = missingTrailers("", [{ tool: shownTool(tool), model: model === null ? null : plain(model) }], recordingGrammar(grammar) ?? "assisted-by");
  const text = trailer === undefined ? "" : `${trailer.key}: ${trailer.value}`;
  return visible(grammar === "kernel" && !text.slice("Assisted-by:".length).includes(":") ? `${text}:MODEL` : text);
}

/** How many lines at the top of a file are looked at. */
export const headLines = 30;

function headerGaps({ files, heads }: GapsInput): Gap[] {
  return files.flatMap(({ path, runs }) => {
    const head = heads.get(path);
    const silent = head === undefined ? [] : writtenIn(runs).filter(({ tool }) => !headNames(head, tool));
    return silent.map((written): Gap => {
      const sentence = `${visible(path)} holds ${wroteIn(written)}, and none of its first ${headLines} lines says so.`;
      return { code: "header-missing", commit: null, path, sentence, how: `Add a comment there that says \`AI Disclosure: written in part by ${shownTool(written.tool)}\`.` };
    });
  });
}

function descriptionGaps({ files, description, declared }: GapsInput): Gap[] {
  const written = writtenIn(files.flatMap(({ runs }) => runs));
  const how = (tool: string | null) => `Add the line \`AI disclosure: ${shownTool(tool)}\` to it, or put the change forward with \`countersign propose --tool ${typed(tool)}\`.`;
  const silent = written.filter(({ tool }) => !(tool === null ? declared.length > 0 : declared.includes(tool)));
  if (description === null) {
    const [first] = silent;
    if (first === undefined) return [];
    const sentence = `The change holds ${wroteIn(first)}, and its description is not known here.`;
    return [
      {
        code: "description-unknown",
        commit: null,
        path: null,
        sentence,
        how: `Hand it in with \`--description FILE\`, or put the change forward with \`countersign propose --tool ${typed(first.tool)}\`.`,
      },
    ];
  }
  const unsaid = silent.filter(({ tool }) => !descriptionNames(description, tool));
  return unsaid.map((each) => {
    const sentence = `The change holds ${wroteIn(each)}, and its description does not say so.`;
    return { code: "description-silent", commit: null, path: null, sentence, how: how(each.tool) };
  });
}

function signedOff({ findings, commits }: GapsInput): Gap[] {
  return findings
    .filter(({ code }) => code === "agent-signed-off")
    .map(({ commit, sentence }) => {
      const subject = commits.find(({ id }) => id === commit)?.subject ?? "";
      const where = commit === null ? "" : `Commit ${commit.slice(0, 12)} “${visible(subject)}”: `;
      return {
        code: "agent-signed-off",
        commit,
        path: null,
        sentence: `${where}${sentence}`,
        how: "Take that `Signed-off-by` out of the message and sign off yourself with `git commit --amend --signoff`.",
      };
    });
}

/** What the committed disclosure fails to say: it is not there, or it is not what would be written of this commit. */
export function fileGaps(path: string, committed: string | null, wanted: string, command: string): Gap[] {
  const how = `Fetch the notes with \`git fetch origin refs/notes/ai:refs/notes/ai\`, write it with \`${visible(command)}\` and commit it.`;
  if (committed === null) return [{ code: "file-missing", commit: null, path, sentence: `There is no ${visible(path)} in the commit.`, how }];
  if (committed.replaceAll("\r\n", "\n") === wanted) return [];
  const [was, now] = [committed.split(/\r?\n/), wanted.split("\n")];
  const at = now.findIndex((line, index) => line !== was[index]);
  const line = at === -1 ? now.length : at + 1;
  return [{ code: "file-stale", commit: null, path, sentence: `${visible(path)} is not what the evidence says now; the first difference is in line ${line}.`, how }];
}

function wroteIn({ tool, lines, faint }: Written): string {
  return `${counted(lines)} that ${tool === null ? "an AI tool" : visible(tool)} wrote${faint ? ", by evidence of low confidence" : ""}`;
}

function shownTool(tool: string | null): string {
  return tool === null ? "TOOL" : plain(tool.replaceAll("/", " "));
}

// As the grammar takes a name: a comma would begin another.
function plain(text: string): string {
  return visible(text)
    .replaceAll(/[\s,:+()[\]<>]+/g, " ")
    .trim();
}

// A name from a note may be anything; only a plain one goes into a command that somebody copies.
function typed(tool: string | null): string {
  return tool !== null && /^[a-z0-9][a-z0-9._-]*$/i.test(tool) ? tool : "TOOL";
}

function counted(lines: number): string {
  return `${lines} line${lines === 1 ? "" : "s"}`;
}
