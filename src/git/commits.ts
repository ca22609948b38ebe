import { isUtf8 } from "node:buffer";
import type { CommitRecord, Identity } from "../model/change.ts";
import type { Repository } from "./repository.ts";
import { expect } from "./trees.ts";

/** What is wrong with the bytes of a commit object. git itself accepts all of these. */
export const commitFaults = [
  "header-missing",
  "header-repeated",
  "header-order",
  "identity-malformed",
  "time-malformed",
  "message-has-nul",
  "encoding-unknown",
  "not-in-its-encoding",
] as const;
export type CommitFault = (typeof commitFaults)[number];

/** A commit as its raw object says, with what `CommitRecord` leaves out. Every text in it is whatever its author typed. */
export interface RawCommit extends CommitRecord {
  /** All of the message, without cleaning. */
  readonly message: string;
  /** Seconds since the epoch as typed by the committer's machine. */
  readonly committerTime: number;
  /** True when it carries a signature; nobody has verified it. */
  readonly signed: boolean;
  /** True when it carries a signature over its form in the repository's other hash kind. */
  readonly signedInOtherFormat: boolean;
  readonly malformed: readonly CommitFault[];
}

/** Reads commits by full id, in the order asked for. Throws `Failure` (`repository-unreadable`) for one that is not there. */
export async function readCommits(repository: Repository, ids: readonly string[]): Promise<RawCommit[]> {
  return await Promise.all(ids.map(async (id) => parseCommit(id, expect(await repository.objects.read(id), "commit", id).bytes)));
}

/** Parses the bytes of a commit object. Never throws: what is missing is empty and named in `malformed`. Names are never mailmapped (E26). */
export function parseCommit(id: string, bytes: Buffer): RawCommit {
  const faults = new Set<CommitFault>();
  const { headers, message: body } = splitHeaders(bytes);
  const values = (key: string) => headers.filter((header) => header.key === key).map((header) => header.value);
  checkOrder(headers, faults);
  const decode = decoder(values("encoding")[0]?.toString("latin1") ?? null, faults);
  const person = (key: string) => {
    const found = values(key);
    if (found.length > 1) faults.add("header-repeated");
    if (found[0] === undefined) faults.add("header-missing");
    return parsePerson(decode(found[0] ?? Buffer.alloc(0)), found.length > 0, faults);
  };
  const author = person("author");
  const committer = person("committer");
  if (body.includes(0)) faults.add("message-has-nul");
  const message = decode(body);
  const otherSignature = id.length === 40 ? "gpgsig-sha256" : "gpgsig";
  return {
    id,
    tree: values("tree")[0]?.toString("latin1") ?? "",
    parents: values("parent").map((value) => value.toString("latin1")),
    author: author.identity,
    committer: committer.identity,
    authorTime: author.time,
    committerTime: committer.time,
    subject: subjectOf(message),
    named: namedIn(message),
    message,
    signed: values("gpgsig").length + values("gpgsig-sha256").length > 0,
    signedInOtherFormat: values(otherSignature).length > 0,
    malformed: [...faults],
  };
}

interface Header {
  readonly key: string;
  readonly value: Buffer;
}

// `key value\n`, a line that starts with a space continues the one before, an empty line ends the headers.
function splitHeaders(bytes: Buffer): { headers: Header[]; message: Buffer } {
  const headers: Header[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 10) {
    let end = lineEnd(bytes, at);
    while (bytes[end + 1] === 32) end = lineEnd(bytes, end + 1);
    const line = bytes.subarray(at, end);
    const space = line.indexOf(32);
    headers.push({ key: line.toString("latin1", 0, space === -1 ? line.length : space), value: space === -1 ? Buffer.alloc(0) : line.subarray(space + 1) });
    at = end + 1;
  }
  return { headers, message: bytes.subarray(at + 1) };
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(10, from);
  return end === -1 ? bytes.length : end;
}

