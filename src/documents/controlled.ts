import type { DocumentHead, FileKind, Holders, LoadedFile } from "../blueprint/index.ts";
import { spoken } from "../model/people.ts";
import type { DocumentSignature } from "./manifestation.ts";

/** A document with everything that its control block says. Texts in it were written by whoever writes to the repository. */
export interface ControlledDocument {
  readonly title: string;
  /** Null for what has no head of its own, such as the index of decisions. */
  readonly head: DocumentHead | null;
  /** The owner's printed name. */
  readonly owner: string;
  /** Each role that signs it, with the people who hold it. */
  readonly approvers: readonly { readonly role: string; readonly people: readonly string[] }[];
  /** Markdown as it stands in the repository, with its front matter. */
  readonly markdown: string;
  /** Where it is written: `.countersign/charter.yaml`. */
  readonly source: string;
  /** Hex SHA-256 of the data that is signed; null where nothing is. */
  readonly digest: string | null;
  /** Commit that it was read at; null for a work tree. */
  readonly commit: string | null;
  /** Every signature under any version, the oldest first. */
  readonly signatures: readonly DocumentSignature[];
}

export interface ControlledWith {
  readonly markdown: string;
  readonly holders: Holders;
  readonly signatures: readonly DocumentSignature[];
  readonly commit: string | null;
}

/** The document of a file of the blueprint. */
export function controlled({ file, name, digest }: LoadedFile<FileKind>, { markdown, holders, signatures, commit }: ControlledWith): ControlledDocument {
  const head = file.document;
  const approvers = head.approvers.map((role) => ({ role, people: holders.holding({ qualification: null, role }) }));
  return { title: head.title, head, owner: holders.nameOf(head.owner), approvers, markdown, source: name, digest, commit, signatures };
}

/** What is generated without a head of its own: the Definition of Done, the index of decisions, a decision record. */
export function uncontrolled(title: string, markdown: string, source: string, commit: string | null): ControlledDocument {
  return { title, head: null, owner: "", approvers: [], markdown, source, digest: null, commit, signatures: [] };
}

/** Signatures of this text, and those of other texts. */
export function signaturesOf({ signatures, digest }: ControlledDocument): { readonly present: readonly DocumentSignature[]; readonly earlier: readonly DocumentSignature[] } {
  return { present: signatures.filter((one) => one.digest === digest), earlier: signatures.filter((one) => one.digest !== digest) };
}

const states = { draft: "Draft", "in-review": "In review", approved: "Approved", superseded: "Superseded" } as const;

/** By whom it is signed, in one sentence that stands above everything else; null for what nobody signs. */
export function standingOf(document: ControlledDocument): string | null {
  if (document.head === null) return null;
  const state = states[document.head.status];
  const { present } = signaturesOf(document);
  if (present.length === 0) return document.head.status === "approved" ? "Says that it is approved, but this text is signed by nobody." : `${state}: signed by nobody.`;
  const missing = document.approvers.filter(({ role }) => !present.some(({ roles }) => roles.includes(role))).map(({ role }) => spoken(role));
  const names = [...new Set(present.map(({ printedName }) => printedName))];
  return `${state}: signed by ${listed(names)}${missing.length === 0 ? "" : `; not yet by ${listed(missing)}`}.`;
}

/** The control block, row by row. */
export function controlRows(document: ControlledDocument): readonly (readonly [string, string])[] {
  const { head, owner, approvers, source, digest, commit } = document;
  const from = [
    ["Made from", `${source}${commit === null ? "" : ` at commit ${commit}`}`] as const,
    ...(digest === null ? [] : [["Digest of the data", `sha256 ${digest}`] as const]),
  ];
  if (head === null) return from;
  return [
    ["Document", head.id],
    ["Version", String(head.version)],
    ["Status", spoken(head.status)],
    ["Owner", owner],
    ["Approvers", approvers.map(({ role, people }) => `${spoken(role)} (${people.join(", ") || "nobody yet"})`).join("; ")],
    ["Classification", spoken(head.classification)],
    ["Effective", head.effective ?? "not yet"],
    ["Next review", head["review-by"] ?? "no date"],
    ...(head.controls === undefined || head.controls.length === 0 ? [] : [["Related controls", head.controls.join("; ")] as const]),
    ...from,
  ];
}

/** The moment that the bytes of a rendering name as their own, so that the same document is always the same bytes: when it was last signed, else last changed. */
export function momentOf({ signatures, head }: ControlledDocument): Date {
  const times = signatures.map(({ time }) => Date.parse(time)).filter((at) => !Number.isNaN(at));
  const days = [head?.effective, ...(head?.history ?? []).map(({ date }) => date)].filter((day) => day !== undefined).map((day) => Date.parse(`${day}T00:00:00Z`));
  const all = times.length > 0 ? times : days;
  return new Date(all.length === 0 ? Date.UTC(2000, 0, 1) : Math.max(...all));
}

/** `GOV-CHARTER-001 · version 2 · draft`: what stands at the foot of every page. */
export function footOf({ head, title }: ControlledDocument): string {
  return head === null ? title : `${head.id} · version ${head.version} · ${spoken(head.status)} · ${spoken(head.classification)}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
