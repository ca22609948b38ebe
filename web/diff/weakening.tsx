import { spaced } from "../words.ts";
import type { Weakening as Found } from "./shapes.ts";

/** What a line does to tests, coverage or analysis, at the line. */
export function Weakening({ found: { kind, line, sentence }, at }: { readonly found: Found; readonly at?: string }) {
  return (
    <div className="finding" role="note" aria-label={`finds less than before, ${spaced(kind)}, line ${line}`}>
      <p className="finding-head">
        <strong>finds less than before</strong>
        {at === undefined ? null : <span>{at}</span>}
        <span className="quiet">{spaced(kind)}</span>
      </p>
      <p className="finding-message">{sentence}</p>
    </div>
  );
}
