import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type Disorder, leafHash, OrderReplay, openLeaf, parseTrustPolicy, signersOf, type TrustPolicy, verifyLog, verifyProof } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { factOf } from "../model/statement.ts";
import { Beside } from "./verify-beside.ts";

/** What a stranger finds out about a ledger or a receipt, offline. */
export interface Verification {
  readonly ok: boolean;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly origin: string;
  readonly vkey: string;
  /** `self` when the key came from inside what is verified: then it only agrees with itself. */
  readonly trusted: "pinned" | "self";
  readonly entries: number;
  readonly signatures: { readonly checked: number };
  /** Steps that stand where they may not stand, replayed from the facts alone. Deployments that went around the gate are among them and are no fault of the ledger. */
  readonly order: { readonly problems: readonly Disorder[] };
  /** The first thing that is wrong; null when nothing is. */
  readonly first: { readonly code: string; readonly where: string; readonly sentence: string } | null;
  /** Whether the ledger grew from the previous note; null when none was given. */
  readonly consistent: boolean | null;
}

export interface VerifyOptions {
  /** Text of a tlog-policy file that the verifier has from elsewhere. */
  readonly policy?: string | undefined;
  /** A checkpoint note that was kept from before. */
  readonly previous?: string | undefined;
}

/**
 * Verifies an exported ledger: every leaf, tile and envelope, the note's signature, growth from the previous note, the order of steps, and beside the log the keys and the decisions as they were signed. Throws `Failure` when
 * the folder holds no ledger.
 */
export async function verifyFolder(folder: string, { policy, previous }: VerifyOptions): Promise<Verification> {
  const own = await readOptional(join(folder, "policy.txt"));
  if (own === null && policy === undefined)
    throw new Failure("bad-input", `${folder} holds no exported ledger: policy.txt is missing.`, { hint: "`countersign ledger export FOLDER` writes one; or give --policy FILE." });
  const trust = parseTrustPolicy(policy ?? own?.toString("utf8") ?? "", policy === undefined ? join(folder, "policy.txt") : "the given policy");
  const [log] = trust.logs;
  if (!log) throw new Failure("bad-input", "The verification policy names no log.");
  const order = new OrderReplay();
  const problems: Disorder[] = [];
  const beside = new Beside();
  let entries = 0;
  const report = await verifyLog({
    files: filesOf(folder),
    keys: trust.logs.map(({ key }) => ({ key })),
    previous: previous ?? null,
    envelopes: "signature",
    onEntry: (index, _leaf, statement) => {
      const fact = factOf(statement as Parameters<typeof factOf>[0], index);
      entries++;
      beside.next(fact);
      problems.push(...order.next(fact));
    },
  });
  const base = {
    origin: log.key.name,
    vkey: vkeyText(policy ?? own?.toString("utf8") ?? ""),
    trusted: policy === undefined ? ("self" as const) : ("pinned" as const),
    order: { problems },
  };
  if (!report.ok) {
    const { code, sentence, index, path } = report.problem;
    const consistent = previous === undefined ? null : code !== "rolled-back" && code !== "history-rewritten";
    return {
      ...base,
      ok: false,
      size: 0,
      root: "",
      entries,
      signatures: { checked: 0 },
      first: { code, where: path ?? (index === null ? "checkpoint" : `entry ${index}`), sentence },
      consistent,
    };
  }
  const { size, root } = report.checkpoint;
  const signatures = await beside.verify({ read: (path) => readOptional(join(folder, ...path.split("/"))), list: () => listAll(folder) }, base.vkey);
  const disorder = problems.find(({ code }) => code !== "ungated-deployment");
  const first = signatures.first ?? (disorder ? { code: disorder.code, where: `entry ${disorder.index}`, sentence: disorder.sentence } : null);
  return {
    ...base,
    ok: first === null,
    size,
    root: Buffer.from(root).toString("base64"),
    entries,
    signatures: { checked: signatures.checked },
    first,
    consistent: previous === undefined ? null : true,
  };
}

/** Verifies a receipt: the envelope under the log's key, its place in the log, and that the answer in it is an allow. */
export async function verifyReceipt({ proof, envelope, vkey }: { readonly proof: string; readonly envelope: string; readonly vkey: string }): Promise<Verification> {
  const trust = parseTrustPolicy(/^\s*(?:log|#|witness|group|quorum)\b/m.test(vkey) ? vkey : `log ${vkey.trim()}\nquorum none\n`, "the given key");
  const answer = verifyProof(proof, leafHash(Buffer.from(envelope)), trust);
  const [log] = trust.logs;
  const base = { vkey, trusted: "pinned" as const, entries: 1, order: { problems: [] }, consistent: null, origin: log?.key.name ?? "" };
  const wrong = (code: string, sentence: string): Verification => ({
    ...base,
    ok: false,
    size: 0,
    root: "",
    signatures: { checked: 0 },
    first: { code, where: "the receipt", sentence },
  });
  if (!answer.ok) return wrong(answer.code, answer.sentence);
  const trouble = envelopeTrouble(envelope, trust);
  if (trouble !== null) return wrong("signature-invalid", trouble);
  const { size, root } = answer.checkpoint;
  return { ...base, ok: true, size, root: Buffer.from(root).toString("base64"), signatures: { checked: 1 }, first: null };
}

function envelopeTrouble(text: string, trust: TrustPolicy): string | null {
  const { envelope, statement } = openLeaf(Buffer.from(text));
  if (
    signersOf(
      envelope,
      trust.logs.map(({ key }) => ({ key: key.key })),
    ).length === 0
  )
    return "The envelope is not signed by the log's key.";
  const { verificationResult } = statement.predicate as { verificationResult?: unknown };
  return verificationResult === "PASSED" ? null : `The envelope is no allow: its verification result is ${String(verificationResult ?? "missing")}.`;
}

function filesOf(folder: string): Parameters<typeof verifyLog>[0]["files"] {
  return { read: (path) => readOptional(join(folder, ...path.split("/"))), list: () => listLog(folder) };
}

// What lies beside the log is not part of the tree.
async function* listLog(folder: string): AsyncGenerator<string> {
  for await (const path of listAll(folder)) if (path === "checkpoint" || path.startsWith("tile/")) yield path;
}

async function* listAll(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
  yield* paths.sort();
}

async function readOptional(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

function vkeyText(policy: string): string {
  return /^log[ \t]+(\S+)/m.exec(policy)?.[1] ?? "";
}