// gitformat: tree, parents, author, committer, then the rest. A header out of place is one that another reader may not see.
function checkOrder(headers: readonly Header[], faults: Set<CommitFault>): void {
  const keys = headers.map((header) => header.key);
  const known = ["tree", "parent", "author", "committer"];
  const ranks = keys.map((key) => known.indexOf(key)).map((rank) => (rank === -1 ? known.length : rank));
  if (ranks.some((rank, index) => index > 0 && rank < (ranks[index - 1] ?? 0))) faults.add("header-order");
  for (const key of ["tree", "encoding"]) if (keys.filter((each) => each === key).length > 1) faults.add("header-repeated");
  if (!keys.includes("tree")) faults.add("header-missing");
}

function decoder(encoding: string | null, faults: Set<CommitFault>): (bytes: Buffer) => string {
  const label = encoding ?? "utf-8";
  let decode: TextDecoder;
  try {
    decode = new TextDecoder(label, { ignoreBOM: true });
  } catch {
    faults.add("encoding-unknown");
    decode = new TextDecoder("utf-8", { ignoreBOM: true });
  }
  const isUnicode = decode.encoding === "utf-8";
  return (bytes) => {
    if (isUnicode && !isUtf8(bytes)) faults.add("not-in-its-encoding");
    return decode.decode(bytes);
  };
}

// As git's split_ident_line: the address stands between the first "<" and the next ">", the time behind the last ">".
function parsePerson(line: string, present: boolean, faults: Set<CommitFault>): { identity: Identity; time: number } {
  const identity = parseIdentity(line);
  const last = line.lastIndexOf(">");
  const time = /^ (\d{1,15}) [+-]\d{4}$/.exec(line.slice(last + 1, last + 40))?.[1];
  if (present && (identity === null || line.split("<").length !== 2 || line.split(">").length !== 2)) faults.add("identity-malformed");
  if (present && time === undefined) faults.add("time-malformed");
  return { identity: identity ?? { name: line.trim(), email: "" }, time: Number(time ?? 0) };
}

function parseIdentity(text: string): Identity | null {
  const open = text.indexOf("<");
  const close = text.indexOf(">", open);
  if (open === -1 || close === -1) return null;
  return {
    name: text.slice(0, open).trim(),
    email: text
      .slice(open + 1, close)
      .trim()
      .toLowerCase(),
  };
}

/** The first paragraph in one line, as git's `%s`. */
function subjectOf(message: string): string {
  const lines = message.split("\n").map((line) => line.trim());
  const start = lines.findIndex((line) => line !== "");
  if (start === -1) return "";
  const end = lines.indexOf("", start);
  return lines.slice(start, end === -1 ? undefined : end).join(" ");
}

const trailer = /^[ \t]{0,8}(co-authored-by|co-developed-by|signed-off-by)[ \t]{0,8}:(.*)$/i;

// All lines are looked at, not only the last paragraph: squashing leaves trailers in the middle (provenance.md §4.3).
function namedIn(message: string): { key: string; identity: Identity }[] {
  const named: { key: string; identity: Identity }[] = [];
  for (const line of spokenLines(message)) {
    const [, key, value = ""] = trailer.exec(line.slice(0, 1_000)) ?? [];
    if (key === undefined || value.trim() === "") continue;
    named.push({ key: key.toLowerCase(), identity: identityIn(value.trim()) });
  }
  return named;
}

// Here the address is what follows the last "<": a name may hold one, and people decide by the address.
function identityIn(value: string): Identity {
  const open = value.lastIndexOf("<");
  if (open === -1 || !value.endsWith(">")) return { name: value, email: "" };
  return {
    name: value.slice(0, open).trim(),
    email: value
      .slice(open + 1, -1)
      .trim()
      .toLowerCase(),
  };
}

/** The lines of a message that its author speaks: quoted ones (`>`) and those inside a closed fence are someone else's. */
export function spokenLines(message: string): string[] {
  const lines = message.split(/\r?\n/);
  const fences = lines.flatMap((line, index) => (/^ {0,3}(?:```|~~~)/.test(line) ? [index] : []));
  const fenced = new Set<number>();
  for (let pair = 0; pair + 1 < fences.length; pair += 2) for (let at = fences[pair] ?? 0; at <= (fences[pair + 1] ?? 0); at++) fenced.add(at);
  return lines.filter((line, index) => !fenced.has(index) && !/^ {0,3}>/.test(line));
}
