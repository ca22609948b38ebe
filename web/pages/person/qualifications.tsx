import { type FormEvent, useState } from "react";
import { wrongAt } from "../../api/problem.ts";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Field, RadioGroup } from "../../parts/field.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Sure } from "../../parts/sure.tsx";
import { Table } from "../../parts/table.tsx";
import { spaced } from "../../words.ts";
import { qualificationColumns } from "../people/registry.tsx";
import type { PersonDetail, Qualification } from "../people/words.ts";
import { useGrantable, useRevokes } from "./may.ts";

/** What the person is fit to judge; the newest grant first, and what has run out below it. */
export function Qualifications({ person }: { readonly person: PersonDetail }) {
  const grantable = useGrantable(person.id);
  const revokes = useRevokes();
  const [granting, setGranting] = useState(false);
  const mayGrant = person.active && grantable.length > 0;
  const { qualifications } = person;
  return (
    <Section title="Qualifications" count={qualifications.length} beside={mayGrant ? <Button onClick={() => setGranting(true)}>Grant a qualification</Button> : undefined}>
      {qualifications.length === 0 ? (
        <Empty title={`${person.name} is qualified for nothing yet.`}>
          An approval of theirs counts only where the policy asks for no qualification. Whoever the policy names grants one, on a basis and until a day.
        </Empty>
      ) : (
        <Table
          caption={`Qualifications of ${person.name}`}
          rows={qualifications}
          keyOf={({ id }) => id}
          columns={[
            { head: "Domain", heading: true, cell: ({ domain }) => spaced(domain) },
            ...qualificationColumns,
            ...(revokes ? [{ head: "Action", cell: (line: Qualification) => (line.state === "holds" || line.state === "not-yet" ? <Revoke line={line} /> : null) }] : []),
          ]}
        />
      )}
      {granting ? <Grant person={person} domains={grantable} onClose={() => setGranting(false)} /> : null}
    </Section>
  );
}

function Revoke({ line }: { readonly line: Qualification }) {
  const { mutateAsync } = useSend("qualifications.revoke");
  return (
    <Sure
      button={
        <>
          Revoke <span className="unseen">the qualification for {spaced(line.domain)}</span>
        </>
      }
      title={`Revoke ${line.person.name}’s qualification for ${spaced(line.domain)}?`}
      confirm="Revoke the qualification"
      act={() => mutateAsync({ params: { qualification: line.id } })}
    >
      <p>
        From now on an approval by {line.person.name} counts no more where {spaced(line.domain)} is asked for, also one that was given and is not relied on yet. The grant stays in
        the ledger.
      </p>
    </Sure>
  );
}

function Grant({ person, domains, onClose }: { readonly person: PersonDetail; readonly domains: ReturnType<typeof useGrantable>; readonly onClose: () => void }) {
  const [domain, setDomain] = useState<string | null>(null);
  const [basis, setBasis] = useState("");
  const [until, setUntil] = useState("");
  const { mutate, isPending, error } = useSend("qualifications.grant", () => {
    announce(`${person.name} is qualified.`);
    onClose();
  });
  const missing = domain === null ? "Choose a domain." : basis.trim() === "" ? "Say on what basis." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (domain !== null && missing === undefined) mutate({ body: { person: person.id, domain, basis: basis.trim(), ...(until === "" ? {} : { until }) } });
  };
  return (
    <Dialog title={`Find ${person.name} qualified`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <RadioGroup
          label="Fit to judge"
          value={domain}
          onChange={setDomain}
          choices={domains.map(({ name, validFor }) => ({ value: name, label: spaced(name), hint: `holds for ${validFor} at most` }))}
        />
        <Field
          label="Basis"
          hint="A training, a certificate, years in the domain. An auditor reads this."
          rows={2}
          value={basis}
          wrong={wrongAt(error, "basis")}
          onChange={(event) => setBasis(event.target.value)}
        />
        <Field
          label="Until"
          hint="The last day. Left empty, it holds for as long as the policy lets it."
          type="date"
          value={until}
          wrong={wrongAt(error, "until")}
          onChange={(event) => setUntil(event.target.value)}
        />
        <p className="soft">You answer for it: the ledger says that you found {person.name} fit.</p>
        <Problem error={error} fields={["basis", "until"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Grant the qualification
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
