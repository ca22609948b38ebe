import { type BlueprintContext, type BlueprintFiles, exitCheck, type FileKind, fileKinds, filePath } from "../blueprint/index.ts";
import type { Place } from "../model/failure.ts";
import { type Person, spoken } from "../model/people.ts";
import type { ReadBlueprint, SignedState } from "../workflow/index.ts";
import { personCalled } from "./document-state.ts";

/** One thing that a blueprint lacks, and whose turn it is. */
export interface Lacking {
  readonly says: string;
  readonly hint: string;
  readonly place: Place | null;
  /** Document that it is about; null where it is about none. */
  readonly document: FileKind | null;
  /** A signature is missing, and somebody can give it now. */
  readonly signs: boolean;
  /** `id` null for a name in a file that belongs to nobody who is enrolled. */
  readonly who: readonly { readonly id: string | null; readonly name: string }[];
}

/** What its files lack. What cannot be read is told once. */
export function lackingIn({ files, failures }: Pick<ReadBlueprint, "files" | "failures">, context: BlueprintContext): Lacking[] {
  const people = context.people ?? [];
  const told = new Set(failures.map(({ place }) => place?.file));
  const found = [
    ...failures.map(({ message, hint, place }) => ({ says: message, hint, place: place ?? null })),
    ...exitCheck(files, context).missing.filter(({ place }) => place === null || !told.has(place.file)),
  ];
  return found.map(({ says, hint, place }) => {
    const document = fileKinds.find((kind) => filePath(kind) === place?.file) ?? null;
    return { says, hint, place, document, signs: false, who: menders(files, document, people) };
  });
}

// A file is its owner's to mend, and what is of no one file the engineering lead's.
function menders(files: BlueprintFiles, document: FileKind | null, people: readonly Person[]): Lacking["who"] {
  const called = document === null ? undefined : files[document]?.file.document.owner;
  if (called !== undefined) return [personCalled(people, called) ?? { id: null, name: called }];
  return [["engineering-lead"], ["policy-owner", "administrator"]].map((roles) => holdersOf(people, roles)).find((holders) => holders.length > 0) ?? [];
}

/** The signatures that a document lacks as it is now. */
export function unsigned({ document, current, approvers }: SignedState, files: BlueprintFiles, people: readonly Person[]): Lacking[] {
  if (current === null) return [];
  const place = files[document]?.at("document") ?? { file: filePath(document) };
  if (current.status === "draft") {
    const who = holdersOf(
      people,
      approvers.map(({ role }) => role),
    );
    return [{ says: `The ${documentName(document)} is a draft.`, hint: "Set `document.status` to in-review or approved once it is one.", place, document, signs: false, who }];
  }
  return approvers.flatMap(({ role, signedBy, holders }) => {
    if (signedBy.length > 0) return [];
    const who = people.filter(({ id }) => holders.includes(id));
    const hint = who.length === 0 ? `Nobody has the role ${role}: give it to somebody, or name another under \`document.approvers\`.` : `countersign blueprint sign ${document}`;
    return [{ says: `The ${documentName(document)} is not signed as it is now by the ${spoken(role)}.`, hint, place: null, document, signs: who.length > 0, who }];
  });
}

/** The active natural persons who hold one of the roles. */
export function holdersOf(people: readonly Person[], roles: readonly string[]): Person[] {
  return people.filter(({ active, kind, roles: own }) => active && kind === "person" && own.some((role) => roles.includes(role)));
}

const documentNames: { readonly [kind in FileKind]: string } = {
  blueprint: "sprint",
  charter: "charter",
  delivery: "delivery framework",
  risks: "risk register",
  "audit-trail": "audit-trail design",
  "ai-policy": "AI policy",
};

/** How sentences call a document. */
export function documentName(kind: FileKind): string {
  return documentNames[kind];
}
