import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { isSignedOut, problemFrom, wrongElsewhere } from "../api/problem.ts";
import { question } from "../api/queries.ts";
import { Says } from "./says.tsx";

interface Shown {
  readonly error: unknown;
  /** The next step as a button. */
  readonly action?: ReactNode;
  /** Those that a form says for itself with `wrongAt`. */
  readonly fields?: readonly string[];
}

/** What did not work and what to do next, as the server says it. Null error: nothing. */
export function Problem(shown: Shown) {
  if (shown.error === null || shown.error === undefined) return null;
  return isSignedOut(shown.error) ? <SignedOut {...shown} /> : <Told {...shown} />;
}

/** That a session has ended the shell says in front of the page, once; it has to hear it for that. Outside of the shell nobody else would say it. */
function SignedOut(shown: Shown) {
  const client = useQueryClient();
  const { queryKey } = question("me.read");
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["me.read"] }, { cancelRefetch: false });
  }, [client]);
  return client.getQueryData(queryKey) === undefined ? <Told {...shown} /> : null;
}

function Told({ error, action, fields = [] }: Shown) {
  const { title, detail, hint, code, errors = [] } = problemFrom(error);
  const elsewhere = wrongElsewhere(error, fields);
  if (errors.length > 0 && elsewhere.length === 0) return <AtFields />;
  return (
    <div className="problem" role="alert">
      <p className="problem-detail">{detail || title}</p>
      {elsewhere.length === 0 ? null : (
        <ul>
          {elsewhere.map(({ at, says }) => (
            <li key={`${at} ${says}`}>
              <code>{at}</code> {says}
            </li>
          ))}
        </ul>
      )}
      {hint === "" ? null : (
        <p>
          <Says text={hint} />
        </p>
      )}
      {action}
      <p className="problem-code">
        <span className="unseen">Code: </span>
        <code>{code}</code>
      </p>
    </div>
  );
}

function AtFields() {
  return (
    <div className="problem" role="alert">
      <p className="problem-detail">Something in the form does not fit; it stands below its field.</p>
    </div>
  );
}
