import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Filter } from "../../parts/filter.tsx";
import { Known } from "../../parts/known.tsx";
import { Page } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { roleName, spaced } from "../../words.ts";
import { useAdministers } from "../person/may.ts";
import { Enrol } from "./enrol.tsx";
import { Registry } from "./registry.tsx";
import { TokenList } from "./tokens.tsx";
import { type Line, openExpiries, peopleSentence } from "./words.ts";
import "../../style/lists.css";

/** Everybody: roles, keys, and what each is fit to judge. */
export function PeoplePage() {
  const people = useAnswer("people.list");
  const [filter, setFilter] = useState("");
  useRowKeys("person");
  return (
    <Page title="People" answer={people.data === undefined ? undefined : peopleSentence(people.data.items)} beside={<Beside filter={filter} onFilter={setFilter} />}>
      <Known of={people} what="Asking who is here">
        {({ items }) => <Everybody items={items} filter={filter.trim().toLowerCase()} />}
      </Known>
      <Registry />
      <TokenList />
    </Page>
  );
}

function Beside({ filter, onFilter }: { readonly filter: string; readonly onFilter: (filter: string) => void }) {
  const [enrolling, setEnrolling] = useState(false);
  return (
    <>
      <Filter label="Filter people" value={filter} onChange={onFilter} />
      {useAdministers() ? <Button onClick={() => setEnrolling(true)}>Enrol somebody</Button> : null}
      {enrolling ? <Enrol onClose={() => setEnrolling(false)} /> : null}
    </>
  );
}

function matches({ name, handle, emails, roles, qualifications, kind }: Line, filter: string): boolean {
  const text = [name, handle, kind, ...emails, ...roles, ...roles.map(roleName), ...qualifications.flatMap(({ domain }) => [domain, spaced(domain)])].join(" ").toLowerCase();
  return filter.split(/\s+/).every((word) => text.includes(word));
}

function Everybody({ items, filter }: { readonly items: readonly Line[]; readonly filter: string }) {
  const shown = items.filter((line) => matches(line, filter)).toSorted((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name));
  if (shown.length === 0) return <Empty title="Nobody matches the filter.">Words are looked for in names, addresses, roles and qualifications.</Empty>;
  return (
    <Table
      caption="Everybody, by name"
      rows={shown}
      keyOf={({ id }) => id}
      columns={[
        { head: "Name", heading: true, cell: (line) => <Name line={line} /> },
        { head: "Roles", cell: ({ roles, kind }) => (kind === "agent" ? "agent" : roles.length === 0 ? "none" : roles.map(roleName).join(", ")) },
        { head: "Qualified for", cell: (line) => <Domains line={line} /> },
        { head: "Signs with", cell: ({ keys, passkeys, kind }) => (kind === "agent" ? "nothing: an agent never decides" : signsWith(keys, passkeys)) },
        { head: "State", cell: ({ active }) => (active ? "active" : "no longer active") },
      ]}
    />
  );
}

function Name({ line }: { readonly line: Line }) {
  return (
    <span className="named">
      <strong>
        <Person person={line} row />
      </strong>
      <span className="quiet">{line.emails.join(", ") || line.handle}</span>
    </span>
  );
}

function Domains({ line: { qualifications, kind } }: { readonly line: Line }) {
  const held = [...new Set(qualifications.flatMap(({ domain, state }) => (state === "holds" ? [spaced(domain)] : [])))];
  const over = openExpiries(qualifications).map((domain) => `${spaced(domain)} (run out)`);
  const all = [...held, ...over];
  return all.length === 0 ? <span className="quiet">{kind === "agent" ? "" : "nothing"}</span> : all.join(", ");
}

function signsWith(keys: number, passkeys: number): string {
  const ssh = keys - passkeys;
  const parts = [...(passkeys === 0 ? [] : [passkeys === 1 ? "a passkey" : `${passkeys} passkeys`]), ...(ssh === 0 ? [] : [ssh === 1 ? "an SSH key" : `${ssh} SSH keys`])];
  return parts.length === 0 ? "nothing yet" : parts.join(" and ");
}
