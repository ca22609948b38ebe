import type { Attribution, CommitRecord, Identity } from "../model/change.ts";
import type { Contributor, Part } from "./classified.ts";

export interface ContributorSources {
  readonly commits: readonly Pick<CommitRecord, "author" | "committer" | "named">[];
  readonly attribution: Pick<Attribution, "sponsors">;
  /** Person id of whoever puts the change forward; null when nobody does. Submitting AI code makes its sponsor, too. */
  readonly proposer: string | null;
  /** True when the proposer is a natural person, who then answers for what a machine committed. */
  readonly proposerIsNatural: boolean;
  /** Lower-cased address → person id. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Tools and bots under addresses of their own, and platforms where they stand as committer: they are nobody. */
  readonly isMachine: (identity: Identity, part: Part) => boolean;
}

/**
 * Everybody who had a part in a range (A01, A02, A04, A05, A07): authors, committers, the people whom trailers and evidence of origin name, and whoever
 * puts it forward. An address that belongs to nobody enrolled stays, unresolved. A machine's address is nobody only where a person stands beside it: behind it anybody could hide.
 * Everything but the proposer is text that an author typed.
 */
export function contributorsOf({ commits, attribution, proposer, proposerIsNatural, addresses, isMachine }: ContributorSources): Contributor[] {
  const found = new Map<string, { person: string | null; identity: string; parts: Set<Part> }>();
  const add = (identity: Identity, part: Part) => {
    const person = addresses.get(identity.email) ?? null;
    const text = `${identity.name} <${identity.email}>`;
    const key = person ?? text;
    const known = found.get(key);
    if (known) known.parts.add(part);
    else found.set(key, { person, identity: text, parts: new Set([part]) });
  };
  for (const commit of commits) {
    const named = commit.named.flatMap(({ key, identity }) => (/^co-/i.test(key) ? [[identity, "co-author"] as const] : []));
    const parts = [[commit.author, "author"] as const, [commit.committer, "committer"] as const, ...named];
    const persons = parts.filter(([identity, part]) => !isMachine(identity, part));
    const answered = proposerIsNatural || persons.length > 0 || attribution.sponsors.length > 0;
    for (const [identity, part] of answered ? persons : parts) add(identity, part);
  }
  for (const sponsor of attribution.sponsors) add(sponsor, "sponsor");
  if (proposer !== null) {
    const known = found.get(proposer);
    if (known) known.parts.add("proposer");
    else found.set(proposer, { person: proposer, identity: proposer, parts: new Set<Part>(["proposer"]) });
  }
  return [...found.values()].map(({ person, identity, parts }) => ({ person, identity, parts: [...parts] }));
}

/** The contributors of all revisions of a change: whoever contributed once stays a contributor for the change's whole life. */
export function unite(revisions: readonly (readonly Contributor[])[]): Contributor[] {
  const united = new Map<string, Contributor>();
  for (const contributor of revisions.flat()) {
    const key = contributor.person ?? contributor.identity;
    const parts = new Set([...(united.get(key)?.parts ?? []), ...contributor.parts]);
    united.set(key, { ...contributor, parts: [...parts] });
  }
  return [...united.values()];
}
