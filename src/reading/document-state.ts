import type { AiPolicyFile, BlueprintFiles, FileKind } from "../blueprint/index.ts";
import { visible } from "../git/index.ts";
import { addDuration, parseDuration } from "../model/duration.ts";
import type { GovernedDocument } from "../model/fact.ts";
import type { Person } from "../model/people.ts";
import type { AcknowledgementRecord, SigningRecord } from "../store/index.ts";
import { documentState } from "../workflow/index.ts";
import type { Named, NameOf } from "./approvers.ts";

/** The head of a document with how far it is signed and read, as it is now. */
export interface DocumentLine {
  readonly document: GovernedDocument;
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly status: "draft" | "in-review" | "approved" | "superseded";
  readonly owner: { readonly as: string; readonly person: Named | null };
  readonly reviewBy: string | null;
  /** Hex SHA-256 of its file. */
  readonly digest: string;
  /** Each role that has to sign it: who signed it as it is now, and who could. */
  readonly approvers: readonly { readonly role: string; readonly signed: readonly Named[]; readonly holders: readonly Named[] }[];
  readonly readers: readonly Reader[];
}

/** Somebody who is asked to say that they have read a document. `old`: another version of it; `again`: this one, longer ago than holds. */
export interface Reader {
  readonly person: Named;
  readonly state: "missing" | "old" | "again" | "read";
  /** What they said last. */
  readonly last: { readonly version: string; readonly time: string; readonly index: number } | null;
}

export interface DocumentGround {
  readonly files: BlueprintFiles;
  readonly people: readonly Person[];
  /** Of the project. */
  readonly signings: readonly SigningRecord[];
  readonly acknowledgements: readonly AcknowledgementRecord[];
  readonly nameOf: NameOf;
  readonly now: number;
}

/** Null where the document is not there, or does not read. */
export function documentLine(ground: DocumentGround, document: GovernedDocument & FileKind): DocumentLine | null {
  const { files, people, signings, nameOf } = ground;
  const loaded = files[document];
  if (loaded === null) return null;
  const head = loaded.file.document;
  return {
    document,
    id: head.id,
    title: visible(head.title),
    version: String(head.version),
    status: head.status,
    owner: { as: visible(head.owner), person: named(personCalled(people, head.owner), nameOf) },
    reviewBy: head["review-by"] ?? null,
    digest: loaded.digest,
    approvers: documentState(document, files, signings, people).approvers.map(({ role, signedBy, holders }) => ({
      role,
      signed: signedBy.map(nameOf),
      holders: holders.map(nameOf),
    })),
    // Only the AI policy asks to be read; whoever read another document without being asked is in the ledger.
    readers: document === "ai-policy" ? readersOf(ground, files["ai-policy"]?.file.acknowledgement ?? null, loaded.digest) : [],
  };
}

/** The active natural person whom a file calls by handle, address or id. */
export function personCalled(people: readonly Person[], called: string): Person | null {
  const address = called.toLowerCase();
  return people.find(({ id, handle, emails, active, kind }) => active && kind === "person" && (id === called || handle === called || emails.includes(address))) ?? null;
}

function named(person: Person | null, nameOf: NameOf): Named | null {
  return person && nameOf(person.id);
}

/** Whoever is asked to read the AI policy, those who have not first. `digest` is that of its file as it is now; null for `asked` where nobody is. */
export function readersOf(
  { people, acknowledgements, nameOf, now }: Omit<DocumentGround, "files" | "signings">,
  asked: Pick<AiPolicyFile["acknowledgement"], "roles" | "every"> | null,
  digest: string,
): Reader[] {
  if (asked === null) return [];
  const readers = people.filter(({ active, kind, roles }) => active && kind === "person" && roles.some((role) => asked.roles.includes(role)));
  const rows = readers.map(({ id }): Reader => {
    const said = acknowledgements.filter((each) => each.document === "ai-policy" && each.person === id);
    const last = said.findLast((each) => each.digest === digest) ?? said.at(-1) ?? null;
    return {
      person: nameOf(id),
      state: readState(last, digest, asked.every, now),
      last: last && { version: last.version, time: new Date(last.at).toISOString(), index: last.index },
    };
  });
  return rows.toSorted((a, b) => Number(a.state === "read") - Number(b.state === "read") || a.person.name.localeCompare(b.person.name));
}

function readState(last: AcknowledgementRecord | null, digest: string, every: string, now: number): Reader["state"] {
  if (last === null) return "missing";
  if (last.digest !== digest) return "old";
  const holds = parseDuration(every);
  return holds !== null && addDuration(last.at, holds) <= now ? "again" : "read";
}
