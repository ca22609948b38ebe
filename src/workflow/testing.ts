import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type TestRepository, testRepository } from "../git/testing.ts";
import { signSsh, sshKeyOf } from "../ledger/index.ts";
import { TestPasskey } from "../ledger/testing.ts";
import { sha256 } from "../model/canonical.ts";
import type { Answer } from "../model/decision.ts";
import { addDuration, parseDuration } from "../model/duration.ts";
import type { Fact, FactOf, FactType } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { PersonKind } from "../model/people.ts";
import { type AddedEvidence, addEvidence } from "./add-evidence.ts";
import { adoptPolicy } from "./adopt-policy.ts";
import { type AskedQuestion, type DecideOptions, type Prepared, prepareDecision, questionsFor, type Recorded, recordDecision } from "./decide.ts";
import { enrolKey, enrolPerson, qualify } from "./enrol.ts";
import { enrolPasskey } from "./enrol-passkey.ts";
import { found, registerProject } from "./found.ts";
import { type GateAnswer, type GateOptions, gate } from "./gate.ts";
import { type Proposed, type ProposeOptions, propose } from "./propose.ts";
import type { Signer } from "./signatures.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

// What the tests of this room, and of those below it, share.

const start = "2026-11-02T09:00:00Z";

/** Where the tests' passkeys are made and used. */
export const page = "https://countersign.example.com";

/** A clock that stands still until it is moved. */
export class TestClock {
  now: number;

  constructor(start: string) {
    this.now = Date.parse(start);
  }

  /** Moves on by `4h`, `30m`, `1d`. */
  advance(duration: string): void {
    const parsed = parseDuration(duration);
    if (parsed === null) throw new TypeError(`${duration} is no duration`);
    this.now = addDuration(this.now, parsed);
  }
}

/** Bytes that are the same on every run. */
export function seededRandom(seed: string): (length: number) => Uint8Array {
  let drawn = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) blocks.push(Buffer.from(sha256(`${seed} ${drawn++}`), "hex"));
    return Buffer.concat(blocks).subarray(0, length);
  };
}

/** A signer with a key in memory, and the line that enrols it. */
export function testKey(): { readonly sign: Signer; readonly line: string; readonly fingerprint: string; readonly privateKey: KeyObject } {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { line, fingerprint } = sshKeyOf(privateKey);
  return { sign: async (message, namespace) => signSsh(message, namespace, privateKey), line, fingerprint, privateKey };
}

interface TestPerson {
  readonly name: string;
  readonly emails: readonly string[];
  readonly roles: readonly string[];
  readonly kind?: PersonKind;
  readonly qualified: readonly string[];
}

let opened = 0;

const judge = ["code-review", "security", "compliance"];

/** Ada runs the organisation and writes, whom `TestRepository` takes as author; Bo, Chen and Dora judge; Robin is an agent. */
export const testPeople = {
  ada: { name: "Ada Author", emails: ["ada@example.com"], roles: ["administrator", "policy-owner"], qualified: [] },
  bo: { name: "Bo Berg", emails: ["bo@example.com"], roles: ["engineering-lead", "reviewer"], qualified: judge },
  chen: { name: "Chen Wei", emails: ["chen@example.com"], roles: ["reviewer", "release-manager"], qualified: judge },
  dora: { name: "Dora Diaz", emails: ["dora@example.com"], roles: ["engineering-lead", "release-manager"], qualified: judge },
  robin: { name: "Robin", emails: ["robin@agents.example"], roles: [], kind: "agent", qualified: [] },
} as const satisfies Record<string, TestPerson>;
export type Handle = keyof typeof testPeople;

/** What every decision of the tests links to. */
export const requirement = "PAY-7";

/** A path in the tests' repository, `src/pay.ts`, and what it holds before and after the usual change. */
export const source = { path: "src/pay.ts", before: "export const fee = 1;\n", after: "export const fee = 1;\nexport const twice = fee * 2;\nexport const thrice = fee * 3;\n" };

/** A JUnit report with as many passed and failed tests. */
export function junit({ passed = 3, failed = 0, run = 1 } = {}): Uint8Array {
  const cases = [
    ...Array.from({ length: passed }, (_, at) => `<testcase classname="pay" name="holds ${at}"/>`),
    ...Array.from({ length: failed }, (_, at) => `<testcase classname="pay" name="breaks ${at}"><failure message="no">no</failure></testcase>`),
  ];
  return Buffer.from(
    `<testsuites><testsuite name="pay" tests="${cases.length}" failures="${failed}" errors="0" skipped="0" id="${run}">${cases.join("")}</testsuite></testsuites>\n`,
  );
}

/** An LCOV report that says how often each line of a file ran. */
export function lcov(hits: readonly number[] = [1, 1, 1], path: string = source.path): Uint8Array {
  const lines = hits.map((count, at) => `DA:${at + 1},${count}`);
  return Buffer.from(["TN:", `SF:${path}`, ...lines, `LF:${hits.length}`, `LH:${hits.filter((count) => count > 0).length}`, "end_of_record", ""].join("\n"));
}

