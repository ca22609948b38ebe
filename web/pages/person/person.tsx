import { useParams } from "@tanstack/react-router";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Known } from "../../parts/known.tsx";
import { Facts, Page, Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { roleName } from "../../words.ts";
import { Invite } from "../people/invitation.tsx";
import { TokenTable } from "../people/tokens.tsx";
import { type PersonDetail, personSentence } from "../people/words.ts";
import { ChangeRoles } from "./change.tsx";
import { Deactivate } from "./deactivate.tsx";
import { Deputies } from "./deputies.tsx";
import { DutyList } from "./duties.tsx";
import { Keys } from "./keys.tsx";
import { useAdministers } from "./may.ts";
import { Qualifications } from "./qualifications.tsx";
import { IssueToken } from "./token.tsx";
import "../../style/lists.css";

/** One person or agent with everything that is recorded about who they are and what they may judge. */
export function PersonPage() {
  const { id = "" } = useParams({ strict: false });
  const person = useAnswer("people.read", { params: { person: id } });
  const administers = useAdministers();
  return (
    <Page
      title={person.data?.name ?? "Person"}
      answer={person.data === undefined ? undefined : personSentence(person.data)}
      beside={administers && person.data !== undefined ? <Acts person={person.data} /> : undefined}
    >
      <Known of={person} what="Reading the person">
        {(found) => <Detail person={found} />}
      </Known>
    </Page>
  );
}

function Acts({ person }: { readonly person: PersonDetail }) {
  if (!person.active) return <Activate person={person} />;
  return (
    <>
      {person.kind === "person" ? <Invite person={person} /> : <IssueToken agent={person} />}
      <ChangeRoles person={person} />
      <Deactivate person={person} />
    </>
  );
}

function Activate({ person }: { readonly person: PersonDetail }) {
  const { mutate, isPending, error } = useSend("people.change", () => announce(`${person.name} is active again.`));
  return (
    <>
      <Button busy={isPending} onClick={() => mutate({ params: { person: person.id }, body: { active: true } })}>
        Make active again
      </Button>
      <Problem error={error} />
    </>
  );
}

function Detail({ person }: { readonly person: PersonDetail }) {
  const { kind, roles, emails, handle, enrolledBy, id, active, tokens } = person;
  return (
    <>
      <div className="sheet-facts">
        <Facts
          items={[
            ["Kind", kind === "agent" ? "agent" : "person"],
            ["State", active ? "active" : "no longer active"],
            ["Roles", kind === "agent" ? null : roles.length === 0 ? "none" : roles.map(roleName).join(", ")],
            ["E-mail addresses", emails.length === 0 ? "none" : emails.join(", ")],
            ["Handle", <code key="handle">{handle}</code>],
            ["In the ledger as", <code key="id">{id}</code>],
            ["Enrolled by", enrolledBy === null ? "the founding of the ledger" : <Person key="by" person={enrolledBy} />],
          ]}
        />
      </div>
      {kind === "person" ? (
        <>
          <Qualifications person={person} />
          <Keys person={person} />
          <Deputies person={person} />
        </>
      ) : (
        <Section title="Tokens" note="A token may propose, attach evidence and ask the gate; no token decides anything.">
          {tokens.length === 0 ? <p className="soft">It has no token, so it reaches nothing.</p> : <TokenTable items={tokens} />}
        </Section>
      )}
      {active ? <DutyList duties={person.duties} name={person.name} /> : null}
    </>
  );
}
