import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it";
import { describe, expect, it } from "vitest";
import { factData } from "../../model/fact.ts";
import { blueprintWith, contextOf, enrolled, namedContext, type Typed } from "../testing.ts";
import { checkGenerated } from "./check.ts";
import { renderDecisions } from "./decisions.ts";
import { renderDocuments } from "./documents.ts";
import { inline, prose, sentence, table } from "./markdown.ts";

// As hostile a reader as there is: raw HTML is taken.
const reader = new MarkdownIt({ html: true });
const body = (text: string) => text.replace(/^---\n[\s\S]*?\n---\n/, "");

const rendered = (typed?: Typed) => new Map(renderDocuments(blueprintWith(typed), namedContext()).map(({ path, text }) => [path.slice(".countersign/documents/".length), text]));
const text = (name: string, typed?: Typed) => rendered(typed).get(name) ?? "";

/** Kinds of everything in a text but the text itself. */
function shape(markdown: string): string[] {
  const flat = (tokens: readonly Token[]): Token[] => tokens.flatMap((token) => [token, ...flat(token.children ?? [])]);
  return flat(reader.parse(body(markdown), {}))
    .map(({ type, content }) => (type === "html_block" ? content : type))
    .filter((type) => !["text", "code_inline"].includes(type))
    .map((type) => type.replace(/(sha256|from)=[0-9a-f]{64}/g, "$1"));
}

const pieces = [
  "|",
  "\\",
  "`",
  "``",
  "*",
  "_",
  "<b>",
  "</td>",
  "<!--",
  "-->",
  "<script>",
  "&lt;",
  "&",
  "[x](javascript:1)",
  "![y](z)",
  "#",
  "~~~",
  "- ",
  "1. ",
  "> ",
  "---",
  "===",
  "a",
  "Ł",
  "http://x",
  " ",
  "\u202e",
  "\u0007",
  "w".repeat(80),
];
const sayings = fc.array(fc.constantFrom(...pieces, "\n", "\n\n"), { minLength: 1, maxLength: 8 }).map((parts) => `${parts.join("")}.`);
// A line of several lines may begin a list; that is what these are for.
const tellings = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => `${parts.join("").replace(/^[-*\s]+/, "")}.`);