export interface OrganisationOptions {
  /** Text of an organisation's policy of version 2 or higher, to be adopted on top of the built-in one. */
  readonly policy?: string;
  /** Text of the project's policy; it is committed to the base and adopted. */
  readonly projectPolicy?: string;
  /** Whether it is founded anew, under a ledger key of its own; otherwise it is a copy of one that every test of the file begins with. */
  readonly anew?: boolean;
}

export interface DecideAs extends Partial<DecideOptions> {
  /** Instead of one `met` for each question. */
  readonly answers?: readonly Answer[];
}

/** An organisation with people, keys, qualifications and a governed repository in temporary folders. `await using org = await testOrganisation()` removes all of it. */
export class TestOrganisation implements AsyncDisposable {
  readonly scratch: string;
  readonly clock = new TestClock(start);
  readonly repository: TestRepository;
  readonly keys = new Map<string, ReturnType<typeof testKey>>();
  /** Person ids by handle. */
  readonly ids = new Map<string, string>();
  readonly #passkeys = new Map<string, TestPasskey>();
  #workplace: Workplace | null = null;
  #others: Workplace[] = [];
  #base = "";

  constructor() {
    this.scratch = mkdtempSync(join(tmpdir(), "countersign-workflow-"));
    this.repository = testRepository();
  }

