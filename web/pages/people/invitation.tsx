import { useState } from "react";
import type { Answer } from "../../api/client.ts";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Problem } from "../../parts/problem.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { Time } from "../../parts/when.tsx";

type Invitation = Answer<"people.invite">;

/** Makes a link to join with; earlier ones of the person end. */
export function Invite({ person }: { readonly person: { readonly id: string; readonly name: string } }) {
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const { mutate, isPending, error } = useSend("people.invite", setInvitation);
  return (
    <>
      <Button busy={isPending} onClick={() => mutate({ params: { person: person.id } })}>
        Make an invitation
      </Button>
      <Problem error={error} />
      {invitation === null ? null : <InvitationShown name={person.name} invitation={invitation} onClose={() => setInvitation(null)} />}
    </>
  );
}

export function InvitationShown({ name, invitation, onClose }: { readonly name: string; readonly invitation: Invitation; readonly onClose: () => void }) {
  return (
    <ShownOnce title={`Invitation for ${name}`} secret={invitation.link} what="invitation link" onClose={onClose}>
      <p>
        Send this link to {name} in a way that nobody else reads: whoever opens it first makes {name}’s passkey. It is shown this once, works once, and ends{" "}
        <Time at={invitation.until} />.
      </p>
    </ShownOnce>
  );
}
