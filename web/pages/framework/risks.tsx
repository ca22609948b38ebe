import { Empty } from "../../parts/empty.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { plural } from "../../words.ts";
import { questioned, type Risk, type Risks, ratedWords } from "./words.ts";

/** What is left of each risk, and which of the policy's controls no risk asks for. */
export function RiskView({ risks }: { readonly risks: Risks }) {
  const asked = questioned(risks);
  return (
    <>
      <Section title="Risks by what is left" count={risks.register.length} note={risks.appetite}>
        {risks.register.length === 0 ? (
          <Empty title="The register holds no risk that applies.">Each that does is rated, treated and tied to what keeps it down.</Empty>
        ) : (
          <Table
            caption="Risks, the highest that is left first"
            rows={risks.register}
            keyOf={({ id }) => id}
            columns={[
              { head: "Risk", heading: true, cell: (risk) => <Named risk={risk} /> },
              { head: "Before", cell: ({ inherent }) => ratedWords(inherent) },
              { head: "Left", cell: ({ residual }) => (residual === null ? "nobody has said" : ratedWords(residual)) },
              { head: "Treatment", cell: ({ treatment }) => treatment ?? "none chosen" },
              { head: "Kept down by", cell: (risk) => <KeptBy risk={risk} /> },
              {
                head: "Review by",
                cell: ({ reviewBy, overdue }) => <span className="nowrap">{reviewBy === null ? "no day" : overdue ? <strong>was due {reviewBy}</strong> : reviewBy}</span>,
              },
              { head: "Accepted", cell: (risk) => <Accepted risk={risk} /> },
            ]}
          />
        )}
      </Section>
      <Section
        title="Controls that no risk asks for"
        count={asked.length}
        note="A control without a risk costs time and guards nothing that anybody named: tie it to a risk, or take it away."
      >
        {asked.length === 0 ? (
          <Empty title="Every control is tied to a risk.">What the policy asks for is asked for a reason that stands in the register.</Empty>
        ) : (
          <p>
            {plural(asked.length, "control")} of {risks.controls.length}:{" "}
            {asked.map((control, at) => (
              <span key={control}>
                {at === 0 ? "" : ", "}
                <code>{control}</code>
              </span>
            ))}
          </p>
        )}
      </Section>
    </>
  );
}

function Named({ risk: { id, title, owner } }: { readonly risk: Risk }) {
  return (
    <span className="named">
      <strong>
        {id} {title}
      </strong>
      <span className="quiet">{owner ?? "nobody owns it"}</span>
    </span>
  );
}

function KeptBy({ risk: { controls, missing } }: { readonly risk: Risk }) {
  if (controls.length === 0) return <strong>nothing</strong>;
  return (
    <>
      {controls.filter((control) => !missing.includes(control)).join(", ")}
      {missing.length === 0 ? null : <strong> not there: {missing.join(", ")}</strong>}
    </>
  );
}

function Accepted({ risk: { accepted } }: { readonly risk: Risk }) {
  if (accepted === null) return null;
  return (
    <>
      <Person person={accepted.by} /> until {accepted.until}, <EntryLink index={accepted.index} />
    </>
  );
}
