import { decisionNamespace, parseSshKeyLine, parseTrustPolicy, verifySshSignature } from "../ledger/index.ts";
import { canonicalText, parseStrict } from "../model/canonical.ts";
import type { DecisionDocument } from "../model/decision.ts";
import type { Fact, FactOf } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { allowedSignersText, erasedKey, keyringText, type TimedKey } from "./keyring.ts";

/** The first thing that is wrong, and where. */
export interface Wrong {
  readonly code: string;
  readonly where: string;
  readonly sentence: string;
}

export interface BesideFiles {
  /** Null when there is no such file. */
  readonly read: (path: string) => Promise<Buffer | null>;
  /** Every file of the folder, paths with slashes. */
  readonly list: () => AsyncIterable<string>;
}

/**
 * What lies beside the log in an export: keys, and the decisions as they were signed. The log holds only pseudonyms, fingerprints and commitments, so each file
 * is held against the facts: it is there unless the ledger says that it was erased, it is byte by byte what follows from the facts, and every signature fits.
 * Feed it every fact in ledger order, then ask. All files may have been made by anybody.
 */
export class Beside {
  readonly #decisions: FactOf<"decision-made">[] = [];
  readonly #keys: { readonly enrolment: FactOf<"key-enrolled">; revocation: Fact | null }[] = [];
  readonly #erased = new Set<string>();

  next(fact: Fact): void {
    if (fact.type === "decision-made") this.#decisions.push(fact);
    if (fact.type === "key-enrolled") this.#keys.push({ enrolment: fact, revocation: null });
    if (fact.type === "key-revoked") {
      const key = this.#keys.find(({ enrolment }) => enrolment.data.fingerprint === fact.data.fingerprint);
      if (key) key.revocation ??= fact;
    }
    if (fact.type === "document-erased") for (const commitment of fact.data.commitments) this.#erased.add(commitment);
  }

  async verify(files: BesideFiles, vkey: string): Promise<{ readonly checked: number; readonly first: Wrong | null }> {
    let checked = 0;
    const result = (first: Wrong | null) => ({ checked, first });
    const policy = policyTrouble(await files.read("policy.txt"), vkey);
    if (policy !== null) return result(policy);
    const { keys, wrong } = await this.#keyring(files);
    if (wrong !== null) return result(wrong);
    for (const decision of this.#decisions) {
      const trouble = await this.#decision(files, decision, keys);
      if (trouble !== null) return result(trouble);
      if (this.#needed(decision, "document") && this.#needed(decision, "signature")) checked++;
    }
    return result(await this.#listing(files));
  }

  #needed(fact: Fact, document: string): boolean {
    return !this.#erased.has(fact.commitments[document]?.commitment ?? "");
  }

  async #keyring(files: BesideFiles): Promise<{ keys: readonly TimedKey[]; wrong: Wrong | null }> {
    const [ring, signers] = [await files.read("keys/keyring.json"), await files.read("keys/allowed_signers")];
    if (ring === null) return { keys: [], wrong: missing("keys/keyring.json") };
    const lines = publicKeys(ring.toString("utf8"));
    const keys = this.#keys.map(({ enrolment, revocation }): TimedKey => {
      const { person, fingerprint, kind } = enrolment.data;
      const publicKey = this.#needed(enrolment, "publicKey") ? (lines.get(fingerprint) ?? "") : erasedKey;
      return { person, fingerprint, kind, publicKey, enrolledAt: enrolment.index, revokedAt: revocation?.index ?? null, enrolled: enrolment.at, revoked: revocation?.at ?? null };
    });
    const odd = keys.find(({ publicKey, fingerprint }) => publicKey !== erasedKey && fingerprintIn(publicKey) !== fingerprint);
    if (odd) return { keys, wrong: altered("keys/keyring.json", `it does not hold the key ${odd.fingerprint}, which entry ${odd.enrolledAt} enrols`) };
    if (ring.toString("utf8") !== keyringText(keys)) return { keys, wrong: altered("keys/keyring.json", "it is not what the ledger gives") };
    if (signers === null) return { keys, wrong: missing("keys/allowed_signers") };
    if (signers.toString("utf8") !== allowedSignersText(keys)) return { keys, wrong: altered("keys/allowed_signers", "it is not what the ledger and the keyring give") };
    return { keys, wrong: null };
  }

  async #decision(files: BesideFiles, fact: FactOf<"decision-made">, keys: readonly TimedKey[]): Promise<Wrong | null> {
    const { index, data } = fact;
    const paths = pathsOf(data.decision);
    const [document, signature] = [await files.read(paths.document), await files.read(paths.signature)];
    if (document === null && this.#needed(fact, "document")) return missing(paths.document, index);
    if (signature === null && this.#needed(fact, "signature")) return missing(paths.signature, index);
    if (document === null || signature === null) return null;
    const sentence = decisionTrouble(data, document, signature.toString("latin1"), keys);
    return sentence === null ? null : { code: "signature-wrong", where: `entry ${index}`, sentence: `The decision ${data.decision} in entry ${index}: ${sentence}` };
  }

  async #listing(files: BesideFiles): Promise<Wrong | null> {
    const known = new Set(["policy.txt", "keys/keyring.json", "keys/allowed_signers"]);
    for (const { data } of this.#decisions) for (const path of Object.values(pathsOf(data.decision))) known.add(path);
    for await (const path of files.list()) {
      if (path === "checkpoint" || path.startsWith("tile/") || known.has(path)) continue;
      return { code: "file-added", where: path, sentence: `${JSON.stringify(path)} is no file of an exported ledger.` };
    }
    return null;
  }
}

