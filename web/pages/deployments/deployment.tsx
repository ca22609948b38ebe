import { useParams } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { Digest } from "../../parts/digest.tsx";
import { DecisionLink, EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Facts, Page, Section } from "../../parts/page.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { Taken } from "../../parts/taken.tsx";
import { VerdictMark, type VerdictWord } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { plural, spaced } from "../../words.ts";
import { ShippedChanges } from "./deployment-changes.tsx";
import { type Chain, chainSentence, meaningWord, stageWord } from "./words.ts";
import "../../style/lists.css";

/** Everything about one deployment on one page (R1): from who answers for it down to each entry of the ledger. */
export function DeploymentPage() {
  const { id = "" } = useParams({ strict: false });
  const chain = useAnswer("deployments.read", { params: { deployment: id } });
  return (
    <Page title={`Deployment ${id}`} answer={chain.data === undefined ? undefined : chainSentence(chain.data)}>
      <Known of={chain} what="Putting the chain together">
        {(found) => <WholeChain chain={found} />}
      </Known>
    </Page>
  );
}

function WholeChain({ chain }: { readonly chain: Chain }) {
  return (
    <>
      <Where chain={chain} />
      <Answers chain={chain} />
      <GateSaid chain={chain} />
      <Criteria chain={chain} />
      <ShippedChanges changes={chain.changes} gap={chain.gap} />
      <Stages chain={chain} />
      <Receipt chain={chain} />
      <Entries chain={chain} />
    </>
  );
}

function Where({ chain: { deployment } }: { readonly chain: Chain }) {
  const [began] = deployment.stages;
  return (
    <div className="sheet-facts">
      <Facts
        items={[
          ["Environment", `${deployment.environment} of ${deployment.project}`],
          ["Outcome", stageWord(deployment.stage)],
          ["Began", began === undefined ? null : <Time key="began" at={began.time} exactly />],
          ["Sent by", began === undefined ? null : <Person key="by" person={began.by} />],
          ["Commit", <Digest key="commit" value={deployment.commit} of="commit" />],
          ["Artifact", deployment.artifact === null ? "none was named" : <Digest key="artifact" value={deployment.artifact} of="artifact" />],
        ]}
      />
    </div>
  );
}

function Answers({ chain: { approvers, violation, emergencies } }: { readonly chain: Chain }) {
  return (
    <Section title="Who answers for it">
      {violation === null ? null : (
        <p className="chain-violation">
          <VerdictMark verdict="deny" word="violation" large /> <span>{violation}</span>
        </p>
      )}
      {approvers.length === 0 ? null : <ApproverTable approvers={approvers} />}
      {emergencies.map(({ id, people, reason, expires, index }) => (
        <p key={id} className="chain-emergency">
          <People people={people} joined="and" /> broke the glass: “{reason}” It held until <Time at={expires} exactly />; <EntryLink index={index} />.
        </p>
      ))}
    </Section>
  );
}

