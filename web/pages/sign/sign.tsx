import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { type Answer, call } from "../../api/client.ts";
import { question } from "../../api/queries.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Page } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import "../../style/ceremony.css";
import { isComplete, type Outcome, outcomeActs, outcomeDone, recordedAlready, scopeOf, whatItDoes } from "../change/words.ts";
import { canonicalText } from "./canonical.ts";
import { Ceremony, leadOf, MakePasskey, type Ways } from "./ceremony.tsx";
import { decisionNamespace } from "./challenge.ts";
import { type Asked, type Expected, movedBetween, readDocument, type SignedDocument, troublesOf } from "./check.ts";
import { GateAfter } from "./gate.tsx";
import { Receipt } from "./receipt.tsx";
import { saveFile } from "./save.ts";
import { actOf, SignedText } from "./text.tsx";
import { type Signable, type Stage, useSigning } from "./use.ts";

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
  const { passkeys, person } = useMe();
  if (page === null) {
    return <Page title="Sign">{error === null ? <Loading what="Reading what you decided" /> : <Problem error={error} />}</Page>;
  }
  const recorded = recordedAlready(page, person.id, outcome);
  if (recorded !== null) return <Recorded page={page} decision={recorded} />;
  if (passkeys === 0) return <NoPasskey page={page} />;
  return <Signing page={page} asked={askedOf(page, outcome)} />;
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

function Signing({ page, asked }: { readonly page: ChangePage; readonly asked: Asked }) {
  const { person } = useMe();
  const { change, environment } = page;
  const { stage, sign, again } = useSigning(decisionOf({ change: change.id, person: person.id, asked }));
  if (stage.is === "recorded") return <Done page={page} stage={stage} />;
  const act = `${outcomeActs[asked.outcome]}${asked.outcome === "approve" ? ` ${scopeOf(environment)}` : ""}`;
  return (
    <Page title={change.title || change.id} answer={leadOf(stage, act)}>
      <Ceremony stage={stage} ways={waysOf(page)} onSign={sign} onAgain={again}>
        {({ document, recomputed }) => <SignedText document={document} digest={recomputed.digest} title={change.title} questions={page.questions} />}
      </Ceremony>
    </Page>
  );
}

function decisionOf(expected: Expected): Signable<SignedDocument, Answer<"decisions.record">> {
  const params = { change: expected.change };
  return {
    namespace: decisionNamespace,
    prepare: () => call("decisions.prepare", { params, body: expected.asked }),
    read: readDocument,
    troubles: (prepared, recomputed) => troublesOf(prepared, recomputed, expected),
    moved: movedBetween,
    record: (prepared, assertion) => call("decisions.record", { params, body: { prepared, assertion } }),
  };
}

function waysOf(page: ChangePage): Ways {
  return { of: "the change", stale: "Look at the change as it is now", back: (words) => <Back page={page}>{words}</Back> };
}

function Back({ page: { change, environment }, children }: { readonly page: ChangePage; readonly children: ReactNode }) {
  return (
    <Link to="/changes/$change" params={{ change: change.id }} search={environment === null ? {} : { environment }} className="button button-quiet">
      {children}
    </Link>
  );
}

function NoPasskey({ page }: { readonly page: ChangePage }) {
  return (
    <Page title={page.change.title || page.change.id} answer="You need a passkey to sign; making one takes a few seconds.">
      <MakePasskey ways={waysOf(page)} />
    </Page>
  );
}

/** For who comes back to this page, or loads it again, after they signed. */
function Recorded({ page, decision }: { readonly page: ChangePage; readonly decision: ChangePage["decisions"][number] }) {
  const { id, index, outcome, environment, time } = decision;
  return (
    <Page title={page.change.title || page.change.id} answer={`Your decision is recorded as entry ${index.toLocaleString("en-GB")} of the ledger.`}>
      <div className="ceremony">
        <p>
          You {outcome === "unsure" ? "were unsure" : outcomeDone[outcome]}
          {environment === null ? "" : ` for ${environment}`}, <Time at={time} exactly />. {whatItDoes(decision, page.escalations)}
        </p>
        <p className="ceremony-verbs">
          <ButtonLink to={`/decisions/${encodeURIComponent(id)}`}>Its receipt</ButtonLink>
          <Back page={page}>Back to the change</Back>
        </p>
      </div>
    </Page>
  );
}

type RecordedStage = Extract<Stage<SignedDocument, Answer<"decisions.record">>, { readonly is: "recorded" }>;

function saidBy({ doubt, until, comment }: SignedDocument) {
  return { doubt, until, comment };
}

function Done({ page, stage: { receipt, ready } }: { readonly page: ChangePage; readonly stage: RecordedStage }) {
  const { change, gates, artifact, environment } = page;
  useEffect(() => {
    // The button that had the focus is gone with the text that was signed.
    document.querySelector<HTMLElement>(".receipt h2")?.focus({ preventScroll: true });
    void window.scrollTo(0, 0);
  }, []);
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
