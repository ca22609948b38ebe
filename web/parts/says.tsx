/** A sentence of the server, in which names stand between backticks. */
export function Says({ text }: { readonly text: string }) {
  // Every second piece stood between two of them.
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place.
  return text.split("`").map((piece, at) => (at % 2 === 1 ? <code key={at}>{piece}</code> : piece));
}
