import { buffer } from "node:stream/consumers";
import { Worker } from "node:worker_threads";
import type { Task } from "./task.ts";

// A process of its own: rules and texts are anybody's, and the native code that reads them knows no limits. It starts nothing, opens no file of the project and speaks to nobody but
// whoever started it, who takes any other end than an answer for *not looked for*.

// The exit code of a machine for which no grammar is built, or on which none is installed.
const withoutGrammars = 3;
const [largest, deadline] = process.argv.slice(2).map(Number);
// The main thread is inside native code for as long as a rule runs, so another one watches: the memory, and the time in case whoever started this is gone.
const kill = `process.kill(process.pid, "SIGKILL")`;
const watch = `setInterval(() => { if (process.memoryUsage.rss() > ${largest}) ${kill}; }, 20); setTimeout(() => ${kill}, ${deadline} + 1000);`;
new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();

const lookIn = await grammarsLoaded();
const task = JSON.parse((await buffer(process.stdin)).toString("utf8")) as Task;
process.stdout.write(JSON.stringify(lookIn(task)), () => process.exit(0));

async function grammarsLoaded() {
  try {
    const [{ lookIn }, { registerGrammars }] = await Promise.all([import("./look.ts"), import("./reading.ts")]);
    registerGrammars();
    return lookIn;
  } catch {
    return process.exit(withoutGrammars);
  }
}
