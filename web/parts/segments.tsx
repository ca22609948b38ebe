/** A piece of text, or a character that reorders, hides or acts, as the server sends it in place of the character itself. */
export type Segment = string | { readonly kind: "bidi" | "invisible" | "control" | "byte"; readonly code: string; readonly name: string };

/** Text that somebody else wrote, with every character that could deceive shown as a mark. */
export function Segments({ text }: { readonly text: readonly Segment[] }) {
  return text.map((segment, at) =>
    typeof segment === "string" ? (
      segment
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: segments have no identity but their place.
      <span key={at} className="hidden-character" title={segment.name}>
        {segment.code}
      </span>
    ),
  );
}

/** The same as plain text, for names of buttons and for search. */
export function plainText(text: readonly Segment[]): string {
  return text.map((segment) => (typeof segment === "string" ? segment : `[${segment.code}]`)).join("");
}
