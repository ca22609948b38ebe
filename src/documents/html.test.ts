import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { documentHtml } from "./html.ts";
import { manifestationLine } from "./manifestation.ts";
import { aDocument, digest, signature } from "./testing.ts";

const hostile = `</title><script>alert(1)</script><img src=x onerror="alert(1)"><!--\u202e'`;
const tags = (page: string) => [...page.slice(page.indexOf("<body>")).matchAll(/<\/?[a-z][a-z0-9]*/g)].map(([tag]) => tag);

describe("a document as a page", () => {
  it("R24: shows each signature with printed name, date and time with zone, meaning, scope, method and digest", () => {
    const page = documentHtml(aDocument({ signatures: [signature()] }));
    for (const part of ["Ana Costa", "2026-11-22 15:04:10 UTC", "approval", "GOV-CHARTER-001 version 2", "passkey", `sha256 ${digest}`, "412"]) expect(page).toContain(`>${part}<`);
    expect(manifestationLine(signature())).toBe(`Ana Costa — 2026-11-22 15:04:10 UTC — approval — GOV-CHARTER-001 version 2 — passkey — sha256 ${digest}`);
  });

  it("says plainly by whom it is signed, and that a signature of another text does not sign this one", () => {
    const standing = (document = aDocument()) => /<p class="standing">([^<]*)</.exec(documentHtml(document))?.[1];
    expect(standing()).toBe("Draft: signed by nobody.");
    expect(standing(aDocument({ signatures: [signature()] }))).toBe("Draft: signed by Ana Costa; not yet by policy owner.");
    const of = (status: "approved") => ({ ...aDocument().head, status }) as NonNullable<ReturnType<typeof aDocument>["head"]>;
    const both = [signature(), signature({ printedName: "Bo Lindqvist", roles: ["policy-owner"], method: "ssh" })];
    expect(standing(aDocument({ head: of("approved"), signatures: both }))).toBe("Approved: signed by Ana Costa and Bo Lindqvist.");
    const old = documentHtml(aDocument({ head: of("approved"), signatures: [signature({ digest: "a".repeat(64) })] }));
    expect(old).toContain("Says that it is approved, but this text is signed by nobody.");
    expect(old).toContain("Of earlier texts; none of these signs this one");
  });

  it("carries its control block, its history, and the text without the marker", () => {
    const page = documentHtml(aDocument());
    for (const part of [
      "GOV-CHARTER-001",
      "2",
      "draft",
      "Ana Costa",
      "engineering lead (Ana Costa); policy owner (nobody yet)",
      "internal",
      "2026-12-01",
      "2027-06-01",
      "iso42001 A.2.2",
      "First version",
      "What it says.",
    ])
      expect(page).toContain(`>${part}<`);
    expect(page).not.toContain("countersign:generated");
    expect(page.match(/<h1>/g)).toHaveLength(1);
  });

  it("C13: text that strangers typed stays text, wherever it stands", () => {
    const markdown = (typed: string) =>
      `# x\n\n## ${typed}\n\n${typed}\n\n| ${typed} | b |\n| --- | --- |\n| c | ${typed} |\n\n- ${typed}\n\n[link](javascript:alert(1)) [good](https://example.com/?a=<b>)\n`;
    const made = (typed: string) =>
      documentHtml(
        aDocument({ title: typed, owner: typed, source: typed, markdown: markdown(typed.replace(/[|]/g, "")), signatures: [signature({ printedName: typed, scope: typed })] }),
      );
    const page = made(hostile);
    expect(tags(page)).toEqual(tags(made("plain")));
    expect(page).not.toMatch(/<script|<img|<!--|\u202e|href="javascript/);
    expect(page).toContain("[U+202E]");
  });

  it("lets nothing be loaded and nothing run", () => {
    const page = documentHtml(aDocument());
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'"`);
    expect(page).not.toMatch(/<[^>]*\ssrc=|@import|url\(|\sstyle=/);
  });

  it("has heads for its tables, and a language", () => {
    const page = documentHtml(aDocument({ markdown: "# x\n\n| Risk | Owner |\n| --- | --- |\n| `R-1` | Ana |\n" }));
    expect(page).toContain('<html lang="en-GB">');
    expect(page).toContain('<th scope="col" role="columnheader">Owner</th>');
    expect(page).toContain('<th scope="row" role="rowheader" class="short"><code class="short">R-1</code></th><td role="cell" data-h="Owner" class="short">Ana</td>');
  });
});
