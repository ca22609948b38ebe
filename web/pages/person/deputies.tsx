import { type FormEvent, useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Select } from "../../parts/select.tsx";
import { announce } from "../../parts/status.tsx";
import { Sure } from "../../parts/sure.tsx";
import { Table } from "../../parts/table.tsx";
import { useMe } from "../../shell/me.ts";
import { lastDay, type PersonDetail } from "../people/words.ts";
import { useAdministers } from "./may.ts";

type Deputyship = PersonDetail["deputyships"][number];

const states = { "stands-in": "stands in now", "not-yet": "not yet", over: "over", ended: "ended early" } as const;

/** Who stands in for the person while they are away, and for whom the person does (R105). */
export function Deputies({ person }: { readonly person: PersonDetail }) {
  const { person: me, acts } = useMe();
  const administers = useAdministers();
  const [naming, setNaming] = useState(false);
  const { deputyships, active } = person;
  const mayName = active && acts && (administers || me.id === person.id);
  if (deputyships.length === 0 && !mayName) return null;
  const mayEnd = ({ person: away, deputy, state }: Deputyship) =>
    acts && (state === "stands-in" || state === "not-yet") && (administers || me.id === away.id || me.id === deputy.id);
  return (
    <Section
      title="Deputies"
      note="While somebody is away, escalations and second looks that wait for them wait for their deputy too. A deputy is equally qualified already."
      beside={mayName ? <Button onClick={() => setNaming(true)}>Name a deputy</Button> : undefined}
    >
      {deputyships.length === 0 ? (
        <p className="quiet">Nobody stands in for {person.name}.</p>
      ) : (
        <Table
          caption={`Deputies of ${person.name}, and for whom ${person.name} stands in`}
          rows={deputyships}
          keyOf={({ id }) => id}
          columns={[
            { head: "Away", heading: true, cell: ({ person: away }) => <Person person={away} /> },
            { head: "Stands in", cell: ({ deputy }) => <Person person={deputy} /> },
            { head: "From", cell: ({ from }) => from.slice(0, 10) },
            { head: "Last day", cell: ({ until }) => lastDay(until) },
            { head: "State", cell: ({ state }) => states[state] },
            { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
            ...(deputyships.some(mayEnd) ? [{ head: "Action", cell: (line: Deputyship) => (mayEnd(line) ? <End line={line} /> : null) }] : []),
          ]}
        />
      )}
      {naming ? <Name person={person} onClose={() => setNaming(false)} /> : null}
    </Section>
  );
}

function End({ line }: { readonly line: Deputyship }) {
  const { mutateAsync } = useSend("deputies.end");
  return (
    <Sure
      button={
        <>
          End <span className="unseen">that {line.deputy.name} stands in</span>
        </>
      }
      title={`End that ${line.deputy.name} stands in for ${line.person.name}?`}
      confirm="End it now"
      act={() => mutateAsync({ params: { deputyship: line.id } })}
    >
      <p>
        What waits for {line.person.name} waits for them alone again. What {line.deputy.name} answered meanwhile stays.
      </p>
    </Sure>
  );
}

function Name({ person, onClose }: { readonly person: PersonDetail; readonly onClose: () => void }) {
  const { data } = useAnswer("people.list");
  const [deputy, setDeputy] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const { mutate, isPending, error } = useSend("deputies.name", (line) => {
    announce(`${line.deputy.name} stands in for ${line.person.name}.`);
    onClose();
  });
  const fit = (data?.items ?? []).filter((each) => each.kind === "person" && each.active && each.id !== person.id && isQualified(each, person));
  const missing = deputy === "" ? "Choose somebody." : until === "" ? "Give the last day." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ params: { person: person.id }, body: { deputy, until, ...(from === "" ? {} : { from }) } });
  };
  return (
    <Dialog title={`Who stands in for ${person.name}?`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <Select
          label="Deputy"
          value={deputy}
          choices={[{ value: "", label: "choose somebody" }, ...fit.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={setDeputy}
        />
        <p className="soft">
          {fit.length === 0 ? "Nobody else is qualified for all that they are qualified for." : "Only whoever is qualified for all that they are qualified for."}
        </p>
        <Field label="From" hint="The first day. Left empty, it begins now." type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        <Field label="Until" hint="The last day." type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Name the deputy
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Holder {
  readonly qualifications: readonly { readonly domain: string; readonly state: string }[];
}

// The server asks again.
function isQualified(one: Holder, other: Holder): boolean {
  const held = ({ qualifications }: Holder) => qualifications.filter(({ state }) => state === "holds").map(({ domain }) => domain);
  return held(other).every((domain) => held(one).includes(domain));
}
