import { type ChildProcess, spawn } from "node:child_process";
import { createPrivateKey, hash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { type LogReport, parseVkey, verifyLog } from "../ledger/index.ts";
import type { Draft, PrivateDocument } from "../model/fact.ts";
import { reversalCauses } from "../model/reversal.ts";
import { createInstance, type InstanceOptions, openInstance } from "./instance.ts";
import { Signer } from "./signing.ts";
import type { Store } from "./store.ts";

/** A place with one ledger that several stores can be opened on, as processes would. */
export interface TestBed {
  /** A time that the test moves; milliseconds since the epoch. */
  readonly clock: { now: number };
  /** A scratch folder beside the data. */
  readonly scratch: string;
  /** The checkpoint note that the anchor held when only the founding stood in the ledger. */
  readonly firstNote: string;
  open(options?: Partial<InstanceOptions>): Promise<Store>;
  /** A checkpoint note as whoever holds the ledger's key can sign it. */
  forge(size: number, root: Uint8Array): Promise<string>;
  /** Runs SQL as somebody who got at the database. No store is open meanwhile. */
  edit(sql: string): void;
  /** Keeps the database as it is now; calling what is returned puts it back. No store is open at either time. */
  backUp(): () => void;
  end(): void;
}

export const startOfTime = Date.UTC(2026, 0, 5, 9);

export async function sqliteBed(usual: Partial<InstanceOptions> = {}): Promise<TestBed & { readonly folder: string }> {
  const scratch = mkdtempSync(join(tmpdir(), "countersign-store-"));
  const folder = join(scratch, "data");
  const clock = { now: startOfTime };
  const options: InstanceOptions = { folder, clock: () => clock.now, random: seededRandom("bed") };
  const founded = await createInstance(options, { name: "Northwind Health" });
  await founded.close();
  const file = join(folder, "ledger.db");
  return {
    clock,
    scratch,
    folder,
    firstNote: readFileSync(join(folder, "anchor"), "utf8"),
    forge: async (size, root) => {
      const { vkey } = JSON.parse(readFileSync(join(folder, "instance.json"), "utf8")) as { vkey: string };
      return new Signer(vkey, createPrivateKey(readFileSync(join(folder, "keys", "instance.pem")))).note(size, Buffer.from(root));
    },
    open: (more = {}) => openInstance({ ...options, ...usual, ...more }),
    edit: (sql) => {
      const database = new DatabaseSync(file);
      database.exec(sql);
      database.close();
    },
    backUp: () => {
      const copy = join(scratch, `copy-${readdirSync(scratch).length}.db`);
      // Closed stores leave no write-ahead log, so the file is all there is.
      if (existsSync(`${file}-wal`)) throw new Error("a store is still open");
      copyFileSync(file, copy);
      return () => copyFileSync(copy, file);
    },
    end: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** Starts `kill-child.ts` on a data folder: it appends facts until it is killed, or as many as it is told. */
export function startWriter(folder: string, name: string, facts = Number.POSITIVE_INFINITY): ChildProcess {
  const script = fileURLToPath(new URL("./kill-child.ts", import.meta.url));
  // Forty starts are quicker when each does not compile the program anew.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, "..", "compiled") };
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, folder, name, String(facts)], { stdio: ["ignore", "pipe", "inherit"], env });
}

/** Bytes that are the same in every run, and never the same twice in one. */
export function seededRandom(seed: string): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () => hash("sha256", `${seed} ${count++}`, "buffer"));
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
  };
}

export function text(content: string, mediaType = "text/plain"): PrivateDocument {
  return { mediaType, bytes: Buffer.from(content) };
}

export function json(content: unknown): PrivateDocument {
  return text(JSON.stringify(content), "application/json");
}

export const digest = (seed: string | number): string => hash("sha256", String(seed), "hex");
export const gitId = (seed: string | number): string => digest(seed).slice(0, 40);

export function project(name: string, key = `project/${name}`): Draft {
  return { type: "project-registered", actor: "system", key, data: { project: name, repository: `sha256:${digest(name)}`, branch: "refs/heads/main" } };
}

