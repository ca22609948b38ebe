import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { alternate, type BenchOptions, compare, printAlone, type Row, timed } from "./row.ts";

const root = join(import.meta.dirname, "..");
const carried = join(root, "node_modules", ".bin", "node");

/** How long a person waits for the least that a command can say, beside a Node that says nothing. Both run the carried Node. */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  const rounds = quick ? 2 : 60;
  const node = existsSync(carried) ? carried : process.execPath;
  const bare = () => start(node, ["-e", "0"]);
  const against = "node -e 0";
  const script = await alternate(rounds, () => start(join(root, "countersign"), ["--version"]), bare);
  const direct = await alternate(rounds, () => start(node, [join(root, "src", "cli", "main.ts"), "--version"]), bare);
  return [
    compare({ what: "./countersign --version", unit: "ms", against, pairs: script, atMost: 3 }),
    compare({ what: "node src/cli/main.ts --version", unit: "ms", against, pairs: direct, atMost: 3 }),
  ];
}

function start(program: string, words: readonly string[]): number {
  return timed(() => {
    const { status, stderr } = spawnSync(program, words, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  });
}

if (import.meta.main) await printAlone(run);
