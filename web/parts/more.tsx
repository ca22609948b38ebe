import { Button } from "./button.tsx";

/** Asks for the next page of a list; nothing on the last. */
export function More({ more, what }: { readonly more: { readonly busy: boolean; readonly ask: () => void } | null; readonly what: string }) {
  if (more === null) return null;
  return (
    <p className="more">
      <Button busy={more.busy} onClick={more.ask}>
        {more.busy ? "Reading…" : `Show ${what}`}
      </Button>
    </p>
  );
}