function ApproverTable({ approvers }: { readonly approvers: Chain["approvers"] }) {
  return (
    <Table
      caption="Who answers for the deployment"
      rows={approvers}
      keyOf={({ index }) => String(index)}
      columns={[
        { head: "Printed name", heading: true, cell: ({ person, printedName }) => <Person person={{ id: person.id, name: printedName }} /> },
        { head: "Time", cell: ({ time }) => <Time at={time} exactly /> },
        { head: "Meaning", cell: ({ meaning, kind }) => (kind === "break-glass" ? "responsibility, in an emergency" : `${meaning}: ${meaningWord(meaning)}`) },
        { head: "Signed", cell: ({ decision }) => (decision === null ? "" : <DecisionLink id={decision}>decision and signature</DecisionLink>) },
        { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
      ]}
    />
  );
}

function GateSaid({ chain: { verdict } }: { readonly chain: Chain }) {
  if (verdict === null)
    return (
      <Section title="What the gate said">
        <p className="soft">Nothing: no allow stands behind this deployment.</p>
      </Section>
    );
  return (
    <Section title="What the gate said">
      <p className="chain-verdict">
        <VerdictMark verdict={verdict.answer} large /> <span>{verdict.headline ?? "Its words were erased."}</span>
      </p>
      <p className="soft">
        Given <Time at={verdict.time} exactly /> by {verdict.evaluator}, to be relied on until <Time at={verdict.until} exactly />; <EntryLink index={verdict.index} />.
      </p>
      {verdict.reasons === null || verdict.reasons.length === 0 ? null : (
        <ul>
          {verdict.reasons.map(({ code, about, sentence }) => (
            <li key={`${code} ${about}`}>{sentence}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

type Criterion = NonNullable<Chain["criteria"]["outcomes"]>[number];

// A waiver is no green: it holds only because somebody took the risk.
const marks: Readonly<Record<Criterion["result"], VerdictWord>> = {
  met: "allow",
  "not-applicable": "allow",
  waived: "wait",
  unanswered: "wait",
  "missing-evidence": "wait",
  "not-met": "deny",
  error: "deny",
};

function Criteria({ chain: { criteria } }: { readonly chain: Chain }) {
  const { adoptions, outcomes, policy } = criteria;
  return (
    <Section title="Under which criteria" {...(outcomes === null ? {} : { count: outcomes.length })}>
      <p className="section-note">
        {adoptions.map(({ index, level, version, by, time }, at) => (
          <span key={index}>
            {at === 0 ? "Version" : "; version"} {version} of the {level}’s policy, put in force by <Person person={by} /> <Time at={time} /> (<EntryLink index={index} />)
          </span>
        ))}
        {policy === null ? null : (
          <>
            {" "}
            · resolved <Digest value={policy} of="policy" />
          </>
        )}
      </p>
      {outcomes === null ? (
        <p className="soft">The verdict’s words were erased; its place in the ledger stands.</p>
      ) : outcomes.length === 0 ? null : (
        <CriteriaTable outcomes={outcomes} />
      )}
    </Section>
  );
}

function CriteriaTable({ outcomes }: { readonly outcomes: readonly Criterion[] }) {
  return (
    <Table
      caption="Criteria with what came of each"
      rows={outcomes}
      keyOf={({ id }) => id}
      columns={[
        { head: "Criterion", heading: true, cell: ({ says, id }) => <CriterionName says={says} id={id} /> },
        { head: "Decided by", cell: ({ kind }) => (kind === "check" ? "evidence" : "a person") },
        { head: "Outcome", cell: ({ result }) => <VerdictMark verdict={marks[result]} word={spaced(result)} /> },
        { head: "Rests on", cell: ({ restsOn }) => restsOn },
        { head: "Asked by", cell: ({ askedBy }) => askedBy.map((place) => place.replace(/^tiers\./, "tier ").replace(/^environments\./, "environment ")).join(", ") },
      ]}
    />
  );
}

function CriterionName({ says, id }: { readonly says: string; readonly id: string }) {
  return (
    <span className="named">
      <span>{says}</span>
      <code className="quiet">{id}</code>
    </span>
  );
}

function Stages({ chain: { deployment } }: { readonly chain: Chain }) {
  return (
    <Section title="What happened">
      <Table
        caption="Stages of the deployment, in order"
        rows={deployment.stages}
        keyOf={({ index }) => String(index)}
        columns={[
          { head: "Stage", heading: true, cell: ({ stage }) => (stage === "started" ? "began" : stageWord(stage)) },
          { head: "Time", cell: ({ time }) => <Time at={time} exactly /> },
          { head: "By", cell: ({ by }) => <Person person={by} /> },
          { head: "Note", cell: ({ note }) => note ?? "" },
          { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
        ]}
      />
    </Section>
  );
}

function Receipt({ chain: { receipt, deployment } }: { readonly chain: Chain }) {
  if (receipt === null) return null;
  return (
    <details className="fold">
      <summary>Receipt, to be checked without us</summary>
      <p className="soft">Save both files side by side, then ask with the key that you trust:</p>
      <Taken what="command" text={`countersign verify ${deployment.id}.tlog-proof --vkey KEY`} />
      <Taken what="proof" text={receipt.proof} file={`${deployment.id}.tlog-proof`} />
      <Taken what="envelope" text={receipt.envelope} file={`${deployment.id}.vsa.json`} />
    </details>
  );
}

function Entries({ chain: { entries } }: { readonly chain: Chain }) {
  return (
    <details className="fold">
      <summary>{plural(entries.length, "entry", "entries")} of the ledger that this chain rests on</summary>
      <ul className="entries">
        {entries.map(({ index, type }) => (
          <li key={index}>
            <EntryLink index={index} /> {spaced(type)}
          </li>
        ))}
      </ul>
    </details>
  );
}
