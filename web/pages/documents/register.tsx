import { Button } from "../../parts/button.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Section, Tag } from "../../parts/page.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { useMe } from "../../shell/me.ts";
import { roleName } from "../../words.ts";
import { levelWords, type Register, type Risk, registerNote } from "./words.ts";

/** Every risk with how it stands: those that nobody judged stand first and say so. */
export function RegisterTable({ register, onAccept }: { readonly register: Register; readonly onAccept: (risk: Risk) => void }) {
  return (
    <Section title="How each risk stands" count={register.risks.length} note={registerNote(register)}>
      <Table
        caption="Risks, those that wait to be judged first, then the highest"
        rows={register.risks}
        keyOf={({ id }) => id}
        columns={[
          { head: "Risk", heading: true, cell: ({ id, title }) => <Named id={id} title={title} /> },
          { head: "Level", cell: (risk) => <Level risk={risk} /> },
          { head: "Owner", cell: ({ owner, notApplicable }) => (owner === null ? notApplicable === null ? <strong>nobody</strong> : "" : <Owner owner={owner} />) },
          { head: "Treatment", cell: (risk) => <Treatment risk={risk} /> },
          { head: "Looked at again by", cell: ({ reviewBy, overdue }) => (reviewBy === null ? "no date" : overdue ? <strong>was due {reviewBy}</strong> : reviewBy) },
          { head: "Accepted", cell: (risk) => <Acceptance risk={risk} onAccept={onAccept} /> },
        ]}
      />
    </Section>
  );
}

function Named({ id, title }: Pick<Risk, "id" | "title">) {
  return (
    <span className="named">
      <strong>{title}</strong>
      <span className="quiet">{id}</span>
    </span>
  );
}

function Level({ risk }: { readonly risk: Risk }) {
  if (risk.notApplicable !== null) return <span className="quiet">does not apply: {risk.notApplicable}</span>;
  return risk.judged ? levelWords(risk) : <Tag>not judged</Tag>;
}

function Owner({ owner: { as, person } }: { readonly owner: NonNullable<Risk["owner"]> }) {
  return person === null ? `${as}: not enrolled` : <Person person={person} />;
}

function Treatment({ risk: { treatment, notApplicable } }: { readonly risk: Risk }) {
  if (treatment === null) return notApplicable === null ? <strong>none chosen</strong> : "";
  return `${treatment.choice}${treatment.due === null ? "" : `, by ${treatment.due}`}`;
}

function Acceptance({ risk, onAccept }: { readonly risk: Risk; readonly onAccept: (risk: Risk) => void }) {
  const { acts, person } = useMe();
  const { acceptance, authority, notApplicable, lacks, id } = risk;
  const mine = acts && authority?.holders.some((each) => each.id === person.id) === true;
  if (notApplicable !== null) return "";
  return (
    <span className="register-acceptance">
      {acceptance === null ? <Nobody risk={risk} /> : <Last acceptance={acceptance} />}
      {mine && acceptance?.state !== "stands" ? (
        <Button small why={lacks[0]} onClick={() => onAccept(risk)}>
          Accept <span className="unseen">{id}</span>
        </Button>
      ) : null}
    </span>
  );
}

function Nobody({ risk: { authority } }: { readonly risk: Risk }) {
  if (authority === null) return <span className="quiet">not yet</span>;
  return (
    <span className="quiet">
      not yet; the {roleName(authority.role)}'s to do{authority.holders.length === 0 ? ", whom nobody is" : ": "}
      <People people={authority.holders} />
    </span>
  );
}

function Last({ acceptance: { state, by, until, level, index } }: { readonly acceptance: NonNullable<Risk["acceptance"]> }) {
  return (
    <span>
      {state === "stands" ? `until ${until}` : state === "ended" ? <strong>ended on {until}</strong> : <strong>changed since</strong>}, as {level} by <Person person={by} />,{" "}
      <EntryLink index={index} />
    </span>
  );
}
