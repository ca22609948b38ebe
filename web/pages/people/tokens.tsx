import { useAnswer, useSend } from "../../api/queries.ts";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Sure } from "../../parts/sure.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { useAdministers } from "../person/may.ts";
import { lastDay, stateWord, type Token } from "./words.ts";

/** API tokens without their secrets. Nothing is drawn while there is none: whoever wants one opens the agent. */
export function TokenList() {
  const tokens = useAnswer("tokens.list");
  if (tokens.data?.items.length === 0) return null;
  return (
    <Section title="Tokens of agents" note="A token may propose, attach evidence and ask the gate; no token decides anything.">
      <Known of={tokens} what="Reading the tokens">
        {({ items }) => <TokenTable items={items} agent />}
      </Known>
    </Section>
  );
}

/** `agent` names the agent of each token, where the list is of several. */
export function TokenTable({ items, agent = false }: { readonly items: readonly Token[]; readonly agent?: boolean }) {
  const administers = useAdministers();
  const columns: readonly Column<Token>[] = [
    { head: "Token", heading: true, cell: (token) => <TokenName token={token} /> },
    ...(agent ? [{ head: "Agent", cell: (token: Token) => <Person person={token.agent} /> }] : []),
    { head: "May", cell: ({ scopes }) => scopes.join(", ") },
    { head: "Issued", cell: (token) => <Issued token={token} /> },
    { head: "Until", cell: ({ until }) => <span className="nowrap figure">{lastDay(until)}</span> },
    { head: "State", cell: ({ state }) => (state === "holds" ? stateWord(state) : <strong>{stateWord(state)}</strong>) },
    ...(administers ? [{ head: "Action", cell: (token: Token) => (token.state === "holds" ? <Revoke token={token} /> : null) }] : []),
  ];
  return <Table caption="Tokens, the newest first" rows={items} keyOf={({ id }) => id} columns={columns} />;
}

function TokenName({ token: { label, id } }: { readonly token: Token }) {
  return (
    <span className="named">
      <span>{label}</span>
      <code className="quiet">{id}</code>
    </span>
  );
}

function Issued({ token: { issued, by } }: { readonly token: Token }) {
  return (
    <>
      <Time at={issued} /> by {by.name}
    </>
  );
}

function Revoke({ token }: { readonly token: Token }) {
  const { mutateAsync } = useSend("tokens.revoke");
  return (
    <Sure
      button={
        <>
          Revoke <span className="unseen">{token.label}</span>
        </>
      }
      title={`Revoke the token ${token.label}?`}
      confirm="Revoke the token"
      act={() => mutateAsync({ params: { token: token.id } })}
    >
      <p>Whatever uses it is refused from the next request on. It cannot be given back; issue another one instead.</p>
    </Sure>
  );
}
