import MarkdownIt, { type Token } from "markdown-it";

export interface Span {
  readonly text: string;
  readonly strong: boolean;
  readonly em: boolean;
  readonly code: boolean;
  /** Only to the web, to an address for mail, or beside the document; null for text. */
  readonly href: string | null;
}

export type Spans = readonly Span[];

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly spans: Spans; readonly id: string }
  | { readonly kind: "paragraph"; readonly spans: Spans }
  | { readonly kind: "list"; readonly start: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "table"; readonly heads: readonly Spans[]; readonly rows: readonly (readonly Spans[])[] }
  | { readonly kind: "rule" };

// Raw HTML stays text, and no address is made a link that was not written as one.
const reader = new MarkdownIt({ html: false, linkify: false, typographer: false });

const frontMatter = /^---\n[\s\S]*?\n---\n/;
const marker = /^<!-- countersign:generated [^\n]*-->\n/m;

/** A document's text as blocks, without front matter, marker and its first title. Whoever writes to the repository controls it. */
export function blocksOf(markdown: string): Block[] {
  const text = markdown.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").replace(frontMatter, "").replace(marker, "");
  const blocks = new Reader(reader.parse(text, {})).blocks();
  const [first] = blocks;
  return first?.kind === "heading" && first.level === 1 ? blocks.slice(1) : blocks;
}

/** The text of spans, without what they look like. */
export function plain(spans: Spans): string {
  return spans.map(({ text }) => text).join("");
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #ids = new Map<string, number>();
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Blocks up to the token that closes what they stand in. */
  blocks(end: string | null = null): Block[] {
    const found: Block[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== end; token = this.#next()) found.push(...this.#block(token));
    return found;
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #block(token: Token): Block[] {
    switch (token.type) {
      case "heading_open":
        return [this.#heading(Number(token.tag.slice(1)), this.#inline("heading_close"))];
      case "paragraph_open":
        return [{ kind: "paragraph", spans: this.#inline("paragraph_close") }];
      case "bullet_list_open":
        return [{ kind: "list", start: null, items: this.#items("bullet_list_close") }];
      case "ordered_list_open":
        return [{ kind: "list", start: Number(token.attrGet("start") ?? 1), items: this.#items("ordered_list_close") }];
      case "blockquote_open":
        return [{ kind: "quote", blocks: this.blocks("blockquote_close") }];
      case "table_open":
        return [this.#table()];
      case "fence":
      case "code_block":
        return [{ kind: "code", text: token.content.replace(/\n$/, "") }];
      case "hr":
        return [{ kind: "rule" }];
      default:
        return [];
    }
  }

  #heading(level: number, spans: Spans): Block {
    const word =
      plain(spans)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-+|-+$/g, "") || "part";
    const seen = this.#ids.get(word) ?? 0;
    this.#ids.set(word, seen + 1);
    return { kind: "heading", level, spans, id: seen === 0 ? `p-${word}` : `p-${word}-${seen + 1}` };
  }

  #inline(end: string): Spans {
    const spans: Span[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== end; token = this.#next()) if (token.type === "inline") spans.push(...spansOf(token.children ?? []));
    return spans;
  }

  #items(end: string): Block[][] {
    const items: Block[][] = [];
    for (let token = this.#next(); token !== undefined && token.type !== end; token = this.#next()) if (token.type === "list_item_open") items.push(this.blocks("list_item_close"));
    return items;
  }

  #table(): Block {
    const rows: Spans[][] = [];
    for (let token = this.#next(); token !== undefined && token.type !== "table_close"; token = this.#next()) {
      if (token.type === "tr_open") rows.push([]);
      if (token.type === "th_open" || token.type === "td_open") rows.at(-1)?.push(this.#inline(token.type.replace("open", "close")));
    }
    const [heads = [], ...others] = rows;
    return { kind: "table", heads, rows: others };
  }
}

function spansOf(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  const style = { strong: 0, em: 0 };
  const links: (string | null)[] = [];
  const push = (text: string, code = false) => text !== "" && spans.push({ text, strong: style.strong > 0, em: style.em > 0, code, href: links.at(-1) ?? null });
  for (const token of tokens) {
    if (token.type === "strong_open") style.strong++;
    else if (token.type === "strong_close") style.strong--;
    else if (token.type === "em_open") style.em++;
    else if (token.type === "em_close") style.em--;
    else if (token.type === "link_open") links.push(safeAddress(String(token.attrGet("href") ?? "")));
    else if (token.type === "link_close") links.pop();
    else if (token.type === "softbreak" || token.type === "hardbreak") push(" ");
    else if (token.type === "code_inline") push(token.content, true);
    else if (token.type === "image") push(token.content || "picture");
    else push(token.content);
  }
  return spans;
}

// markdown-it refuses `javascript:` and its kin already; this lets through only what is known to be harmless.
function safeAddress(address: string): string | null {
  if (/^(?:https?:|mailto:)/i.test(address)) return address;
  return /^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith("//") || address.startsWith("/") ? null : address;
}
