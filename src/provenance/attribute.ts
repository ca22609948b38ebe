import type { Attribution, Identity } from "../model/change.ts";
import type { Claim, OriginCounts, OriginFinding } from "../model/origin.ts";
import { readAgentTrace } from "./agent-trace.ts";
import { counted } from "./finding-tally.ts";
import { type BlamedFile, type Evidence, type FoldedFile, foldOrigins } from "./fold.ts";
import { readGitAiNote } from "./git-ai-note.ts";
import { identityOf } from "./identity-text.ts";
import { type CommitText, claimsOfCommit, isFaint } from "./message.ts";
import { beyondFile, lastLines } from "./note-reach.ts";
import { promptsOfChange } from "./prompt-digests.ts";
import { claimsOfRecovered, type RecoveredNote, recovered } from "./recover.ts";
import { byText } from "./text-order.ts";
import { type ToolRow, toolTable } from "./tools.ts";
import { anchorTraces, type CommitNode, type LineText, oldestFirst } from "./trace-anchor.ts";

/** A commit of the range: the graph, and what its raw object says. */
export type RangeCommit = CommitNode & CommitText;

export interface AttributionInput {
  /** Every commit of the range, in any order. */
  readonly commits: readonly RangeCommit[];
  /** The added lines, blamed. */
  readonly files: readonly BlamedFile[];
  /** git-ai notes by the full id of the commit that they hang on. */
  readonly notes: ReadonlyMap<string, Uint8Array>;
  /** Notes found again on dead commits with the same patch. */
  readonly orphanNotes?: readonly RecoveredNote[];
  /** Agent Trace, one entry a file or note. */
  readonly traces: readonly Uint8Array[];
  /** Revisions that lie before the range; traces of theirs are about earlier lines. */
  readonly settled?: ReadonlySet<string>;
  /** What the proposal says: the tools that were used, that none was, or nothing. */
  readonly declared: readonly { readonly tool: string; readonly model: string | null }[] | "none" | null;
  /** True when the policy accepts the declaration "none" as evidence of a person; otherwise it leaves lines unknown. */
  readonly noneMeansHuman?: boolean;
  /** The policy's own rows of the table of tools. */
  readonly extraTools?: readonly ToolRow[];
  readonly lineText: LineText;
}

/** Everything that was found, before folding. */
export interface CollectedEvidence extends Evidence {
  /** Trace claims that a later record took over: kept for the auditor, deciding nothing. */
  readonly superseded: readonly Claim[];
  /** Salted digests of prompts, from the notes. */
  readonly prompts: readonly string[];
  readonly findings: readonly OriginFinding[];
}

/**
 * Who or what wrote the added lines of a commit range (R3). All evidence is text that an author could type: nothing of it makes this
 * throw, and nothing but positive evidence makes a line anything other than `unknown`.
 */
export function attribute(input: AttributionInput): Attribution {
  const evidence = collectEvidence(input);
  const { files, findings } = foldOrigins(input.files, evidence);
  const prompts = promptsOfChange(evidence.prompts);
  return {
    files,
    counts: countOrigins(files),
    tools: tally(files, evidence.claims),
    sponsors: sponsorsOf(evidence.claims),
    ...(prompts === null ? {} : { prompts }),
    disclosed: evidence.claims.some((claim) => claim.origin !== "human" && !isFaint(claim)),
    findings: [...evidence.findings, ...findings],
  };
}

/** Reads every source of evidence of the range. The claims are what `digestClaims` imports at first sight. */
export function collectEvidence(input: AttributionInput): CollectedEvidence {
  const commits = oldestFirst(input.commits);
  const tools = toolTable(input.extraTools);
  const messages = commits.map((commit) => claimsOfCommit(commit, tools));
  const notes = readNotes(input, commits);
  const traces = input.traces.map((bytes) => readAgentTrace(bytes));
  const anchored = anchorTraces(
    traces.flatMap(({ records }) => records),
    commits,
    input.lineText,
    input.settled,
  );
  const found = [...messages.flatMap(({ claims }) => claims), ...notes.claims, ...anchored.claims];
  const declaration = declaredClaims(input, commits.at(-1)?.id ?? "", found);
  return {
    claims: [...found, ...declaration.claims],
    noted: notes.noted,
    failing: notes.failing,
    superseded: anchored.superseded,
    prompts: notes.prompts,
    findings: [...messages.flatMap(({ findings }) => findings), ...notes.findings, ...traces.flatMap(({ findings }) => findings), ...anchored.findings, ...declaration.findings],
  };
}

interface Notes extends Evidence {
  readonly prompts: readonly string[];
  readonly findings: readonly OriginFinding[];
}

