import type { Desk } from "../desk.ts";
import { type Deliver, mailer, webhook } from "./deliver.ts";
import { type Channel, Outbox } from "./outbox.ts";
import { Watch } from "./watch.ts";

const most = 20;

/** Notices from the ledger to their receivers. */
export class PostOffice {
  readonly #desk: Desk;
  readonly #outbox: Outbox;
  readonly #watch: Watch;
  readonly #ways: { readonly [channel in Channel]?: Deliver };
  #working: Promise<void> | null = null;

  constructor(desk: Desk) {
    const { settings, state, workplace } = desk;
    this.#desk = desk;
    this.#outbox = new Outbox(state.db);
    this.#watch = new Watch(desk, this.#outbox);
    this.#ways = {
      ...(settings.smtp === null ? {} : { mail: mailer(settings.smtp, settings.rpId) }),
      ...(settings.webhook === null ? {} : { webhook: webhook(settings.webhook, workplace.machineClock) }),
    };
  }

  /** Whether there is any way to tell anybody. */
  get works(): boolean {
    return this.#ways.mail !== undefined || this.#ways.webhook !== undefined;
  }

  /** Reads on and delivers what is due. Two calls at once are one. */
  work(): Promise<void> {
    if (!this.works) return Promise.resolve();
    this.#working ??= this.#round().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  /** Reminders and digests; once a minute is enough. */
  async remind(): Promise<void> {
    if (!this.works) return;
    await this.#watch.remind();
    await this.work();
  }

  async #round(): Promise<void> {
    await this.#watch.read();
    for (const notice of await this.#outbox.due(this.#desk.workplace.machineClock(), most)) {
      const deliver = this.#ways[notice.channel];
      if (deliver === undefined) continue;
      try {
        await deliver(notice);
        await this.#outbox.sent(notice.id, this.#desk.workplace.machineClock());
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#desk.log.warn({ notice: notice.id, channel: notice.channel, attempts: notice.attempts + 1, why }, "a notice was not taken");
        await this.#outbox.failed(notice, why, this.#desk.workplace.machineClock());
      }
    }
  }
}
