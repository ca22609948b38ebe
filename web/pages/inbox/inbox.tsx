import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Filter } from "../../parts/filter.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Table } from "../../parts/table.tsx";
import { useNow } from "../../parts/when.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { useMe } from "../../shell/me.ts";
import { Asks } from "./asks.tsx";
import { NextSteps } from "./steps.tsx";
import { TurnRow } from "./turn-row.tsx";
import { type Inbox, inboxSentence, matches, sections, type Turn } from "./words.ts";

/** Whose turn it is: a change is here while it waits for this person, and gone once they answered. */
export function InboxPage() {
  const { data: inbox, error } = useAnswer("inbox.read");
  const { acts } = useMe();
  const [filter, setFilter] = useState("");
  const now = useNow();
  useRowKeys("change");
  const asked = filter.trim();
  return (
    <Page
      title="Your turn"
      answer={inbox === undefined ? (error === null ? undefined : "It is not known whose turn it is.") : inboxSentence(inbox, now)}
      beside={inbox === undefined || isEmpty(inbox) ? undefined : <Filter label="Filter changes" value={filter} onChange={setFilter} />}
    >
      {inbox === undefined ? error === null ? <Loading what="Asking whose turn it is" /> : null : <Sections inbox={inbox} filter={asked} />}
      <Problem error={error} />
      {inbox !== undefined && inbox.turns === 0 && acts ? <NextSteps /> : null}
      {inbox === undefined ? null : <Load load={inbox.load} />}
    </Page>
  );
}

function isEmpty(inbox: Inbox): boolean {
  return sections.every(({ name }) => inbox[name].length === 0);
}

function Sections({ inbox, filter }: { readonly inbox: Inbox; readonly filter: string }) {
  const shown = sections
    .map((section) => ({ ...section, turns: inbox[section.name].filter((turn) => filter === "" || matches(turn, filter)) }))
    .filter(({ turns }) => turns.length > 0);
  if (shown.length === 0 && filter !== "") return <Empty title="No change matches the filter.">Words are looked for in titles, projects, tiers, types and people.</Empty>;
  return (
    <>
      {inbox.turns === 0 && filter === "" ? <NothingWaits none={inbox.waitingOnOthers.length === 0} /> : null}
      <Turns of={shown.filter(({ mine }) => mine)} />
      {filter === "" ? <Asks asks={inbox.asks} /> : null}
      <Turns of={shown.filter(({ mine }) => !mine)} />
    </>
  );
}

function Turns({ of }: { readonly of: readonly ((typeof sections)[number] & { readonly turns: readonly Turn[] })[] }) {
  return of.map(({ name, title, mine, note, turns }) => (
    <Section key={name} title={title} count={turns.length} note={note}>
      <ul className={mine ? "turns" : "turns turns-quiet"}>
        {turns.map((turn) => (
          <TurnRow key={`${turn.change.id} ${turn.environment ?? ""}`} turn={turn} done={name === "done"} />
        ))}
      </ul>
    </Section>
  ));
}

function NothingWaits({ none }: { readonly none: boolean }) {
  const { acts } = useMe();
  return acts ? (
    <Empty title={none ? "No change is under way." : "Nothing is asked of you."} action={none ? <ButtonLink to="/changes">Put a change forward</ButtonLink> : undefined}>
      A change comes here when it needs a decision that you can give, when somebody is unsure and asks you, or when what you decided has changed.
    </Empty>
  ) : (
    <Empty title="Nothing is asked of you.">You read everything and change nothing: begin with the ledger, or with what runs in production.</Empty>
  );
}

/** Who has how many reviews, so that the hours go where they are needed (R12). No order of merit: by name. */
function Load({ load }: { readonly load: Inbox["load"] }) {
  if (load.length === 0) return null;
  const warnings = load.filter(({ warning }) => warning !== null);
  return (
    <details className="load" open={warnings.length > 0}>
      <summary>Reviews by person{warnings.length === 0 ? "" : `: ${warnings.length} at the limit`}</summary>
      <Table
        caption="Reviews that wait for each person, and that they gave today"
        keyOf={({ person }) => person.id}
        rows={load.toSorted((a, b) => a.person.name.localeCompare(b.person.name))}
        columns={[
          { head: "Person", heading: true, cell: ({ person }) => person.name },
          { head: "Waiting", numeric: true, cell: ({ open }) => open },
          { head: "Given today", numeric: true, cell: ({ today, limit }) => `${today} of ${limit}` },
          { head: "Note", cell: ({ warning }) => warning ?? "" },
        ]}
      />
    </details>
  );
}
