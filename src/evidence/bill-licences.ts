import parse, { type Info } from "spdx-expression-parse";

/** Longest expression that is parsed, and how many different ones of a document: parsing takes longer than reading. Others stay as given. */
const longest = 1_000;
const mostParsed = 2_000;

/** The licences of one document in one spelling. */
export class Licences {
  readonly #known = new Map<string, string>();

  /**
   * A licence in the spelling of SPDX where it is an id or an expression, else as given; null where nothing is asserted. `NONE` stays: it
   * asserts that there is no licence.
   */
  one(given: string | null | undefined): string | null {
    const text = given?.trim() ?? "";
    if (text === "" || text === "NOASSERTION") return null;
    if (/^[\w.+-]+$/.test(text)) return text;
    const known = this.#known.get(text);
    if (known !== undefined || text.length > longest || this.#known.size >= mostParsed) return known ?? text;
    const spelt = canonical(text) ?? text;
    this.#known.set(text, spelt);
    return spelt;
  }

  /** The same of several, without repeats. */
  all(given: readonly (string | null | undefined)[]): string[] {
    return [...new Set(given.flatMap((each) => this.one(each) ?? []))];
  }
}

function canonical(text: string): string | null {
  try {
    return inWords(parse(text));
  } catch {
    return null;
  }
}

// AND binds more tightly than OR (SPDX specification, annex "License expressions").
function inWords(info: Info): string {
  if ("license" in info) return `${info.license}${info.plus ? "+" : ""}${info.exception === undefined ? "" : ` WITH ${info.exception}`}`;
  if (info.conjunction === "or") return `${inWords(info.left)} OR ${inWords(info.right)}`;
  return `${inside(info.left)} AND ${inside(info.right)}`;
}

function inside(info: Info): string {
  return "conjunction" in info && info.conjunction === "or" ? `(${inWords(info)})` : inWords(info);
}
