import { type FormEvent, useState } from "react";
import type { Answer } from "../../api/client.ts";
import { wrongAt } from "../../api/problem.ts";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Check, Field, RadioGroup } from "../../parts/field.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { InvitationShown } from "./invitation.tsx";
import { Roles } from "./roles.tsx";

type Enrolled = Answer<"people.enrol">;

/** Enrols somebody; a person gets an invitation on request, which is shown once. */
export function Enrol({ onClose }: { readonly onClose: () => void }) {
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null);
  if (enrolled === null) return <EnrolForm onClose={onClose} onDone={(answer) => (answer.invitation === null ? onClose() : setEnrolled(answer))} />;
  return enrolled.invitation === null ? null : <InvitationShown name={enrolled.person.name} invitation={enrolled.invitation} onClose={onClose} />;
}

function EnrolForm({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: (enrolled: Enrolled) => void }) {
  const [kind, setKind] = useState<"person" | "agent">("person");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [handle, setHandle] = useState("");
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [invite, setInvite] = useState(true);
  const { mutate, isPending, error } = useSend("people.enrol", (answer) => {
    announce(`${answer.person.name} is enrolled.`);
    onDone(answer);
  });
  const given = handle.trim() || handleFrom(name);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const person = kind === "person";
    const emails = email.split(/[\s,;]+/).filter(Boolean);
    mutate({ body: { kind, name: name.trim(), handle: given, emails, roles: person ? [...roles] : [], invite: person && invite } });
  };
  return (
    <Dialog title="Enrol somebody" onClose={onClose}>
      <form className="form" onSubmit={send}>
        <RadioGroup
          label="Who"
          inline
          value={kind}
          onChange={setKind}
          choices={[
            { value: "person", label: "A person, who judges" },
            { value: "agent", label: "An agent, which never decides" },
          ]}
        />
        <Field
          label="Name"
          hint={kind === "person" ? "As it is printed beside every signature." : "Such as: Build pipeline."}
          value={name}
          wrong={wrongAt(error, "name")}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="E-mail addresses"
          hint="Every address in git, so that one person is one person."
          value={email}
          wrong={wrongAt(error, "emails")}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Handle"
          hint="A short word for the command line."
          placeholder={handleFrom(name)}
          value={handle}
          wrong={wrongAt(error, "handle")}
          onChange={(event) => setHandle(event.target.value)}
        />
        {kind === "person" ? (
          <>
            <Roles roles={roles} onChange={setRoles} />
            <Check label="Make an invitation" hint="A link with which the person makes a passkey. You send it yourself." checked={invite} onChange={setInvite} />
          </>
        ) : null}
        <Problem error={error} fields={["name", "emails", "handle"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={name.trim() === "" ? "A name is missing." : undefined}>
            {kind === "person" ? "Enrol the person" : "Enrol the agent"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** `Zoë Kovács` gives `zoe`. */
export function handleFrom(name: string): string {
  const [first = ""] = name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return first;
}
