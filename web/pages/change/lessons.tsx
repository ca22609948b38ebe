import type { ChangePage } from "../../diff/shapes.ts";
import { Few } from "./few.tsx";

/** What decision records turned down where the change touches something, so that a reviewer sees it come back. */
export function Lessons({ lessons }: Pick<ChangePage, "lessons">) {
  return (
    <Few items={lessons} what="lesson">
      {({ id, says, from }) => (
        <li key={id}>
          Do not {says.replace(/\.$/, "")}. <span className="quiet">{from}</span>
        </li>
      )}
    </Few>
  );
}
