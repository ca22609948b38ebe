import { setTimeout as sleep } from "node:timers/promises";

/** Thrown by a carrier when sending again cannot help: a number that does not exist, a mailbox that refuses. */
export class Undeliverable extends Error {}

// A carrier that was away for long should not be met with silence for hours.
const longestPause = 60_000;

/**
 * Sends one message, and again after a pause that doubles each time, up to a minute, while the carrier fails for the moment.
 * Never throws: what could not be sent is in the outcome with its reason.
 *
 * @param {() => Promise<void>} send one attempt
 * @returns {Promise<{ delivered: boolean, attempts: number, reason: string | null }>}
 */
export async function deliver(send, { attempts = 4, pause = 1000, wait = sleep } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      await send();
      return { delivered: true, attempts: attempt, reason: null };
    } catch (error) {
      if (error instanceof Undeliverable || attempt >= attempts) return { delivered: false, attempts: attempt, reason: error.message };
      await wait(Math.min(longestPause, pause * 2 ** (attempt - 1)));
    }
  }
}
