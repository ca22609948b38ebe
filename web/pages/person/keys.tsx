import { type FormEvent, useState } from "react";
import { wrongAt } from "../../api/problem.ts";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Field } from "../../parts/field.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Sure } from "../../parts/sure.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import type { PersonDetail } from "../people/words.ts";
import { Logins } from "./logins.tsx";
import { useAdministers } from "./may.ts";

type Key = PersonDetail["keys"][number];

/** With what the person signs, and how they sign in. */
export function Keys({ person }: { readonly person: PersonDetail }) {
  const administers = useAdministers();
  const own = useMe().person.id === person.id;
  const [adding, setAdding] = useState(false);
  const ends = administers || own;
  return (
    <Section
      title="Keys and passkeys"
      count={person.keys.length}
      beside={administers && person.active ? <Button onClick={() => setAdding(true)}>Enrol an SSH key</Button> : undefined}
    >
      {person.keys.length === 0 ? (
        <Empty title={`${person.name} has no key yet.`}>With an invitation they make a passkey on their own device; an SSH key is for decisions in a terminal.</Empty>
      ) : (
        <KeyTable keys={person.keys} ends={ends} name={person.name} />
      )}
      <Logins person={person} />
      {adding ? <AddKey person={person} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function KeyTable({ keys, ends, name }: { readonly keys: readonly Key[]; readonly ends: boolean; readonly name: string }) {
  const columns: readonly Column<Key>[] = [
    { head: "Fingerprint", heading: true, cell: ({ fingerprint }) => <code className="fingerprint">{fingerprint}</code> },
    { head: "Kind", cell: ({ kind, synced }) => (kind === "ssh" ? "SSH key" : synced === null ? "passkey" : synced ? "passkey, on several devices" : "passkey, on one device") },
    { head: "Made at", cell: ({ origin }) => origin ?? "" },
    { head: "Enrolled", cell: ({ enrolled }) => <Time at={enrolled} /> },
    { head: "State", cell: ({ revoked }) => (revoked === null ? "signs" : <Ended at={revoked} />) },
    ...(ends ? [{ head: "Action", cell: (key: Key) => (key.revoked === null ? <EndKey held={key} name={name} /> : null) }] : []),
  ];
  return <Table caption={`Keys of ${name}`} rows={keys} keyOf={({ fingerprint, enrolled }) => `${fingerprint} ${enrolled}`} columns={columns} />;
}

function Ended({ at }: { readonly at: string }) {
  return (
    <strong>
      ended <Time at={at} />
    </strong>
  );
}

function EndKey({ held, name }: { readonly held: Key; readonly name: string }) {
  const { mutateAsync } = useSend("keys.revoke");
  return (
    <Sure
      button={
        <>
          End <span className="unseen">the key {held.fingerprint}</span>
        </>
      }
      title={`End this ${held.kind === "ssh" ? "key" : "passkey"} of ${name}?`}
      confirm="End the key"
      act={() => mutateAsync({ body: { fingerprint: held.fingerprint } })}
    >
      <p>
        It signs nothing from now on, and cannot be brought back. What it signed before stays valid. <code className="fingerprint">{held.fingerprint}</code>
      </p>
    </Sure>
  );
}

function AddKey({ person, onClose }: { readonly person: PersonDetail; readonly onClose: () => void }) {
  const [publicKey, setPublicKey] = useState("");
  const { mutate, isPending, error } = useSend("keys.enrol", () => {
    announce("The key was enrolled.");
    onClose();
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    mutate({ body: { person: person.id, publicKey: publicKey.trim() } });
  };
  return (
    <Dialog title={`Enrol an SSH key of ${person.name}`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <Field
          label="Public key"
          hint={
            <>
              The one line of <code>id_ed25519.pub</code>, which {person.name} gave you in person.
            </>
          }
          rows={3}
          value={publicKey}
          wrong={wrongAt(error, "publicKey")}
          onChange={(event) => setPublicKey(event.target.value)}
        />
        <Problem error={error} fields={["publicKey"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={publicKey.trim() === "" ? "The key is missing." : undefined}>
            Enrol the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
