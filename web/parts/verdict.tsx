export type VerdictWord = "allow" | "wait" | "deny";

const shapes: Record<VerdictWord, string> = {
  // A full disc with a tick, a ring that is half full, an octagon with a bar: told apart without colour.
  allow: "M8 .8a7.2 7.2 0 1 0 0 14.400A7.2 7.2 0 0 0 8 .8Zm3.9 5.3-4.7 5.100a.9.9 0 0 1-1.3 0L3.9 9.100l1.3-1.2 1.35 1.45 4.05-4.450Z",
  wait: "M8 .8a7.2 7.2 0 1 0 0 14.400A7.2 7.2 0 0 0 8 .8Zm0 1.800v10.800A5.4 5.4 0 0 1 8 2.600Z",
  deny: "M5 .8h6L15.2 5v6L11 15.200H5L.8 11V5ZM4 6.900v2.200h8V6.900Z",
};

/**
 * What the gate says: shape, word and colour together. `word` replaces the word where a verdict stands for a criterion ("met").
 * The only place of the pages where green, amber and red appear.
 */
export function VerdictMark({ verdict, word = verdict, large = false }: { readonly verdict: VerdictWord; readonly word?: string; readonly large?: boolean }) {
  return (
    <span className={`verdict verdict-${verdict}${large ? " verdict-large" : ""}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={shapes[verdict]} fill="currentColor" fillRule="evenodd" />
      </svg>
      <span>{word}</span>
    </span>
  );
}
