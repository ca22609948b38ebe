import type { Identity } from "../model/change.ts";
import type { Claim, OriginFinding } from "../model/origin.ts";
import { cut } from "./finding-tally.ts";
import { identityOf } from "./identity-text.ts";
import { analysisTools, isNonAuthor, looksLikeModel, modelBeside, modelName, ownTools, rowsFor, type ToolRow, type ToolTable, toolName, toolOfIdentity } from "./tools.ts";

/** A commit as its raw object says: headers unmapped, the whole message. Everything but `id` is what its author typed. */
export interface CommitText {
  readonly id: string;
  readonly message: string;
  readonly author: Identity;
  readonly committer: Identity;
}

/** What evidence says, and what it says about itself. */
export interface Reading {
  readonly claims: readonly Claim[];
  readonly findings: readonly OriginFinding[];
}

const longestLine = 1_000;
/** More different claims than any honest squash; what is beyond only repeats that AI was there. */
const mostClaims = 1_000;

const trailerKey = /^[ \t]{0,8}(co-authored-by|co-developed-by|assisted-by|generated-by|signed-off-by|executed-by|ai-assisted)[ \t]{0,8}:(.*)$/is;
const kernelValue = /^([^:]{1,64}):(?!\/\/)(.+)$/s;
const footer = /^.{0,4}(?:Generated|Created) (?:with|by) \[?(.{1,40})/iu;
const linkTrailer = /^([A-Za-z-]{4,40})[ \t]{0,8}:[ \t]{0,8}(\S+)/;
const entireShare = /^Entire-Attribution[ \t]{0,8}:[ \t]{0,8}(\d{1,3})% agent\b/i;
const entireAgent = /^Entire-Agent[ \t]{0,8}:(.*)$/is;
const narrative = /(?<!not |n't )\b(?:written|generated|implemented|created|authored|produced|refactored|coded) (?:by|with|using) (.{1,30})/i;

/**
 * What a commit's own headers and message say about who wrote it, always at commit grain. Never throws, and takes time in proportion
 * to the message. The whole message is read, not only its last paragraph, because git's own trailer reader stops at plain lines;
 * quoted and fenced lines are other people's words and are skipped (`provenance.md` §4).
 */
export function claimsOfCommit(commit: CommitText, tools: ToolTable = ownTools): Reading {
  if (isNonAuthor(commit.author)) return { claims: [], findings: [] };
  const reader = new MessageReader(commit, tools);
  reader.headers();
  reader.message();
  return reader.reading();
}

/** The lines of a message that are its author's own words: no quotes, no closed fenced blocks, each cut at 1,000 characters. */
export function ownLines(message: string): string[] {
  const lines = message.split(/\r?\n/).map((line) => line.slice(0, longestLine));
  const lastClosing = new Map<string, number>();
  lines.forEach((line, at) => {
    const fence = fenceOf(line);
    if (fence?.bare) lastClosing.set(fence.mark, at);
  });
  const own: string[] = [];
  let open: string | null = null;
  lines.forEach((line, at) => {
    const fence = fenceOf(line);
    if (open !== null) {
      if (fence?.bare && fence.mark === open) open = null;
    } else if (fence !== null && (lastClosing.get(fence.mark) ?? -1) > at) {
      // A fence that nothing closes hides nothing: else one line at the top would silence the whole message.
      open = fence.mark;
    } else if (!line.trimStart().startsWith(">")) {
      own.push(line);
    }
  });
  return own;
}

function fenceOf(line: string): { mark: string; bare: boolean } | null {
  const text = line.trim();
  const mark = text.slice(0, 3);
  if (mark !== "```" && mark !== "~~~") return null;
  return { mark, bare: text.length === 3 };
}

interface Mark {
  readonly tool: string | null;
  readonly model?: string | null;
  readonly origin?: "ai" | "mixed";
  readonly method: "trailer" | "fingerprint";
  readonly confidence: "medium" | "low";
  readonly source: string;
  readonly sponsor?: string | null;
}

class MessageReader {
  readonly #commit: CommitText;
  readonly #tools: ToolTable;
  readonly #claims = new Map<string, Claim>();
  readonly #findings: OriginFinding[] = [];
  readonly #lines: readonly string[];
  #aiAssisted = false;

  constructor(commit: CommitText, tools: ToolTable) {
    this.#commit = commit;
    this.#tools = tools;
    this.#lines = ownLines(commit.message);
  }

  headers(): void {
    const { author, committer } = this.#commit;
    const wrote = this.#toolInHeader(author);
    if (wrote !== null) {
      const source = `author ${wrote.field} ${wrote.match}`;
      this.#mark({ tool: wrote.tool, model: modelBeside(wrote, author.name), method: "fingerprint", confidence: "medium", source, sponsor: this.#humanCoAuthor() });
      return;
    }
    const committed = this.#toolInHeader(committer);
    if (committed === null) return;
    // A tool that only committed may have carried a person's edits: the lowest rank, and said so.
    this.#mark({ tool: committed.tool, method: "fingerprint", confidence: "low", source: `committer ${committed.field} ${committed.match}` });
    this.#find("tool-committed-only", `${committed.tool ?? "A tool"} is only the committer of this commit, so a person may have written it.`);
  }

  message(): void {
    this.#subject();
    for (const line of this.#lines) {
      this.#trailer(line);
      this.#footer(line);
      this.#link(line);
      this.#entire(line);
      this.#url(line);
    }
    if (this.#aiAssisted) this.#mark({ tool: null, method: "trailer", confidence: "medium", source: "trailer ai-assisted" });
    if (this.#claims.size === 0) this.#narrative();
  }

  reading(): Reading {
    const claims = [...this.#claims.values()];
    const tools = [...new Set(claims.flatMap((claim) => (claim.tool === null ? [] : [claim.tool])))].sort();
    if (tools.length > 1) {
      const named = tools.length > 6 ? `${tools.slice(0, 6).join(", ")} and ${tools.length - 6} more` : tools.join(", ");
      this.#find("several-tools", `The commit names several tools, and nothing in it says which wrote what: ${named}.`);
    }
    return { claims, findings: this.#findings };
  }

  #subject(): void {
    const subject = this.#lines[0] ?? "";
    const row = this.#rows("subject-prefix").find(({ match }) => subject.startsWith(match));
    if (row !== undefined) this.#mark({ tool: row.tool, method: "fingerprint", confidence: "low", source: `subject-prefix ${row.match.trim()}` });
  }

  #trailer(line: string): void {
    const found = trailerKey.exec(line);
    if (found?.[1] === undefined || found[2] === undefined) return;
    const key = found[1].toLowerCase();
    const value = found[2].trim();
    if (value === "") return;
    if (key === "executed-by") this.#mark({ tool: null, method: "fingerprint", confidence: "low", source: "trailer executed-by" });
    else if (key === "ai-assisted") this.#aiAssisted ||= /^(?:true|yes)$/i.test(value);
    else if (value.endsWith(">")) this.#identity(key, identityOf(value));
    else if (key !== "signed-off-by" && key !== "co-authored-by") this.#agent(key, value);
  }

  #identity(key: string, identity: Identity): void {
    const row = toolOfIdentity(this.#tools, identity);
    if (row === null) return;
    this.#mark({ tool: row.tool, model: modelBeside(row, identity.name), method: "trailer", confidence: "medium", source: `trailer ${key} ${row.match}` });
    if (key === "signed-off-by") this.#find("agent-signed-off", `${row.tool ?? "An agent"} signed off this commit; only a person can certify where code comes from.`);
  }

  /** `AGENT:MODEL tools` as the kernel writes it, or a product's or model's whole name; a value without either credits a person. */
  #agent(key: string, value: string): void {
    const kernel = kernelValue.exec(value);
    if (kernel?.[1] !== undefined && kernel[2] !== undefined) {
      const agent = this.#knownAgent(kernel[1].trim());
      const model = withoutAnalysers(kernel[2].trim());
      const known = looksLikeModel(model);
      if (!known && (agent === null || agent.form === "with-model")) return;
      const tool = agent === null ? toolName(kernel[1]) : agent.tool;
      this.#mark({ tool, model: known || !model.includes(" ") ? modelName(model) : null, method: "trailer", confidence: "medium", source: `trailer ${key} agent:model` });
      return;
    }
    const bare = withoutAnalysers(value);
    const agent = this.#knownAgent(bare);
    if (agent !== null && agent.form !== "with-model") {
      this.#mark({ tool: agent.tool, method: "trailer", confidence: "medium", source: `trailer ${key} agent ${agent.match}` });
    } else if (looksLikeModel(bare)) {
      this.#mark({ tool: null, model: modelName(bare), method: "trailer", confidence: "medium", source: `trailer ${key} model` });
    }
  }

  #knownAgent(text: string): ToolRow | null {
    const whole = rowsFor(this.#tools, "agent", text)[0];
    if (whole !== undefined) return whole;
    // `ChatGPTv5`, `ChatGPT 5`, `Claude Code 2.1`: a known name with a version behind it.
    const unversioned = /^(.{1,60}?)[ -]?v?\d{1,4}(?:\.\d{1,6}){0,3}$/i.exec(text.slice(0, 100))?.[1];
    return unversioned === undefined ? null : (rowsFor(this.#tools, "agent", unversioned)[0] ?? null);
  }

  #footer(line: string): void {
    const after = footer.exec(line)?.[1];
    if (after === undefined) return;
    const row = this.#rows("footer").find((each) => footerNames(each, after));
    if (row !== undefined) this.#mark({ tool: row.tool, method: "fingerprint", confidence: "low", source: `footer ${row.match}` });
  }

  #link(line: string): void {
    const found = linkTrailer.exec(line);
    if (found?.[1] === undefined || found[2] === undefined) return;
    const value = found[2];
    const link = rowsFor(this.#tools, "link", found[1]).find((row) => valueFits(row.value, value));
    if (link !== undefined) this.#mark({ tool: link.tool, method: "trailer", confidence: "medium", source: `link ${link.match}` });
    const trailer = rowsFor(this.#tools, "trailer", found[1]).find((row) => row.value === undefined || row.value === value.toLowerCase());
    if (trailer !== undefined) this.#mark({ tool: trailer.tool, method: "trailer", confidence: "medium", source: `trailer ${trailer.match} ${trailer.value ?? ""}`.trimEnd() });
  }

  /** Entire counts agent lines per commit without saying which, so a share between none and all is `mixed`. A share of 0 % is no proof of a person. */
  #entire(line: string): void {
    const share = entireShare.exec(line)?.[1];
    if (share !== undefined && Number(share) > 0 && Number(share) <= 100) {
      this.#mark({ tool: null, origin: Number(share) === 100 ? "ai" : "mixed", method: "trailer", confidence: "medium", source: `trailer entire-attribution ${Number(share)}%` });
    }
    const agent = entireAgent.exec(line)?.[1]?.trim();
    if (agent === undefined || agent === "") return;
    this.#mark({ tool: rowsFor(this.#tools, "agent", agent)[0]?.tool ?? toolName(agent), method: "trailer", confidence: "medium", source: "trailer entire-agent" });
  }

  #url(line: string): void {
    if (!line.includes("/")) return;
    for (const row of this.#rows("url")) {
      if (line.includes(`https://${row.match}`)) this.#mark({ tool: row.tool, method: "fingerprint", confidence: "low", source: `url ${row.match}` });
    }
  }

  /** Prose that credits a product counts only where nothing better does, at the lowest rank. */
  #narrative(): void {
    for (const line of this.#lines) {
      const after = narrative.exec(line)?.[1]?.toLowerCase();
      if (after === undefined) continue;
      const row = this.#rows("narrative").find(({ match }) => startsWithName(after, match.toLowerCase()));
      if (row === undefined) continue;
      this.#mark({ tool: row.tool, method: "fingerprint", confidence: "low", source: `narrative ${row.match}` });
      this.#find("narrative-mention", `The message tells in prose that ${row.match} wrote something, and no trailer says so.`);
      return;
    }
  }

  #toolInHeader(identity: Identity): ToolRow | null {
    const name = identity.name.trim();
    return toolOfIdentity(this.#tools, identity) ?? this.#rows("author-suffix").find(({ match }) => name.endsWith(match.trimEnd())) ?? null;
  }

  /** Coding agents that author commits put the person whose instruction it was into the first `Co-authored-by`. */
  #humanCoAuthor(): string | null {
    for (const line of this.#lines) {
      const found = trailerKey.exec(line);
      const value = found?.[2]?.trim() ?? "";
      if (found?.[1]?.toLowerCase() !== "co-authored-by" || !value.endsWith(">")) continue;
      if (toolOfIdentity(this.#tools, identityOf(value)) === null) return cut(value, 300);
    }
    return null;
  }

  #rows(field: ToolRow["field"]): readonly ToolRow[] {
    return this.#tools.rows.get(field) ?? [];
  }

  #mark({ tool, model = null, origin = "ai", method, confidence, source, sponsor = null }: Mark): void {
    const key = JSON.stringify([tool, model, origin, source]);
    if (this.#claims.has(key) || this.#claims.size >= mostClaims) return;
    this.#claims.set(key, { origin, tool, model, method, grain: "commit", confidence, commit: this.#commit.id, path: null, lines: null, sponsor, source });
  }

  #find(code: OriginFinding["code"], sentence: string): void {
    if (this.#findings.some((each) => each.code === code)) return;
    this.#findings.push({ code, sentence, commit: this.#commit.id, path: null });
  }
}

/** True for the marks of rank 6: prose, or a tool that only committed. They are evidence, but no disclosure. */
export function isFaint(claim: Claim): boolean {
  return claim.source.startsWith("narrative ") || claim.source.startsWith("committer ");
}

function withoutAnalysers(value: string): string {
  const words = value.split(" ");
  while (words.length > 1 && analysisTools.has((words.at(-1) ?? "").toLowerCase().replace(/^\[/, "").replace(/\]$/, ""))) words.pop();
  return words.join(" ");
}

function startsWithName(text: string, name: string): boolean {
  return text.startsWith(name) && !/[a-z0-9]/.test(text.charAt(name.length));
}

// "Created by Devin Smith" credits a person: a name that is also somebody's or something's needs its link, or nothing behind it.
function footerNames(row: ToolRow, after: string): boolean {
  if (!startsWithName(after.toLowerCase(), row.match.toLowerCase())) return false;
  const rest = after.slice(row.match.length).trimStart();
  const isLink = rest.startsWith("](http") || rest.startsWith("(http");
  if (row.form === "linked") return isLink;
  return row.form === "any" || isLink || rest === "" || rest === ".";
}

function valueFits(expected: string | undefined, value: string): boolean {
  if (expected === undefined || expected === "<any>") return true;
  if (expected === "<uuid>") return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  if (expected === "<hex12>") return /^[0-9a-f]{12}$/i.test(value);
  return value.length > expected.length && value.toLowerCase().startsWith(expected);
}
