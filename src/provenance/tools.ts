import type { Identity } from "../model/change.ts";

/** Changes whenever a row is added, removed or reads differently, so that a recorded attribution says which table it used. */
export const toolTableVersion = "2026-11-22";

/**
 * Where a row's `match` is looked for.
 *
 * - `address`: the whole e-mail address, lower case, of a header or trailer.
 * - `account`: the number before `+` in a GitHub `noreply` address; unlike the login it never changes.
 * - `app`: the login after `+` when it ends in `[bot]`, for apps whose number nobody has published.
 * - `author-suffix`: the end of the author's or committer's name, for a tool that edits the name by its own convention.
 * - `subject-prefix`: the start of the first line.
 * - `footer`: the name after "Generated with"; `form` says what may follow it.
 * - `link`: the key of a trailer that points to a session, with `value` as the start of the value or its shape.
 * - `trailer`: key and whole first word of the value of a trailer that only this tool writes.
 * - `url`: an address of a session anywhere in a line.
 * - `agent`: a name in the value of `Assisted-by`, `Generated-by` or `Entire-Agent`. A name that people or things bear too has
 *   `form: "with-model"` and counts only in `AGENT:MODEL` beside a recognisable model.
 * - `narrative`: a product's name after "written by" and its kin.
 */
export type ToolField = "address" | "account" | "app" | "author-suffix" | "subject-prefix" | "footer" | "link" | "trailer" | "url" | "agent" | "narrative";

export interface ToolRow {
  /** Kebab case; null when the mark says AI without saying which tool. */
  readonly tool: string | null;
  readonly field: ToolField;
  readonly match: string;
  /** For `link` and `trailer`: what the value starts with, `<uuid>`, `<hex12>`, or `<any>`. */
  readonly value?: string;
  /** For shared addresses: the first word of the name, lower case, that must stand before the address. */
  readonly name?: string;
  readonly form?: "any" | "closed" | "linked" | "with-model";
  /** Where the name beside an address holds the model; elsewhere a model is taken only when it looks like one. */
  readonly model?: "in-parentheses";
  /** First day on which the tool was known to leave this mark (ISO date or month), or null. */
  readonly since: string | null;
  /** `seen` in real histories, `documented` by the vendor, `reported` by others, or whose policy added the row. */
  readonly source: string;
}

type Details = Omit<ToolRow, "tool" | "field" | "match" | "since" | "source"> & { readonly since?: string };

function row(source: string, tool: string | null, field: ToolField, match: string, details: Details = {}): ToolRow {
  return { tool, field, match, since: null, source, ...details };
}

const seen = (tool: string | null, field: ToolField, match: string, details?: Details) => row("seen", tool, field, match, details);
const documented = (tool: string | null, field: ToolField, match: string, details?: Details) => row("documented", tool, field, match, details);
const reported = (tool: string | null, field: ToolField, match: string, details?: Details) => row("reported", tool, field, match, details);

