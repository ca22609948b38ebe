import { Link } from "@tanstack/react-router";
import { call } from "../../api/client.ts";
import { usePaged } from "../../api/paged.ts";
import { Due } from "../../parts/due.tsx";
import { Empty } from "../../parts/empty.tsx";
import { ChangeLink, DecisionLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { More } from "../../parts/more.tsx";
import { Page, Section, Tag } from "../../parts/page.tsx";
import { People } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { Time, useNow } from "../../parts/when.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { exact, span } from "../../time.ts";
import { causeOf, type Escalation, escalationsSentence } from "./words.ts";
import "../../style/lists.css";

/** Who holds what somebody was unsure about, for how long, and until when. */
export function EscalationsPage() {
  const open = useEscalations("open");
  const now = useNow();
  useRowKeys("escalation");
  return (
    <Page title="Escalations" answer={open.data === undefined ? undefined : escalationsSentence(open.data, now)}>
      <Known of={open} what="Reading the escalations">
        {(items) => (items.length === 0 ? <NoneOpen /> : <Open items={items} />)}
      </Known>
      <More more={open.more} what="later ones" />
      <Resolved />
    </Page>
  );
}

function useEscalations(state: "open" | "resolved") {
  return usePaged(["escalations.list", state], (cursor) => call("escalations.list", { query: { state, limit: 50, ...(cursor === undefined ? {} : { cursor }) } }));
}

function NoneOpen() {
  return (
    <Empty title="Nobody waits for a second judgement.">
      An escalation opens when a reviewer answers “unsure”, when a decision is overdue, or after the glass was broken. It then has an owner and a due time, and the gate waits for
      it.
    </Empty>
  );
}

function Open({ items }: { readonly items: readonly Escalation[] }) {
  return (
    <ul className="turns" aria-label="Open escalations, the most urgent first">
      {items.map((escalation) => (
        <Row key={escalation.id} escalation={escalation} />
      ))}
    </ul>
  );
}

function Row({ escalation }: { readonly escalation: Escalation }) {
  const { changeId, change, note } = escalation;
  return (
    <li className="turn escalation">
      <div className="turn-what">
        <p className="turn-title">
          <Link to={`/changes/${encodeURIComponent(changeId)}` as string} data-row className="turn-link">
            {change?.title || changeId}
          </Link>
        </p>
        <p className="turn-missing">{causeOf(escalation)}</p>
        {note === null ? null : <p className="escalation-note">“{note}”</p>}
      </div>
      <p className="turn-where">
        {change === null ? null : (
          <>
            <Tag>{change.tier}</Tag>
            <span>{change.project}</span>
          </>
        )}
      </p>
      <Held escalation={escalation} />
      <Times escalation={escalation} />
    </li>
  );
}

function Held({ escalation: { holders, to, level } }: { readonly escalation: Escalation }) {
  return (
    <p className="turn-where">
      <span className="escalation-holders">{holders.length === 0 ? "Nobody can take it up" : <People people={holders} />}</span>
      <span>
        for {to}
        {level === 0 ? "" : `, step ${level + 1}`}
      </span>
    </p>
  );
}

function Times({ escalation: { due, overdue, opened } }: { readonly escalation: Escalation }) {
  const now = useNow();
  return (
    <p className="turn-times">
      <Due until={due} overdue={overdue} />
      <time dateTime={opened} title={`Since ${exact(opened)}`}>
        held for {span(now - Date.parse(opened))}
      </time>
    </p>
  );
}

function Resolved() {
  const resolved = useEscalations("resolved");
  if (resolved.data?.length === 0) return null;
  return (
    <Section title="Resolved" note="The newest first, with how long each was held and the decision that ended it.">
      <Known of={resolved} what="Reading what was resolved">
        {(items) => (
          <Table
            caption="Resolved escalations, the newest first"
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { head: "Change", heading: true, cell: ({ changeId, change }) => <ChangeLink id={changeId} title={change?.title ?? null} row /> },
              { head: "Why", cell: (escalation) => causeOf(escalation) },
              { head: "Resolved by", cell: ({ resolved: end }) => <ResolvedBy end={end} /> },
              { head: "When", cell: ({ resolved: end }) => (end === null ? "" : <Time at={end.time} />) },
              { head: "Held for", numeric: true, cell: ({ held }) => <span className="nowrap">{span(held * 1_000)}</span> },
            ]}
          />
        )}
      </Known>
      <More more={resolved.more} what="earlier ones" />
    </Section>
  );
}

function ResolvedBy({ end }: { readonly end: Escalation["resolved"] }) {
  if (end === null) return null;
  const name = end.by?.name ?? "nobody";
  return end.decision === null ? name : <DecisionLink id={end.decision}>{name}</DecisionLink>;
}
