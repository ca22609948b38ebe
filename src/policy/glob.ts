import { Failure } from "../model/failure.ts";

/*
 * Path patterns of the policy. They mean what git's `:(glob)` pathspec means (gitglossary, "pathspec"), so that anybody can ask
 * git what a pattern takes: `*` and `?` stay within one folder, `**` as a whole segment spans folders, dot files count, a pattern
 * that spells a folder takes all below it. Compared byte by byte (UTF-8, no case folding, no normal form), as git does.
 *
 * Our own matcher, because a pattern is somebody else's input: regular expressions made from globs backtrack (D17) and
 * the libraries that make them differ from git at newlines, dot files and `a/**` (D08). This one walks each star back at most once
 * per position. What git would read as something surprising (`[…]`, `{…}`, `**` inside a word, a leading `!`) is refused instead.
 */
export interface Glob {
  readonly pattern: string;
  matches(path: SplitPath): boolean;
}

/** A path made ready for many patterns. */
export interface SplitPath {
  readonly bytes: string;
  /** Where each segment begins, and one past the end plus one. */
  readonly starts: readonly number[];
}

export interface GlobProblem {
  readonly problem: string;
  readonly hint: string;
  /** Offset in the pattern, UTF-16 code units. */
  readonly offset: number;
}

const maximumLength = 512;
const maximumWildcards = 16;
const anyByte = -1;
const anyBytes = -2;
type Segment = readonly number[] | "**";

export function splitPath(path: string): SplitPath {
  const bytes = byteText(path);
  const starts = [0];
  for (let at = bytes.indexOf("/"); at >= 0; at = bytes.indexOf("/", at + 1)) starts.push(at + 1);
  starts.push(bytes.length + 1);
  return { bytes, starts };
}

/** The pattern ready to match, or what is wrong with it. */
export function readGlob(pattern: string): Glob | GlobProblem {
  const problem = problemOf(pattern);
  if (problem !== null) return problem;
  const text = byteText(pattern);
  const segments = text.split("/").map(segmentOf);
  if (segments.at(-1) === "**") segments.push([anyBytes]);
  const folder = `${text}/`;
  return { pattern, matches: (path) => path.bytes === text || path.bytes.startsWith(folder) || matchSegments(segments, path) };
}

/** Throws `Failure` (`policy-invalid`) for a pattern that is not accepted. */
export function compileGlob(pattern: string): Glob {
  const glob = readGlob(pattern);
  if ("problem" in glob) throw new Failure("policy-invalid", `The pattern \`${pattern.slice(0, 100)}\` ${glob.problem}.`, { hint: glob.hint });
  return glob;
}

// One character for each byte, so that comparing and `?` work on bytes.
function byteText(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

const escapable = "*?[]{}\\!";

function problemOf(pattern: string): GlobProblem | null {
  const no = (offset: number, problem: string, hint: string): GlobProblem => ({ problem, hint, offset });
  if (pattern.length > maximumLength) return no(0, `is longer than ${maximumLength} characters`, "Shorten it.");
  if (pattern.startsWith("/")) return no(0, "begins with `/`", "Paths count from the top of the repository: leave the first `/` out.");
  if (pattern.startsWith("!")) return no(0, "begins with `!`", "Patterns only add; there is no exception. Write `\\!` for a name that begins with it.");
  if (pattern.endsWith("/")) return no(pattern.length - 1, "ends with `/`", "Write `folder/**` for everything below a folder.");
  let wildcards = 0;
  let offset = 0;
  for (const segment of pattern.split("/")) {
    if (segment === "" || segment === "." || segment === "..") return no(offset, `holds the segment \`${segment}\`, which no path has`, "Remove it.");
    if (segment !== "**" && /(?<!\\)\*\*/.test(segment)) return no(offset, "has `**` inside a name", "`**` spans folders only as a whole segment: `src/**/x`.");
    for (let at = 0; at < segment.length; at++) {
      const character = segment[at] ?? "";
      if (character === "\\") {
        if (!escapable.includes(segment[++at] ?? " ")) return no(offset + at - 1, "has a backslash that escapes nothing", "Folders are separated by `/`.");
      } else if (character === "[" || character === "{") {
        return no(offset + at, `has \`${character}\`, which patterns do not know`, `Write \`\\${character}\` for the character itself, or one pattern for each case.`);
      } else if (character < " " || character === "\x7f") {
        return no(offset + at, "holds a control character", "Remove it.");
      } else if (character === "*" || character === "?") wildcards++;
    }
    offset += segment.length + 1;
  }
  return wildcards > maximumWildcards ? no(0, `has more than ${maximumWildcards} wildcards`, "Split it.") : null;
}

function segmentOf(text: string): Segment {
  if (text === "**") return "**";
  const tokens: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "*") tokens.push(anyBytes);
    else if (character === "?") tokens.push(anyByte);
    else tokens.push(text.charCodeAt(character === "\\" ? ++at : at));
  }
  return tokens;
}

// Segments are to `**` what bytes are to `*`: only the last star seen ever needs another try.
function matchSegments(segments: readonly Segment[], { bytes, starts }: SplitPath): boolean {
  const count = starts.length - 1;
  let pattern = 0;
  let at = 0;
  let star = -1;
  let mark = 0;
  while (at < count) {
    const segment = segments[pattern];
    if (segment === "**") {
      star = pattern++;
      mark = at;
    } else if (segment !== undefined && matchBytes(segment, bytes, starts[at] ?? 0, (starts[at + 1] ?? 0) - 1)) {
      pattern++;
      at++;
    } else if (star >= 0) {
      pattern = star + 1;
      at = ++mark;
    } else return false;
  }
  while (segments[pattern] === "**") pattern++;
  return pattern === segments.length;
}

function matchBytes(tokens: readonly number[], bytes: string, from: number, to: number): boolean {
  let token = 0;
  let at = from;
  let star = -1;
  let mark = 0;
  while (at < to) {
    const wanted = tokens[token];
    if (wanted === anyBytes) {
      star = token++;
      mark = at;
    } else if (wanted !== undefined && (wanted === anyByte || wanted === bytes.charCodeAt(at))) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++mark;
    } else return false;
  }
  while (tokens[token] === anyBytes) token++;
  return token === tokens.length;
}
