import { type FormEvent, useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field, RadioGroup } from "../../parts/field.tsx";
import { ChangeLink, EntryLink } from "../../parts/goes.tsx";
import { Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Select } from "../../parts/select.tsx";
import { announce } from "../../parts/status.tsx";
import { useMe } from "../../shell/me.ts";
import { shortReason } from "../reason.ts";
import { causeNames, type Reversal, restoredWords } from "../reversal-words.ts";
import { Part } from "./part.tsx";
import "../../style/lists.css";

/** What the change takes back, and what takes it back; whoever leads records it here (R60). */
export function Reversals({ change, project }: { readonly change: string; readonly project: string }) {
  const { data, error } = useAnswer("reversals.list", { query: { change } });
  const { acts, person } = useMe();
  const [open, setOpen] = useState(false);
  if (data === undefined) return <Problem error={error} />;
  const may = acts && data.may.some(({ id }) => id === person.id);
  if (data.items.length === 0 && !may) return null;
  return (
    <Part title="Taken back" count={data.items.length}>
      {data.items.length === 0 ? <p className="quiet">Nobody said that it takes back an earlier change, or is taken back by a later one.</p> : null}
      <ul className="items">
        {data.items.map((reversal) => (
          <One key={reversal.id} reversal={reversal} change={change} />
        ))}
      </ul>
      {may ? (
        <p>
          <Button small onClick={() => setOpen(true)}>
            It takes back an earlier change
          </Button>
        </p>
      ) : null}
      {open ? <Record change={change} project={project} onClose={() => setOpen(false)} /> : null}
    </Part>
  );
}

function One({ reversal, change: here }: { readonly reversal: Reversal; readonly change: string }) {
  const { change, reversed, cause, note, by, index, stated } = reversal;
  const later = change.id === here;
  const other = later ? reversed : change;
  return (
    <li className="item">
      <p>
        {later ? "Takes back " : "Taken back by "}
        <ChangeLink id={other.id} title={other.title} />
      </p>
      <p>
        Because of {causeNames[cause]}
        {stated === null ? (
          cause === "unstated-constraint" ? (
            <>
              , <strong>still to be stated</strong>
            </>
          ) : null
        ) : (
          <>
            , stated since as <code>{stated.constraint}</code>
          </>
        )}
        .
      </p>
      <p className="comment-text">{note}</p>
      <p className="quiet">
        <Person person={by} /> recorded it, {restoredWords(reversal)}, <EntryLink index={index} />.
      </p>
    </li>
  );
}

const causes = Object.keys(causeNames) as readonly Reversal["cause"][];

function Record({ change, project, onClose }: { readonly change: string; readonly project: string; readonly onClose: () => void }) {
  const [reversed, setReversed] = useState("");
  const [cause, setCause] = useState<Reversal["cause"] | null>(null);
  const [note, setNote] = useState("");
  const changes = useAnswer("changes.list", { query: { project, limit: 100 } });
  const { mutate, isPending, error } = useSend("reversals.record", () => {
    announce("It is recorded.");
    onClose();
  });
  const listed = changes.data?.items ?? [];
  // The newest stands first; a change takes back what was put forward before it.
  const earlier = listed.slice(listed.findIndex(({ id }) => id === change) + 1);
  const missing = reversed === "" ? "Choose the earlier change." : cause === null ? "Choose the cause." : shortReason(note);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined && cause !== null) mutate({ params: { change }, body: { reversed, cause, note: note.trim() } });
  };
  return (
    <Dialog title="It takes back an earlier change" onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p className="soft">That it does is read from the files of both: at least one stands again as it was before the earlier one.</p>
        <Select
          label="Earlier change"
          value={reversed}
          choices={[{ value: "", label: earlier.length === 0 ? "there is none" : "choose one" }, ...earlier.map(({ id, title }) => ({ value: id, label: title || id }))]}
          onChange={setReversed}
        />
        <RadioGroup label="Because of" choices={causes.map((value) => ({ value, label: causeNames[value] }))} value={cause} onChange={setCause} />
        {cause === "unstated-constraint" ? <p className="soft">The engineering lead is then asked to state it in the policy, so that nobody runs into it again.</p> : null}
        <Field label="What happened" hint="20 to 2,000 characters. Roles rather than names." rows={4} value={note} onChange={(event) => setNote(event.target.value)} />
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Record it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
