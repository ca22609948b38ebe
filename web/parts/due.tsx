import { exact, span } from "../time.ts";
import { Time, useNow } from "./when.tsx";

/** Until when something waits, or for how long it is overdue. */
export function Due({ until, overdue }: { readonly until: string; readonly overdue: boolean }) {
  return overdue ? (
    <Overdue until={until} />
  ) : (
    <span className="turn-due">
      Due <Time at={until} />
    </span>
  );
}

function Overdue({ until }: { readonly until: string }) {
  const now = useNow();
  return (
    <time className="turn-due turn-overdue" dateTime={until} title={exact(until)}>
      Overdue by {span(now - Date.parse(until))}
    </time>
  );
}