/** The marks that tools leave in commits. Addresses, account numbers and exact strings; a person's name is in none of them. */
export const toolRows: readonly ToolRow[] = [
  seen("claude-code", "address", "noreply@anthropic.com"),
  documented("claude-code", "account", "209825114"),
  seen("claude-code", "footer", "Claude Code", { form: "any" }),
  documented("claude-code", "link", "claude-session", { value: "https://claude.ai/code/" }),
  seen("copilot-coding-agent", "account", "198982749"),
  documented("copilot-coding-agent", "link", "agent-logs-url", { value: "https://github.com/", since: "2026-03-20" }),
  seen("github-copilot", "account", "223556219"),
  seen("github-copilot", "account", "175728472"),
  documented("github-copilot", "address", "copilot@github.com"),
  documented("github-copilot", "link", "copilot-session", { value: "<uuid>" }),
  seen("cursor", "address", "cursoragent@cursor.com"),
  documented("cursor", "account", "206951365"),
  documented("cursor", "footer", "Cursor", { form: "closed" }),
  seen("codex", "address", "noreply@openai.com"),
  seen("codex", "address", "codex@openai.com"),
  seen("codex", "account", "199175422"),
  documented("codex", "footer", "Codex", { form: "closed" }),
  documented("codex", "url", "chatgpt.com/codex/tasks/"),
  documented("codex", "url", "chatgpt.com/codex/cloud/tasks/"),
  seen("aider", "author-suffix", " (aider)"),
  seen("aider", "address", "aider@aider.chat", { model: "in-parentheses" }),
  documented("aider", "address", "noreply@aider.chat", { model: "in-parentheses" }),
  seen("aider", "address", "noreply@aider.dev", { model: "in-parentheses" }),
  seen("aider", "subject-prefix", "aider: "),
  documented("devin", "account", "158243242"),
  documented("devin", "url", "app.devin.ai/sessions/"),
  documented("devin", "footer", "Devin", { form: "linked" }),
  documented("jules", "account", "161369871", { since: "2026-02" }),
  documented("gemini-cli", "account", "218195315"),
  documented("gemini-code-assist", "account", "176961590"),
  seen("amp", "address", "amp@ampcode.com"),
  seen("amp", "link", "amp-thread-id", { value: "https://ampcode.com/threads/" }),
  seen("openhands", "address", "openhands@all-hands.dev"),
  seen("openhands", "address", "opendevin@all-hands.dev"),
  seen("openhands", "address", "opendevin@opendevin.ai"),
  seen("factory", "account", "138933559"),
  documented("warp", "address", "agent@warp.dev"),
  documented("warp", "address", "oz-agent@warp.dev"),
  documented("opencode", "address", "noreply@opencode.ai"),
  documented("opencode", "app", "opencode-agent[bot]"),
  documented("opencode", "footer", "opencode", { form: "closed" }),
  documented("crush", "address", "crush@charm.land"),
  documented("crush", "footer", "Crush", { form: "closed" }),
  documented("junie", "address", "junie@jetbrains.com"),
  documented("kiro", "app", "kiro-agent[bot]"),
  documented("roo", "address", "roomote@roocode.com"),
  documented("roo", "account", "219738659"),
  documented("lovable", "account", "159125892"),
  seen("firebender", "address", "help@firebender.com"),
  documented("firebender", "footer", "Firebender", { form: "closed" }),
  documented("goose", "address", "opensource@block.xyz", { name: "goose" }),
  reported("antigravity", "address", "noreply@google.com", { name: "antigravity" }),
  documented("cline", "address", "noreply@cline.bot"),
  reported("windsurf", "address", "noreply@codeium.com"),
  documented("codebuff", "address", "noreply@codebuff.com"),
  documented("codebuff", "footer", "Codebuff", { form: "closed" }),
  documented("replit", "trailer", "replit-commit-author", { value: "agent" }),
  documented("replit", "trailer", "replit-commit-author", { value: "assistant" }),
  documented(null, "link", "entire-checkpoint", { value: "<hex12>" }),
  documented(null, "link", "entire-session", { value: "<any>" }),

  documented("claude-code", "agent", "claude code"),
  documented("claude-code", "agent", "claude", { form: "with-model" }),
  documented("github-copilot", "agent", "github copilot"),
  documented("github-copilot", "agent", "copilot", { form: "with-model" }),
  documented("codex", "agent", "codex cli"),
  documented("codex", "agent", "openai codex"),
  documented("codex", "agent", "codex", { form: "with-model" }),
  documented("chatgpt", "agent", "chatgpt"),
  documented("cursor", "agent", "cursor", { form: "with-model" }),
  documented("gemini-cli", "agent", "gemini cli"),
  documented("gemini-cli", "agent", "gemini", { form: "with-model" }),
  documented("gemini-code-assist", "agent", "gemini code assist"),
  documented("aider", "agent", "aider", { form: "with-model" }),
  documented("opencode", "agent", "opencode"),
  documented("openhands", "agent", "openhands"),
  documented("factory", "agent", "factory droid"),
  documented("factory", "agent", "droid", { form: "with-model" }),
  documented("roo", "agent", "roo code"),
  documented("copilot-coding-agent", "agent", "copilot coding agent"),
  documented(null, "agent", "generic llm chatbot"),

  seen("claude-code", "narrative", "Claude Code"),
  documented("github-copilot", "narrative", "GitHub Copilot"),
  documented("codex", "narrative", "OpenAI Codex"),
  documented("chatgpt", "narrative", "ChatGPT"),
  documented("gemini-cli", "narrative", "Gemini CLI"),
];