export function person(id: string, handle: string, emails: readonly string[] = [`${handle}@northwind.example`], key = `person/${id}`): Draft {
  return {
    type: "person-enrolled",
    actor: "system",
    key,
    data: { person: id, kind: "person", roles: ["reviewer"] },
    private: { profile: json({ handle, name: `${handle} of Northwind`, emails }) },
  };
}

export function passkey(id: string, fingerprint: string, credential: unknown): Draft {
  const data = { person: id, fingerprint, kind: "passkey", origin: "https://x.example" } as const;
  return { type: "key-enrolled", actor: id, key: `key/${fingerprint}`, data, private: { publicKey: text("sk-ecdsa AAAA"), credential: json(credential) } };
}

export function login(id: string, personId: string, subject: string): Draft {
  const data = { login: id, person: personId, digest: digest(subject) };
  return { type: "login-linked", actor: "p-9", key: `login/${id}`, data, private: { identity: json({ issuer: "https://id.example", subject }) } };
}

export function token(id: string, secret: string): Draft {
  const data = { token: id, person: "p-a", scopes: ["read", "gate"] as const, hash: digest(secret), until: 99 };
  return { type: "token-issued", actor: "p-1", key: `token/${id}`, data: { ...data, scopes: [...data.scopes] }, private: { label: text("CI of claims") } };
}

export function comment(id: string, changeId: string, content: string): Draft {
  const data = { comment: id, change: changeId, revision: 1, person: "p-1", blob: gitId("blob"), line: 3, side: "head" } as const;
  return { type: "comment-made", actor: "p-1", key: `comment/${id}`, data, private: { comment: json({ path: "src/pay.ts", text: content }) } };
}

/** Verifies an exported tree with the ledger's own verifier. */
export async function verifyFolder(folder: string, vkey: string): Promise<LogReport> {
  const logFile = /^(?:checkpoint$|tile\/)/;
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => relative(folder, join(folder, path)).split(sep).join("/"))
    .filter((path) => logFile.test(path));
  return verifyLog({
    files: { read: async (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : null), list: () => paths },
    keys: [{ key: parseVkey(vkey) }],
    envelopes: "signature",
  });
}

