import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { Desk } from "./desk.ts";
import { Outbox } from "./notices/outbox.ts";
import { invitedWords } from "./notices/words.ts";

const kind = "invitation";
/** How long one administrator's wish waits for another's. */
const life = 24 * 3_600_000;

/**
 * Sees to it that no administrator alone becomes somebody who signs already, by making a passkey in their name (R32): whoever has or ever had a key is invited by two administrators, and told so by mail. Where
 * only one can sign in here, one is enough; every key names in the ledger who invited to it. Throws `Failure` (`refused`) for the first of the two.
 */
export async function requireSecondInviter(desk: Desk, invited: Person, by: string): Promise<void> {
  const keys = await desk.workplace.store.read.keys();
  if (!keys.some(({ person }) => person === invited.id)) return;
  const administrators = await administratorsHere(desk);
  if (administrators.length > 1) await requireTwo(desk, invited, by, administrators);
  await tell(desk, invited);
}

// One who has no way in could never be the second, and nobody would ever get them in.
async function administratorsHere({ workplace: { store } }: Desk): Promise<string[]> {
  const [people, keys, logins] = await Promise.all([store.read.people(), store.read.keys(), store.read.logins()]);
  const entrants = new Set(
    [...keys.filter(({ kind, revokedAt }) => kind === "passkey" && revokedAt === null), ...logins.filter(({ endedAt }) => endedAt === null)].map(({ person }) => person),
  );
  return people.filter(({ id, kind, active, roles }) => kind === "person" && active && roles.includes("administrator") && entrants.has(id)).map(({ id }) => id);
}

async function requireTwo({ state: { challenges } }: Desk, { id, name }: Person, by: string, administrators: readonly string[]): Promise<void> {
  const asked = await challenges.openOf({ kind, person: id, life });
  if (asked.some((other) => other !== by && administrators.includes(other))) return await challenges.endAllOf(kind, id);
  if (!asked.includes(by)) await challenges.issue({ kind, person: id, payload: by, life });
  throw new Failure("refused", `${name} has had a key already, so another administrator has to invite ${name} too.`, {
    hint: "Ask one to do so within 24 hours; the link is made then.",
  });
}

async function tell({ state, settings, workplace }: Desk, { id, emails: [address] }: Person): Promise<void> {
  if (settings.smtp === null || address === undefined) return;
  const now = workplace.machineClock();
  await new Outbox(state.db).put([{ id: `mail/invited/${id}/${now}`, channel: "mail", recipient: address, ...invitedWords(settings.origin) }], { now });
}
