import { hash } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type Holds, holdsNow, ledgerState } from "../workflow/index.ts";
import type { Desk } from "./desk.ts";
import { logRequest, requestIds } from "./request-log.ts";

/** An answer with status 200 that the same request would get again. */
export interface Repeatable {
  readonly holds: Holds;
  readonly route: string;
  readonly who: string | null;
  /** All that it was answered with, the id of its request among them, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export type Keeper = (answer: Repeatable) => void;

interface Asked {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly began: number;
}

interface Kept extends Omit<Repeatable, "headers"> {
  /** Names and values by turns, with the length of the body. */
  readonly headers: readonly string[];
  /** Where the value of `Request-Id` stands. */
  readonly id: number;
}

const longestBody = 4_096;
const largestAnswer = 65_536;
const mostKept = 500;

/**
 * Answers a question of the gate that was asked before, to the byte, and was answered since the ledger last grew, without the way through the whole server. The request has to be the same one: the
 * digest of all its headers and its body is what the answer is kept under, so whatever the server would look at is the same. What else an answer depends on is looked at each time: how far the
 * ledger has grown, also by other processes, which is where a revoked token or qualification shows; the times in which the verdict and the token hold; the clock; whether the server closes.
 */
export class AnswersAgain {
  readonly #desk: Desk;
  readonly #keepers = new WeakMap<IncomingMessage, Keeper>();
  readonly #kept = new Map<string, Kept>();
  readonly #nextId: () => string;
  #state = "";
  #looking: Promise<string> | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#nextId = requestIds(desk.workplace);
  }

  /** Takes what may have been asked before; `next` answers everything else. */
  before(next: RequestListener): RequestListener {
    return (incoming, outgoing) => {
      if (!mayBeKept(incoming)) return next(incoming, outgoing);
      const began = this.#desk.workplace.machineClock();
      // What came with the headers is here once the parser has handed it over. A body that comes later is read by the server itself, in its time.
      process.nextTick(() => void this.#take(incoming, outgoing, next, began));
    };
  }

  /** Where the server says that its answer to a request may be given again. */
  keeperOf(incoming: IncomingMessage): Keeper | undefined {
    return this.#keepers.get(incoming);
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse<IncomingMessage> & { req: IncomingMessage }, next: RequestListener, began: number): Promise<void> {
    const body = wholeBody(incoming);
    if (body === null) return next(incoming, outgoing);
    // Where the server looks for a body that was read before it.
    Object.assign(incoming, { rawBody: body });
    const again = await this.#find({ incoming, body, began }).catch(() => null);
    if (again === null) next(incoming, outgoing);
    else this.#answer(outgoing, again, began);
  }

  async #find({ incoming, body }: Asked): Promise<Kept | null> {
    const { workplace, presence } = this.#desk;
    const key = hash("sha256", `${incoming.rawHeaders.join("\0")}\0\0${body.toString("latin1")}`, "base64url");
    const state = await this.#look();
    if (state !== this.#state) {
      this.#state = state;
      this.#kept.clear();
    }
    const kept = this.#kept.get(key);
    if (kept !== undefined && !presence.closing && holdsNow(workplace, kept.holds)) return kept;
    this.#keepers.set(incoming, (answer) => void this.#keep(key, state, answer).catch(() => {}));
    return null;
  }

  /** The ledger's state, read after everything that has arrived by now: what arrives in one turn of the event loop shares one reading. */
  #look(): Promise<string> {
    this.#looking ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#looking = null;
        ledgerState(this.#desk.workplace).then(resolve, reject);
      });
    });
    return this.#looking;
  }

  async #keep(key: string, state: string, answer: Repeatable): Promise<void> {
    if (answer.body.length > largestAnswer || (await ledgerState(this.#desk.workplace)) !== state || this.#state !== state) return;
    const [oldest] = this.#kept.size >= mostKept ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    const headers = [...answer.headers.flat(), "content-length", String(Buffer.byteLength(answer.body))];
    this.#kept.set(key, { ...answer, headers, id: headers.indexOf("request-id") + 1 });
  }

  #answer(outgoing: ServerResponse, { headers, id, body, route, who }: Kept, began: number): void {
    const { workplace } = this.#desk;
    const request = this.#nextId();
    outgoing.writeHead(200, headers.with(id, request)).end(body);
    logRequest(this.#desk, { request, route, method: "POST", status: 200, who, ms: workplace.machineClock() - began });
  }
}

function mayBeKept({ method, url, headers }: IncomingMessage): boolean {
  return method === "POST" && url === "/api/gate" && headers.authorization !== undefined && Number(headers["content-length"] ?? 0) <= longestBody;
}

/** The body of a request, when all of it is here already; null leaves it where it is. */
function wholeBody(incoming: IncomingMessage): Buffer | null {
  const length = incoming.readableLength;
  if (length === 0 || String(length) !== incoming.headers["content-length"]) return null;
  const body: unknown = incoming.read();
  // So that it comes to its end, and the connection is free for the next one.
  incoming.resume();
  return Buffer.isBuffer(body) ? body : null;
}