// Decision ids were checked by whoever recorded them; one that could leave the folder names no file that is ever there.
function pathsOf(decision: string): { document: string; signature: string } {
  const folder = `decisions/${/^[a-z0-9-]{1,80}$/.test(decision) ? decision : "-"}`;
  return { document: `${folder}/document.json`, signature: `${folder}/signature.sig` };
}

/** An export says itself which key signed it. Where the verifier has the key from elsewhere, the file need not be there, but says the same. */
function policyTrouble(bytes: Buffer | null, vkey: string): Wrong | null {
  if (bytes === null) return null;
  try {
    const { logs } = parseTrustPolicy(bytes, "policy.txt");
    const same = logs.length === 1 && /^log[ \t]+(\S+)/m.exec(bytes.toString("latin1"))?.[1] === vkey;
    return same ? null : altered("policy.txt", "it names another log");
  } catch (error) {
    if (error instanceof Failure) return altered("policy.txt", error.message);
    throw error;
  }
}

function publicKeys(text: string): ReadonlyMap<string, string> {
  try {
    const rows = parseStrict(text);
    const entries = Array.isArray(rows) ? (rows as readonly { fingerprint?: unknown; publicKey?: unknown }[]) : [];
    return new Map(entries.map((row) => [String(row?.fingerprint), String(row?.publicKey)]));
  } catch (error) {
    if (error instanceof Failure) return new Map();
    throw error;
  }
}

function fingerprintIn(line: string): string | null {
  try {
    return parseSshKeyLine(line).fingerprint;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function decisionTrouble(data: FactOf<"decision-made">["data"], bytes: Buffer, armour: string, keys: readonly TimedKey[]): string | null {
  const key = keys.find(({ fingerprint, person }) => fingerprint === data.fingerprint && person === data.person);
  if (!key) return `its key ${data.fingerprint} is not that of the person.`;
  // With the key erased nothing can be checked any more; that the ledger names its fingerprint remains.
  if (key.publicKey === erasedKey) return null;
  if (armour !== `${armour.trimEnd()}\n`) return "its signature is not in the form that ssh-keygen writes.";
  const answer = verifySshSignature({ message: bytes, armour, namespace: decisionNamespace, acceptedKeys: [parseSshKeyLine(key.publicKey)] });
  if (!answer.ok) return answer.sentence;
  const document = readDocument(bytes);
  const same =
    document !== null &&
    document.id === data.decision &&
    document.person === data.person &&
    document.outcome === data.outcome &&
    document.meaning === data.meaning &&
    document.tier === data.tier &&
    canonicalText(document.subject) === canonicalText(data.subject) &&
    canonicalText(document.answers.map(({ criterion, value }) => ({ criterion, value }))) === canonicalText(data.answers);
  return same ? null : "what was signed is not what the ledger says.";
}

function readDocument(bytes: Buffer): DecisionDocument | null {
  try {
    const document = parseStrict(bytes.toString("utf8")) as unknown as DecisionDocument | null;
    return Array.isArray(document?.answers) ? document : null;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function missing(path: string, index?: number): Wrong {
  return {
    code: "file-missing",
    where: path,
    sentence: `${path} is missing${index === undefined ? "" : `, and nothing in the ledger says that the decision in entry ${index} was erased`}.`,
  };
}

function altered(path: string, how: string): Wrong {
  return { code: "file-altered", where: path, sentence: `${path} was altered: ${how}.` };
}
