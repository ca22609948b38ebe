import { run as check } from "./check.ts";
import { run as durable } from "./durable.ts";
import { run as evidence } from "./evidence.ts";
import { run as http } from "./http.ts";
import { run as judge } from "./judge.ts";
import { machine } from "./machine.ts";
import { run as pages } from "./pages.ts";
import { run as portfolio } from "./portfolio.ts";
import { type ProvenanceOptions, run as provenance } from "./provenance.ts";
import { type BenchOptions, type Row, table } from "./row.ts";
import { run as verify } from "./verify.ts";
import { run as version } from "./version.ts";

/** What `npm run bench` measures, in this order; `npm run bench -- judge` measures one. */
export const benches: Readonly<Record<string, (options: BenchOptions & ProvenanceOptions) => Promise<Row[]>>> = {
  version,
  check,
  judge,
  verify,
  durable,
  http,
  pages,
  portfolio,
  evidence,
  provenance,
};

async function main(words: readonly string[]): Promise<void> {
  const [first, ...repositories] = words.filter((word) => !word.startsWith("-"));
  // Only this one takes repositories: `npm run bench -- provenance REPOSITORY…`.
  const names = first === undefined ? [] : first === "provenance" ? [first] : [first, ...repositories];
  const unknown = names.find((name) => !Object.hasOwn(benches, name));
  if (unknown !== undefined) throw new Error(`There is no benchmark called ${unknown}; there are ${Object.keys(benches).join(", ")}.`);
  const quick = words.includes("--quick");
  process.stdout.write(`${machine()}${quick ? "; the small form: its figures mean nothing" : ""}\n`);
  const rows: Row[] = [];
  for (const [name, run] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`Measuring ${name}…\n`);
    rows.push(...(await run({ quick, ...(name === "provenance" ? { repositories, plain: repositories.length === 0 || words.includes("--plain") } : {}) })));
  }
  process.stdout.write(`\n${table(rows)}\n`);
}

if (import.meta.main) await main(process.argv.slice(2));
