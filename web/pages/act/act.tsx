import { type ReactNode, useEffect } from "react";
import { type Answer, call } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { Page } from "../../parts/page.tsx";
import { useMe } from "../../shell/me.ts";
import { canonicalText } from "../sign/canonical.ts";
import { Ceremony, leadOf, MakePasskey, type Ways } from "../sign/ceremony.tsx";
import { policyNamespace } from "../sign/challenge.ts";
import { Sheet } from "../sign/receipt.tsx";
import { saveFile } from "../sign/save.ts";
import { type Ready, type Signable, useSigning } from "../sign/use.ts";
import { type ActAnswer, type ActRequest, type ActText, actTroubles, type ExpectedAct, movedAct, readAct } from "./check.ts";
import { ActSigned, actSentence } from "./text.tsx";
import "../../style/ceremony.css";

type Recorded = Answer<"acts.record">;

export interface Act {
  /** Of the page: `Sign the charter`. */
  readonly title: string;
  readonly request: ActRequest;
  /** Of what the act is about, all that was in front of the person. */
  readonly about: ExpectedAct["about"];
  readonly answers?: readonly ActAnswer[];
  /** Of what is gone back to: `the charter`. */
  readonly of: string;
  /** What follows from it, below the receipt. */
  readonly after: ReactNode;
  readonly onBack: () => void;
  /** Where one goes once it is recorded; back without it. */
  readonly onDone?: () => void;
}

/** The moment in which an act of governance is signed, then its receipt. */
export function ActCeremony(act: Act) {
  const { passkeys } = useMe();
  return passkeys === 0 ? <Passkey {...act} /> : <Signing {...act} />;
}

function Passkey({ title, of, onBack }: Act) {
  return (
    <Page title={title} answer="You need a passkey to sign; making one takes a few seconds.">
      <MakePasskey ways={waysOf(of, onBack)} />
    </Page>
  );
}

function Signing(act: Act) {
  const { person } = useMe();
  const { stage, sign, again } = useSigning(signableOf(act, person.id));
  const { title, of, onBack } = act;
  if (stage.is === "recorded") return <Done act={act} receipt={stage.receipt} ready={stage.ready} />;
  return (
    <Page title={title} answer={leadOf(stage, title)}>
      <Ceremony stage={stage} ways={waysOf(of, onBack)} onSign={sign} onAgain={again}>
        {({ document, recomputed }) => <ActSigned document={document} digest={recomputed.digest} />}
      </Ceremony>
    </Page>
  );
}

function signableOf({ request, about, answers = [] }: Act, person: string): Signable<ActText, Recorded> {
  return {
    namespace: policyNamespace,
    prepare: () => call("acts.prepare", { body: request }),
    read: readAct,
    troubles: (prepared, recomputed) => actTroubles(prepared, recomputed, { person, act: request.act, about, answers }),
    moved: movedAct,
    record: (prepared, assertion) => call("acts.record", { body: { prepared, assertion } }),
  };
}

function waysOf(of: string, onBack: () => void): Ways {
  const back = (words: string) => (
    <Button kind="quiet" onClick={onBack}>
      {words}
    </Button>
  );
  return { of, stale: `Look at ${of} again`, back };
}

function Done({
  act: { title, of, after, onBack, onDone = onBack },
  receipt,
  ready: { document, prepared },
}: {
  readonly act: Act;
  readonly receipt: Recorded;
  readonly ready: Ready<ActText>;
}) {
  const { index, project, printedName, time, meaning, manifestation, digest } = receipt;
  useEffect(() => void window.scrollTo(0, 0), []);
  const sheet = { act: actSentence(document), title: project, printedName, time, meaning, manifestation, digest, index };
  const data = document.about["digest"];
  return (
    <Page title={title} answer={`It is recorded: entry ${index.toLocaleString("en-GB")} of the ledger.`}>
      <div className="ceremony ceremony-done">
        <Sheet sheet={{ ...sheet, said: [], named: ["Data", typeof data === "string" ? data : ""] }} />
        <p className="ceremony-note">{after}</p>
        <p className="ceremony-verbs">
          <Button onClick={onDone}>Back to {of}</Button>
          <Button small onClick={() => saveFile(`${receipt.act}-${index}.json`, canonicalText(prepared.document))}>
            Save the signed document
          </Button>
        </p>
      </div>
    </Page>
  );
}
