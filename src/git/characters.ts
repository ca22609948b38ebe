// Bidirectional controls (CVE-2021-42574).
const bidi = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/;

// What leaves no mark on a page or acts on the terminal instead: soft hyphen, grapheme joiner, Hangul and Khmer fillers, Mongolian
// selectors, zero-width characters, line and paragraph separators, invisible operators, byte-order mark, variation selectors,
// annotation marks, shorthand and musical controls, tags, and control characters other than tab, line feed, form feed and the
// carriage return of a line's end.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: joiners and selectors are looked for one by one
  /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200D\u2028\u2029\u2060-\u2065\u206A-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]|\r(?!\n|$)/u;

// The honest uses in pictures: one emoji selector behind a pictograph, a joiner between two of them, and keycaps.
const pictures = /\p{Extended_Pictographic}\uFE0F?[\u{1F3FB}-\u{1F3FF}]?(?:\u200D(?=\p{Extended_Pictographic}))?|[0-9#*]\uFE0F\u20E3/gu;

const control = /\p{Cc}/u;

// What neither of the others tells in a line: breaks that it should not hold.
const breaks = /[\n\f]/;

/** True when the text holds a control that reorders what a reader sees (C01). */
export function hasBidi(text: string): boolean {
  return bidi.test(text);
}

/** True when the text holds a character that a reader can't see (C02); selectors and joiners inside an emoji are not counted. */
export function hasInvisible(text: string): boolean {
  return invisible.test(text) && invisible.test(text.replace(pictures, ""));
}

/** True when a path holds a control character, a line break or a terminal escape (C13). */
export function hasControl(text: string): boolean {
  return control.test(text);
}

export interface Hidden {
  /** Position in UTF-16 code units. */
  readonly at: number;
  readonly character: string;
  readonly bidi: boolean;
}

/** Every character that `hasBidi`, `hasInvisible` or `hasControl` is about, in order. A tab is one of them in a name only, where nothing is indented. */
export function hiddenIn(text: string, where: "line" | "name"): Hidden[] {
  const acts = where === "name" ? control : breaks;
  if (!bidi.test(text) && !invisible.test(text) && !acts.test(text)) return [];
  const honest = [...text.matchAll(pictures)].map(({ index, 0: picture }) => ({ start: index, end: index + picture.length }));
  const found: Hidden[] = [];
  let at = 0;
  let next = 0;
  for (const character of text) {
    while ((honest[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next++;
    const inPicture = at >= (honest[next]?.start ?? Number.POSITIVE_INFINITY);
    const reorders = bidi.test(character);
    // A carriage return ends the text that it is tried on, so it is asked about by itself.
    if (reorders || character === "\r" || acts.test(character) || (!inPicture && invisible.test(character))) found.push({ at, character, bidi: reorders });
    at += character.length;
  }
  return found;
}
