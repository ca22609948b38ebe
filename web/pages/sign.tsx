import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { addPasskey } from "../api/passkeys.ts";
import { problemFrom } from "../api/problem.ts";
import { question, refresh } from "../api/queries.ts";
import type { ChangePage } from "../diff/shapes.ts";
import { Button } from "../parts/button.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { Problem } from "../parts/problem.tsx";
import { useMe } from "../shell/me.ts";
import "../style/ceremony.css";
import { isComplete, type Outcome, outcomeActs, scopeOf } from "./change-words.ts";
import { canonicalText } from "./sign-canonical.ts";
import type { Asked, SignedDocument } from "./sign-check.ts";
import { GateAfter } from "./sign-gate.tsx";
import { Receipt } from "./sign-receipt.tsx";
import { saveFile } from "./sign-save.ts";
import { actOf, SignedText } from "./sign-text.tsx";
import { type Ready, type Stage, useSigning } from "./sign-use.ts";

/** The moment of signing: the text, one button, then the receipt. */
export function SignPage() {
  const { change } = useParams({ from: "/inside/changes/$change/sign" });
  const { environment, outcome } = useSearch({ from: "/inside/changes/$change/sign" });
  const asking = question("changes.read", { params: { change }, query: environment === undefined ? {} : { environment } });
  // Nothing is signed from what the browser kept: a draft may have been saved since.
  const { data, error, isFetchedAfterMount } = useQuery({ ...asking, refetchOnMount: "always" });
  // What was asked stays the same while the page is open, even when the draft is gone because it was signed.
  const [page, setPage] = useState<ChangePage | null>(null);
  if (isFetchedAfterMount && data !== undefined && page === null) setPage(data);
  const { passkeys } = useMe();
  if (page === null) {
    return <Page title="Sign">{error === null ? <Loading what="Reading what you decided" /> : <Problem error={error} />}</Page>;
  }
  if (passkeys === 0) return <NoPasskey page={page} />;
  return <Ceremony page={page} asked={askedOf(page, outcome)} />;
}

/** What the person began and now wants to sign. An approval has every answer; another outcome, those that are complete. */
function askedOf({ draft, environment, artifact, questions }: ChangePage, outcome: Outcome): Asked {
  const asked = new Map(questions.map((question) => [question.id, question]));
  const answers = (draft?.answers ?? []).flatMap(({ value, ...answer }) => {
    const question = asked.get(answer.criterion);
    return value !== undefined && question !== undefined && isComplete({ ...answer, value }, question) ? [{ ...answer, value }] : [];
  });
  return {
    outcome,
    answers,
    ...(environment === null ? {} : { environment }),
    ...(environment === null || artifact === null ? {} : { artifact }),
    ...(outcome === "unsure" && draft?.doubt ? { doubt: draft.doubt } : {}),
    ...(outcome === "defer" && draft?.until ? { until: draft.until } : {}),
    ...(outcome !== "approve" && draft?.comment ? { comment: draft.comment } : {}),
  };
}

function Ceremony({ page, asked }: { readonly page: ChangePage; readonly asked: Asked }) {
  const { person } = useMe();
  const { change, environment } = page;
  const { stage, sign, again } = useSigning({ change: change.id, person: person.id, asked });
  if (stage.is === "recorded") return <Done page={page} stage={stage} />;
  const act = `${outcomeActs[asked.outcome]}${asked.outcome === "approve" ? ` ${scopeOf(environment)}` : ""}`;
  return (
    <Page title={change.title || change.id} answer={leadOf(stage, act)}>
      <div className="ceremony">
        {stage.is === "preparing" ? <Loading what="Writing what you would sign" /> : null}
        {stage.is === "failed" ? <Failed error={stage.error} page={page} onAgain={again} /> : null}
        {stage.is === "wrong" ? <Wrong troubles={stage.troubles} page={page} /> : null}
        {"ready" in stage ? <ToSign stage={stage} page={page} onSign={sign} onAgain={again} /> : null}
      </div>
    </Page>
  );
}

function leadOf(stage: Stage, act: string): string {
  switch (stage.is) {
    case "wrong":
      return "Do not sign: what came to this page is not what you asked for.";
    case "failed":
      return "Nothing was recorded.";
    default:
      return `Read what you sign: ${act.charAt(0).toLowerCase()}${act.slice(1)}.`;
  }
}

