import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { type Answer, call } from "../../api/client.ts";
import { useAnswer } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Page } from "../../parts/page.tsx";
import { canonicalText } from "../sign/canonical.ts";
import { Ceremony, leadOf, MakePasskey, type Ways } from "../sign/ceremony.tsx";
import { policyNamespace } from "../sign/challenge.ts";
import { Sheet } from "../sign/receipt.tsx";
import { saveFile } from "../sign/save.ts";
import { type Ready, type Signable, useSigning } from "../sign/use.ts";
import { type AdoptionText, adoptionTroubles, type ExpectedAdoption, movedAdoption, readAdoption } from "./adopt-check.ts";
import { AdoptionSigned, adoptionAct } from "./adopt-text.tsx";
import type { Draft } from "./adopt-write.tsx";
import { Differences } from "./history.tsx";
import { type Adoption, diffSentence, rulesIn } from "./words.ts";

type Recorded = Answer<"policy.adopt">;

/** The moment in which a policy is signed, then its receipt. */
export function AdoptionCeremony({
  draft,
  expected,
  before,
  onBack,
}: {
  readonly draft: Draft;
  readonly expected: ExpectedAdoption;
  /** What was in force when the draft was looked at. */
  readonly before: Adoption | null;
  readonly onBack: () => void;
}) {
  const { stage, sign, again } = useSigning(adoptionOf(draft, expected));
  const whose = expected.project === null ? "the organisation’s policy" : `the policy of ${expected.project}`;
  if (stage.is === "recorded") return <Done receipt={stage.receipt} ready={stage.ready} whose={whose} />;
  return (
    <Page title="Put a policy in force" answer={leadOf(stage, `Put a version of ${whose} in force`)}>
      <Ceremony stage={stage} ways={waysOf(onBack)} onSign={sign} onAgain={again}>
        {({ document, recomputed }) => <AdoptionSigned document={document} digest={recomputed.digest} text={draft.text} />}
      </Ceremony>
      {stage.is === "failed" ? <Moved before={before} project={expected.project} /> : null}
    </Page>
  );
}

function adoptionOf(draft: Draft, expected: ExpectedAdoption): Signable<AdoptionText, Recorded> {
  const source = { text: draft.text, rules: rulesIn(draft) };
  return {
    namespace: policyNamespace,
    prepare: () => call("policy.prepare", { body: { ...source, ...(expected.project === null ? {} : { project: expected.project }) } }),
    read: readAdoption,
    troubles: (prepared, recomputed) => adoptionTroubles(prepared, recomputed, expected),
    moved: movedAdoption,
    record: (prepared, assertion) => call("policy.adopt", { body: { prepared, assertion, ...source } }),
  };
}

function waysOf(onBack: () => void): Ways {
  const back = (words: string) => (
    <Button kind="quiet" onClick={onBack}>
      {words}
    </Button>
  );
  return { of: "what you wrote", stale: "Back to what you wrote", back };
}

/** What came into force since the draft was looked at, where that is why nothing was recorded. */
function Moved({ before, project }: { readonly before: Adoption | null; readonly project: string | null }) {
  const policy = useAnswer("policy.read", { query: project === null ? {} : { project } });
  const now = (project === null ? policy.data?.organisation : policy.data?.own) ?? null;
  if (now === null || now.index === before?.index) return null;
  return (
    <section className="ceremony" aria-label="What changed meanwhile">
      <p>
        {now.by.name} put version {now.version} in force meanwhile: <EntryLink index={now.index} />.
      </p>
      {before === null ? null : <Between from={before.index} to={now.index} />}
    </section>
  );
}

function Between({ from, to }: { readonly from: number; readonly to: number }) {
  const diff = useAnswer("policy.diff", { query: { from, to } });
  return (
    <Known of={diff} what="Comparing the two">
      {(found) => (
        <>
          <p>{diffSentence(found)}</p>
          {found.entries.length === 0 ? null : <Differences entries={found.entries} caption="What changed meanwhile" />}
        </>
      )}
    </Known>
  );
}

/** For who has nothing to sign with yet. */
export function AdoptionPasskey({ onBack }: { readonly onBack: () => void }) {
  return (
    <Page title="Put a policy in force" answer="You need a passkey to sign; making one takes a few seconds.">
      <MakePasskey ways={waysOf(onBack)} />
    </Page>
  );
}

function Done({ receipt, ready: { document, prepared }, whose }: { readonly receipt: Recorded; readonly ready: Ready<AdoptionText>; readonly whose: string }) {
  const { index, version, project, printedName, time, meaning, manifestation, digest } = receipt;
  useEffect(() => void window.scrollTo(0, 0), []);
  const sheet = { act: adoptionAct(document), title: project ?? "The whole organisation", printedName, time, meaning, manifestation, digest, index };
  return (
    <Page title="Put a policy in force" answer={`Version ${version} of ${whose} is in force: entry ${index.toLocaleString("en-GB")} of the ledger.`}>
      <div className="ceremony ceremony-done">
        <Sheet sheet={{ ...sheet, said: [["Version", String(version)]], named: ["Policy", document.digest] }} />
        <p className="ceremony-note">A change that is put forward from now on is judged by it; one that was put forward before keeps the rules that it was put forward under.</p>
        <p className="ceremony-verbs">
          <Link to="/policy" search={project === null ? {} : { project }} className="button button-plain">
            The policy as it rules now
          </Link>
          <Button small onClick={() => saveFile(`policy-${index}.json`, canonicalText(prepared.document))}>
            Save the signed document
          </Button>
        </p>
      </div>
    </Page>
  );
}
