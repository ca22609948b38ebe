/** Says that something is on its way. It shows itself after a moment, so that a quick answer does not flicker. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading" role="status">
      {what}…
    </p>
  );
}
