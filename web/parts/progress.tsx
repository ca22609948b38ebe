/** `7 of 9 files seen`: how far something is, as a bar from zero with its numbers in words. */
export function Progress({ done, of, what }: { readonly done: number; readonly of: number; readonly what: string }) {
  return (
    <span className="progress">
      <progress value={done} max={Math.max(of, 1)} aria-label={what} />
      <span className="figure">
        {done} of {of} {what}
      </span>
    </span>
  );
}
