import { endingOf, isSource } from "../model/source-path.ts";

/** Words in a line that keep a tool from saying something about it. */
export interface Silencing {
  readonly kind: "coverage-excluded" | "analysis-suppressed";
  /** The words as they stand there. */
  readonly words: string;
  /** What they silence, as far as they say it: the rules behind them, without the reason. */
  readonly about: string;
}

// What tools take from a comment. Patterns are bounded, since the author wrote the line.
const ofCoverage =
  /\b(?:c8|v8|istanbul) ignore\b|\bnode:coverage (?:disable|ignore)\b|\bpragma: ?no ?(?:cover|branch)\b|\b(?:LCOV|GCOVR?)_EXCL\w{0,20}|@?\bcodeCoverageIgnore\w{0,10}|\bcoverage:ignore\b|:nocov:/;
const ofAnalysis =
  /\beslint-disable(?:-next-line|-line)?\b|\bbiome-ignore(?:-all|-start)?\b|\b(?:ox|ts|style)lint[-:]disable\b|@ts-(?:ignore|expect-error|nocheck)\b|\bdeno-lint-ignore\b|\bnosemgrep\b|\bnoqa\b|\btype: ?ignore\b|\b(?:pyright|mypy): ?ignore\b|\bpylint: ?disable\b|\bnosec\b|\bNOSONAR\b|\bNOLINT\w{0,9}|\bnolint\b|\blint:ignore\b|\bnoinspection\b|\bcppcheck-suppress\b|\brubocop:disable\b|\bphpcs:(?:ignore|disable)\b|@phpstan-ignore\b|@psalm-suppress\b|\bswiftlint:disable\b|\bktlint-disable\b|\bCHECKSTYLE[:. ]OFF\b|\b(?:trivy|tfsec):ignore\b|\bcheckov:skip\b|\blgtm\b|\bcodeql\[|\bgitleaks:allow\b|\ballowlist secret\b|\bhadolint ignore\b|\bshellcheck disable\b|\byamllint disable\b/;

// What is an instruction of the language itself.
const coverageInstruction = /\[(?:assembly: ?)?ExcludeFromCodeCoverage\b|#!?\[coverage\(off\)\]|\bcfg\(not\(tarpaulin/;
const analysisInstruction =
  /#pragma warning[ (]{0,2}disable\b|#pragma (?:GCC|clang) diagnostic ignored\b|@Suppress(?:Warnings|FBWarnings|Lint)?\b ?\(|\[(?:assembly: ?)?(?:Unconditional)?SuppressMessage\b|#!?\[(?:allow|expect)\(/;

const opener = /\/\/|\/\*|#|--|<!--|;|%|^\s*\*/;

/** What silences a tool in a line, or null. Words that a comment would have to hold count only behind what begins one. */
export function silencingIn(line: string): Silencing | null {
  const text = line.slice(0, 5_000);
  return (
    found("coverage-excluded", coverageInstruction.exec(text)) ??
    found("analysis-suppressed", analysisInstruction.exec(text)) ??
    found("coverage-excluded", inComment(text, ofCoverage)) ??
    found("analysis-suppressed", inComment(text, ofAnalysis))
  );
}

function found(kind: Silencing["kind"], match: RegExpExecArray | null): Silencing | null {
  if (match === null) return null;
  const behind = match.input.slice(match.index + match[0].length, match.index + match[0].length + 200);
  return {
    kind,
    words: match[0],
    about:
      behind
        .replace(/^[\s:]+/, "")
        .split(/: | -- |\*\/|-->/, 1)[0]
        ?.trim() ?? "",
  };
}

function inComment(text: string, words: RegExp): RegExpExecArray | null {
  const match = words.exec(text);
  return match !== null && opener.test(text.slice(0, match.index)) ? match : null;
}

const written = new Set("sh bash zsh ps1 css scss less html htm xml yml yaml toml tf hcl sql graphql proto bicep dockerfile makefile".split(" "));

/** Whether tools look into a file and take such words from it; prose about them is none of it. */
export function canSilence(path: string): boolean {
  return isSource(path) || path.endsWith(".d.ts") || written.has(endingOf(path));
}