/**
 * Bots that open or merge changes whose text quotes other people's commits. What such a message says is about somebody else's code,
 * so nothing in it is read. An address or account number each.
 */
export const nonAuthors: readonly { readonly field: "address" | "account"; readonly match: string; readonly who: string }[] = [
  { field: "account", match: "49699333", who: "dependabot" },
  { field: "account", match: "27856297", who: "dependabot-preview" },
  { field: "address", match: "support@dependabot.com", who: "dependabot" },
  { field: "account", match: "29139614", who: "renovate" },
  { field: "address", match: "bot@renovateapp.com", who: "renovate" },
  { field: "account", match: "23040076", who: "greenkeeper" },
  { field: "account", match: "23717796", who: "depfu" },
  { field: "address", match: "snyk-bot@snyk.io", who: "snyk" },
  { field: "account", match: "55107282", who: "release-please" },
  { field: "address", match: "semantic-release-bot@martynus.net", who: "semantic-release" },
  { field: "address", match: "gemini-cli-robot@google.com", who: "gemini-cli releases" },
  { field: "account", match: "66853113", who: "pre-commit.ci" },
];

/** Static analysers that the kernel's `Assisted-by` lists after the model. */
export const analysisTools: ReadonlySet<string> = new Set([
  "coccinelle",
  "sparse",
  "smatch",
  "clang-tidy",
  "clang-analyzer",
  "cppcheck",
  "checkpatch",
  "syzkaller",
  "kasan",
  "coverity",
]);

/** The rows by field, a policy's own rows before ours, so that an organisation can name its tools its own way. */
export interface ToolTable {
  readonly rows: ReadonlyMap<ToolField, readonly ToolRow[]>;
  readonly exact: ReadonlyMap<string, readonly ToolRow[]>;
}

/** Makes the table that the readers use. `extra` are the policy's own rows; `match` and `value` of the case-blind fields are compared in lower case. */
export function toolTable(extra: readonly ToolRow[] = []): ToolTable {
  const all = [...extra, ...toolRows];
  return { rows: Map.groupBy(all, (each) => each.field), exact: Map.groupBy(all, (each) => `${each.field} ${each.match.toLowerCase()}`) };
}

export const ownTools: ToolTable = toolTable();

/** The rows of a field whose `match` is exactly this text, ignoring case. */
export function rowsFor(table: ToolTable, field: ToolField, match: string): readonly ToolRow[] {
  return table.exact.get(`${field} ${match.toLowerCase()}`) ?? [];
}

const noreply = /^(\d{1,20})\+([^@]{1,100})@users\.noreply\.github\.com$/;

/** The number and login in a GitHub `noreply` address, or null. Both are whatever the author typed. */
export function githubAccount(address: string): { readonly account: string; readonly login: string } | null {
  const found = noreply.exec(address.slice(0, 200).toLowerCase());
  return found?.[1] === undefined || found[2] === undefined ? null : { account: found[1], login: found[2] };
}

/** The row that names this identity as a tool, by address, account number or app, or null. The name alone never decides. */
export function toolOfIdentity(table: ToolTable, identity: Identity): ToolRow | null {
  const address = identity.email.trim().toLowerCase();
  const account = githubAccount(address);
  const candidates = [
    ...rowsFor(table, "address", address),
    ...(account === null ? [] : [...rowsFor(table, "account", account.account), ...(account.login.endsWith("[bot]") ? rowsFor(table, "app", account.login) : [])]),
  ];
  return candidates.find((each) => each.name === undefined || startsWithWord(identity.name, each.name)) ?? null;
}

/** True for a bot whose messages speak about other people's code. */
export function isNonAuthor(identity: Identity): boolean {
  const address = identity.email.trim().toLowerCase();
  const account = githubAccount(address)?.account;
  return nonAuthors.some(({ field, match }) => match === (field === "address" ? address : account));
}

function startsWithWord(text: string, word: string): boolean {
  const start = text.trim().toLowerCase();
  return start === word || start.startsWith(`${word} `);
}

