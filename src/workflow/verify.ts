import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type Disorder, leafHash, OrderReplay, openLeaf, parseTrustPolicy, type Statement, signersOf, verifyLog, verifyProof } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { vsaPredicate } from "../model/statement.ts";
import { placedFact } from "./placed-fact.ts";
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
  /** Those beside the log, of decisions, policies and emergencies; of a receipt that of its envelope. */
  readonly signatures: { readonly checked: number };
  /** Steps that stand where they may not stand, replayed from the facts alone. Deployments that went around the gate are among them and are no fault of the ledger. */
  readonly order: { readonly problems: readonly Disorder[] };
  /** The first thing that is wrong; null when nothing is. */
  readonly first: { readonly code: string; readonly where: string; readonly sentence: string } | null;
  /** Whether the ledger grew from the previous note; null when none was given. */
  readonly consistent: boolean | null;
  /** What the receipt allows; null for a ledger, and for a receipt that does not verify. */
  readonly receipt: ReceiptContent | null;
}

/** What an allow is for, from the fact that the ledger's key signed. Times are RFC 3339, UTC. */
export interface ReceiptContent {
  readonly change: string;
  readonly revision: number;
  /** Null for the judgement of the change itself. */
  readonly environment: string | null;
  readonly artifact: string | null;
  readonly commit: string;
  /** The tree that was approved, git id. */
  readonly tree: string;
  readonly time: string;
  /** No deployment may rely on it after this. */
  readonly until: string;
  /** Null when the verifier gave no time of his own. */
  readonly expired: boolean | null;
}

export interface VerifyOptions {
  /** Text of a tlog-policy file that the verifier has from elsewhere. */
  readonly policy?: string | undefined;
  /** A checkpoint note that was kept from before. */
  readonly previous?: string | undefined;
}

/**
 * Verifies an exported ledger: every leaf, tile and envelope, the note's signature, growth from the previous note, the order of steps, and beside the log the keys, and decisions, policies and emergencies as they were signed. Throws `Failure` when
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
  let unreadable = null as { readonly index: number; readonly sentence: string } | null;
  const report = await verifyLog({
    files: filesOf(folder),
    keys: trust.logs.map(({ key }) => ({ key })),
    previous: previous ?? null,
    envelopes: "signature",
    onEntry: (index, _leaf, statement) => {
      entries++;
      // What follows an entry that says nothing cannot be held against it.
      if (unreadable !== null) return;
      const fact = readable(() => placedFact(statement as Parameters<typeof placedFact>[0], index));
      if (typeof fact === "string") {
        unreadable = { index, sentence: fact };
        return;
      }
      beside.next(fact);
      problems.push(...order.next(fact));
    },
  });
  const base = {
    origin: log.key.name,
    vkey: vkeyText(policy ?? own?.toString("utf8") ?? ""),
    trusted: policy === undefined ? ("self" as const) : ("pinned" as const),
    order: { problems },
    receipt: null,
  };
  const unread = unreadable === null ? null : { code: "entry-unreadable", where: `entry ${unreadable.index}`, sentence: unreadable.sentence };
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
      first: unreadable !== null && index !== null && unreadable.index < index ? unread : { code, where: path ?? (index === null ? "checkpoint" : `entry ${index}`), sentence },
      consistent,
    };
  }
  const { size, root } = report.checkpoint;
  const files = { read: (path: string) => readOptional(join(folder, ...path.split("/"))), list: () => listAll(folder) };
  const signatures = unread === null ? await beside.verify(files, base.vkey) : { checked: 0, first: unread };
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

export interface ReceiptToVerify {
  readonly proof: string;
  readonly envelope: string;
  /** The ledger's key, or the text of a tlog-policy that names it. */
  readonly vkey: string;
  /** The verifier's own time, milliseconds since the epoch. */
  readonly now?: number | undefined;
}

/**
 * Verifies a receipt: the envelope under the log's key, its place in the log, and that it is an allow, in the SLSA summary and in the fact. What it allows stands in `receipt`: whoever
 * relies on it compares that with what goes out. A receipt that has run out verifies still, and says so.
 */
export async function verifyReceipt({ proof, envelope, vkey, now }: ReceiptToVerify): Promise<Verification> {
  const trust = parseTrustPolicy(/^\s*(?:log|#|witness|group|quorum)\b/m.test(vkey) ? vkey : `log ${vkey.trim()}\nquorum none\n`, "the given key");
  const answer = verifyProof(proof, leafHash(Buffer.from(envelope)), trust);
  const [log] = trust.logs;
  const base = { vkey: log?.key.vkey ?? vkey, trusted: "pinned" as const, entries: 1, order: { problems: [] }, consistent: null, origin: log?.key.name ?? "" };
  const wrong = (code: string, sentence: string): Verification => ({
    ...base,
    ok: false,
    size: 0,
    root: "",
    signatures: { checked: 0 },
    first: { code, where: "the receipt", sentence },
    receipt: null,
  });
  if (!answer.ok) return wrong(answer.code, answer.sentence);
  const opened = readable(() => openLeaf(Buffer.from(envelope)));
  if (typeof opened === "string") return wrong("entry-unreadable", opened);
  const keys = trust.logs.map(({ key }) => ({ key: key.key }));
  if (signersOf(opened.envelope, keys).length === 0) return wrong("signature-invalid", "The envelope is not signed by the log's key.");
  const receipt = allowedIn(opened.statement, answer.index, now);
  if (typeof receipt === "string") return wrong("no-allow", receipt);
  const { size, root } = answer.checkpoint;
  return { ...base, ok: true, size, root: Buffer.from(root).toString("base64"), signatures: { checked: 1 }, first: null, receipt };
}

/** What a statement allows, or a sentence that says why it allows nothing. */
function allowedIn(statement: Statement, index: number, now: number | undefined): ReceiptContent | string {
  if (statement.predicateType !== vsaPredicate) return "The envelope is no allow: it is no SLSA verification summary.";
  const { verificationResult: result } = statement.predicate as { readonly verificationResult?: unknown };
  if (result !== "PASSED") return `The envelope is no allow: its verification result is ${typeof result === "string" ? result : "missing"}.`;
  const fact = readable(() => placedFact(statement as Parameters<typeof placedFact>[0], index));
  if (typeof fact === "string") return fact;
  if (fact.type !== "verdict-given" || fact.data.answer !== "allow") return "The envelope is no allow: the fact in it says something else.";
  const named = (algorithm: string) => statement.subject.find(({ digest }) => Object.hasOwn(digest, algorithm))?.digest[algorithm];
  const [commit, tree] = [named("gitCommit"), named("gitTree")];
  if (commit === undefined || tree === undefined) return "The envelope is no allow: it does not name the commit and the tree that it is about.";
  const { change, revision, environment, artifact, until } = fact.data;
  const [time, end] = [textOfTime(fact.at), textOfTime(until)];
  if (time === null || end === null) return "The envelope is no allow: it ends at no time that there is.";
  return { change, revision, environment, artifact, commit, tree, time, until: end, expired: now === undefined ? null : now > until };
}

function textOfTime(instant: number): string | null {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** What was read, or the sentence that says why it cannot be. */
function readable<T extends object>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
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
