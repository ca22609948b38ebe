import type { Store } from "../store/index.ts";
import type { Workplace } from "./workplace.ts";

/** Answers kept of one ledger: as many as a busy installation looks at again and again. */
const mostKept = 300;

interface Kept {
  /** The ledger's size in the database, and as this process knows it. */
  state: string;
  readonly answers: Map<string, Promise<unknown>>;
  readonly lasting: Map<string, Promise<unknown>>;
}

const ledgers = new WeakMap<Store, Kept>();

function keptOf({ store }: Workplace): Kept {
  const kept = ledgers.get(store) ?? { state: "", answers: new Map(), lasting: new Map() };
  ledgers.set(store, kept);
  return kept;
}

/**
 * What follows from the ledger alone, worked out once while nothing is recorded, by this process or another: the size in the database is read each time. An answer is kept only when the ledger stood still while
 * it was worked out, so that it is of one state. `fresh` says so to the caller: false means that something was recorded meanwhile, and the answer may be of both states.
 */
export async function standing<T>(workplace: Workplace, key: string, work: () => Promise<T>): Promise<{ readonly answer: T; readonly fresh: boolean }> {
  const kept = keptOf(workplace);
  const state = await stateOf(workplace);
  if (kept.state !== state) {
    kept.state = state;
    kept.answers.clear();
  }
  const known = kept.answers.get(key);
  if (known !== undefined) return { answer: (await known) as T, fresh: true };
  const answer = await work();
  const fresh = (await stateOf(workplace)) === state;
  if (fresh && kept.state === state) keep(kept.answers, key, Promise.resolve(answer));
  return { answer, fresh };
}

/** What never changes once it can be said, such as what follows from facts that are named by their index. A failure is not kept. */
export function lasting<T>(workplace: Workplace, key: string, work: () => Promise<T>): Promise<T> {
  const { lasting: answers } = keptOf(workplace);
  const known = answers.get(key);
  if (known !== undefined) return known as Promise<T>;
  const answer = work();
  keep(answers, key, answer);
  answer.catch(() => answers.delete(key));
  return answer;
}

/** The ledger as it is now, in the database and as this process knows it. Two equal ones say that nothing was recorded in between, by whomever: it only grows. */
export async function stateOf({ store }: Workplace): Promise<string> {
  return `${await store.read.size()} ${store.size}`;
}

/** What was kept of the ledger in this state; undefined when nothing was. */
export function keptIn<T>(workplace: Workplace, key: string, state: string): Promise<T> | undefined {
  const kept = keptOf(workplace);
  return kept.state === state ? (kept.answers.get(key) as Promise<T> | undefined) : undefined;
}

/** Keeps what was worked out since the ledger was in this state, unless something was recorded meanwhile. */
export async function keepIn(workplace: Workplace, key: string, state: string, answer: unknown): Promise<void> {
  const kept = keptOf(workplace);
  if ((await stateOf(workplace)) === state && kept.state === state) keep(kept.answers, key, Promise.resolve(answer));
}

function keep(answers: Map<string, Promise<unknown>>, key: string, answer: Promise<unknown>): void {
  const [oldest] = answers.size >= mostKept ? answers.keys() : [];
  if (oldest !== undefined) answers.delete(oldest);
  answers.set(key, answer);
}
