import type { Workplace } from "../workflow/index.ts";
import type { Desk } from "./desk.ts";

/** One line of the log for each request. Never an address, a header or a body: they may hold secrets, and whoever sends them would write our log. */
export interface RequestLine {
  readonly request: string;
  /** The operation; null where there is none. */
  readonly route: string | null;
  readonly method: string;
  readonly status: number;
  /** Id of the person or token; null for nobody. */
  readonly who: string | null;
  readonly ms: number;
}

const idLength = 8;

/** Ids of requests out of randomness that is drawn for 64 at a time, since a draw costs ten times what an id does. */
export function requestIds({ random }: Workplace): () => string {
  let drawn = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = Buffer.from(random(64 * idLength));
      at = 0;
    }
    at += idLength;
    return drawn.toString("hex", at - idLength, at);
  };
}

export function logRequest({ log }: Desk, { request, route, method, status, who, ms }: RequestLine): void {
  log.info({ request, route, method, status, who, ms }, "answered");
}
