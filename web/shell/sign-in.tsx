import { useState } from "react";
import { signInWithPasskey } from "../api/passkeys.ts";
import { useAnswer } from "../api/queries.ts";
import { Button } from "../parts/button.tsx";
import { Problem } from "../parts/problem.tsx";

/** The ways in that this installation has. */
export function SignIn({ onDone }: { readonly onDone: (person: string) => void | Promise<void> }) {
  const { data: ways } = useAnswer("signIn.ways");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      const { person } = await signInWithPasskey();
      await onDone(person);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="ways-in">
      <Button kind="primary" busy={busy} onClick={() => void start()}>
        {busy ? "Waiting for your passkey…" : "Sign in with a passkey"}
      </Button>
      {ways?.provider ? (
        // Leaves the page, so an ordinary link: the server sends the browser on.
        <a className="button button-plain" href="/sign-in/provider">
          Sign in with {ways.provider}
        </a>
      ) : null}
      <Problem error={error} />
    </div>
  );
}
