import { chmodSync } from "node:fs";
import { join } from "node:path";
import type { Kysely } from "kysely";
import type { Workplace } from "../../workflow/index.ts";
import { Challenges } from "./challenges.ts";
import { Counters } from "./counters.ts";
import { Drafts } from "./drafts.ts";
import { Feeds } from "./feeds.ts";
import { Invitations } from "./invitations.ts";
import { migrateState } from "./migrations.ts";
import { openTables } from "./open.ts";
import { Preferences } from "./preferences.ts";
import { Requests } from "./requests.ts";
import type { StateTables } from "./schema.ts";
import type { Around } from "./secret.ts";
import { Seen } from "./seen.ts";
import { Sessions } from "./sessions.ts";
import { Visits } from "./visits.ts";

/** What the server remembers and no fact says. One process has it open. */
export interface State extends AsyncDisposable {
  readonly db: Kysely<StateTables>;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  readonly invitations: Invitations;
  readonly counters: Counters;
  readonly seen: Seen;
  readonly visits: Visits;
  readonly drafts: Drafts;
  readonly feeds: Feeds;
  readonly requests: Requests;
  readonly preferences: Preferences;
  /** Forgets what has run out. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens `state.db` in a data folder, and makes it when it is not there. Lifetimes go by the machine's clock: the ledger's time never runs back, so that after a jump of the clock it stands still until the
 * clock has come after it, and nothing would end (F10). Throws `Failure` (`storage`, `unsupported`).
 */
export async function openState(folder: string, { machineClock: clock, random }: Pick<Workplace, "machineClock" | "random">): Promise<State> {
  const around: Around = { clock, random };
  const file = join(folder, "state.db");
  const { db, close } = openTables(file);
  try {
    // Sessions and invitations are hashed, but whom they are of is nobody else's business.
    chmodSync(file, 0o600);
    await migrateState(db);
  } catch (error) {
    close();
    throw error;
  }
  return stateOf(db, around, close);
}

function stateOf(db: Kysely<StateTables>, around: Around, end: () => void): State {
  const [sessions, challenges, requests, feeds] = [new Sessions(db, around), new Challenges(db, around), new Requests(db, around), new Feeds(db, around)];
  const close = async () => {
    await db.destroy();
    end();
  };
  return {
    db,
    sessions,
    challenges,
    requests,
    feeds,
    invitations: new Invitations(db, around),
    counters: new Counters(db),
    seen: new Seen(db, around),
    visits: new Visits(db, around),
    drafts: new Drafts(db, around),
    preferences: new Preferences(db),
    sweep: async () => {
      for (const subject of [sessions, challenges, requests, feeds]) await subject.sweep();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
