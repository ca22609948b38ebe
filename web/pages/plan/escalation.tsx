import { type FormEvent, useState } from "react";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Field, RadioGroup } from "../../parts/field.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Says } from "../../parts/says.tsx";
import { announce } from "../../parts/status.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { roleName, spaced, together } from "../../words.ts";
import { shortReason } from "../reason.ts";
import { usePlans } from "./effort.tsx";
import type { Plan } from "./words.ts";

type Path = Plan["escalation"];

/** To whom a doubt goes and within which time, down to people, with the drills of the path (R100). */
export function Escalation({ escalation, project }: { readonly escalation: Path; readonly project: string }) {
  const rows = rowsOf(escalation);
  const kinds = new Set(rows.flatMap(({ changes }) => changes)).size;
  return (
    <Section title="Escalation" note="Where a doubt goes, who takes it today, and within which time." {...(usePlans() ? { beside: <DrillButton project={project} /> } : {})}>
      {escalation.missing.length === 0 ? null : (
        <ul className="plan-problems">
          {escalation.missing.map(({ says, hint }) => (
            <li key={says}>
              <strong>
                <Says text={says} />
              </strong>{" "}
              <Says text={hint} />
            </li>
          ))}
        </ul>
      )}
      <Table
        caption="The path of escalations"
        rows={rows}
        keyOf={({ name, says }) => `${name} ${says}`}
        columns={[
          { head: "Step", heading: true, cell: ({ name }) => <span className="nowrap">{name}</span> },
          { head: "To whom, within", cell: ({ says }) => says },
          { head: "For", cell: ({ changes }) => (changes.length === 0 || changes.length === kinds ? "every change" : together(changes.map(spaced))) },
          { head: "Today", cell: ({ people }) => (people.length === 0 ? <strong>nobody</strong> : together(people)) },
        ]}
      />
      <Drills drills={escalation.drills} />
    </Section>
  );
}

function rowsOf({ steps, limit, owner, deputy }: Path) {
  const one = (name: string, cell: Path["owner"], changes: readonly string[] = []) => (cell === null ? [] : [{ name, says: cell.says, people: cell.people, changes }]);
  return [...steps.flatMap((step) => one(`Doubt, ${step.step}`, step, step.changes)), ...one("Overdue", limit), ...one("Owner", owner), ...one("Deputy", deputy)];
}

function Drills({ drills }: { readonly drills: Path["drills"] }) {
  if (drills.length === 0)
    return <Empty title="Nobody has tried this path yet.">A drill raises a doubt on purpose and looks whether somebody answers in time. Record here what came of it.</Empty>;
  return (
    <ul className="plan-drills">
      {drills.map(({ id, time, by, outcome, note, index }) => (
        <li key={id}>
          <strong>{outcome === "answered" ? "Answered in time" : "Not answered in time"}</strong>{" "}
          <span className="quiet">
            {by}, <Time at={time} />, <EntryLink index={index} />
          </span>
          {note === null ? null : <blockquote>{note}</blockquote>}
        </li>
      ))}
    </ul>
  );
}

function DrillButton({ project }: { readonly project: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Record a drill
      </Button>
      {open ? <Drill project={project} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

type Outcome = Path["drills"][number]["outcome"];

function Drill({ project, onClose }: { readonly project: string; readonly onClose: () => void }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [note, setNote] = useState("");
  const { mutate, isPending, error } = useSend("plan.drill", () => {
    announce("The drill is recorded.");
    onClose();
  });
  const missing = outcome === null ? "Say whether somebody answered in time." : shortReason(note);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined && outcome !== null) mutate({ params: { project }, body: { outcome, note: note.trim() } });
  };
  return (
    <Dialog title="Record a drill of the path" onClose={onClose}>
      <form className="form" onSubmit={send}>
        <RadioGroup<Outcome>
          label="Did somebody answer within the time?"
          choices={[
            { value: "answered", label: "Yes, in time" },
            { value: "unanswered", label: "No" },
          ]}
          value={outcome}
          onChange={setOutcome}
          inline
        />
        <Field
          label="What was tried, and what came of it"
          hint="20 to 2,000 characters. An auditor reads this."
          rows={3}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Record the drill
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who holds the roles that the plan leans on, and who stands in (R105). */
export function Duties({ duties }: { readonly duties: Plan["duties"] }) {
  if (duties.length === 0) return null;
  return (
    <Section title="Duties" note="Roles that the plan leans on. Whoever is away names a deputy on their own page; nobody is made inactive while a duty would be left alone.">
      <Table
        caption="Roles that the plan leans on, with who holds them and who stands in"
        rows={duties}
        keyOf={({ role }) => role}
        columns={[
          { head: "Role", heading: true, cell: ({ role }) => roleName(role) },
          { head: "Held by", cell: ({ holders }) => (holders.length === 0 ? <strong>nobody</strong> : together(holders.map(({ name }) => name))) },
          { head: "Stands in today", cell: standsIn },
          { head: "Deputies by the blueprint", cell: ({ named }) => together(named) },
        ]}
      />
    </Section>
  );
}

function standsIn({ holders }: Plan["duties"][number]): string {
  return holders.flatMap(({ name, deputy }) => (deputy === null ? [] : [`${deputy} for ${name}`])).join(", ") || "nobody";
}
