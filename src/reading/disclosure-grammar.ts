import type { DisclosureGrammar } from "../model/policy.ts";
import { claimsOfCommit, isFaint, ownLines, toolName } from "../provenance/index.ts";
import { missingTrailers } from "../recording/index.ts";

/*
 * What counts as saying that a tool took part. A line counts as a whole or not at all, so that "not written by Claude Code" says nothing; `docs/guides/disclosure.md` has the forms:
 *
 *   tools  := entry ("," entry)*
 *   entry  := name [version] [":" model | " / " model | "+" model | " (" model ")"]
 *   model  := one word, or up to four of which one holds a digit
 *
 * and no word of denial stands in a name or a model. Whoever writes a message, a file or a description types what they like: lines are cut, and every expression is linear.
 */

/** A commit as its author typed it. */
export interface SaidMessage {
  readonly id: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
}

const nobody = { name: "", email: "" };

/** True when the message says, in the grammar, that the tool took part; without a grammar every trailer, link and mark counts, but neither prose nor a tool as mere committer. `tool` is null where the evidence names none. */
export function messageNames(commit: SaidMessage, tool: string | null, grammar: DisclosureGrammar | undefined): boolean {
  const [subject = "", ...lines] = ownLines(commit.message);
  if (grammar !== undefined) return lines.some((line) => trailerNames(line, tool, grammar));
  const said = [...marksIn({ ...commit, message: "" }), ...marksIn({ ...lineOf(""), message: subject }).filter(({ source }) => source.startsWith("subject-prefix "))];
  return said.some((mark) => isAbout(mark, tool)) || lines.some((line) => typedNames(line, tool) || markNames(line, tool));
}

/** True when one of the first lines of a file says in a comment that the tool took part. */
export function headNames(head: string, tool: string | null): boolean {
  return head.split(/\r?\n/).some((line) => {
    const comment = bare(line);
    const copyright = /^SPDX-FileCopyrightText:[ \t]*(?:©[ \t]*)?[\d, -]*(\S.*)$/i.exec(comment)?.[1];
    return statementNames(comment, tool) || (copyright !== undefined && identityNames(copyright, tool));
  });
}

/** True when a line of the description says that the tool took part. What a template has in comments, quotes, fences or boxes that nobody ticked says nothing. */
export function descriptionNames(description: string, tool: string | null): boolean {
  return ownLines(withoutComments(description)).some((line) =>
    statementNames(
      line
        .replaceAll("**", "")
        .replace(/^[ \t]*(?:[-*+][ \t]+)?(?:\[[xX]\][ \t]+)?/, "")
        .trimEnd(),
      tool,
    ),
  );
}

const extent = "minimally|partly|largely|mostly|entirely";
const disclosed = new RegExp(
  `^AI[ -](?:Disclosure:[ \\t]*(?:(?:(?:${extent}) )?(?:written|generated|assisted)(?: in part)? by )?|(?:Generated|Assisted)[ -]by:[ \\t]*)([^\\s[\\]][^[\\]]*?)(?:[ \\t]*\\[(?:${extent})\\])?$`,
  "i",
);

function statementNames(line: string, tool: string | null): boolean {
  const said = disclosed.exec(line.slice(0, longestLine))?.[1];
  return (said !== undefined && entriesOf(said).some((entry) => entryNames(entry, tool))) || typedNames(line, tool);
}

const longestLine = 1_000;

function typedNames(line: string, tool: string | null): boolean {
  return trailerNames(line, tool, "free-text") || trailerNames(line, tool, "co-authored-by");
}

function trailerNames(line: string, tool: string | null, grammar: DisclosureGrammar): boolean {
  const [, key = "", value = ""] = /^([A-Za-z][A-Za-z0-9-]{1,63})[ \t]*:[ \t]*(\S.*)$/.exec(line.slice(0, longestLine).trimEnd()) ?? [];
  const is = (...keys: readonly string[]) => keys.includes(key.toLowerCase());
  if (typeof grammar === "object") return is(grammar.trailer.toLowerCase()) && entriesOf(value).some((entry) => entryNames(entry, tool));
  if (grammar === "kernel") return is("assisted-by") && kernelNames(value, tool);
  if (grammar === "free-text") return is("assisted-by", "generated-by") && freelyNames(value, tool);
  // A tool of which nobody knows an address can be named in no other way.
  return is("co-authored-by") ? identityNames(value, tool) : is("assisted-by") && !hasAddress(tool) && freelyNames(value, tool);
}

function freelyNames(value: string, tool: string | null): boolean {
  if (value.endsWith(">")) return identityNames(value, tool);
  return kernelNames(value, tool) || entriesOf(value).some((entry) => entryNames(entry, tool) && (tool !== null || credits(entry)));
}

/** `AGENT:MODEL`, and behind it names of analysers, in brackets or bare. An address is a person's. */
function kernelNames(value: string, tool: string | null): boolean {
  const [, name = "", rest = ""] = /^([^\s:<>][^:<>]*):([^\s:<>][^<>]*)$/.exec(value) ?? [];
  const words = rest.split(/\s+/).filter((word) => !/^\[[^[\]]+\]$/.test(word));
  const model = words.slice(0, words.findLastIndex((word) => !analysers.has(word.toLowerCase())) + 1).join(" ");
  return name !== "" && isModel(model) && entryNames({ name, model }, tool);
}