const aliases: ReadonlyMap<string, string> = new Map([
  ["claude", "claude-code"],
  ["copilot", "github-copilot"],
  ["gemini", "gemini-cli"],
  ["droid", "factory"],
  ["factory-droid", "factory"],
  ["codex-cli", "codex"],
  ["openai-codex", "codex"],
  ["roo-code", "roo"],
]);

/** The kebab-case name of a tool that a note or trace names in a field of its own, or null when nothing is left of it. At most 64 characters. */
export function toolName(text: string): string | null {
  const kebab = text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 65)
    .replace(/^-/, "")
    .replace(/-$/, "")
    .slice(0, 64);
  return kebab === "" ? null : (aliases.get(kebab) ?? kebab);
}

const listed: ReadonlySet<string> = new Set(toolRows.flatMap(({ tool }) => tool ?? []));

/** Whether our own table has a tool of that name. */
export function isListedTool(tool: string): boolean {
  return listed.has(tool);
}

const placeholders = new Set(["", "unknown", "default", "auto", "none", "null", "synthetic", "<synthetic>"]);

/**
 * One spelling for a model wherever it was named: lower case, hyphens for spaces, without the provider before the last `/` and without
 * a closing parenthesis of remarks, so that `Claude Opus 4.6 (1M context)` and `anthropic/claude-opus-4.6` are one row. Null for
 * placeholders. At most 100 characters.
 */
export function modelName(text: string): string | null {
  const short = text.slice(0, 300).trim();
  const remark = short.endsWith(")") ? short.lastIndexOf("(") : -1;
  const bare = remark > 0 ? short.slice(0, remark) : short;
  const spelled = bare
    .slice(bare.lastIndexOf("/") + 1)
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, "-")
    .slice(0, 100)
    .toWellFormed();
  return placeholders.has(spelled) ? null : spelled;
}

const modelShape =
  /^(?:claude[- ](?:opus|sonnet|haiku|instant|mythos|fable|\d)|gpt[- ]?(?:\d|oss)|o[1-9](?:-|$)|gemini[- ](?:\d|pro|flash|ultra)|codex-mini|(?:llama|mistral|codestral|devstral|qwen|deepseek|grok|kimi|glm|minimax)[- ]?(?:\d|[a-z]{1,20}[- ]?\d))/i;

/** True when a text designates a model (`Claude Opus 4.6`, `gpt-5`, `openrouter/anthropic/claude-3.5-sonnet`) rather than a person. */
export function looksLikeModel(text: string): boolean {
  const short = text.slice(0, 300).trim();
  if (short.includes("//")) return false;
  return modelShape.test(short.slice(short.lastIndexOf("/") + 1));
}

/** The model in the name that stands before a tool's own address, or null: `aider (gpt-4o)`, `OpenHands-GPT-5`, `Claude Opus 4.6 (1M context)`, `gpt-5 via Crush`. */
export function modelBeside(tool: ToolRow, name: string): string | null {
  const short = name.slice(0, 300).trim();
  const open = short.endsWith(")") ? short.lastIndexOf("(") : -1;
  const within = open >= 0 ? short.slice(open + 1, -1) : null;
  if (within !== null && tool.model === "in-parentheses") return modelName(within);
  const via = short.toLowerCase().lastIndexOf(" via ");
  const hyphen = short.indexOf("-");
  const candidates = [within, via > 0 ? short.slice(0, via) : null, short, hyphen > 0 ? short.slice(hyphen + 1) : null, short.slice(short.lastIndexOf(" ") + 1)];
  const found = candidates.find((each) => each !== null && looksLikeModel(each));
  return found === undefined || found === null ? null : modelName(found);
}

/** True for an identity that is no person: a tool, or a platform's or bot's own address. Names never decide. */
export function isMachine(identity: Identity): boolean {
  return isNonAuthor(identity) || toolOfIdentity(ownTools, identity) !== null;
}

// Platforms commit what people merge in the browser; as an author such an address would only hide who it was.
const platformCommitters: ReadonlySet<string> = new Set(["noreply@github.com"]);

/** True for the committer that a platform writes when somebody merges or edits in the browser. */
export function isPlatformCommitter(identity: Identity): boolean {
  return platformCommitters.has(identity.email.trim().toLowerCase());
}