function ToSign({
  stage,
  page,
  onSign,
  onAgain,
}: {
  readonly stage: Extract<Stage, { readonly is: "ready" | "signing" | "over" }>;
  readonly page: ChangePage;
  readonly onSign: (ready: Ready) => Promise<void>;
  readonly onAgain: () => void;
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
        <SignedText document={ready.document} digest={ready.recomputed.digest} title={page.change.title} questions={page.questions} />
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
        <Back page={page}>Back, without signing</Back>
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

function Back({ page: { change, environment }, children }: { readonly page: ChangePage; readonly children: ReactNode }) {
  return (
    <Link to="/changes/$change" params={{ change: change.id }} search={environment === null ? {} : { environment }} className="button button-quiet">
      {children}
    </Link>
  );
}

function Failed({ error, page, onAgain }: { readonly error: unknown; readonly page: ChangePage; readonly onAgain: () => void }) {
  const stale = problemFrom(error).code === "stale";
  return (
    <Problem
      error={error}
      action={
        <p className="ceremony-verbs">
          <Back page={page}>{stale ? "Look at the change as it is now" : "Back to the change"}</Back>
          <Button small onClick={onAgain}>
            Prepare again
          </Button>
        </p>
      }
    />
  );
}

function Wrong({ troubles, page }: { readonly troubles: readonly string[]; readonly page: ChangePage }) {
  return (
    <div className="problem" role="alert">
      <p className="problem-detail">This page refuses to sign. Tell your administrator.</p>
      <ul>
        {troubles.map((trouble) => (
          <li key={trouble}>{trouble}</li>
        ))}
      </ul>
      <Back page={page}>Back to the change</Back>
    </div>
  );
}

function NoPasskey({ page }: { readonly page: ChangePage }) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({ mutationFn: addPasskey, onSuccess: () => refresh(client) });
  return (
    <Page title={page.change.title || page.change.id} answer="You need a passkey to sign; making one takes a few seconds.">
      <div className="ceremony">
        <p>A passkey is a key that this device keeps and opens with your finger, face or PIN. It signs your decisions in your name, and nobody else has it.</p>
        <Problem error={error} />
        <p className="ceremony-verbs">
          <Button kind="primary" busy={isPending} onClick={() => mutate()}>
            Create my passkey
          </Button>
          <Back page={page}>Back, without signing</Back>
        </p>
      </div>
    </Page>
  );
}

function saidBy({ doubt, until, comment }: SignedDocument) {
  return { doubt, until, comment };
}

function Done({ page, stage: { receipt, ready } }: { readonly page: ChangePage; readonly stage: Extract<Stage, { readonly is: "recorded" }> }) {
  const { change, gates, artifact, environment } = page;
  // Newer browsers answer `scrollTo` with a promise, which an effect must not give back.
  useEffect(() => void window.scrollTo(0, 0), []);
  const environments = [environment, ...gates.map((gate) => gate.environment).filter((each) => each !== environment)];
  return (
    <Page title={change.title || change.id} answer={`Recorded as entry ${receipt.index.toLocaleString("en-GB")} of the ledger.`}>
      <div className="ceremony ceremony-done">
        <Receipt receipt={{ ...receipt, ...saidBy(ready.document), act: actOf(ready.document), title: change.title }} />
        {receipt.escalation === null ? null : (
          <p>
            Your doubt{receipt.escalation.criterion === null ? "" : ` about ${receipt.escalation.criterion}`} is on its way to somebody better qualified:{" "}
            <Link to="/escalations">escalations</Link>.
          </p>
        )}
        <GateAfter change={change.id} verdict={receipt.verdict} environments={environments} artifact={artifact} />
        <p className="ceremony-verbs">
          <Button small onClick={() => saveFile(`${receipt.decision}.json`, canonicalText(ready.prepared.document))}>
            Save the signed document
          </Button>
          <Back page={page}>Back to the change</Back>
          <Link to="/decisions/$decision" params={{ decision: receipt.decision }} className="button button-quiet">
            The page of this decision
          </Link>
        </p>
      </div>
    </Page>
  );
}
