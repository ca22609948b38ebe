import { createHash } from "node:crypto";
import { visible } from "../../git/index.ts";
import { type EvidenceSentence, evidenceWords } from "../evidence-words.ts";
import { groundOf } from "../ground.ts";
import type { Share } from "../shares.ts";
import { type HtmlAsked, htmlData } from "./data.ts";
import { htmlScript } from "./script.ts";
import { htmlStyle } from "./style.ts";

const origins = ["ai", "mixed", "unknown", "human"] as const;
const words = { ai: "AI", mixed: "mixed", unknown: "unknown", human: "human" } as const;

/**
 * The map as one page that needs nothing else: a treemap and the same numbers as a table, folder by folder down to the runs of lines of a file. It holds no content of files, since a page that is passed on
 * would pass that on as well. Its own policy lets it load nothing and run only the script that it was written with, whatever the names and messages in it say.
 */
export function htmlPage(asked: HtmlAsked): string {
  const { map, shares, repository, rev, since } = asked;
  const title = `Who wrote ${visible(repository)}`;
  const where = `${visible(repository)}, ${visible(rev)}, commit ${map.commit}${since === null ? "" : `, only lines that came after ${visible(since.rev)}`}`;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(htmlStyle)}'; script-src '${hashOf(htmlScript)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(title)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<p class="small">${text(where)}</p>
<h1>${text(answerOf(shares.total))}</h1>
${trackOf(shares.total)}
</header>
<main>
<div id="look"><noscript><p>The map needs a script, and this browser runs none; <code>countersign map</code> prints the same numbers.</p></noscript></div>
<section class="rests" aria-labelledby="rests">
<h2 id="rests">What the shares rest on</h2>
<ul>
${[...groundsOf(shares.total), ...evidenceWords(map, shares)].map(item).join("\n")}
</ul>
</section>
</main>
<script type="application/json" id="data">${jsonIn(htmlData(asked))}</script>
<script>${htmlScript}</script>
</body>
</html>
`;
}

function hashOf(content: string): string {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

/** Text between tags or in a quoted attribute. */
function text(plain: string): string {
  return plain.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// Within a script element only `<` can begin anything that ends it.
function jsonIn(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

function answerOf({ lines, origins: { ai, mixed, unknown } }: Share): string {
  if (lines === 0) return "There are no lines to share out.";
  const figures = (count: number) => count.toLocaleString("en-GB");
  const known = ai + mixed === 0 ? "No line is known to be AI's" : `AI wrote or had a part in ${figures(ai + mixed)} of ${figures(lines)} lines (${percent(ai + mixed, lines)})`;
  return `${known}; who wrote ${unknown === lines ? "any of them" : `${figures(unknown)} (${percent(unknown, lines)})`} is unknown.`;
}

function percent(part: number, whole: number): string {
  const exactly = whole === 0 ? 0 : (100 * part) / whole;
  return `${part > 0 && exactly < 1 ? "<1" : part < whole && exactly > 99 ? ">99" : String(Math.round(exactly))} %`;
}

function trackOf({ lines, origins: counts }: Share): string {
  const parts = origins.map((origin) => `<span class="${origin}" data-lines="${counts[origin]}"></span>`).join("");
  const legend = origins.map(
    (origin, at) =>
      `<li><span class="mark ${origin}" aria-hidden="true"></span>${words[origin]} <span data-origin="${at}">${counts[origin].toLocaleString("en-GB")}</span> (${percent(counts[origin], lines)})</li>`,
  );
  return `<div class="track" aria-hidden="true">${parts}</div>\n<ul class="legend">${legend.join("")}</ul>`;
}

function groundsOf({ known, lines }: Share): EvidenceSentence[] {
  return known.map(({ origin, lines: count, ...how }) => ({
    sentence: `${words[origin]} ${count.toLocaleString("en-GB")} (${percent(count, lines)}): ${groundOf({ origin, ...how })}.`,
    code: null,
  }));
}

function item({ sentence, code }: EvidenceSentence): string {
  return `<li>${text(visible(sentence))}${code === null ? "" : ` <code class="small">${text(code)}</code>`}</li>`;
}
