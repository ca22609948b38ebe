import { hash, verify as verifyBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeBundle, openLeaf, preAuthenticationEncoding, tileWidth, verifyLog } from "../src/ledger/index.ts";
import { type LongLog, longLog } from "./long-log.ts";
import { alternate, type BenchOptions, compare, printAlone, type Row, timed } from "./row.ts";

export interface VerifyOptions extends BenchOptions {
  /** Entries of the log; by default a million. */
  readonly entries?: number;
}

/** Signatures take a hundred times as long as hashes; a part of the log tells how long. */
const signedEntries = 20_000;

/**
 * Verification of a whole log from its files beside a bare loop over the same hashes: one of each entry, and those of the nodes up to the
 * root. The loop knows where each entry stands, keeps nothing and compares nothing but the root.
 */
export async function run({ quick = false, entries = quick ? 3_000 : 1_000_000 }: VerifyOptions = {}): Promise<Row[]> {
  using log = longLog(entries);
  const rounds = quick ? 1 : 7;
  const bare = () => timed(() => bareFromFiles(log));
  const inMemory = leavesOf(log);
  const hashes = await alternate(rounds, () => verify(log, "hash"), bare);
  const pure = await alternate(
    rounds,
    () => verify(log, "hash"),
    () => timed(() => bareInMemory(log, inMemory)),
  );
  using short = longLog(Math.min(entries, signedEntries));
  const signed = await alternate(
    quick ? 1 : 3,
    () => verify(short, "signature"),
    () => bareSignatures(short),
  );
  const size = entries.toLocaleString("en");
  return [
    compare({ what: `verify ${size} entries, hashes`, unit: "ms", against: "bare loop over the files' hashes", pairs: hashes, atMost: 1.5 }),
    compare({ what: `verify ${size} entries, hashes`, unit: "ms", against: "bare loop, entries in memory", pairs: pure }),
    compare({ what: `verify ${short.size.toLocaleString("en")} entries, signatures as well`, unit: "ms", against: "bare Ed25519 of the same", pairs: signed }),
  ];
}

async function verify({ files, keys, root }: LongLog, envelopes: "hash" | "signature"): Promise<number> {
  const from = performance.now();
  const report = await verifyLog({ files, keys, envelopes });
  const took = performance.now() - from;
  if (!report.ok) throw new Error(`The log does not verify: ${report.problem.sentence}`);
  if (Buffer.from(report.checkpoint.root).toString("hex") !== root) throw new Error("Another log was verified.");
  return took;
}

function bareFromFiles({ folder, bundles, root }: LongLog): void {
  const tree = new BareTree();
  for (const path of bundles) {
    const bytes = readFileSync(join(folder, path));
    for (let at = 0; at < bytes.length; ) {
      const end = at + 2 + bytes.readUInt16BE(at);
      tree.leaf(bytes, at + 2, end);
      at = end;
    }
  }
  tree.mustBe(root);
}

function leavesOf({ folder, bundles }: LongLog): Buffer[] {
  return bundles.map((path) => readFileSync(join(folder, path)));
}

function bareInMemory({ root }: LongLog, bundles: readonly Buffer[]): void {
  const tree = new BareTree();
  for (const bytes of bundles) {
    for (let at = 0; at < bytes.length; ) {
      const end = at + 2 + bytes.readUInt16BE(at);
      tree.leaf(bytes, at + 2, end);
      at = end;
    }
  }
  tree.mustBe(root);
}

// The signatures and what they sign are taken out before the clock starts.
function bareSignatures({ folder, bundles, keys, size }: LongLog): number {
  const key = keys[0]?.key.key;
  if (key === undefined) throw new Error("The log has no key.");
  const signed = bundles.flatMap((path, at) =>
    decodeBundle(readFileSync(join(folder, path)), Math.min(tileWidth, size - at * tileWidth)).flatMap((leaf) => {
      const { envelope } = openLeaf(leaf);
      return envelope.signatures.map(({ sig }) => ({ sig, message: preAuthenticationEncoding(envelope.payloadType, envelope.payload) }));
    }),
  );
  return timed(() => {
    for (const { sig, message } of signed) if (!verifyBytes(null, message, key, sig)) throw new Error("A signature is wrong.");
  });
}

/** RFC 6962 §2.1 with the fastest hashing that Node has: a string of latin1 characters spares a Buffer per hash. */
class BareTree {
  readonly #peaks: string[] = [];
  readonly #leaf = Buffer.alloc(65_536);
  readonly #views: Buffer[] = [];
  readonly #pair = Buffer.alloc(65, 1);
  #size = 0;

  leaf(bytes: Buffer, start: number, end: number): void {
    bytes.copy(this.#leaf, 1, start, end);
    this.#views[end - start] ??= this.#leaf.subarray(0, 1 + end - start);
    let text = hash("sha256", this.#views[end - start] as Buffer, "binary");
    for (let width = ++this.#size; width % 2 === 0; width /= 2) text = this.#node(this.#peaks.pop() ?? "", text);
    this.#peaks.push(text);
  }

  mustBe(root: string): void {
    const found = this.#peaks.slice(0, -1).reduceRight((right, left) => this.#node(left, right), this.#peaks.at(-1) ?? "");
    if (Buffer.from(found, "latin1").toString("hex") !== root) throw new Error("The bare loop found another root.");
  }

  #node(left: string, right: string): string {
    this.#pair.write(left, 1, "latin1");
    this.#pair.write(right, 33, "latin1");
    return hash("sha256", this.#pair, "binary");
  }
}

// node bench/verify.ts [--quick] [--entries N]
if (import.meta.main) {
  const at = process.argv.indexOf("--entries");
  const entries = Number(process.argv[at + 1]);
  await printAlone((options) => run(at > 0 && Number.isSafeInteger(entries) && entries > 0 ? { ...options, entries } : options));
}
