import { Failure } from "../model/failure.ts";
import { type OpenCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { cosignatureNote, type NoteKey, parseVkey } from "./note.ts";
import { readDecimal, readUtf8 } from "./text.ts";

/** Which logs and witnesses are trusted, and which witnesses together suffice (C2SP tlog-policy). Names are opaque bytes, kept as latin1. */
export interface TrustPolicy {
  readonly logs: readonly { readonly key: NoteKey; readonly url: string | null }[];
  readonly witnesses: ReadonlyMap<string, { readonly key: NoteKey; readonly url: string | null }>;
  readonly groups: ReadonlyMap<string, { readonly threshold: number; readonly members: readonly string[] }>;
  /** The witness or group that must have cosigned; null for `quorum none`. */
  readonly quorum: string | null;
}

// C2SP tlog-policy asks for at least 32 of each.
const maximumLines = 1_024;
const maximumPolicy = 4_194_304;

/** Reads a tlog-policy file. Throws `Failure` (`bad-input`) with the line. */
export function parseTrustPolicy(source: Uint8Array | string, file?: string): TrustPolicy {
  const reader = new PolicyReader(file);
  const text = Buffer.from(source).toString("latin1");
  if (text.length > maximumPolicy) reader.refuse("the file is too long");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the standard forbids.
  if (/[\0-\x08\x0b-\x1f\x7f]/.test(text)) reader.refuse("it holds a control character other than tab and newline");
  for (const line of text.split("\n")) reader.line(line);
  return reader.policy();
}

/** Whether the witnesses that cosigned, by their names in the policy, make the quorum. */
export function quorumReached({ groups, quorum }: TrustPolicy, cosigned: ReadonlySet<string>): boolean {
  const witnessed = (name: string): boolean => {
    const group = groups.get(name);
    return group === undefined ? cosigned.has(name) : group.members.filter(witnessed).length >= group.threshold;
  };
  return quorum === null || witnessed(quorum);
}

/** Verifies a checkpoint note against a policy: one of its logs signed, and the quorum cosigned. Throws `Failure` (`bad-input`, `signature-invalid`). */
export function openUnderPolicy(note: Uint8Array | string, policy: TrustPolicy): OpenCheckpoint & { readonly witnesses: readonly string[] } {
  const logs = policy.logs.map(({ key }) => key);
  const known = [...policy.witnesses];
  const opened = openCheckpoint(
    note,
    logs,
    known.map(([, { key }]) => key),
  );
  const witnesses = known.filter(([, { key }]) => opened.cosignatures.some((cosignature) => cosignature.key === key)).map(([name]) => name);
  if (!quorumReached(policy, new Set(witnesses))) {
    throw new Failure(
      "signature-invalid",
      `The checkpoint note of ${opened.checkpoint.origin} is cosigned by ${witnesses.join(", ") || "no known witness"}, which is not the quorum ${policy.quorum}.`,
      {
        hint: "Ask the log for a note with more cosignatures.",
      },
    );
  }
  return { ...opened, witnesses };
}

class PolicyReader {
  readonly #file: string | undefined;
  readonly #logs: { key: NoteKey; url: string | null }[] = [];
  readonly #witnesses = new Map<string, { key: NoteKey; url: string | null }>();
  readonly #groups = new Map<string, { threshold: number; members: string[] }>();
  readonly #members = new Set<string>();
  #quorum: string | null | undefined;
  #line = 0;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  line(text: string): void {
    this.#line++;
    const [word, ...items] = text.split(/[ \t]/).filter((item) => item !== "");
    if (word === undefined || word.startsWith("#")) return;
    if (this.#logs.length + this.#witnesses.size + this.#groups.size >= maximumLines) this.refuse("there are too many lines");
    if (word === "log") this.#log(items);
    else if (word === "witness") this.#witness(items);
    else if (word === "group") this.#group(items);
    else if (word === "quorum") this.#setQuorum(items);
    else this.refuse(`${JSON.stringify(word.slice(0, 40))} is none of log, witness, group and quorum`);
  }

  policy(): TrustPolicy {
    if (this.#quorum === undefined) return this.refuse("the quorum line is missing");
    return { logs: this.#logs, witnesses: this.#witnesses, groups: this.#groups, quorum: this.#quorum };
  }

  #log([vkey, url, ...more]: string[]): void {
    if (vkey === undefined || more.length > 0) return this.refuse("a log line reads log <vkey> [<url>]");
    const key = this.#key(vkey);
    if (key.type === cosignatureNote) this.refuse("a log cannot have the key of a witness (type 4)");
    if (this.#logs.some((log) => log.key.bytes.equals(key.bytes))) this.refuse("this log's key stands twice");
    this.#logs.push({ key, url: url ?? null });
  }

  #witness([name, vkey, url, ...more]: string[]): void {
    if (name === undefined || vkey === undefined || more.length > 0) return this.refuse("a witness line reads witness <name> <vkey> [<url>]");
    this.#requireNew(name);
    const key = this.#key(vkey);
    if (key.type !== cosignatureNote) this.refuse("a witness needs a cosignature key (type 4)");
    if ([...this.#witnesses.values()].some((witness) => witness.key.bytes.equals(key.bytes))) this.refuse("this witness's key stands twice");
    this.#witnesses.set(name, { key, url: url ?? null });
  }

  #group([name, count, ...members]: string[]): void {
    if (name === undefined || count === undefined || members.length === 0) return this.refuse("a group line reads group <name> <k>|any|all <member>…");
    this.#requireNew(name);
    const threshold = count === "any" ? 1 : count === "all" ? members.length : readDecimal(count);
    if (threshold === null || threshold < 1 || threshold > members.length)
      return this.refuse(`the threshold ${JSON.stringify(count.slice(0, 20))} is not any, all or a number from 1 to ${members.length}`);
    for (const member of members) {
      this.#requireDefined(member);
      if (this.#members.has(member)) this.refuse(`${JSON.stringify(member)} is already a member of a group`);
      this.#members.add(member);
    }
    this.#groups.set(name, { threshold, members });
  }

  #setQuorum([name, ...more]: string[]): void {
    if (name === undefined || more.length > 0) return this.refuse("a quorum line reads quorum <name>|none");
    if (this.#quorum !== undefined) this.refuse("the quorum stands twice");
    if (name !== "none") this.#requireDefined(name);
    this.#quorum = name === "none" ? null : name;
  }

  #key(text: string): NoteKey {
    const vkey = readUtf8(Buffer.from(text, "latin1"));
    if (vkey === null) return this.refuse("a key is not UTF-8");
    try {
      return parseVkey(vkey);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return this.refuse(error.message.replace(/\.$/, ""));
    }
  }

  #requireNew(name: string): void {
    if (name === "none" || this.#isDefined(name)) this.refuse(`the name ${JSON.stringify(name)} is taken`);
  }

  #requireDefined(name: string): void {
    if (!this.#isDefined(name)) this.refuse(`${JSON.stringify(name)} is not defined on an earlier line`);
  }

  #isDefined(name: string): boolean {
    return this.#witnesses.has(name) || this.#groups.has(name);
  }

  refuse(what: string): never {
    const place = { ...(this.#file === undefined ? {} : { file: this.#file }), ...(this.#line === 0 ? {} : { line: this.#line }) };
    throw new Failure("bad-input", `This trust policy cannot be used: ${what}.`, { place, hint: "The format is c2sp.org/tlog-policy." });
  }
}
