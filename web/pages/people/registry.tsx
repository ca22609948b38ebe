import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { spaced } from "../../words.ts";
import { lastDay, type Qualification, stateWord } from "./words.ts";

/** The registry of qualifications (R31): who may judge what, on which basis, by whose word, until when; what has run out stays visible. */
export function Registry() {
  const registry = useAnswer("qualifications.list");
  return (
    <Section
      title="Qualifications"
      note="Fitness to judge a domain, given by a named person on a named basis until a day. Without one an approval does not count where the policy asks for it."
    >
      <Known of={registry} what="Reading the qualifications">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody is qualified for anything yet.">Open a person and grant a qualification; the policy says who may, and for how long it holds.</Empty>
          ) : (
            <Table
              caption="Qualifications, by domain"
              rows={items.toSorted((a, b) => a.domain.localeCompare(b.domain) || a.person.name.localeCompare(b.person.name))}
              keyOf={({ id }) => id}
              columns={[domain, { head: "Person", cell: ({ person }) => <Person person={person} /> }, ...qualificationColumns]}
            />
          )
        }
      </Known>
    </Section>
  );
}

const domain: Column<Qualification> = { head: "Domain", heading: true, cell: (line) => spaced(line.domain) };

/** What is shown of a qualification wherever it is listed. */
export const qualificationColumns: readonly Column<Qualification>[] = [
  { head: "Basis", cell: ({ basis }) => basis },
  { head: "Granted by", cell: ({ by }) => <Person person={by} /> },
  { head: "Granted", cell: ({ from }) => <Time at={from} /> },
  { head: "Until", cell: ({ until }) => <span className="nowrap figure">{lastDay(until)}</span> },
  { head: "State", cell: ({ state }) => (state === "holds" ? stateWord(state) : <strong>{stateWord(state)}</strong>) },
  { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
];
