import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { readEvidence } from "../src/evidence/index.ts";
import { largeReports, writeReport } from "./large-reports.ts";
import { alternate, type BenchOptions, compare, type Pair, printAlone, type Row } from "./row.ts";

type Format = keyof typeof largeReports;
type Bare = keyof typeof bare;

interface Measured {
  /** Milliseconds from the bytes of the file to what was read. */
  readonly time: number;
  /** Megabytes that the process grew by at its peak, the bytes of the file included. */
  readonly memory: number;
}

interface Case {
  readonly format: Format;
  readonly bare: Bare;
  readonly megabytes: number;
  /** Whether the issue sets a goal for it. */
  readonly goal: boolean;
}

const cases: readonly Case[] = [
  { format: "junit", bare: "saxes", megabytes: 100, goal: true },
  { format: "sarif", bare: "JSON.parse", megabytes: 100, goal: true },
  { format: "lcov", bare: "split", megabytes: 100, goal: true },
  { format: "istanbul", bare: "JSON.parse", megabytes: 100, goal: false },
  // Larger ones name more lines than are read.
  { format: "cobertura", bare: "saxes", megabytes: 60, goal: false },
  { format: "jacoco", bare: "saxes", megabytes: 40, goal: false },
];

/** What is left when nothing is understood, counted or refused. */
const bare = {
  saxes: (bytes: Buffer) => {
    const parser = new SaxesParser();
    parser.on("error", (error) => {
      throw error;
    });
    parser.write(bytes.toString()).close();
  },
  "JSON.parse": (bytes: Buffer) => void JSON.parse(bytes.toString()),
  split: (bytes: Buffer) => void bytes.toString().split("\n"),
} as const satisfies Record<string, (bytes: Buffer) => void>;

/** Reports of the largest size, each read in a process of its own that has read nothing before: the time, and what the process grew by, beside a bare parser of the same bytes. */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-evidence-"));
  try {
    const rows: Row[] = [];
    for (const each of cases) rows.push(...(await measureCase(each, folder, quick)));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureCase({ format, bare: name, megabytes, goal }: Case, folder: string, quick: boolean): Promise<Row[]> {
  const file = join(folder, format);
  writeReport(file, largeReports[format](quick ? 100_000 : (megabytes - 1) * 2 ** 20));
  const all: { ours: Measured[]; against: Measured[] } = { ours: [], against: [] };
  const side = (of: Measured[], reader: string) => () => {
    const measured = inProcess(file, reader);
    of.push(measured);
    return measured.time;
  };
  const times = await alternate(quick ? 1 : 5, side(all.ours, "ours"), side(all.against, name));
  const memory = all.ours.map((ours, at): Pair => ({ ours: ours.memory, against: all.against[at]?.memory ?? Number.NaN }));
  const size = `${Math.round(statSync(file).size / 2 ** 20)} MB`;
  rmSync(file);
  const against = name === "split" ? "bare split into lines" : `bare ${name}`;
  return [
    compare({ what: `${format}, ${size}`, unit: "ms", against, pairs: times, ...(goal ? { atMost: 1.5 } : {}) }),
    compare({ what: `${format}, ${size}, memory`, unit: "MB", against, pairs: memory, ...(goal ? { within: 256 } : {}) }),
  ];
}

function inProcess(file: string, reader: string): Measured {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, "--read", reader, file], { encoding: "utf8" });
  if (status !== 0) throw new Error(`Reading ${file} as ${reader} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

function measure(reader: string, file: string): Measured {
  const before = kilobytes("VmRSS");
  const bytes = readFileSync(file);
  const from = performance.now();
  if (reader === "ours") readAccepted(bytes);
  else bare[reader as Bare](bytes);
  return { time: performance.now() - from, memory: (kilobytes("VmHWM") - before) / 1_024 };
}

// A reading that refuses the file early would compare nothing.
function readAccepted(bytes: Buffer): void {
  const { state, sentence, inconsistencies } = readEvidence(bytes);
  if (state !== "accepted") throw new Error(`It is ${state}: ${sentence ?? JSON.stringify(inconsistencies[0])}`);
}

function kilobytes(line: "VmRSS" | "VmHWM"): number {
  return Number(new RegExp(`^${line}:\\s+(\\d+)`, "m").exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

if (import.meta.main) {
  const [, reader, file] = process.argv.slice(2);
  if (process.argv[2] === "--read") process.stdout.write(JSON.stringify(measure(reader ?? "", file ?? "")));
  else await printAlone(run);
}
