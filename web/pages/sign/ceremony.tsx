import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { addPasskey } from "../../api/passkeys.ts";
import { problemFrom, Unreachable } from "../../api/problem.ts";
import { refresh } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Problem } from "../../parts/problem.tsx";
import type { Ready, Stage } from "./use.ts";

/** Where one goes without signing. */
export interface Ways {
  /** A link or a button with the given words. */
  readonly back: (words: string) => ReactNode;
  /** Of what is gone back to: `the change`. */
  readonly of: string;
  /** How one goes back when what was to be signed has moved on. */
  readonly stale: string;
}

/** The moment of signing whatever is signed: what is written, one button, and every way in which it does not come to that. */
export function Ceremony<Text, Receipt>({
  stage,
  ways,
  onSign,
  onAgain,
  children,
}: {
  readonly stage: Exclude<Stage<Text, Receipt>, { readonly is: "recorded" }>;
  readonly ways: Ways;
  readonly onSign: (ready: Ready<Text>) => Promise<void>;
  readonly onAgain: () => void;
  /** The text as it is signed. */
  readonly children: (ready: Ready<Text>) => ReactNode;
}) {
  return (
    <div className="ceremony">
      {stage.is === "preparing" ? <Loading what="Writing what you would sign" /> : null}
      {stage.is === "failed" ? <Failed error={stage.error} ways={ways} onAgain={onAgain} /> : null}
      {stage.is === "wrong" ? <Wrong troubles={stage.troubles} ways={ways} /> : null}
      {"ready" in stage ? (
        <ToSign stage={stage} ways={ways} onSign={onSign} onAgain={onAgain}>
          {children(stage.ready)}
        </ToSign>
      ) : null}
    </div>
  );
}

/** The page in one sentence: what is about to be done, or that it is not. */
export function leadOf<Text, Receipt>(stage: Stage<Text, Receipt>, act: string): string {
  switch (stage.is) {
    case "wrong":
      return "Do not sign: what came to this page is not what you asked for.";
    case "failed":
      return stage.sent && stage.error instanceof Unreachable ? "The server gave no answer: look at the change before you sign again." : "Nothing was recorded.";
    default:
      return `Read what you sign: ${act.charAt(0).toLowerCase()}${act.slice(1)}.`;
  }
}

function ToSign<Text, Receipt>({
  stage,
  ways,
  onSign,
  onAgain,
  children,
}: {
  readonly stage: Extract<Stage<Text, Receipt>, { readonly is: "ready" | "signing" | "over" }>;
  readonly ways: Ways;
  readonly onSign: (ready: Ready<Text>) => Promise<void>;
  readonly onAgain: () => void;
  readonly children: ReactNode;
}) {
  const { ready } = stage;
  return (
    <>
      {ready.moved.length === 0 ? null : (
        <p className="problem" role="alert">
          What you would sign has changed since you began to read: {ready.moved.join(", ")}. Read it again.
        </p>
      )}
      <section className="signed" aria-label="What you sign">
        {children}
      </section>
      <p className="ceremony-note">Your browser worked the digest out of this text itself, and found it the same as the server's. Your passkey signs this text and nothing else.</p>
      {stage.is === "ready" && stage.error !== null ? <Problem error={stage.error instanceof Error ? (stage.error.cause ?? stage.error) : stage.error} /> : null}
      <div className="ceremony-verbs">
        {stage.is === "over" ? (
          <Button kind="primary" onClick={onAgain}>
            Prepare again
          </Button>
        ) : (
          <Button kind="primary" busy={stage.is === "signing"} onClick={() => void onSign(ready)}>
            {stage.is === "signing" ? "Waiting for your passkey…" : "Sign with your passkey"}
          </Button>
        )}
        {ways.back("Back, without signing")}
        <span className="quiet figure">{stage.is === "over" ? "The minute for signing is over; nothing was signed." : <Left ends={ready.ends} />}</span>
      </div>
    </>
  );
}

/** How long the text may still be signed. It is written anew by itself, so nobody is hurried. */
function Left({ ends }: { readonly ends: number }) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return `written anew in ${Math.max(0, Math.ceil((ends - now) / 1_000))} s`;
}

function Failed({ error, ways, onAgain }: { readonly error: unknown; readonly ways: Ways; readonly onAgain: () => void }) {
  const stale = problemFrom(error).code === "stale";
  return (
    <Problem
      error={error}
      action={
        <p className="ceremony-verbs">
          {ways.back(stale ? ways.stale : `Back to ${ways.of}`)}
          <Button small onClick={onAgain}>
            Prepare again
          </Button>
        </p>
      }
    />
  );
}

function Wrong({ troubles, ways }: { readonly troubles: readonly string[]; readonly ways: Ways }) {
  return (
    <div className="problem" role="alert">
      <p className="problem-detail">This page refuses to sign. Tell your administrator.</p>
      <ul>
        {troubles.map((trouble) => (
          <li key={trouble}>{trouble}</li>
        ))}
      </ul>
      {ways.back(`Back to ${ways.of}`)}
    </div>
  );
}

/** For who has nothing to sign with yet. */
export function MakePasskey({ ways }: { readonly ways: Ways }) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({ mutationFn: addPasskey, onSuccess: () => refresh(client) });
  return (
    <div className="ceremony">
      <p>A passkey is a key that this device keeps and opens with your finger, face or PIN. It signs your decisions in your name, and nobody else has it.</p>
      <Problem error={error} />
      <p className="ceremony-verbs">
        <Button kind="primary" busy={isPending} onClick={() => mutate()}>
          Create my passkey
        </Button>
        {ways.back("Back, without signing")}
      </p>
    </div>
  );
}
