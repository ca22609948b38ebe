import { describe, expect, it } from "vitest";
import { asNext, draftSentence, placeWord, previewSentence, rulesAsNamed, rulesIn } from "./words.ts";

const entry = (effect: "tighter" | "looser" | "changed") => ({ path: "limits", from: "1", to: "2", effect, sentence: "It is." });

describe("a policy that is being written", () => {
  it("says what a text would change", () => {
    expect(draftSentence([])).toBe("It asks for exactly what is asked now.");
    expect(draftSentence([entry("looser"), entry("tighter"), entry("tighter")])).toBe("It is tighter in 2 places and looser in 1 place against what is in force.");
  });

  it("begins with the text in force as one version more, and touches nothing else", () => {
    expect(asNext("policy: 1\nversion: 9 # grows\nreview: version: 1\n")).toBe("policy: 1\nversion: 10 # grows\nreview: version: 1\n");
  });

  it("says whether it can come into force", () => {
    const warning = { code: "role-unheld", level: "warning", sentence: "Nobody is.", hint: "", path: null, line: null, column: null } as const;
    expect(previewSentence({ refusal: { ...warning, level: "error" }, stands: false, problems: [] })).toBe("As it stands it cannot come into force.");
    expect(previewSentence({ refusal: null, stands: true, problems: [] })).toBe("This very text is in force already.");
    expect(previewSentence({ refusal: null, stands: false, problems: [warning] })).toBe("Nothing keeps it from coming into force; 1 finding of the lint is worth a look.");
  });

  it("says where something is wrong, as far as that is known", () => {
    expect([placeWord({ line: 3, column: 1 }), placeWord({ line: 3, column: null }), placeWord({ line: null, column: null })]).toEqual([", line 3, column 1", ", line 3", ""]);
  });

  it("D04 sends a rule file under the path by which the text names it, and none that it does not name", () => {
    const text = '# see c.yml\nconstraints:\n  - { id: a, rule: rules/a.yml }\n  - id: b\n    rule: "rules/deep/b.yml"\n';
    const files = ["a.yml", "b.yml", "c.yml"].map((name) => ({ name, text: name }));
    const rules = rulesAsNamed(text, files);
    expect(rules.map(({ path }) => path)).toEqual(["rules/a.yml", "rules/deep/b.yml", "c.yml"]);
    expect(rulesIn({ text, rules }).map(({ path }) => path)).toEqual(["rules/a.yml", "rules/deep/b.yml"]);
  });
});
