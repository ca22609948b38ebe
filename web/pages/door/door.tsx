import { type ReactNode, useEffect } from "react";
import { Problem } from "../../parts/problem.tsx";
import { Mark } from "../../shell/mark.tsx";
import { setTitle } from "../../shell/title.ts";

/** A page outside: one sheet in the middle, for somebody who is not signed in. */
export function Door({
  title,
  organisation,
  sample,
  error,
  children,
}: {
  /** Goes on with the name of the organisation: `Join`, `Sign in to`. */
  readonly title: string;
  readonly organisation: string | undefined;
  readonly sample: boolean | undefined;
  readonly error: unknown;
  readonly children: ReactNode;
}) {
  useEffect(() => setTitle(title), [title]);
  return (
    <main className="door">
      <div className="door-sheet">
        <p className="door-brand">
          <Mark /> Countersign
          {sample ? <span className="sample">Sample data</span> : null}
        </p>
        <h1>{organisation === undefined ? title : `${title} ${organisation}`}</h1>
        <Problem error={error} />
        {children}
      </div>
    </main>
  );
}