function readNotes({ notes, orphanNotes = [], lineText }: AttributionInput, commits: readonly RangeCommit[]): Notes {
  const ids = new Set(commits.map(({ id }) => id));
  const claims: Claim[] = [];
  const findings: OriginFinding[] = [];
  const failing: Evidence["failing"][number][] = [];
  const prompts: string[] = [];
  const noted = new Set<string>();
  for (const [commit, bytes] of notes) {
    if (!ids.has(commit)) {
      findings.push({ code: "note-orphaned", sentence: "The note hangs on a commit that is not in the range, so it says nothing about its lines.", commit, path: null });
      continue;
    }
    const note = readGitAiNote(commit, bytes);
    if (note.valid) noted.add(commit);
    // One by one: a note may hold more claims than a call takes arguments.
    for (const claim of note.claims) claims.push(claim);
    for (const each of note.failing) failing.push({ ...each, commit });
    for (const digest of note.prompts) prompts.push(digest);
    findings.push(...note.findings, ...beyondFile(commit, lastLines(note.claims), (path) => lineText(commit, path)?.length ?? null));
  }
  for (const orphan of orphanNotes.filter(({ commit }) => ids.has(commit))) {
    const found = claimsOfRecovered(orphan);
    for (const claim of found.claims) claims.push(claim);
    findings.push(...found.findings);
    // Every ordinary rebase leaves such a twin behind; it is news only where the living commit has no note of its own.
    if (!notes.has(orphan.commit)) findings.push(recovered(orphan));
  }
  return { claims, noted, failing, prompts, findings };
}

/** A declaration speaks about the whole change, so it hangs on the last commit. One that the evidence contradicts says nothing at all. */
function declaredClaims({ declared, noneMeansHuman = false }: AttributionInput, head: string, found: readonly Claim[]): { claims: Claim[]; findings: OriginFinding[] } {
  const claim = { method: "declared", grain: "change", confidence: "medium", commit: head, path: null, lines: null, sponsor: null } as const;
  if (declared === null) return { claims: [], findings: [] };
  if (declared !== "none") return { claims: declared.map(({ tool, model }) => ({ ...claim, origin: "ai", tool, model, source: "declared tool" })), findings: [] };
  const contradicting = found.filter(({ origin }) => origin !== "human");
  if (contradicting.length > 0) {
    const [first] = contradicting;
    const sentence = `The proposal declares that no AI took part, and ${counted(contradicting.length, "piece")} of evidence ${contradicting.length === 1 ? "says" : "say"} otherwise: ${first?.source ?? ""}.`;
    return { claims: [], findings: [{ code: "declared-none-but-evidence", sentence, commit: first?.commit ?? null, path: first?.path ?? null }] };
  }
  return { claims: noneMeansHuman ? [{ ...claim, origin: "human", tool: null, model: null, source: "declared none" }] : [], findings: [] };
}

function countOrigins(files: readonly FoldedFile[]): OriginCounts {
  const counts = { human: 0, ai: 0, mixed: 0, unknown: 0 };
  for (const run of files.flatMap(({ runs }) => runs)) counts[run.origin] += run.end - run.start + 1;
  return counts;
}

/** Lines by tool and model as folded. A tool that evidence names without deciding a line stands with 0, so that a suspended tool can't hide behind another. */
function tally(files: readonly FoldedFile[], claims: readonly Claim[]): Attribution["tools"] {
  const rows = new Map<string, { tool: string; model: string | null; lines: number }>();
  const rowOf = (tool: string, model: string | null) => {
    const key = JSON.stringify([tool, model]);
    const row = rows.get(key) ?? { tool, model, lines: 0 };
    rows.set(key, row);
    return row;
  };
  for (const { tool, model } of claims) if (tool !== null) rowOf(tool, model);
  for (const { tool, model, start, end } of files.flatMap(({ runs }) => runs)) if (tool !== null) rowOf(tool, model).lines += end - start + 1;
  return [...rows.values()].sort((a, b) => b.lines - a.lines || byText(a.tool, b.tool) || byText(a.model ?? "", b.model ?? ""));
}

/** The people that evidence names as having prompted a tool, one entry an address, as typed. */
function sponsorsOf(claims: readonly Claim[]): Identity[] {
  const people = new Map<string, Identity>();
  for (const { sponsor } of claims) {
    if (sponsor === null) continue;
    const person = identityOf(sponsor);
    const key = person.email === "" ? `name ${person.name}` : person.email;
    const known = people.get(key);
    if (known === undefined || (known.name === "" && person.name !== "")) people.set(key, person);
  }
  return [...people].sort(([a], [b]) => byText(a, b)).map(([, person]) => person);
}
