import { type FormEvent, useState } from "react";
import { wrongAt } from "../../api/problem.ts";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Sure } from "../../parts/sure.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import type { PersonDetail } from "../people/words.ts";
import { useAdministers } from "./may.ts";

type Login = PersonDetail["logins"][number];

/** The accounts at the company's provider with which the person signs in. Nothing where no provider is configured and none was ever linked. */
export function Logins({ person }: { readonly person: PersonDetail }) {
  const administers = useAdministers();
  const own = useMe().person.id === person.id;
  const { data: ways } = useAnswer("signIn.ways");
  const [linking, setLinking] = useState(false);
  const provider = ways?.provider ?? null;
  const links = administers && person.active && provider !== null;
  if (person.logins.length === 0 && !links) return null;
  return (
    <div className="beneath">
      {person.logins.length === 0 ? null : <LoginTable logins={person.logins} ends={administers || own} />}
      {links ? <Button onClick={() => setLinking(true)}>Link an account at {provider}</Button> : null}
      {linking && provider !== null ? <LinkLogin person={person} provider={provider} onClose={() => setLinking(false)} /> : null}
    </div>
  );
}

function LoginTable({ logins, ends }: { readonly logins: readonly Login[]; readonly ends: boolean }) {
  const columns: readonly Column<Login>[] = [
    { head: "Account", heading: true, cell: ({ subject }) => subject },
    { head: "At", cell: ({ issuer }) => issuer },
    { head: "Linked", cell: ({ linked }) => <Time at={linked} /> },
    { head: "State", cell: ({ ended }) => (ended ? <strong>ended</strong> : "signs in") },
    ...(ends ? [{ head: "Action", cell: (login: Login) => (login.ended ? null : <EndLogin login={login} />) }] : []),
  ];
  return <Table caption="Accounts at the company’s provider" captionShown rows={logins} keyOf={({ id }) => id} columns={columns} />;
}

function EndLogin({ login }: { readonly login: Login }) {
  const { mutateAsync } = useSend("logins.end");
  return (
    <Sure
      button={
        <>
          End <span className="unseen">the login {login.subject}</span>
        </>
      }
      title="End this login?"
      confirm="End the login"
      act={() => mutateAsync({ params: { login: login.id } })}
    >
      <p>Nobody signs in with the account {login.subject} any more until it is linked again.</p>
    </Sure>
  );
}

/** Whoever holds the account signs in as the person from then on, so whoever links it proves presence. */
function LinkLogin({ person, provider, onClose }: { readonly person: PersonDetail; readonly provider: string; readonly onClose: () => void }) {
  const [subject, setSubject] = useState("");
  const { mutate, isPending, error } = useSend("logins.link", () => {
    announce("The account is linked.");
    onClose();
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    mutate({ body: { person: person.id, subject: subject.trim() } });
  };
  return (
    <Dialog title={`Link an account of ${person.name}`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>Whoever holds the account signs in here as {person.name} from now on. An account belongs to one person only.</p>
        <Field
          label={`Account at ${provider}`}
          hint={
            <>
              As the provider names it in <code>sub</code>: seldom an address. Its administration shows it beside the user.
            </>
          }
          value={subject}
          wrong={wrongAt(error, "subject")}
          onChange={(event) => setSubject(event.target.value)}
        />
        <Problem error={error} fields={["subject"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={subject.trim() === "" ? "The account is missing." : undefined}>
            Link the account
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
