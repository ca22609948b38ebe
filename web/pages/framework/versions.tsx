import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { type Versions as Found, logWords } from "./words.ts";

/** The versions that were put in force, with what each changed, and whether a review is due (R47). */
export function Versions({ project }: { readonly project: string | undefined }) {
  const found = useAnswer("framework.versions", { query: project === undefined ? {} : { project } });
  return (
    <Section title="Versions in force">
      <Known of={found} what="Reading the versions">
        {({ versions, alert }) => (
          <>
            {alert === null ? null : <p className="section-note">{alert.kind === "overdue" ? <strong>{alert.sentence}</strong> : alert.sentence}</p>}
            {versions.length === 0 ? <Empty title="No version of its own was put in force.">Without one, what stands above it rules.</Empty> : <List versions={versions} />}
          </>
        )}
      </Known>
    </Section>
  );
}

function List({ versions }: Pick<Found, "versions">) {
  return (
    <Table
      caption="Versions, the newest first"
      rows={versions}
      keyOf={({ index }) => String(index)}
      columns={[
        { head: "Version", heading: true, cell: ({ version, inForce }) => (inForce ? `${version}, in force` : String(version)) },
        { head: "Effective", cell: ({ time }) => <Time at={time} exactly /> },
        { head: "Approved by", cell: ({ by }) => <Person person={by} /> },
        { head: "Review by", cell: ({ reviewBy }) => reviewBy ?? "no day" },
        { head: "Changed", cell: ({ log }) => <Log log={log} /> },
        { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
      ]}
    />
  );
}

function Log({ log }: { readonly log: Found["versions"][number]["log"] }) {
  if (log === null || log.sentences.length === 0) return logWords(log);
  return (
    <details>
      <summary>{logWords(log)}</summary>
      <ul>
        {log.sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}
