import type { Progress } from "../map/index.ts";
import type { Call } from "./command.ts";
import { visible } from "./terminal.ts";

const patience = 1_000;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/**
 * Waits for something and says on standard error what is being done once it has taken a second: a line that moves and goes away on a
 * terminal, one line at 1 s, 10 s and every minute after in a pipeline.
 */
export async function during<T>(call: Pick<Call, "io">, doing: string, work: Promise<T>): Promise<T> {
  const stop = call.io.terminal.errors ? spin(call, doing) : tell(call, doing);
  try {
    return await work;
  } finally {
    stop();
  }
}

function spin({ io }: Pick<Call, "io">, doing: string): () => void {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    if (ticks < 10) return;
    io.writeError(`\r${frames[ticks % frames.length]} ${visible(doing)}… ${Math.floor(ticks / 10)} s\u001b[K`);
  }, patience / 10);
  return () => {
    clearInterval(timer);
    if (ticks >= 10) io.writeError("\r\u001b[K");
  };
}

function tell({ io }: Pick<Call, "io">, doing: string): () => void {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (seconds === 1 || seconds === 10 || seconds % 60 === 0) io.writeError(`${visible(doing)}…${seconds > 1 ? ` ${seconds} s` : ""}\n`);
  }, patience);
  return () => clearInterval(timer);
}

/** How far something is: the stages of a pass, and the asking of `git blame`. */
export interface Told {
  readonly stage: Progress["stage"] | "blame";
  readonly done: number;
  readonly total: number;
}

const stages: Readonly<Record<Told["stage"], string>> = {
  history: "Reading the history",
  renames: "Looking for renames",
  lines: "Comparing versions",
  owners: "Following lines",
  evidence: "Reading the evidence",
  blame: "Asking git blame",
};

/** Between two drawings, in milliseconds: often enough to look alive, seldom enough to cost nothing. */
const refresh = 100;
const barWidth = 12;

/**
 * As `during`, for a pass that tells how far it is: a bar with the stage, its share, the time so far and an estimate of the rest of the stage. Drawn when told as well as by a timer, since a pass may keep the
 * process busy for seconds. Ended by Control-C, it says that what was found is kept; `kept` is false where it is not.
 */
export async function measured<T>({ io }: Pick<Call, "io">, work: (tell: (told: Told) => void) => Promise<T>, kept: () => boolean): Promise<T> {
  const meter = new Meter(io);
  const uninterrupted = io.beforeInterrupt(() => meter.stop(kept() ? "Stopped. What was found out is kept; the same command goes on from there.\n" : "Stopped.\n"));
  try {
    return await work((progress) => meter.take(progress));
  } finally {
    uninterrupted();
    meter.stop("");
  }
}

/** What is being done, since when, and what of it had been done when it began: what was kept from an earlier run cost nothing and foretells nothing. */
interface Stage {
  readonly name: Told["stage"];
  readonly since: number;
  readonly doneAtFirst: number;
}

class Meter {
  readonly #io: Call["io"];
  readonly #began: number;
  readonly #timer: NodeJS.Timeout;
  #stage: Stage | null = null;
  #progress: Told | null = null;
  #drawn = 0;
  #lines = 0;

  constructor(io: Call["io"]) {
    this.#io = io;
    this.#began = io.clock();
    this.#timer = setInterval(() => this.#draw(), refresh);
  }

  take(progress: Told): void {
    if (this.#stage?.name !== progress.stage) this.#stage = { name: progress.stage, since: this.#io.clock(), doneAtFirst: progress.done };
    this.#progress = progress;
    this.#draw();
  }

  stop(last: string): void {
    clearInterval(this.#timer);
    if (this.#lines > 0 && this.#io.terminal.errors) this.#io.writeError("\r\u001b[K");
    this.#lines = 0;
    if (last !== "") this.#io.writeError(last);
  }

  #draw(): void {
    const now = this.#io.clock();
    if (this.#stage === null || this.#progress === null || now - this.#began < patience) return;
    const said = sentenceOf(this.#stage, this.#progress, now - this.#began, now);
    if (this.#io.terminal.errors) {
      if (now - this.#drawn < refresh) return;
      this.#io.writeError(`\r${fitted(said, this.#progress, this.#io.columns - 1)}\u001b[K`);
    } else {
      if (now - this.#drawn < pauseAfter(this.#lines)) return;
      this.#io.writeError(`${said}\n`);
    }
    this.#drawn = now;
    this.#lines++;
  }
}

// In a pipeline every line stays: the first after a second, the next after ten, then one a minute.
function pauseAfter(lines: number): number {
  return [0, 9_000][lines] ?? 60_000;
}

function sentenceOf(stage: Stage, { done, total }: Told, elapsed: number, now: number): string {
  // Each round of renames may ask for another, so nobody knows how many there are.
  if (stage.name === "renames") return `${stages.renames}… ${done} of at least ${total}, ${span(elapsed)}`;
  const rest = restOf(stage, done, total, now);
  const share = total > 0 ? ` ${Math.floor((100 * done) / total)} %` : "";
  return `${stages[stage.name]}…${share}, ${span(elapsed)}${rest === null ? "" : `, about ${span(rest)} left of this`}`;
}

/** Milliseconds that the stage still takes at the rate it has had; null while too little was done to say. */
function restOf({ since, doneAtFirst }: Stage, done: number, total: number, now: number): number | null {
  const spent = now - since;
  const came = done - doneAtFirst;
  return came <= 0 || spent < patience || done >= total ? null : (spent / came) * (total - done);
}

function span(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// One row and no more: what wraps can't be written over.
function fitted(said: string, { done, total }: Told, columns: number): string {
  const filled = total > 0 ? Math.floor((barWidth * done) / total) : 0;
  const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} `;
  return (columns - bar.length >= said.length ? bar + said : said).slice(0, columns);
}
