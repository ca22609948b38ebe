import { describe, expect, it } from "vitest";
import { claimsOfCommit } from "../provenance/message.ts";
import { agents } from "./agents.ts";
import { type Grammar, missingTrailers, spoken } from "./trailers.ts";

const missing = (message: string, tools: readonly (readonly [string, string | null])[], grammar: Grammar = "co-authored-by") =>
  missingTrailers(
    message,
    tools.map(([tool, model]) => ({ tool, model })),
    grammar,
  ).map(({ key, value }) => `${key}: ${value}`);

describe("the trailers of a commit", () => {
  it("name each tool once, as platforms show it", () => {
    expect(
      missing("feat: add", [
        ["cursor", "gpt-5"],
        ["claude", "claude-opus-4-6"],
        ["claude", null],
      ]),
    ).toEqual(["Co-authored-by: Claude <noreply@anthropic.com>", "Co-authored-by: Cursor <cursoragent@cursor.com>"]);
  });

  it("name tool and model as the Linux kernel asks for it, and no model where there are two or none is known", () => {
    expect(missing("x", [["claude", "anthropic/claude-opus-4.6"]], "assisted-by")).toEqual(["Assisted-by: Claude Code:claude-opus-4.6"]);
    expect(
      missing(
        "x",
        [
          ["codex", "gpt-5"],
          ["codex", "gpt-6"],
        ],
        "assisted-by",
      ),
    ).toEqual(["Assisted-by: Codex CLI"]);
    expect(missing("x", [["gemini", "unknown"]], "assisted-by")).toEqual(["Assisted-by: Gemini CLI"]);
  });

  it("are not added again, however the message spells them", () => {
    for (const line of ["Co-Authored-By: Claude Opus 4.6 (1M context) <noreply@anthropic.com>", "co-authored-by: claude <NOREPLY@anthropic.com>"])
      expect(missing(`feat\n\n${line}\n`, [["claude", null]])).toEqual([]);
    expect(missing("feat\n\nAssisted-by: Claude Code:claude-opus-4.6", [["claude", "claude-sonnet-5"]], "assisted-by")).toEqual([]);
    expect(missing("feat\n\nCo-authored-by: Claude Martin <claude@example.com>", [["claude", null]])).toHaveLength(1);
  });

  it("hold no line break that a trace brings along", () => {
    expect(missing("x", [["evil\nSigned-off-by: Dana <dana@example.com>", "m\nX: y"]])).toEqual(["Assisted-by: evil Signed-off-by  Dana  dana@example.com:m X  y"]);
  });

  it.each(agents.flatMap(({ name, noteName }) => (["co-authored-by", "assisted-by"] as const).map((grammar): [string, Grammar, string] => [name, grammar, noteName])))(
    "R3 of %s as %s are read back as that tool",
    (name, grammar, noteName) => {
      const [trailer = ""] = missing("x", [[noteName, "claude-opus-4.6"]], grammar);
      expect(read(`feat: x\n\n${trailer}\n`)).toContain(name);
    },
  );
});

function read(message: string): (string | null)[] {
  const person = { name: "Dana", email: "dana@example.com" };
  return claimsOfCommit({ id: "a".repeat(40), message, author: person, committer: person }).claims.map(({ tool }) => tool);
}

it("a message without words of its own is empty: comments and what stands below the scissors do not count", () => {
  expect(spoken("\n# Please enter\n", "#")).toBe("");
  expect(spoken("subject\n; note\n; ------------------------ >8 ------------------------\ndiff", ";")).toBe("subject");
});
