import { type FormEvent, useState } from "react";
import { wrongAt } from "../../api/problem.ts";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Roles } from "../people/roles.tsx";
import type { PersonDetail } from "../people/words.ts";

/** Gives a person other roles or addresses. */
export function ChangeRoles({ person }: { readonly person: PersonDetail }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{person.kind === "agent" ? "Change addresses" : "Change roles"}</Button>
      {open ? <ChangeForm person={person} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function ChangeForm({ person, onClose }: { readonly person: PersonDetail; readonly onClose: () => void }) {
  const [roles, setRoles] = useState<readonly string[]>(person.roles);
  const [email, setEmail] = useState(person.emails.join(", "));
  const { mutate, isPending, error } = useSend("people.change", () => {
    announce(`${person.name} was changed.`);
    onClose();
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    mutate({ params: { person: person.id }, body: { emails: email.split(/[\s,;]+/).filter(Boolean), ...(person.kind === "person" ? { roles: [...roles] } : {}) } });
  };
  return (
    <Dialog title={`Change ${person.name}`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        {person.kind === "person" ? <Roles roles={roles} onChange={setRoles} /> : null}
        <Field
          label="E-mail addresses"
          hint="Every address in git, with commas between them."
          value={email}
          wrong={wrongAt(error, "emails")}
          onChange={(event) => setEmail(event.target.value)}
        />
        <p className="soft">What was signed before keeps the roles that were held then.</p>
        <Problem error={error} fields={["emails"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending}>
            Record the change
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
