import type { ReReviewRecord } from "../store/index.ts";
import { attestationStates, type Workplace } from "../workflow/index.ts";
import { namesIn } from "./approvers.ts";
import { blueprintAsks } from "./blueprint-asks.ts";
import { standInsFor } from "./re-reviews.ts";
import { recordAsks } from "./record-asks.ts";
import { lastDay } from "./standing-in.ts";
import { titleOfChange } from "./title-of-change.ts";

const aWeek = 7 * 86_400_000;

export const askKinds = ["re-review", "attestation", "signature", "acknowledgement", "closing", "phase", "checkpoint", "tool-review", "reversal"] as const;

/** Something that is asked of a person and is no change that waits. Times are RFC 3339, UTC. */
export interface Ask {
  readonly kind: (typeof askKinds)[number];
  readonly id: string;
  /** What is asked, in a few words. */
  readonly title: string;
  readonly why: string;
  /** Null for what is asked of everybody alike. */
  readonly project: string | null;
  /** What a command names: the document, the phase or checkpoint, the review with its item, the reversal. */
  readonly about: string;
  /** Null while nobody recorded when it began. */
  readonly since: string | null;
  /** Null when nothing says until when. */
  readonly until: string | null;
  readonly overdue: boolean;
  /** The page on which it is answered. */
  readonly page: string;
}

export interface AskOf {
  readonly person: string;
  readonly ask: Ask;
}

/** What is asked of one person, what is due first comes first. */
export async function asksOf(workplace: Workplace, person: string): Promise<Ask[]> {
  return (await everyAsk(workplace)).filter((each) => each.person === person).map(({ ask }) => ask);
}

/** What is asked of everybody, what is due first comes first, and what has no day last. */
export async function everyAsk(workplace: Workplace): Promise<AskOf[]> {
  const asks = (await Promise.all([secondLooks(workplace), attestations(workplace), blueprintAsks(workplace), recordAsks(workplace)])).flat();
  return asks.sort((a, b) => (a.ask.until ?? "9").localeCompare(b.ask.until ?? "9"));
}

async function secondLooks(workplace: Workplace): Promise<AskOf[]> {
  const open = await workplace.store.read.reReviews({ open: true });
  return (await Promise.all(open.map((record) => secondLook(workplace, record)))).flat();
}

async function secondLook(workplace: Workplace, record: ReReviewRecord): Promise<AskOf[]> {
  const { id, person, decision, change, at, due, sampled } = record;
  if (person === null) return [];
  const title = `A second look at the approval of ${(await titleOfChange(workplace, change)) ?? change}`;
  const why = sampled ? "It was drawn for a sample, and so were you: nobody chose." : "It was ordered for this decision.";
  const ask: Ask = { kind: "re-review", id, title, why, project: null, about: decision, ...times(workplace, at, due), page: `/decisions/${decision}` };
  const nameOf = await namesIn(workplace);
  const standIns = await standInsFor(workplace, record);
  return [
    { person, ask },
    ...standIns.map(({ deputy, until }) => ({ person: deputy, ask: { ...ask, why: `${why} You stand in for ${nameOf(person).name} until ${lastDay(until)}.` } })),
  ];
}

// From a week before it is due until somebody who holds the role has said it.
async function attestations(workplace: Workplace): Promise<AskOf[]> {
  const now = workplace.clock();
  const [states, people] = await Promise.all([attestationStates(workplace), workplace.store.read.people()]);
  const due = states.filter((each) => now >= each.due - aWeek);
  return due.flatMap(({ item: { id, role, says }, last, due: until }) => {
    const why = last === null ? "No record can show it, and nobody has attested it yet." : "No record can show it, so it is attested again and again.";
    const ask: Ask = { kind: "attestation", id, title: says, why, project: null, about: id, ...times(workplace, until - aWeek, until), page: "/measures" };
    return people.filter(({ kind, active, roles }) => kind === "person" && active && roles.includes(role)).map(({ id: person }) => ({ person, ask }));
  });
}

function times(workplace: Workplace, since: number, until: number): Pick<Ask, "since" | "until" | "overdue"> {
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString(), overdue: workplace.clock() >= until };
}