  get workplace(): Workplace {
    if (this.#workplace === null) throw new TypeError("the organisation is not open");
    return this.#workplace;
  }

  get folder(): string {
    return join(this.scratch, "data");
  }

  /** The commit that the usual change starts from, the tip of `main`. */
  get base(): string {
    return this.#base;
  }

  id(handle: Handle): string {
    return this.ids.get(handle) ?? "";
  }

  /** Enrols a passkey of a person, who signs with it from then on. */
  async enrolPasskey(handle: Handle, origin = page): Promise<TestPasskey> {
    const passkey = new TestPasskey(origin);
    await enrolPasskey(this.workplace, { by: handle, person: handle, publicKeyLine: passkey.line, credential: passkey.credential, origin });
    this.#passkeys.set(handle, passkey);
    return passkey;
  }

  signer(handle: string): Signer {
    const passkey = this.#passkeys.get(handle);
    if (passkey) return passkey.sign;
    const key = this.keys.get(handle);
    if (key === undefined) throw new TypeError(`${handle} has no key`);
    return key.sign;
  }

  async open({ policy, projectPolicy, anew = false }: OrganisationOptions): Promise<void> {
    const template = await (anew ? foundTemplate() : usualTemplate());
    cpSync(template.folder, this.folder, { recursive: true });
    for (const [handle, key] of template.keys) this.keys.set(handle, key);
    this.#workplace = await openWorkplace({ folder: this.folder, clock: () => this.clock.now, random: seededRandom(`organisation ${++opened}`) });
    for (const { handle, id } of await this.#workplace.store.read.people()) this.ids.set(handle, id);
    this.#base = this.repository.commit({ [source.path]: source.before });
    if (policy !== undefined) await adoptPolicy(this.#workplace, "ada", { text: policy, file: "organisation.yaml", sign: this.signer("ada") });
    if (projectPolicy === undefined) return;
    this.#base = this.repository.commit({ ".countersign/policy.yaml": projectPolicy });
    await adoptPolicy(this.#workplace, "ada", { text: projectPolicy, file: ".countersign/policy.yaml", project: "payments", commit: this.#base, sign: this.signer("ada") });
  }

  /** Another workplace on the same folder, as another process has one. */
  async another(seed = `other ${this.#others.length}`): Promise<Workplace> {
    const other = await openWorkplace({ folder: this.folder, clock: () => this.clock.now, random: seededRandom(seed) });
    this.#others.push(other);
    return other;
  }

  /** Commits the usual change to a branch of its own, and returns its head. */
  commitChange(branch = "topic", text = source.after, message = "Charge twice"): string {
    this.repository.branch(branch, this.#base);
    return this.repository.commit({ [source.path]: text }, { message });
  }

  /** Puts the usual change forward, or what is named. Ada declares that no AI was used, so one reviewer is enough. */
  async propose(options: Partial<ProposeOptions> & { readonly by?: Handle } = {}): Promise<Proposed> {
    const { by = "ada", ...given } = options;
    return await propose(this.workplace, by, { repository: this.repository.path, base: "refs/heads/main", head: "refs/heads/topic", requirement, declared: "none", ...given });
  }

  /** Adds a test report and coverage to a commit. */
  async attach(commit: string, files: readonly Uint8Array[] = [junit(), lcov()], producer = "ci"): Promise<AddedEvidence[]> {
    return await addEvidence(this.workplace, "ada", {
      repository: this.repository.path,
      commit,
      producer,
      files: files.map((bytes, at) => ({ name: `report-${at}`, bytes })),
    });
  }

  /** The usual change, put forward with its evidence. */
  async proposed(): Promise<{ readonly change: string; readonly head: string }> {
    const head = this.commitChange();
    const { change } = await this.propose();
    await this.attach(head);
    return { change, head };
  }

  /** A decision as it will be signed, with `met` for every question unless said otherwise. */
  async prepare(handle: string, change: string, options: DecideAs = {}): Promise<Prepared> {
    const { outcome = "approve", environment, answers, ...more } = options;
    const asked = answers ?? (outcome === "approve" ? met((await questionsFor(this.workplace, handle, change, environment)).questions) : []);
    return await prepareDecision(this.workplace, handle, { change, outcome, environment, answers: asked, ...more });
  }

  async record(handle: string, prepared: Prepared): Promise<Recorded> {
    return await recordDecision(this.workplace, prepared, await this.signer(handle)(prepared.bytes, prepared.namespace));
  }

  async decide(handle: string, change: string, options: DecideAs = {}): Promise<Recorded> {
    return await this.record(handle, await this.prepare(handle, change, options));
  }

  async gate(change: string, options: Partial<GateOptions> = {}): Promise<GateAnswer> {
    return await gate(this.workplace, { environment: "production", change, ...options });
  }

  /** The usual change, reviewed by Bo and released by Chen: the gate of production allows it. */
  async released(): Promise<{ readonly change: string; readonly head: string }> {
    const usual = await this.proposed();
    await this.decide("bo", usual.change);
    await this.decide("chen", usual.change, { environment: "production" });
    return usual;
  }

  /** Merges the usual change into `main`, as a person would, and returns the merge. */
  land(branch = "topic"): string {
    this.repository.checkout("main");
    return this.repository.merge(`refs/heads/${branch}`);
  }

  /** The whole ledger, with what others recorded since this workplace looked last. */
  async ledger(): Promise<Fact[]> {
    return await this.workplace.store.read.facts(0, 1_000_000);
  }

  /** All facts of a type, in the order of the ledger. */
  async facts<T extends FactType>(type: T): Promise<FactOf<T>[]> {
    return (await this.ledger()).filter((fact) => fact.type === type) as unknown as FactOf<T>[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const workplace of [...this.#others, ...(this.#workplace ? [this.#workplace] : [])]) await workplace.close();
    this.repository[Symbol.dispose]();
    rmSync(this.scratch, { recursive: true, force: true, maxRetries: 2 });
  }
}

interface Template {
  readonly folder: string;
  readonly keys: ReadonlyMap<string, ReturnType<typeof testKey>>;
}

let usual: Promise<Template> | null = null;

function usualTemplate(): Promise<Template> {
  usual ??= foundTemplate();
  return usual;
}

const templates: string[] = [];
afterAll(() => {
  for (const scratch of templates.splice(0)) rmSync(scratch, { recursive: true, force: true });
});

async function foundTemplate(): Promise<Template> {
  const scratch = mkdtempSync(join(tmpdir(), "countersign-template-"));
  templates.push(scratch);
  const clock = new TestClock(start);
  const folder = join(scratch, "data");
  const { ada, ...others } = testPeople;
  const { workplace } = await found({ folder, clock: () => clock.now, random: seededRandom(scratch), organisation: "Test", administrator: { handle: "ada", ...ada } });
  await using _closing = workplace;
  for (const [handle, { qualified: _, ...person }] of Object.entries<TestPerson>(others)) await enrolPerson(workplace, "ada", { handle, ...person });
  const keys = new Map(Object.keys(testPeople).map((handle) => [handle, testKey()]));
  for (const [handle, { kind, qualified }] of Object.entries<TestPerson>(testPeople)) {
    if (kind !== "agent") await enrolKey(workplace, "ada", handle, keys.get(handle)?.line ?? "");
    for (const domain of qualified) await qualify(workplace, "ada", { person: handle, domain, basis: "Years in the field" });
  }
  using repository = testRepository();
  repository.commit({ [source.path]: source.before });
  await registerProject(workplace, "ada", repository.path, "payments");
  return { folder, keys };
}

export async function testOrganisation(options: OrganisationOptions = {}): Promise<TestOrganisation> {
  const organisation = new TestOrganisation();
  try {
    await organisation.open(options);
    return organisation;
  } catch (error) {
    await organisation[Symbol.asyncDispose]();
    throw error;
  }
}

/** One `met` for each question, with the tests' requirement where a link is asked for, and words where those are. */
export function met(questions: readonly (Pick<AskedQuestion, "id" | "link"> & Partial<AskedQuestion>)[]): Answer[] {
  return questions.map(({ id, link, about }) => ({ criterion: id, value: "met", reason: about === "release" ? "As before." : null, link: link === null ? null : requirement }));
}

/** The failure that something ends with. Throws when it ends well or with anything else. */
export async function failureOf(attempt: Promise<unknown>): Promise<Failure> {
  const ended = await attempt.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in ended && ended.error instanceof Failure) return ended.error;
  throw "error" in ended ? ended.error : new TypeError(`it ended well, with ${JSON.stringify(ended.value)?.slice(0, 200)}`);
}

/** The codes of a verdict's reasons that hold it up. */
export function holding({ verdict: { reasons } }: Pick<GateAnswer, "verdict">): string[] {
  return reasons.filter(({ effect }) => effect !== "note").map(({ code }) => code);
}
