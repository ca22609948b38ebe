// Appends facts until it is killed, or as many as it is told, and prints the key and index of each one when, and only when, it was
// acknowledged. Four callers at once, so that a kill finds facts in every state. Run by the kill tests as a process of its own.
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { openInstance } from "./instance.ts";
import { draftOf } from "./kill-cycles.ts";

const [folder = "", name = "", facts = "Infinity"] = process.argv.slice(2);
const store = await openInstance({ folder, clock: Date.now, random: (length) => randomBytes(length), maximumBatch: 8 });
let next = 0;

async function call(): Promise<void> {
  for (let number = next++; number < Number(facts); number = next++) {
    const draft = draftOf(`${name}/${number}`);
    const [place] = await store.append([draft]);
    // Straight to the pipe: what the parent reads was acknowledged, whatever happens next.
    writeSync(1, `${draft.key} ${place?.index}\n`);
  }
}

await Promise.all([call(), call(), call(), call()]);
await store.close();
