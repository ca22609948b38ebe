import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type Appended, openInstance, type Store } from "../store/index.ts";

/** An open data folder with what a use case needs from outside. Workflow prints nothing, asks nothing and never ends the process. */
export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  readonly store: Store;
  /** Milliseconds since the epoch; like the ledger's own time it never runs back, so that nothing is judged as of a moment before what it rests on. */
  readonly clock: () => number;
  /** What the machine's own clock says, right or wrong. */
  readonly machineClock: () => number;
  readonly random: (length: number) => Uint8Array;
  close(): Promise<void>;
}

export interface WorkplaceOptions {
  readonly folder: string;
  readonly clock: () => number;
  readonly random: (length: number) => Uint8Array;
  /** For a server: nobody else serves the folder meanwhile, and what it appends is committed on a thread of its own. */
  readonly exclusive?: boolean;
}

/** Opens a data folder. Throws `Failure`: `not-initialised`, `integrity`, `storage`; `locked` when `exclusive` and another process serves it. */
export async function openWorkplace(options: WorkplaceOptions): Promise<Workplace> {
  return workplaceOf(await openInstance(options), options);
}

export function workplaceOf(store: Store, { folder, clock, random }: WorkplaceOptions): Workplace {
  const close = () => store.close();
  return { folder, store, clock: () => Math.max(clock(), store.lastAt), machineClock: clock, random, close, [Symbol.asyncDispose]: close };
}

/** A fresh id: a letter that says what it names, and 12 hex digits. */
export function freshId(workplace: Workplace, letter: string): string {
  return `${letter}-${randomHex(workplace, 6)}`;
}

export function randomHex(workplace: Workplace, length: number): string {
  return Buffer.from(workplace.random(length)).toString("hex");
}

const attempts = 100;

interface Step<T> {
  /** The size of the ledger that was looked at. */
  readonly size: number;
  /** Empty when there is nothing to record. */
  readonly drafts: readonly Draft[];
  readonly answer: (places: readonly Appended[]) => Promise<T> | T;
}

/**
 * Works something out from the ledger and appends what follows, as one step: when anything was recorded in between, it is worked out anew. Throws what `work`
 * and `append` throw, and `Failure` (`head-moved`) when others are always faster.
 */
export async function decideAndAppend<T>(workplace: Workplace, work: () => Promise<Step<T>>): Promise<T> {
  const { answer, places } = await inTurn(workplace.store, async () => {
    let taken = false;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { size, drafts, answer: told } = await work();
      try {
        return { answer: told, places: await workplace.store.append(drafts, { expect: size }) };
      } catch (error) {
        // Somebody recorded the same in between, under the same key: the next attempt finds it. Should it not, the key is another's.
        const again = error instanceof Failure && (error.code === "stale" || (error.code === "already-exists" && !taken));
        if (!again) throw error;
        taken ||= error.code === "already-exists";
      }
    }
    throw moved();
  });
  return await answer(places);
}

/** Asks the store for what it only answers while nobody else appends: a proof, its head, an export. Asks again when somebody did. */
export async function settled<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Failure && error.code === "stale")) throw error;
    }
  }
  throw moved();
}

// Those who share a store take turns, so that they are not each other's rivals; what is left are other processes.
const turns = new WeakMap<Store, Promise<unknown>>();

async function inTurn<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(store) ?? Promise.resolve()).then(work);
  turns.set(
    store,
    mine.catch(() => {}),
  );
  return await mine;
}

function moved(): Failure {
  return new Failure("head-moved", "Others recorded something each time while this was worked out.", { hint: "Run the command again." });
}
