import type { ReactNode } from "react";
import { problemFrom } from "../api/problem.ts";

/** What did not work and what to do next, as the server says it. `action` is the next step as a button. Null error: nothing. */
export function Problem({ error, action }: { readonly error: unknown; readonly action?: ReactNode }) {
  if (error === null || error === undefined) return null;
  const { title, detail, hint, code, errors } = problemFrom(error);
  return (
    <div className="problem" role="alert">
      <p className="problem-detail">{detail || title}</p>
      {errors === undefined ? null : (
        <ul>
          {errors.map(({ at, says }) => (
            <li key={`${at} ${says}`}>
              <code>{at}</code> {says}
            </li>
          ))}
        </ul>
      )}
      {hint === "" ? null : <p>{hint}</p>}
      {action}
      <p className="problem-code">
        <span className="unseen">Code: </span>
        <code>{code}</code>
      </p>
    </div>
  );
}
