import { type FormEvent, useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Field } from "../../parts/field.tsx";
import { DecisionLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import { mayOrder, orderedSentence } from "../re-review-words.ts";
import type { Period } from "./rows.tsx";

/** Second looks that wait, and where a sample of them is ordered (R35). */
export function SecondLooks({ period }: { readonly period: Period }) {
  const waiting = useAnswer("reReviews.list");
  const { person } = useMe();
  const [open, setOpen] = useState(false);
  return (
    <Section
      title="Second looks"
      note="A sample of approvals, read again by somebody else. The ledger draws it; nobody chooses what is read again, or by whom."
      beside={mayOrder(person.roles) ? <Button onClick={() => setOpen(true)}>Order a sample</Button> : undefined}
    >
      <Known of={waiting} what="Reading the second looks">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No second look waits.">How many were taken, and how many disagreed, stands above with the signals.</Empty>
          ) : (
            <Table
              caption="Second looks that wait"
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { head: "Decision", heading: true, cell: ({ decision }) => <DecisionLink id={decision}>{decision}</DecisionLink> },
                { head: "Asked", cell: ({ person: asked }) => asked?.name ?? "" },
                { head: "Due", cell: ({ due, overdue }) => (overdue ? <strong>overdue since {<Time at={due} />}</strong> : <Time at={due} />) },
              ]}
            />
          )
        }
      </Known>
      {open ? <Order period={period} onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}

function Order({ period, onClose }: { readonly period: Period; readonly onClose: () => void }) {
  const today = new Date().toISOString().slice(0, 10);
  const [since, setSince] = useState(period.since ?? today);
  const [until, setUntil] = useState(today);
  const [count, setCount] = useState("5");
  const { mutate, isPending, error } = useSend("reReviews.order", ({ items }) => {
    announce(orderedSentence(items));
    onClose();
  });
  const wanted = Number(count);
  const missing = since === "" || until === "" ? "Give both days." : Number.isInteger(wanted) && wanted >= 1 && wanted <= 100 ? undefined : "Draw 1 to 100.";
  const send = (event: FormEvent) => {
    event.preventDefault();
    const project = period.project === undefined ? {} : { project: period.project };
    if (missing === undefined) mutate({ body: { sample: { since, until, count: wanted, ...project } } });
  };
  return (
    <Dialog title="Order a sample of second looks" onClose={onClose}>
      <form className="form" onSubmit={send}>
        <Field label="Approvals from" type="date" value={since} onChange={(event) => setSince(event.target.value)} />
        <Field label="To" type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        <Field label="How many" inputMode="numeric" value={count} onChange={(event) => setCount(event.target.value)} />
        <p className="soft">
          {period.project === undefined ? "Of every project" : `Of ${period.project}`}; what has been looked at again is not drawn twice, and what nobody is left for is left out.
          Whoever is drawn to look is asked until 7 days from now.
        </p>
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Draw and order
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
