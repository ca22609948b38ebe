import { Link } from "@tanstack/react-router";
import { Fragment } from "react";

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A person by name, opening who they are and what they are qualified for. */
export function Person({ person, row = false }: { readonly person: Named; readonly row?: boolean }) {
  return (
    <Link className="person" to={`/people/${encodeURIComponent(person.id)}` as string} {...(row ? { "data-row": true } : {})}>
      {person.name}
    </Link>
  );
}

/** `Ana Costa, Bo Lindqvist or Chen Wei`, each one a person to open. */
export function People({ people, joined = "or" }: { readonly people: readonly Named[]; readonly joined?: "or" | "and" }) {
  if (people.length === 0) return <>nobody</>;
  return people.map((person, at) => (
    <Fragment key={person.id}>
      {at === 0 ? "" : at === people.length - 1 ? ` ${joined} ` : ", "}
      <Person person={person} />
    </Fragment>
  ));
}
