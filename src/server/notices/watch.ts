import type { Fact } from "../../model/fact.ts";
import type { Person } from "../../model/people.ts";
import { type AskOf, everyAsk, turnsIn, type WaitsFor } from "../../reading/index.ts";
import type { Desk } from "../desk.ts";
import type { Notice, Outbox } from "./outbox.ts";
import { readWishes, type Wishes } from "./wishes.ts";
import { askWords, digestWords, overdueWords, turnWords } from "./words.ts";

const reader = "notices";
const atOnce = 500;
/** Digests leave from this hour on, UTC. */
const digestHour = 7;
const day = 86_400_000;

/**
 * Makes notices of what the ledger says. It reads on from where it stopped; its place moves in the transaction that puts the notices out, and each has an id of its own, so a killed process neither loses
 * one nor makes it twice. A server that is started for the first time begins at the end: nobody wants letters about the past.
 */
export class Watch {
  readonly #desk: Desk;
  readonly #outbox: Outbox;
  #reading: Promise<void> | null = null;

  constructor(desk: Desk, outbox: Outbox) {
    this.#desk = desk;
    this.#outbox = outbox;
  }

  /** Reads what was recorded since. Two calls at once are one. */
  read(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** Reminds of what is overdue, and sends the day's digests. */
  async remind(): Promise<void> {
    const now = this.#now();
    const waits = await this.#everythingThatWaits();
    const people = await this.#people();
    // Whoever got it back knows; reminded is who holds it.
    const overdue = waits.filter(({ section, turn }) => turn.overdue && section !== "returnedToMe");
    const reminders = overdue.flatMap((each) => this.#notices(people, each, `overdue/${keyOf(each)}`, overdueWords(this.#origin, each), (wish) => wish.escalations === "at-once"));
    const digests = new Date(now).getUTCHours() < digestHour ? [] : this.#digests(people, waits, Math.floor(now / day));
    const asks = (await everyAsk(this.#desk.workplace)).flatMap((each) => this.#asked(people, each));
    await this.#outbox.put([...reminders, ...digests, ...asks], { now });
  }

  get #origin(): string {
    return this.#desk.settings.origin;
  }

  // The ledger's clock stands still after the machine's had run ahead; what waits to be sent, or sent again, must not stand with it.
  #now(): number {
    return this.#desk.workplace.machineClock();
  }

  async #readOn(): Promise<void> {
    const { store } = this.#desk.workplace;
    let from = await this.#outbox.cursor(reader);
    if (from === null) return await this.#outbox.put([], { now: this.#now(), cursor: { name: reader, position: store.size } });
    for (let facts = await store.read.facts(from, from + atOnce); facts.length > 0; facts = await store.read.facts(from, from + atOnce)) {
      const position: number = from + facts.length;
      const people = await this.#people();
      const waits = await this.#waitsIn(await this.#changesOf(facts));
      const notices = waits.flatMap((each) => this.#notices(people, each, `turn/${keyOf(each)}`, turnWords(this.#origin, each), (wish) => wishFor(each, wish) === "at-once"));
      await this.#outbox.put(notices, { now: this.#now(), cursor: { name: reader, position } });
      from = position;
    }
  }

  /** The changes that these facts are about. */
  async #changesOf(facts: readonly Fact[]): Promise<Set<string>> {
    const named = facts.flatMap((fact) => ("change" in fact.data && typeof fact.data.change === "string" ? [fact.data.change] : []));
    const heads = new Set(facts.flatMap((fact) => (fact.type === "evidence-added" ? [fact.data.commit] : [])));
    const measured = heads.size === 0 ? [] : (await this.#desk.workplace.store.read.changes()).filter(({ head }) => heads.has(head));
    return new Set([...named, ...measured.map(({ id }) => id)]);
  }

  async #everythingThatWaits(): Promise<WaitsFor[]> {
    const { read } = this.#desk.workplace.store;
    const [changes, deployments, held] = await Promise.all([read.changes(), read.deployments(), read.escalations({ open: true })]);
    const done = new Set(deployments.flatMap(({ change, stage }) => (stage === "succeeded" && change !== null ? [change] : [])));
    for (const { change } of held) done.delete(change);
    return await this.#waitsIn(changes.map(({ id }) => id).filter((id) => !done.has(id)));
  }

  async #waitsIn(changes: Iterable<string>): Promise<WaitsFor[]> {
    const waits: WaitsFor[] = [];
    for (const change of changes) {
      // A change that can no longer be opened must not keep all others from being told.
      waits.push(...(await turnsIn(this.#desk.workplace, change).catch((error: unknown) => this.#unreadable(change, error))));
    }
    return waits;
  }

  #unreadable(change: string, err: unknown): WaitsFor[] {
    this.#desk.log.warn({ change, err }, "a change could not be opened for its notices");
    return [];
  }

  async #people(): Promise<ReadonlyMap<string, Recipient>> {
    const { state, workplace } = this.#desk;
    const people = await workplace.store.read.people();
    const recipients = people
      .filter(({ active, kind }) => active && kind === "person")
      .map(async (person) => ({ person, wishes: readWishes(await state.preferences.notices(person.id)) }));
    return new Map((await Promise.all(recipients)).map((each) => [each.person.id, each]));
  }

  #notices(people: ReadonlyMap<string, Recipient>, waits: WaitsFor, id: string, words: Pick<Notice, "about" | "body">, wished: (wishes: Wishes) => boolean): Notice[] {
    const recipient = people.get(waits.person);
    if (recipient === undefined) return [];
    return [...(wished(recipient.wishes) ? this.#mail(recipient, id, words) : []), ...this.#post(recipient, id, waits)];
  }

  // Once when it is asked, and once when it is overdue: what is asked of one person alone is as urgent as an escalation.
  #asked(people: ReadonlyMap<string, Recipient>, { person, ask }: AskOf): Notice[] {
    const recipient = people.get(person);
    if (recipient === undefined) return [];
    const { kind, id, title, why, until, overdue, page, since } = ask;
    const name = [overdue ? "overdue" : "asked", kind, id, since ?? "", person].join("/");
    const { webhook } = this.#desk.settings;
    const data = { person: { id: person, handle: recipient.person.handle, name: recipient.person.name }, kind, id, title, why, until, page };
    const body = JSON.stringify({ type: overdue ? "ask.overdue" : "ask.began", timestamp: new Date(this.#now()).toISOString(), data });
    return [
      ...(recipient.wishes.escalations === "at-once" ? this.#mail(recipient, name, askWords(this.#origin, ask)) : []),
      ...(webhook === null ? [] : [{ id: `webhook/${name}`, channel: "webhook" as const, recipient: webhook.url, about: "", body }]),
    ];
  }

  #mail({ person }: Recipient, id: string, words: Pick<Notice, "about" | "body">): Notice[] {
    const [address] = person.emails;
    return this.#desk.settings.smtp === null || address === undefined ? [] : [{ id: `mail/${id}`, channel: "mail", recipient: address, ...words }];
  }

  #post({ person }: Recipient, id: string, { section, turn }: WaitsFor): Notice[] {
    const { webhook } = this.#desk.settings;
    if (webhook === null) return [];
    const { change, why, missing, until, environment } = turn;
    const data = {
      person: { id: person.id, handle: person.handle, name: person.name },
      section,
      change: { id: change.id, title: change.title, project: change.project, tier: change.tier },
      environment,
      why,
      missing,
      until,
    };
    const body = JSON.stringify({ type: id.startsWith("overdue/") ? "turn.overdue" : "turn.began", timestamp: new Date(this.#now()).toISOString(), data });
    return [{ id: `webhook/${id}`, channel: "webhook", recipient: webhook.url, about: "", body }];
  }

  #digests(people: ReadonlyMap<string, Recipient>, waits: readonly WaitsFor[], today: number): Notice[] {
    return [...people.values()].flatMap((recipient) => {
      const mine = waits.filter((each) => each.person === recipient.person.id && wishFor(each, recipient.wishes) === "digest");
      return mine.length === 0 ? [] : this.#mail(recipient, `digest/${recipient.person.id}/${today}`, digestWords(this.#origin, mine));
    });
  }
}

interface Recipient {
  readonly person: Person;
  readonly wishes: Wishes;
}

function wishFor({ section }: WaitsFor, { turns, escalations }: Wishes): Wishes["turns"] {
  return section === "escalatedToMe" ? escalations : turns;
}

/** The same turn of the same person has the same key; what is asked anew after an answer has another, because it began later. */
function keyOf({ person, section, turn }: WaitsFor): string {
  return [turn.change.id, turn.change.revision, turn.environment ?? "", section, turn.since, person].join("/");
}
