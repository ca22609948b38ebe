import { type Contributor, contributorsOf } from "../gate/index.ts";
import type { Person } from "../model/people.ts";
import { isMachine, isPlatformCommitter } from "../provenance/index.ts";
import type { Detail } from "./detail.ts";

/** The contributors that the objects and the proposal of one revision name, by who is enrolled now. */
export function contributorsIn({ range, attribution }: Pick<Detail, "range" | "attribution">, people: readonly Person[], proposer: string | null): Contributor[] {
  const addresses = new Map(people.flatMap(({ id, emails }) => emails.map((email) => [email, id] as const)));
  return contributorsOf({
    commits: range.commits,
    attribution,
    proposer,
    // `check` asks as the person would who puts the change forward later.
    proposerIsNatural: proposer === null || people.some(({ id, kind }) => id === proposer && kind === "person"),
    addresses,
    isMachine: (identity, part) => isMachine(identity) || (part === "committer" && isPlatformCommitter(identity)),
  });
}
