import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { useMe } from "../../shell/me.ts";
import { roleName } from "../../words.ts";
import { type Checklist, checklistSentence } from "./words.ts";

const roles = ["engineering-lead", "administrator", "project-manager", "technology-leader"] as const;

/** What each role sees to: computed from records where they can show it, attested by name where they cannot (R104). */
export function Checklists() {
  return (
    <Section
      title="What each role sees to"
      note="Computed from records where they can show it; an open one leads to where it is mended. What no record can show is attested by name, again and again."
    >
      <div className="checklists">
        {roles.map((role) => (
          <RoleList key={role} role={role} />
        ))}
      </div>
    </Section>
  );
}

function RoleList({ role }: { readonly role: (typeof roles)[number] }) {
  const list = useAnswer("checklists.read", { params: { role } });
  return (
    <div className="checklist">
      <h3>{roleName(role)}</h3>
      <Known of={list} what="Reading the list">
        {(found) => (
          <>
            <p className="soft">{checklistSentence(found)}</p>
            <ul className="items">
              {found.items.map((item) => (
                <Item key={item.id} item={item} role={role} />
              ))}
            </ul>
          </>
        )}
      </Known>
    </div>
  );
}

function Item({ item, role }: { readonly item: Checklist["items"][number]; readonly role: string }) {
  const { says, done, state, page, attestation } = item;
  const { person } = useMe();
  const mine = attestation !== null && person.roles.includes(role);
  return (
    <li className={done ? "item" : "item item-open"}>
      <span className="element-mark" aria-hidden="true" />
      <div>
        <p>
          <span className="unseen">{done ? "Holds: " : "Open: "}</span>
          {says}
        </p>
        <p className="item-state">
          {state} {done || attestation !== null ? null : <Link to={page as string}>Open the page</Link>}
        </p>
        {attestation?.last ? <blockquote className="item-state">{attestation.last.statement}</blockquote> : null}
        {mine ? <Attest item={item} /> : null}
      </div>
    </li>
  );
}

function Attest({ item: { id, says } }: { readonly item: Checklist["items"][number] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Attest <span className="unseen">that {says}</span>
      </Button>
      {open ? <Statement id={id} says={says} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Statement({ id, says, onClose }: { readonly id: string; readonly says: string; readonly onClose: () => void }) {
  const [statement, setStatement] = useState("");
  const { mutate, isPending, error } = useSend("attestations.make", () => {
    announce("It is attested.");
    onClose();
  });
  const missing = statement.trim() === "" ? "Say what was done." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ body: { item: id, statement: statement.trim() } });
  };
  return (
    <Dialog title="Attest that it is so" onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>{says}</p>
        <Field
          label="What was done"
          hint="When, with whom, what came of it. An auditor reads this."
          rows={3}
          value={statement}
          onChange={(event) => setStatement(event.target.value)}
        />
        <p className="soft">You answer for it by name: the ledger says that you attested it.</p>
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Attest it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
