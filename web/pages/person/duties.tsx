import { ChangeLink } from "../../parts/goes.tsx";
import { Section } from "../../parts/page.tsx";
import { People, Person } from "../../parts/person.tsx";
import { plural, roleName, spaced, together } from "../../words.ts";
import type { Duties } from "../people/words.ts";

/** What rests on this person (R105). */
export function DutyList({ duties, name }: { readonly duties: Duties; readonly name: string }) {
  const lines = linesOf(duties);
  return (
    <Section title="What rests on them" note={lines.length === 0 ? `Nothing would be left without somebody, were ${name} not here tomorrow.` : `Were ${name} not here tomorrow:`}>
      {lines.length === 0 ? null : (
        <ul className="duties">
          {lines.map(([key, line]) => (
            <li key={key}>{line}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function linesOf({ roles, qualifications, escalations, changes, agents, tokens, deputyships }: Duties) {
  return [
    ...roles.map((role) => [`role ${role}`, <>nobody else holds the role {roleName(role)}</>] as const),
    ...qualifications.map((domain) => [`domain ${domain}`, <>nobody else is qualified for {spaced(domain)}</>] as const),
    ...escalations.map(
      ({ id, change }) =>
        [
          id,
          <>
            nobody else can resolve the escalation of <ChangeLink id={change} />
          </>,
        ] as const,
    ),
    ...changes.map(
      ({ id, title, alone }) =>
        [
          id,
          <>
            <ChangeLink id={id} title={title} /> {alone ? "could be approved by nobody" : "waits for their decision"}
          </>,
        ] as const,
    ),
    ...deputyships.map(
      ({ id, person, deputy }) =>
        [
          id,
          <>
            <Person person={deputy} /> would stand in for <Person person={person} /> no more
          </>,
        ] as const,
    ),
    ...(agents.length === 0
      ? []
      : [
          [
            "agents",
            <>
              <People people={agents} joined="and" /> would pass to the administrators
            </>,
          ] as const,
        ]),
    ...(tokens.length === 0
      ? []
      : [
          [
            "tokens",
            <>
              {plural(tokens.length, "token")} would pass to the administrators: {together(tokens.map(({ label }) => label))}
            </>,
          ] as const,
        ]),
  ];
}
