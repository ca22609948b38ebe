/** The comment in a decision's document, which is read as it was signed; null when there is none, or once it is erased. */
export function signedComment(document: Uint8Array | null): string | null {
  if (document === null) return null;
  const { comment } = JSON.parse(Buffer.from(document).toString("utf8")) as { readonly comment?: unknown };
  return typeof comment === "string" ? comment : null;
}
