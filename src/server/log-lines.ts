/** From this level on (`warn`, as pino counts) a line is handed on at once, with all before it: whoever logs it may be about to end the process. */
const urgent = 40;

/** pino's name for: set `lastLevel` before each line. */
const tellLevel: unique symbol = Symbol.for("pino.metadata");

/**
 * Where pino writes to: the lines of one turn of the event loop are handed on together, since each hand-over is a call to the system that everybody waits for. A process that is killed loses the lines of its last turn.
 */
export class LogLines {
  readonly [tellLevel] = true;
  lastLevel = 0;
  readonly #write: (lines: string) => void;
  #lines = "";

  constructor(write: (lines: string) => void) {
    this.#write = write;
  }

  write(line: string): void {
    if (this.#lines === "") setImmediate(() => this.flush());
    this.#lines += line;
    if (this.lastLevel >= urgent) this.flush();
  }

  flush(): void {
    const lines = this.#lines;
    this.#lines = "";
    if (lines !== "") this.#write(lines);
  }
}
