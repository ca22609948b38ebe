import { type FormEvent, useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { ChangeLink, EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Says } from "../../parts/says.tsx";
import { Select } from "../../parts/select.tsx";
import { announce } from "../../parts/status.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import { causeNames, openSentence, type Reversal, restoredWords } from "../reversal-words.ts";

/** Changes that took back earlier ones: those first for which a constraint is to be stated (R60). */
export function Reversals({ project }: { readonly project: string | undefined }) {
  const found = useAnswer("reversals.list", { query: { limit: 100, ...(project === undefined ? {} : { project }) } });
  const { acts, person } = useMe();
  const [stating, setStating] = useState<Reversal | null>(null);
  const may = acts && found.data?.may.some(({ id }) => id === person.id) === true;
  return (
    <div id="reversals">
      <Section title="Changes taken back" {...(found.data === undefined ? {} : { count: found.data.items.length, note: openSentence(found.data.open) })}>
        <Known of={found} what="Reading the reversals">
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="Nobody recorded that a change was taken back.">The page of the change that takes another one back is where it is said, with the cause.</Empty>
            ) : (
              <Table
                caption="Changes that took back earlier ones, those first for which a constraint is to be stated"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  { head: "Change", heading: true, cell: (reversal) => <What reversal={reversal} /> },
                  { head: "Because of", cell: ({ cause, note }) => <Why cause={cause} note={note} /> },
                  { head: "Recorded", cell: ({ by, time, index }) => <Recorded by={by} time={time} index={index} /> },
                  { head: "Constraint", cell: (reversal) => <Constraint reversal={reversal} may={may} onState={setStating} /> },
                ]}
              />
            )
          }
        </Known>
      </Section>
      {stating === null ? null : <StateConstraint reversal={stating} onClose={() => setStating(null)} />}
    </div>
  );
}

function What({ reversal }: { readonly reversal: Reversal }) {
  const { change, reversed } = reversal;
  return (
    <span className="named">
      <span>
        <ChangeLink id={change.id} title={change.title} row /> takes back <ChangeLink id={reversed.id} title={reversed.title} />
      </span>
      <span className="quiet">{restoredWords(reversal)}</span>
    </span>
  );
}

function Why({ cause, note }: Pick<Reversal, "cause" | "note">) {
  return (
    <span className="named">
      <span>{causeNames[cause]}</span>
      <span className="quiet">{note}</span>
    </span>
  );
}

function Recorded({ by, time, index }: Pick<Reversal, "by" | "time" | "index">) {
  return (
    <>
      <Person person={by} /> <Time at={time} />, <EntryLink index={index} />
    </>
  );
}

function Constraint({ reversal, may, onState }: { readonly reversal: Reversal; readonly may: boolean; readonly onState: (reversal: Reversal) => void }) {
  const { cause, stated, change } = reversal;
  if (stated !== null)
    return (
      <>
        <code>{stated.constraint}</code>, <EntryLink index={stated.index} />
      </>
    );
  if (cause !== "unstated-constraint") return <span className="quiet">none was missing</span>;
  return (
    <>
      <strong>to be stated</strong>{" "}
      {may ? (
        <Button small onClick={() => onState(reversal)}>
          Name it <span className="unseen">for {change.title ?? change.id}</span>
        </Button>
      ) : null}
    </>
  );
}

/** Names the constraint once the policy in force holds it. */
function StateConstraint({ reversal: { id, project, note, constraints }, onClose }: { readonly reversal: Reversal; readonly onClose: () => void }) {
  const known = constraints ?? [];
  const [constraint, setConstraint] = useState("");
  const { mutate, isPending, error } = useSend("reversals.stated", () => {
    announce("The constraint is stated.");
    onClose();
  });
  const missing = known.length === 0 ? "The policy holds no constraint yet." : constraint === "" ? "Choose the constraint." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ params: { reversal: id }, body: { constraint } });
  };
  const why = known.find((each) => each.id === constraint)?.why;
  return (
    <Dialog title="Name the constraint" onClose={onClose}>
      <form className="form" onSubmit={send}>
        <blockquote className="item-state">{note}</blockquote>
        <p className="soft">
          <Says
            text={`It is named from the policy of ${project} that is in force. If it is not there yet, add it under \`constraints\` in \`.countersign/policy.yaml\` and have that adopted first.`}
          />
        </p>
        <Select
          label="Constraint"
          value={constraint}
          choices={[{ value: "", label: "choose one" }, ...known.map((each) => ({ value: each.id, label: each.id }))]}
          onChange={setConstraint}
        />
        {why === undefined ? null : <p>{why}</p>}
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            This constraint says it now
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