describe("the generated documents", () => {
  it("R38: the same files, policy and people give the same bytes", () => {
    expect([...rendered()]).toEqual([...rendered()]);
    expect([...rendered().keys()]).toEqual(["charter.md", "delivery.md", "risks.md", "audit-trail.md", "ai-policy.md", "definition-of-done.md"]);
  });

  it("C13: no text that anybody typed changes what stands around it, whatever is in it", () => {
    const plain = new Map([...rendered()].map(([name, of]) => [name, shape(of)]));
    fc.assert(
      fc.property(fc.array(sayings, { minLength: 3, maxLength: 3 }), fc.array(tellings, { minLength: 2, maxLength: 2 }), (said, told) => {
        let at = 0;
        const typed = { say: () => said[at++ % said.length] ?? "", tell: () => told[at++ % told.length] ?? "" };
        for (const [name, of] of rendered(typed)) expect({ name, shape: shape(of) }).toEqual({ name, shape: plain.get(name) });
      }),
      { numRuns: 25 },
    );
  });

  it("what is typed into a cell is read from it again, code in backticks as code", () => {
    fc.assert(
      fc.property(
        sayings.filter((typed) => !typed.includes("`")),
        (typed) => {
          const cells = reader.parse(table(["a", "b"], [[inline(typed), "c"]]).join("\n"), {}).filter(({ type }) => type === "inline");
          expect(cells).toHaveLength(4);
          const shown = typed.replace(/\s+/g, " ").trim().replaceAll("\u202e", "[U+202E]").replaceAll("\u0007", "[U+0007]");
          expect(
            (cells[2]?.children ?? [])
              .map(({ content }) => content)
              .join("")
              .trim(),
          ).toBe(shown);
        },
      ),
      { numRuns: 200 },
    );
    expect(inline("set `ai.tools|x` <b>")).toBe("set `ai.tools\\|x` \\<b\\>");
    expect(sentence("- no list")).toBe("\\- no list");
    expect(prose("One.\n- a\n- b\n\nTwo\nlines.")).toEqual(["One.", "", "- a", "- b", "", "Two lines."]);
  });

  it("R54: the charter names for each kind of change its criteria, approvers with people, quorum, time limit, and who escalations go to", () => {
    const row = text("charter.md")
      .split("\n")
      .find((line) => line.startsWith("| Security |"));
    expect(row).toContain("qualified for security (bo)");
    expect(row).toContain("`threat-considered`");
    expect(row).toContain("after 1 day to the engineering lead (ana)");
    expect(row).toContain("engineering lead (ana); deputy: project manager (dee)");
    expect(row).toContain("**unresolved: Nobody is qualified for code review**");
    expect(text("charter.md")).toContain("| Plainly said (approval) | R | A | C | I |");
  });

  it("a person who is enrolled stands there by the printed name", () => {
    const people = contextOf([enrolled("ana", "Ana Costa", ["engineering-lead"], ["security"])]);
    const [charter] = renderDocuments(blueprintWith(), people);
    expect(charter?.text).toContain("engineering lead (Ana Costa)");
  });

  it("the risk register gives scores as numbers with their level, in the table and on the 5 × 5 field", () => {
    const risks = text("risks.md");
    expect(risks).toContain("| `R-001` | Plainly said | 20 (4 × 5), critical | 6 (2 × 3), medium | mitigate | ana | 2027-03-01 | open |");
    expect(risks).toContain("| Likelihood 4 | 4 low | 8 medium | 12 high | 16 high | 20 critical: `R-001` |");
    expect(risks).toContain("| Likelihood 2 | 2 low | 4 low | 6 medium: `R-001` | 8 medium | 10 high |");
    expect(risks).toContain("3 risks: 1 is not judged yet, 1 does not apply; of those that are, none remains high or critical once treated.");
  });

  it("R58: the audit-trail design lists every kind of fact that the ledger knows, with its fields and how long it is kept", () => {
    const trail = text("audit-trail.md");
    for (const [event, schema] of Object.entries(factData)) {
      const row = trail.split("\n").find((line) => line.startsWith(`| \`${event}\` |`) && line.split("|").length === 7);
      for (const field of Object.keys(schema.shape)) expect(row).toContain(`\`${field}\``);
      expect(row).toContain(event === "decision-made" ? "| 10 years |" : "| 6 years |");
    }
  });

  it("R11 R40: the AI policy says on its first page what may be sent where, by the policy's own register", () => {
    const policy = text("ai-policy.md");
    expect(policy).toContain("Registered AI tool, to be used once its review is closed: `claude-code`; any other may have public data only.");
    expect(policy).toContain("| personal | **no**: no registered tool may have it |");
    expect(policy).toMatch(/\| `claude-code` \| .* \| `claude-\*` \| .* \| public \| not in `src\/claims\/\*\*` \| ana \| 2027-01-31 \|/);
  });

  it("lists the decision records, each linked from where the list stands", () => {
    const record = { file: "docs/decisions/0001-one-service.md", number: 1, title: "One service", status: "accepted", supersededBy: null, date: "2026-11-24" } as const;
    expect(renderDecisions([record]).text).toContain("| [0001](../../docs/decisions/0001-one-service.md) | One service | accepted | 2026-11-24 |");
  });

  it("a draft says that it is one", () => {
    expect(text("charter.md")).toContain("**Draft.** It binds nobody until its approvers have signed it.");
  });
});

describe("whether a generated file is as it was generated", () => {
  const path = ".countersign/documents/charter.md";
  const wanted = text("charter.md");

  it("R38: it is the same, or stale once its source has changed", () => {
    expect(checkGenerated(path, wanted, wanted)).toBe("same");
    expect(checkGenerated(path, wanted.replaceAll("\n", "\r\n"), wanted)).toBe("same");
    expect(checkGenerated(path, text("charter.md", { say: () => "Said before", tell: () => "Told before." }), wanted)).toBe("stale");
  });

  it.each([
    { what: "a quorum", from: "| Security |", to: "| Safety |", instead: "`change-types`, `criteria`, `tiers` and `environments` in `.countersign/policy.yaml`" },
    { what: "a principle", from: "- Plainly said", to: "- Something else", instead: "`principles` in `.countersign/charter.yaml`" },
    { what: "the head", from: "status: draft", to: "status: approved", instead: "`.countersign/charter.yaml`" },
  ])("$what that was written in by hand is told with its line, and where to write it instead", ({ from, to, instead }) => {
    const edited = wanted.replace(from, to);
    const line = edited.split("\n").findIndex((each) => each.startsWith(to)) + 1;
    expect(checkGenerated(path, edited, wanted)).toEqual({ edited: line, instead: `Write it in ${instead}, take the line back here, and generate the documents again.` });
  });

  it("a file of one's own in that place, or lines added at its end, are told too", () => {
    expect(checkGenerated(path, "# Mine\n", wanted)).toMatchObject({ edited: 1 });
    expect(checkGenerated(path, `${wanted}More.\n`, wanted)).toMatchObject({ edited: wanted.split("\n").length, instead: expect.stringContaining("`document.approvers`") });
  });
});
