import { availableParallelism } from "node:os";
import { InTurn } from "../model/in-turn.ts";
import { actorOf, type Caller } from "./caller.ts";
import { mostTogether } from "./spool.ts";

/** One processor stays free for those who ask. What waits is bounded by what may be under way (`spool.ts`). */
const taking = new InTurn(Math.max(1, availableParallelism() - 1), { most: mostTogether, mostOfOne: mostTogether, words: "uploads wait" });

/**
 * Takes uploads in, no more at a time than there are processors for it, so that many large ones never stand in memory together, and in turn by who sent them. Their bodies are here already
 * (`spooled`), so that none is waited for.
 */
export async function uploads<T>(caller: Caller, take: () => Promise<T>): Promise<T> {
  return await taking.run(actorOf(caller), take);
}
