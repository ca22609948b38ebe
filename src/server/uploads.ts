import { availableParallelism } from "node:os";

/** One processor stays free for those who ask. */
const atOnce = Math.max(1, availableParallelism() - 1);
let running = 0;
const waiting: (() => void)[] = [];

/** Takes uploads in, no more at a time than there are processors for it, so that many large ones never stand in memory together. Their bodies are here already (`spooled`), so that none is waited for. */
export async function uploads<T>(take: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await take();
  } finally {
    // Handed over without a moment in which it is free.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
