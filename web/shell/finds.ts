/** Something that the palette can go to. */
export interface Find {
  readonly to: string;
  readonly name: string;
  /** What it is: `page`, `change in shop`, `person`. */
  readonly beside: string;
}

/** How many are shown at once. */
const shown = 12;

/** What has every word of the text in its name: names that begin with it first, else in the order given. */
export function matching(finds: readonly Find[], text: string): readonly Find[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const scored = finds.flatMap((find) => {
    const name = fold(`${find.name} ${find.beside}`);
    if (!words.every((word) => name.includes(word))) return [];
    return [{ find, score: words.length === 0 ? 0 : Number(!name.startsWith(words.join(" "))) }];
  });
  return scored
    .toSorted((a, b) => a.score - b.score)
    .slice(0, shown)
    .map(({ find }) => find);
}

/** Without case and accents, so that `zoe` finds Zoë. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
