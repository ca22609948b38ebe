import { type FormEvent, useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Check } from "../../parts/field.tsx";
import { Known } from "../../parts/known.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Select } from "../../parts/select.tsx";
import { announce } from "../../parts/status.tsx";
import { roleName, spaced } from "../../words.ts";
import { type Duties, leaves, type PersonDetail } from "../people/words.ts";

/** Takes somebody out of service; every duty is handed over, or left open by name (R105). */
export function Deactivate({ person }: { readonly person: PersonDetail }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Deactivate</Button>
      {open ? <Hand person={person} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Hand({ person, onClose }: { readonly person: PersonDetail; readonly onClose: () => void }) {
  // Asked again now: duties change while a page is open.
  const duties = useAnswer("people.duties", { params: { person: person.id } });
  return (
    <Dialog title={`Deactivate ${person.name}`} onClose={onClose}>
      <Known of={duties} what="Asking what rests on them">
        {(found) => <HandForm person={person} duties={found} onClose={onClose} />}
      </Known>
    </Dialog>
  );
}

function HandForm({ person, duties, onClose }: { readonly person: PersonDetail; readonly duties: Duties; readonly onClose: () => void }) {
  const [heirs, setHeirs] = useState<Readonly<Record<string, string>>>({});
  const [open, setOpen] = useState<readonly string[]>([]);
  const { mutate, isPending, error } = useSend("people.deactivate", () => {
    announce(`${person.name} is no longer active.`);
    onClose();
  });
  const gaps = gapsOf(duties);
  const without = [...duties.roles.filter((role) => !heirs[role]), ...gaps.filter(({ id }) => !open.includes(id))];
  const send = (event: FormEvent) => {
    event.preventDefault();
    mutate({ params: { person: person.id }, body: { roles: heirs, leaveOpen: [...open] } });
  };
  return (
    <form className="form" onSubmit={send}>
      <p>
        {person.kind === "agent" ? "Its tokens stop at once." : "Every session ends at once, and no approval of theirs counts that is not relied on yet."} What was signed keeps the
        name.
      </p>
      {leaves(duties) ? <p className="soft">First, what would be left without somebody:</p> : null}
      {duties.roles.map((role) => (
        <Heir key={role} role={role} leaving={person.id} value={heirs[role] ?? ""} onChange={(who) => setHeirs({ ...heirs, [role]: who })} />
      ))}
      {gaps.map(({ id, says }) => (
        <Check
          key={id}
          label={says}
          hint="Leave it open knowingly"
          checked={open.includes(id)}
          onChange={(on) => setOpen(on ? [...open, id] : open.filter((each) => each !== id))}
        />
      ))}
      {duties.deputyships.map(({ id, person: away, deputy }) => (
        <p key={id} className="soft">
          That {deputy.name} stands in for {away.name} ends.
        </p>
      ))}
      <Problem error={error} />
      <div className="dialog-act">
        <Button kind="primary" type="submit" busy={isPending} why={without.length === 0 ? undefined : "Give each role to somebody, and tick what is left open."}>
          Deactivate {person.name}
        </Button>
      </div>
    </form>
  );
}

// Roles are handed over; what only the policy or a grant gives can be left open alone, by its name.
function gapsOf({ qualifications, escalations, changes }: Duties): readonly { readonly id: string; readonly says: string }[] {
  return [
    ...qualifications.map((domain) => ({ id: domain, says: `Nobody will be qualified for ${spaced(domain)}` })),
    ...escalations.map(({ id, change }) => ({ id, says: `Nobody will be able to resolve the escalation of ${change}` })),
    ...changes.filter(({ alone }) => alone).map(({ id, title }) => ({ id, says: `Nobody will be able to approve “${title || id}”` })),
  ];
}

function Heir({ role, leaving, value, onChange }: { readonly role: string; readonly leaving: string; readonly value: string; readonly onChange: (who: string) => void }) {
  const { data } = useAnswer("people.list");
  const others = (data?.items ?? []).filter(({ id, active, kind }) => id !== leaving && active && kind === "person");
  return (
    <Select
      label={`Who becomes ${roleName(role)}`}
      value={value}
      choices={[{ value: "", label: "choose somebody" }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={onChange}
    />
  );
}
