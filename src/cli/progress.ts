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