/** Those that the kernel's own examples have behind a model. */
const analysers: ReadonlySet<string> = new Set(["coccinelle", "sparse", "smatch", "clang-tidy", "clang-analyzer", "cppcheck", "checkpatch", "syzkaller", "kasan", "coverity"]);

interface Entry {
  readonly name: string;
  readonly model: string | null;
}

function entriesOf(value: string): Entry[] {
  return (value.match(/(?:[^,()]|\([^()]*\))+/g) ?? []).flatMap((text) => {
    const [, name = "", inBrackets, behind] = /^([^:/+()]+?)[ \t]*(?:\(([^()]+)\)|(?::|[ \t]\/[ \t]|\+)[ \t]*(.+))?$/.exec(text.trim()) ?? [];
    const model = inBrackets ?? behind?.trim() ?? null;
    return name === "" || denies(name) || (model !== null && !isModel(model)) ? [] : [{ name, model }];
  });
}

/** Whether an entry is about the tool; where the evidence names none, about any. That an AI took part which nobody names is about each. */
function entryNames({ name, model }: Entry, tool: string | null): boolean {
  if (denies(name)) return false;
  if (tool === null) return words(name).length <= mostWords;
  const unversioned = name.replace(/[ -]v?\d{1,4}(?:\.\d{1,6}){0,3}$/i, "");
  if ([name, unversioned].some((each) => toolName(each) === toolName(tool))) return true;
  return (
    (isModel(name) || model === null) && marksIn(lineOf(`Assisted-by: ${name}${model === null ? "" : `:${model}`}`)).some((mark) => isAbout(mark, tool) && isExact(name, mark.tool))
  );
}

// Models are known by how they begin; what follows has to be a model as well.
function isExact(name: string, tool: string | null): boolean {
  return tool !== null || isModel(name) || /^generic llm chatbot$/i.test(name);
}

/** Whether somebody's credit is one to a tool: people are credited in the same trailers (`provenance.md` §4.3). */
function credits({ name, model }: Entry): boolean {
  return model !== null || /^AI$/.test(name) || marksIn(lineOf(`Assisted-by: ${name}`)).length > 0;
}

/** `NAME <address>` with the address of the tool. */
function identityNames(value: string, tool: string | null): boolean {
  return !denies(value.slice(0, value.indexOf("<"))) && marksIn(lineOf(`Co-authored-by: ${value}`)).some((mark) => isAbout(mark, tool));
}

function hasAddress(tool: string | null): boolean {
  return missingTrailers("", [{ tool: tool ?? "", model: null }], "co-authored-by").some(({ key }) => key === "Co-authored-by");
}

/** A mark that a tool leaves, other than what people type as well: a link to its session, its own trailer, its footer at the beginning of a line. */
function markNames(line: string, tool: string | null): boolean {
  if (/^[ \t]*(?:assisted-by|generated-by|co-authored-by)[ \t]*:/i.test(line)) return false;
  return marksIn(lineOf(line)).some((mark) => isAbout(mark, tool) && (!/^(?:footer|url) /.test(mark.source) || /^[^\p{L}\p{N}]{0,4}(?:generated|created|https:)/iu.test(line)));
}

function marksIn(commit: SaidMessage) {
  return claimsOfCommit(commit).claims.filter((claim) => !isFaint(claim));
}

function lineOf(line: string): SaidMessage {
  return { id: "", message: `\n\n${line}`, author: nobody, committer: nobody };
}

function isAbout(mark: { readonly tool: string | null }, tool: string | null): boolean {
  return tool === null || mark.tool === null || mark.tool === tool;
}

/** Words that say that nothing took part. */
const denials: ReadonlySet<string> = new Set([
  "no",
  "not",
  "non",
  "none",
  "never",
  "nothing",
  "nobody",
  "without",
  "false",
  "n/a",
  "na",
  "nil",
  "null",
  "0",
  "-",
  "human",
  "manual",
  "n't",
]);
const mostWords = 4;

function denies(text: string): boolean {
  return words(text).some((word) => denials.has(word.replace(/^['"([]+|['")\].!]+$/g, "").toLowerCase()) || /n['’]t$/i.test(word));
}

function isModel(text: string): boolean {
  const all = words(text);
  return all.length > 0 && !denies(text) && (all.length === 1 || (all.length <= mostWords && /\d/.test(text)));
}

function words(text: string): readonly string[] {
  return text.split(/[\s]+/).filter((word) => word !== "");
}

/** A line of a file without what makes it a comment, in whatever language. */
function bare(line: string): string {
  return line
    .slice(0, longestLine)
    .replace(/^[\s/*#;%<!"'`({-]+/, "")
    .replace(/(?:\*\/|-->|"""|''')\s*$/, "")
    .trim();
}

function withoutComments(text: string): string {
  const [first = "", ...others] = text.split("<!--");
  return [first, ...others.map((part) => (part.includes("-->") ? part.slice(part.indexOf("-->") + 3) : ""))].join("");
}
