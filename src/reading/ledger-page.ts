import type { Commitment, Fact, FactType } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import { allowedSigners, type Check, doctor, proofOf, sentenceOf, settled, verifierKey, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";

/** One fact as people read it. Times are RFC 3339, UTC. */
export interface LedgerEntry {
  readonly index: number;
  readonly time: string;
  readonly actor: Named;
  readonly type: FactType;
  readonly sentence: string;
  /** What it is about, for a page to lead there. */
  readonly about: About;
}

export interface About {
  readonly change: string | null;
  readonly decision: string | null;
  readonly deployment: string | null;
  readonly person: string | null;
  readonly project: string | null;
}

export interface LedgerQuery {
  /** Only entries before this index. */
  readonly before?: number | undefined;
  readonly types?: readonly FactType[] | undefined;
  readonly limit: number;
}

/** The ledger as a history, the newest first. */
export async function listLedger(
  workplace: Workplace,
  { before, types, limit }: LedgerQuery,
): Promise<{ readonly items: readonly LedgerEntry[]; readonly next: string | null; readonly size: number }> {
  const { size } = workplace.store;
  const nameOf = await namesIn(workplace);
  const found = await workplace.store.read.factsBefore(Math.min(before ?? size, size), limit + 1, types);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map((fact) => entryOf(fact, nameOf)), next: found.length > limit && last !== undefined ? String(last.index) : null, size };
}

function entryOf(fact: Fact, nameOf: NameOf): LedgerEntry {
  const { index, at, actor, type } = fact;
  return { index, time: new Date(at).toISOString(), actor: nameOf(actor), type, sentence: sentenceOf(fact, (id) => nameOf(id).name), about: aboutOf(fact) };
}

function aboutOf({ data }: Fact): About {
  const said = data as { readonly [member: string]: unknown };
  const named = (member: string) => (typeof said[member] === "string" ? said[member] : null);
  return { change: named("change"), decision: named("decision"), deployment: named("deployment"), person: named("person"), project: named("project") };
}

/** One entry with everything about it that a reader may see. */
export interface LedgerEntryPage extends LedgerEntry {
  readonly key: string;
  /** What it says in the open. */
  readonly data: Fact["data"];
  /** The entries that it rests on. */
  readonly links: readonly LedgerEntry[];
  /** Base64 of the leaf's hash. */
  readonly leafHash: string;
  /** Text of a `.tlog-proof` file, and the leaf that it proves. */
  readonly proof: string;
  readonly envelope: string;
  readonly documents: readonly DocumentLine[];
  /** Private documents that this reader may not know of by name. */
  readonly withheld: number;
}

/** A private document beside a fact: named and measured, never shown here. */
export interface DocumentLine {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly commitment: string;
  /** False once it was erased; the proof of the fact stays whole. */
  readonly available: boolean;
}

/** Throws `Failure` (`not-found`). */
export async function readEntry(workplace: Workplace, index: number, reader: Person): Promise<LedgerEntryPage> {
  const { read } = workplace.store;
  const { fact, proof, envelope } = await proofOf(workplace, index);
  const nameOf = await namesIn(workplace);
  const links = await Promise.all(fact.links.map((link) => read.fact(link)));
  const private_ = Object.entries(fact.commitments);
  const visible = private_.filter(([name]) => mayKnow(reader, fact, name));
  return {
    ...entryOf(fact, nameOf),
    key: fact.key,
    data: fact.data,
    links: links.flatMap((link) => (link === null ? [] : [entryOf(link, nameOf)])),
    leafHash: Buffer.from((await read.leaf(index))?.leafHash ?? []).toString("base64"),
    proof,
    envelope,
    documents: await Promise.all(visible.map(([name, commitment]) => documentLine(workplace, name, commitment))),
    withheld: private_.length - visible.length,
  };
}

async function documentLine({ store }: Workplace, name: string, { commitment, mediaType, size }: Commitment): Promise<DocumentLine> {
  return { name, mediaType, size, commitment, available: (await store.read.opening(commitment)) !== null };
}

/** Documents about a person rather than about a change. */
const personal = new Set(["profile", "credential", "identity", "label", "basis"]);

// What is personal is for whoever it is about, and for those who answer for people and for the whole.
function mayKnow({ id, roles }: Person, fact: Fact, name: string): boolean {
  if (!personal.has(name) || roles.includes("administrator") || roles.includes("auditor")) return true;
  return aboutOf(fact).person === id;
}

export interface Checkpoint {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The signed note (C2SP tlog-checkpoint). */
  readonly note: string;
}

export async function checkpointOf({ store }: Workplace): Promise<Checkpoint> {
  const note = await settled(() => store.checkpoint());
  const [, size = "0", root = ""] = note.split("\n");
  return { size: Number(size), root, note };
}

/** What an outsider pins to check everything without us. */
export async function verifierOf(workplace: Workplace): Promise<{ readonly origin: string; readonly vkey: string; readonly allowedSigners: string }> {
  return { origin: workplace.store.identity.origin, vkey: verifierKey(workplace), allowedSigners: await allowedSigners(workplace) };
}

export interface LedgerCheck extends Omit<Checkpoint, "note"> {
  readonly ok: boolean;
  readonly time: string;
  readonly milliseconds: number;
  readonly checks: readonly Check[];
}

const ofTheLedger = new Set(["database", "ledger", "views", "order"]);
const underWay = new WeakMap<Workplace["store"], Promise<LedgerCheck>>();

/**
 * Verifies the whole ledger now: the database, every entry as a stranger would from files alone, the views against the entries, and the order of all steps. Who asks while it is
 * being verified gets the same answer, because a large ledger takes a while.
 */
export async function verifyNow(workplace: Workplace): Promise<LedgerCheck> {
  const running = underWay.get(workplace.store) ?? verify(workplace).finally(() => underWay.delete(workplace.store));
  underWay.set(workplace.store, running);
  return await running;
}

async function verify(workplace: Workplace): Promise<LedgerCheck> {
  const began = workplace.machineClock();
  const { size, root } = await checkpointOf(workplace);
  const checks = (await doctor(workplace)).checks.filter(({ name }) => ofTheLedger.has(name));
  // Nothing looked at is not the same as nothing found.
  if (new Set(checks.map(({ name }) => name)).size < ofTheLedger.size)
    throw new Failure("integrity", "The ledger was not looked at as a whole.", { hint: "Run `countersign doctor`." });
  return { ok: checks.every(({ ok }) => ok), size, root, time: new Date(began).toISOString(), milliseconds: workplace.machineClock() - began, checks };
}
