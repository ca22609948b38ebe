import { Time } from "../parts/when.tsx";
import { useLostSince } from "./connection.ts";

/** Says that what is on screen may be old. It goes by itself when the server answers again. */
export function Lost() {
  const since = useLostSince();
  return (
    <div role="status">
      {since === null ? null : (
        <p className="lost">
          <strong>No connection to the server.</strong> What you see was last read <Time at={since} />. Nothing you do now is recorded; it is tried again by itself.
        </p>
      )}
    </div>
  );
}