// Random histories. Ids come from small pools, so that facts meet: changed before enrolled, revoked twice, decided on nothing.
const pool = (prefix: string) => fc.integer({ min: 1, max: 3 }).map((number) => `${prefix}-${number}`);
const instant = fc.integer({ min: 0, max: 2_000_000_000_000 });
const index = fc.integer({ min: 0, max: 5 });
const words = fc.array(pool("w"), { maxLength: 3 });
const hex64 = fc.constantFrom(digest(1), digest(2));
const commit = fc.constantFrom(gitId(1), gitId(2));
const profile = fc.oneof(
  fc.record({ handle: pool("h"), name: pool("n"), emails: fc.array(pool("Mail"), { maxLength: 2 }) }).map(json),
  fc.constantFrom(text("not JSON"), json([]), json({ handle: 7 })),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const note = maybe(fc.constant({ note: text("A note") }));

type Body = Pick<Draft, "type" | "data" | "private">;

function bodies(): fc.Arbitrary<unknown> {
  const of = (type: Draft["type"], data: Record<string, fc.Arbitrary<unknown>>, documents: fc.Arbitrary<Draft["private"] | undefined> = fc.constant(undefined)) =>
    fc.tuple(fc.record(data), documents).map(([made, privately]) => ({ type, data: made, ...(privately === undefined ? {} : { private: privately }) }));
  return fc.oneof(
    of("project-registered", { project: pool("project"), repository: pool("repository"), branch: pool("branch") }),
    of("person-enrolled", { person: pool("p"), kind: fc.constantFrom("person", "agent"), roles: words }, maybe(fc.record({ profile }))),
    of("person-changed", { person: pool("p"), roles: words, active: fc.boolean() }, maybe(fc.record({ profile }))),
    of("key-enrolled", { person: pool("p"), fingerprint: pool("SHA256:k"), kind: fc.constantFrom("ssh", "passkey") }, maybe(fc.constant({ publicKey: text("ssh-ed25519 AAAA") }))),
    of(
      "key-enrolled",
      { person: pool("p"), fingerprint: pool("SHA256:k"), kind: fc.constant("passkey"), origin: pool("https://page") },
      maybe(
        fc.record({ credential: fc.oneof(fc.record({ id: pool("i"), transports: words, backedUp: fc.boolean() }).map(json), fc.constantFrom(text("no JSON"), json({ id: 7 }))) }),
      ),
    ),
    of("login-linked", { login: pool("l"), person: pool("p"), digest: hex64 }, maybe(fc.constant({ identity: json({ issuer: "i", subject: "s" }) }))),
    of("login-ended", { login: pool("l"), person: pool("p") }),
    of(
      "token-issued",
      { token: pool("t"), person: pool("p"), scopes: fc.constantFrom(["read"], ["gate", "deploy"]), hash: hex64, until: instant },
      maybe(fc.constant({ label: text("CI") })),
    ),
    of("token-revoked", { token: pool("t"), person: pool("p") }),
    of(
      "comment-made",
      {
        comment: pool("m"),
        change: pool("c"),
        revision: fc.constant(1),
        person: pool("p"),
        blob: nullable(commit),
        line: fc.constant(null),
        side: fc.constantFrom("base", "head", null),
      },
      maybe(fc.constant({ comment: json({ path: null, text: "Why?" }) })),
    ),
    of("comment-resolved", { comment: pool("m"), person: pool("p") }),
    of("key-revoked", { person: pool("p"), fingerprint: pool("SHA256:k") }),
    of(
      "qualification-granted",
      { qualification: pool("q"), person: pool("p"), domain: pool("domain"), grantedBy: pool("p"), from: instant, until: instant },
      maybe(fc.constant({ basis: text("Ten years") })),
    ),
    of("qualification-revoked", { qualification: pool("q") }),
    of(
      "policy-adopted",
      {
        level: fc.constantFrom("organisation", "project"),
        project: nullable(pool("project")),
        version: fc.integer({ min: 1, max: 3 }),
        digest: hex64,
        commit: nullable(commit),
        fingerprint: fc.constant(null),
      },
      fc.constant({ text: text("policy: 1") }),
    ),
    of(
      "evidence-added",
      {
        evidence: pool("e"),
        project: pool("project"),
        commit,
        kind: fc.constantFrom("tests", null),
        format: fc.constantFrom("junit", null),
        state: fc.constantFrom("accepted", "corrupt"),
        producer: pool("ci"),
      },
      fc.constant({ file: text("<x/>"), reading: json({ sha256: "a" }), name: text("report.xml") }),
    ),
    of("decision-withdrawn", { decision: pool("d"), person: pool("p") }),
    of(
      "escalation-opened",
      {
        escalation: pool("x"),
        kind: fc.constantFrom("unsure", "overdue"),
        change: pool("c"),
        decision: nullable(pool("d")),
        criterion: nullable(pool("criterion")),
        level: index,
        to: fc.record({ qualification: nullable(pool("domain")), role: fc.constant(null), not: words }),
        due: instant,
      },
      note,
    ),
    of("escalation-resolved", { escalation: pool("x"), decision: nullable(pool("d")), person: pool("p") }, note),
    of(
      "break-glass-used",
      {
        exception: pool("b"),
        change: pool("c"),
        environment: pool("env"),
        subjectDigest: hex64,
        people: fc.constant([
          { person: "p-1", fingerprint: "SHA256:k-1" },
          { person: "p-2", fingerprint: "SHA256:k-2" },
        ]),
        expires: instant,
      },
      maybe(fc.constant({ reason: text("Fire") })),
    ),
    of(
      "deployment-recorded",
      {
        deployment: pool("y"),
        stage: fc.constantFrom("started", "succeeded"),
        project: pool("project"),
        change: nullable(pool("c")),
        commit,
        environment: pool("env"),
        artifact: fc.constant(null),
        verdict: nullable(index),
      },
      note,
    ),
    of(
      "violation-recorded",
      { violation: pool("v"), kind: fc.constantFrom("late-approval", "policy-bypass"), project: pool("project"), deployment: fc.constant(null), change: nullable(pool("c")) },
      note,
    ),
    of("attempt-refused", { action: pool("decide"), code: pool("not-a-person"), person: nullable(pool("p")) }, note),
    of("re-review-ordered", {
      order: pool("o"),
      sample: fc.constant(null),
      size: index,
      root: fc.constant("cm9vdA=="),
      seed: hex64,
      due: instant,
      asked: fc.array(fc.record({ review: pool("s"), decision: pool("d"), change: pool("c"), person: nullable(pool("p")) }), { minLength: 1, maxLength: 2 }),
    }),
    of(
      "re-review-answered",
      { review: pool("s"), decision: pool("d"), change: pool("c"), person: pool("p"), answer: fc.constantFrom("agrees", "disagrees") },
      maybe(fc.constant({ reason: text("It was read well") })),
    ),
    of("attestation-made", { attestation: pool("a"), item: pool("i"), role: pool("w"), person: pool("p"), until: instant }, maybe(fc.constant({ statement: text("It is so") }))),
    of("deputy-named", { deputyship: pool("y"), person: pool("p"), deputy: pool("p"), from: instant, until: instant }),
    of("deputy-ended", { deputyship: pool("y"), person: pool("p") }),
    ...governanceBodies(of),
    of("views-checked", { size: index, reducer: fc.constant(1), digests: fc.constant({}) }),
    changeBody(),
    decisionBody(),
  );
}

type MakeBody = (type: Draft["type"], data: Record<string, fc.Arbitrary<unknown>>, documents?: fc.Arbitrary<Draft["private"] | undefined>) => fc.Arbitrary<unknown>;

function governanceBodies(of: MakeBody): fc.Arbitrary<unknown>[] {
  const at = { project: pool("project"), person: pool("p") };
  const reason = maybe(fc.constant({ reason: text("It cannot wait") }));
  const document = fc.constantFrom("charter", "risks");
  const item = fc.constantFrom("process", "criteria");
  const signed = { digest: hex64, fingerprint: pool("SHA256:k") };
  const roles = fc.constant(["engineering-lead"]);
  const day = fc.constantFrom("2026-11-02", "2026-11-20");
  return [
    of("blueprint-started", { ...at, blueprint: pool("n"), start: day, end: day }),
    of("blueprint-closed", { ...at, ...signed, documents: fc.constant([]), blueprint: pool("n"), commit }),
    of("blueprint-skipped", at, reason),
    of("blueprint-excepted", { ...at, exception: pool("w"), change: pool("c"), until: instant }, reason),
    of("document-signed", { ...at, ...signed, roles, reviewBy: nullable(day), signing: pool("g"), document, id: pool("GOV"), version: pool("v") }),
    of("document-acknowledged", { ...at, project: nullable(pool("project")), document, version: pool("v"), digest: hex64 }),
    of("tool-review-opened", { review: pool("r"), project: nullable(pool("project")), tool: pool("tool"), model: nullable(pool("m")), items: fc.array(item, { minLength: 1 }) }),
    of("tool-review-item-closed", { review: pool("r"), item, person: pool("p") }),
    of("tool-suspended", { tool: pool("tool"), ...at }, reason),
    of("tool-resumed", { tool: pool("tool"), ...at }, reason),
    of("phase-advanced", { ...at, ...signed, roles, after: nullable(pool("phase")), phase: pool("phase"), checkpoint: pool("k") }),
    of("risk-accepted", { ...at, ...signed, roles, risk: pool("R"), level: pool("level"), until: day }),
    of("escalation-drilled", { ...at, drill: pool("z"), outcome: fc.constantFrom("answered", "unanswered") }),
    of(
      "reversal-recorded",
      {
        ...at,
        reversal: pool("v"),
        change: pool("c"),
        reversed: pool("c"),
        cause: fc.constantFrom(...reversalCauses),
        files: fc.constant(3),
        restored: fc.integer({ min: 0, max: 3 }),
      },
      reason,
    ),
    of("constraint-stated", { reversal: pool("v"), constraint: pool("k"), person: pool("p") }),
    of("effort-recorded", { ...at, effort: pool("f"), checkpoint: pool("k"), minutes: fc.integer({ min: 1, max: 99 }) }),
  ];
}

function changeBody(): fc.Arbitrary<unknown> {
  return fc.record({ change: pool("c"), revision: fc.integer({ min: 1, max: 3 }), head: commit, tier: pool("tier"), types: words }).map((drawn) => change(drawn));
}

function decisionBody(): fc.Arbitrary<unknown> {
  return fc.record({ decision: pool("d"), change: pool("c"), person: pool("p"), outcome: fc.constantFrom("approve", "defer") }).map((drawn) => decision(drawn));
}

/** A change as it is put forward; what is given stands in place of the usual. */
export function change(data: Partial<Extract<Draft, { type: "change-proposed" }>["data"]> = {}): Extract<Draft, { type: "change-proposed" }> {
  return {
    type: "change-proposed",
    actor: "p-1",
    key: `change/${data.change ?? "c-1"}/${data.revision ?? 1}`,
    data: {
      change: "c-1",
      revision: 1,
      project: "project-1",
      repository: "sha256:repository",
      base: gitId("base"),
      head: gitId("head"),
      resultTree: gitId("tree"),
      resultListing: digest("listing"),
      policy: digest("policy"),
      adoptions: [0],
      criteria: digest("criteria"),
      types: ["security"],
      tier: "security",
      origin: { human: 3, ai: 40, mixed: 0, unknown: 2 },
      tools: ["claude-code"],
      contributors: ["p-1"],
      sponsors: ["p-1"],
      proposer: "p-1",
      ...data,
    },
    private: { detail: json({ title: "Check the claim's owner", requirement: "CLM-7" }) },
  };
}

/** A decision as it is recorded; what is given stands in place of the usual. */
export function decision(data: Partial<Extract<Draft, { type: "decision-made" }>["data"]> = {}): Extract<Draft, { type: "decision-made" }> {
  const subject = {
    repository: "sha256:repository",
    change: data.change ?? "c-1",
    base: gitId("base"),
    head: gitId("head"),
    resultTree: gitId("tree"),
    resultListing: digest("listing"),
    policy: digest("policy"),
    criteria: digest("criteria"),
    evidence: digest("evidence"),
    environment: null,
    artifact: null,
  };
  return {
    type: "decision-made",
    actor: data.person ?? "p-2",
    key: `decision/${data.decision ?? "d-1"}`,
    git: { commit: subject.head, tree: subject.resultTree },
    data: {
      decision: "d-1",
      change: subject.change,
      revision: 1,
      person: "p-2",
      outcome: "approve",
      meaning: "approval",
      tier: "security",
      subject,
      subjectDigest: digest("subject"),
      answers: [{ criterion: "rollback-known", value: "met" }],
      doubt: null,
      until: null,
      signature: "ssh",
      fingerprint: "SHA256:k-2",
      ...data,
    },
    private: {
      document: json({ schema: "countersign/decision/v1" }),
      signature: text("-----BEGIN SSH SIGNATURE-----"),
      answers: json([{ criterion: "rollback-known", value: "met", reason: null, link: "CLM-7" }]),
    },
  };
}

/** Drafts of all types but those that need another to exist, in any order and with any ids of small pools. */
export function randomDrafts(maximum: number): fc.Arbitrary<Draft[]> {
  return fc
    .array(bodies(), { minLength: 1, maxLength: maximum })
    .map((made) => made.map((body, place) => ({ actor: "system", ...(body as Body), key: `random/${place}` }) as Draft));
}
