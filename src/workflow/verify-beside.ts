import { commitmentOf, parseSshKeyLine, parseTrustPolicy, saltLength } from "../ledger/index.ts";
import { type Json, parseStrict } from "../model/canonical.ts";
import type { Fact, FactOf } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type Enclosure, enclosureOf, saltsText } from "./enclosures.ts";
import { allowedSignersText, erasedKey, keyringText, type TimedKey } from "./keyring.ts";
import { type AdoptedAt, signedTrouble } from "./verify-signed.ts";

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
 * What lies beside the log in an export: keys, and decisions, policies and emergencies as they were signed. The log holds only pseudonyms, fingerprints and commitments, so each
 * file is held against the facts: it is there unless the ledger says that it was erased, it is byte by byte what the facts give or commit to, and every signature fits.
 * Feed it every fact in ledger order, then ask. All files may have been made by anybody.
 */
export class Beside {
  readonly #enclosures: Enclosure[] = [];
  readonly #keys: { readonly enrolment: FactOf<"key-enrolled">; revocation: Fact | null }[] = [];
  readonly #erased = new Set<string>();
  readonly #adoptions = new Adoptions();
  readonly #adoptedAt = new Map<number, AdoptedAt>();

  next(fact: Fact): void {
    const enclosure = enclosureOf(fact);
    if (enclosure !== null) this.#enclosures.push(enclosure);
    if (fact.type === "policy-adopted") this.#adoptedAt.set(fact.index, this.#adoptions.next(fact));
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
    for (const enclosure of this.#enclosures) {
      const trouble = await this.#enclosure(files, enclosure, keys, ledgerOf(vkey));
      if (trouble !== null) return result(trouble);
      if (enclosure.files.every(({ name }) => this.#needed(enclosure.fact, name))) checked += signaturesOf(enclosure);
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
      const { person, fingerprint, kind, origin = null } = enrolment.data;
      const publicKey = this.#needed(enrolment, "publicKey") ? (lines.get(fingerprint) ?? "") : erasedKey;
      const times = { enrolledAt: enrolment.index, revokedAt: revocation?.index ?? null, enrolled: enrolment.at, revoked: revocation?.at ?? null };
      return { person, fingerprint, kind, origin, publicKey, ...times };
    });
    const odd = keys.find(({ publicKey, fingerprint }) => publicKey !== erasedKey && fingerprintIn(publicKey) !== fingerprint);
    if (odd) return { keys, wrong: altered("keys/keyring.json", `it does not hold the key ${odd.fingerprint}, which entry ${odd.enrolledAt} enrols`) };
    if (ring.toString("utf8") !== keyringText(keys)) return { keys, wrong: altered("keys/keyring.json", "it is not what the ledger gives") };
    if (signers === null) return { keys, wrong: missing("keys/allowed_signers") };
    if (signers.toString("utf8") !== signersText(keys)) return { keys, wrong: altered("keys/allowed_signers", "it is not what the ledger and the keyring give") };
    return { keys, wrong: null };
  }

  async #enclosure(files: BesideFiles, enclosure: Enclosure, keys: readonly TimedKey[], ledger: string): Promise<Wrong | null> {
    const { fact } = enclosure;
    const contents = new Map<string, Buffer>();
    for (const { name, path } of enclosure.files) {
      const bytes = await files.read(path);
      if (bytes === null && this.#needed(fact, name)) return missing(path, fact.index);
      if (bytes !== null && !this.#needed(fact, name)) return comeBack(path);
      if (bytes !== null) contents.set(name, bytes);
    }
    const sentence = contents.size < enclosure.files.length ? null : signedTrouble(fact, contents, keys, { ledger, adopted: this.#adoptedAt.get(fact.index) ?? null });
    if (sentence !== null) return { code: "signature-wrong", where: `entry ${fact.index}`, sentence };
    return openingTrouble(enclosure, contents, await files.read(enclosure.salts));
  }

  async #listing(files: BesideFiles): Promise<Wrong | null> {
    const known = new Set(["policy.txt", "keys/keyring.json", "keys/allowed_signers"]);
    for (const enclosure of this.#enclosures) for (const path of [enclosure.salts, ...enclosure.files.map((file) => file.path)]) known.add(path);
    for await (const path of files.list()) {
      if (path === "checkpoint" || path.startsWith("tile/") || known.has(path)) continue;
      return { code: "file-added", where: path, sentence: `${JSON.stringify(path)} is no file of an exported ledger.` };
    }
    return null;
  }
}

/** Where each adoption stands among those before it, of its level and of all. */
class Adoptions {
  readonly #inForce = new Map<string | null, number>();
  #documented = false;

  next({ index, data, commitments }: FactOf<"policy-adopted">): AdoptedAt {
    const beneath = data.project === null ? null : (this.#inForce.get(null) ?? null);
    const at = { replaces: this.#inForce.get(data.project) ?? null, beneath, documented: this.#documented };
    this.#inForce.set(data.project, index);
    this.#documented ||= "document" in commitments;
    return at;
  }
}

// A log's key is written `NAME+HASH+KEY`, and no name holds a plus sign.
function ledgerOf(vkey: string): string {
  return vkey.slice(0, Math.max(0, vkey.indexOf("+")));
}

// Without the salt nothing shows that a document is the one that was recorded: its signer could have signed another one since.
function openingTrouble({ fact, files, salts: path }: Enclosure, contents: ReadonlyMap<string, Buffer>, bytes: Buffer | null): Wrong | null {
  if (contents.size === 0) return bytes === null ? null : comeBack(path);
  if (bytes === null) return missing(path, fact.index);
  const salts = readSalts(bytes.toString("utf8"));
  const names = [...contents.keys()];
  if (!names.every((name) => salts.has(name)) || bytes.toString("utf8") !== saltsText(salts) || salts.size !== names.length)
    return altered(path, `it does not hold one salt for each of ${names.join(" and ")}`);
  const odd = files.find(({ name }) => {
    const content = contents.get(name);
    return content !== undefined && commitmentOf(Buffer.from(salts.get(name) ?? "", "hex"), content) !== fact.commitments[name]?.commitment;
  });
  return odd ? altered(odd.path, `with its salt it is not what entry ${fact.index} commits to`) : null;
}

function readSalts(text: string): Map<string, string> {
  const rows = readJson(text);
  const entries = typeof rows === "object" && rows !== null && !Array.isArray(rows) ? Object.entries(rows) : [];
  return new Map(entries.flatMap(([name, salt]) => (typeof salt === "string" && salt.length === 2 * saltLength && /^[0-9a-f]*$/.test(salt) ? [[name, salt]] : [])));
}

function signaturesOf({ fact }: Enclosure): number {
  if (fact.type === "break-glass-used") return fact.data.people.length;
  return fact.type === "policy-adopted" && fact.data.fingerprint === null ? 0 : 1;
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
  const rows = readJson(text);
  return new Map(
    (Array.isArray(rows) ? (rows as readonly Json[]) : []).flatMap((row) => {
      const { fingerprint, publicKey } = (row ?? {}) as { readonly fingerprint?: unknown; readonly publicKey?: unknown };
      return typeof fingerprint === "string" && typeof publicKey === "string" ? [[fingerprint, publicKey]] : [];
    }),
  );
}

function readJson(text: string): Json {
  try {
    return parseStrict(text);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** Null when the ledger enrols what no line can say. */
function signersText(keys: readonly TimedKey[]): string | null {
  try {
    return allowedSignersText(keys);
  } catch (error) {
    if (error instanceof Failure) return null;
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

function missing(path: string, index?: number): Wrong {
  return {
    code: "file-missing",
    where: path,
    sentence: `${path} is missing${index === undefined ? "" : `, and nothing in the ledger says that this part of entry ${index} was erased`}.`,
  };
}

function comeBack(path: string): Wrong {
  return { code: "file-added", where: path, sentence: `${path} is there, and the ledger says that it was erased.` };
}

function altered(path: string, how: string): Wrong {
  return { code: "file-altered", where: path, sentence: `${path} was altered: ${how}.` };
}
