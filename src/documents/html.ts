import { createHash } from "node:crypto";
import { visible } from "../git/index.ts";
import { type Block, blocksOf, plain, type Span, type Spans } from "./blocks.ts";
import { type ControlledDocument, controlRows, footOf, signaturesOf, standingOf } from "./controlled.ts";
import { type DocumentSignature, manifestationParts } from "./manifestation.ts";
import { pageStyle } from "./style.ts";

/** A document as one page that needs nothing else, with its control block, history and signatures. Its own policy lets it load and run nothing, whatever the texts in it say. */
export function documentHtml(document: ControlledDocument): string {
  const blocks = blocksOf(document.markdown);
  const standing = standingOf(document);
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${createHash("sha256").update(pageStyle).digest("base64")}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(document.title)}${document.head === null ? "" : `, ${text(document.head.id)} version ${document.head.version}`}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${text(document.title)}</h1>
${standing === null ? "" : `<p class="standing">${text(standing)}</p>`}
${pairs(controlRows(document))}
${contents(blocks, document)}
${blocks.map((block) => blockHtml(block)).join("\n")}
${historyHtml(document)}
${signaturesHtml(document)}
</main>
<footer><p>${text(footOf(document))}</p></footer>
</body>
</html>
`;
}

/** Text between tags or in a quoted attribute, with nothing hidden. */
function text(typed: string): string {
  return visible(typed).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function pairs(rows: readonly (readonly [string, string])[]): string {
  return `<dl class="control">${rows.map(([name, says]) => `<dt>${text(name)}</dt><dd>${text(says)}</dd>`).join("")}</dl>`;
}

function contents(blocks: readonly Block[], document: ControlledDocument): string {
  const own = blocks.flatMap((block) => (block.kind === "heading" && block.level === 2 ? [[block.id, plain(block.spans)] as const] : []));
  const all = document.head === null ? own : [...own, ["history", "History of the document"] as const, ["signatures", "Signatures under it"] as const];
  if (own.length < 4) return "";
  return `<nav aria-label="Contents"><ol>${all.map(([id, title]) => `<li><a href="#${text(id)}">${text(title)}</a></li>`).join("")}</ol></nav>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "heading":
      // The page has its first heading already.
      return `<h${Math.max(2, block.level)} id="${text(block.id)}">${spansHtml(block.spans)}</h${Math.max(2, block.level)}>`;
    case "paragraph":
      return `<p>${spansHtml(block.spans)}</p>`;
    case "list":
      return listHtml(block.start, block.items);
    case "quote":
      return `<blockquote>${block.blocks.map(blockHtml).join("")}</blockquote>`;
    case "code":
      return `<pre>${block.text.split("\n").map(text).join("\n")}</pre>`;
    case "table":
      return tableHtml(block.heads, block.rows);
    case "rule":
      return "<hr>";
  }
}

function listHtml(start: number | null, items: readonly (readonly Block[])[]): string {
  const inner = items.map((blocks) => `<li>${blocks.map((block) => (block.kind === "paragraph" ? spansHtml(block.spans) : blockHtml(block))).join("")}</li>`).join("");
  return start === null ? `<ul>${inner}</ul>` : `<ol start="${start}">${inner}</ol>`;
}

const wide = 7;
/** A date, an id or a name of so many letters is never broken. */
const shortest = 14;

// Roles stay with the elements where a narrow screen shows rows one below the other.
function tableHtml(heads: readonly Spans[], rows: readonly (readonly Spans[])[]): string {
  const names = heads.map(plain);
  const head = heads.map((spans) => (plain(spans) === "" ? "<td></td>" : `<th scope="col" role="columnheader">${spansHtml(spans)}</th>`)).join("");
  const body = rows.map((cells) => `<tr role="row">${cells.map((cell, at) => cellHtml(cell, at, names[at] ?? "")).join("")}</tr>`).join("\n");
  const table = `<table role="table"${heads.length >= wide ? ' class="wide"' : ""}><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`;
  return heads.length >= wide ? `<div class="scroll" tabindex="0" role="group" aria-label="${text(`Table: ${names.filter(Boolean).join(", ")}`)}">${table}</div>` : table;
}

function cellHtml(spans: Spans, at: number, name: string): string {
  const short = plain(spans).length <= shortest ? ' class="short"' : "";
  return at === 0 ? `<th scope="row" role="rowheader"${short}>${spansHtml(spans)}</th>` : `<td role="cell" data-h="${text(name)}"${short}>${spansHtml(spans)}</td>`;
}

function spansHtml(spans: Spans): string {
  return spans.map(spanHtml).join("");
}

function spanHtml({ text: typed, strong, em, code, href }: Span): string {
  const inner = code ? `<code${typed.length <= shortest ? ' class="short"' : ""}>${text(typed)}</code>` : text(typed);
  const leaning = em ? `<em>${inner}</em>` : inner;
  const weighty = strong ? `<strong>${leaning}</strong>` : leaning;
  return href === null ? weighty : `<a href="${text(href)}" rel="noreferrer">${weighty}</a>`;
}

function historyHtml({ head }: ControlledDocument): string {
  if (head === null) return "";
  const cell = (typed: string): Spans => [{ text: typed, strong: false, em: false, code: false, href: null }];
  const rows = (head.history ?? []).map(({ version, date, by, what }) => [String(version), date, by, what].map(cell));
  const table = rows.length === 0 ? "<p>None is written down.</p>" : tableHtml(["Version", "Date", "By", "What changed"].map(cell), rows);
  return `<h2 id="history">History of the document</h2>\n${table}`;
}

function signaturesHtml(document: ControlledDocument): string {
  if (document.head === null) return "";
  const { present, earlier } = signaturesOf(document);
  const before = earlier.length === 0 ? "" : `<h3>Of earlier texts; none of these signs this one</h3>\n${earlier.map(signatureHtml).join("\n")}`;
  return `<h2 id="signatures">Signatures under it</h2>\n${present.length === 0 ? "<p>Nobody has signed this text.</p>" : present.map(signatureHtml).join("\n")}\n${before}`;
}

function signatureHtml(signature: DocumentSignature): string {
  return `<section class="signature" aria-label="${text(`Signature of ${signature.printedName}`)}"><p>${text(signature.printedName)}</p>${pairs(manifestationParts(signature).slice(1))}</section>`;
}
