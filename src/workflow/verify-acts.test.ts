import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policyNamespace } from "../ledger/index.ts";
import { canonicalBytes, type Json } from "../model/canonical.ts";
import type { Draft } from "../model/fact.ts";
import type { SignedAct } from "../model/signing.ts";
import { exportLedger } from "./export-ledger.ts";
import { type Handle, type TestOrganisation, testOrganisation } from "./testing.ts";
import { type Verification, verifyFolder } from "./verify.ts";
import { openWorkplace } from "./workplace.ts";

// Recorded past the room that records them, as whoever has the ledger's key could.

type About = { readonly [name: string]: Json };

const digest = "a".repeat(64);
const project = "payments";
const abouts: { readonly [act in SignedAct]: About } = {
  "document-signed": { signing: "g-1", project, document: "charter", id: "GOV-CHARTER-001", version: "1", digest, reviewBy: null },
  "blueprint-closed": { blueprint: "n-1", project, commit: "1".repeat(40), digest, documents: [] },
  "phase-advanced": { project, phase: "build", checkpoint: "build-exit", after: null, digest },
  "risk-accepted": { risk: "R-1", project, digest, level: "high", until: "2027-01-31" },
};
const acts = Object.keys(abouts) as SignedAct[];

interface Planted {
  /** Who signs; the fact says Bo. */
  readonly by?: Handle;
  /** What the signed document says otherwise than the fact. */
  readonly document?: About;
}

let org: TestOrganisation;
let fingerprints: { readonly [handle: string]: string };
let roles: { readonly [handle: string]: readonly string[] };
let tries = 0;

beforeAll(async () => {
  org = await testOrganisation();
  // Bo signs with an SSH key, and Dora with a passkey.
  roles = Object.fromEntries((await org.workplace.store.read.people()).map((person) => [person.handle, person.roles.slice(0, 1)]));
  fingerprints = { bo: org.keys.get("bo")?.fingerprint ?? "", dora: (await org.enrolPasskey("dora")).fingerprint };
});
afterAll(async () => await org[Symbol.asyncDispose]());

async function draftOf(act: SignedAct, person: Handle, { by = person, document = {} }: Planted): Promise<Draft> {
  const given = { seen: { size: 0, root: "" }, nonce: `${++tries}`, time: "2026-11-02T09:00:00Z", meaning: "approval", printedName: person };
  const bytes = canonicalBytes({
    schema: "countersign/signing/v1",
    ledger: org.workplace.store.identity.origin,
    person: org.id(person),
    act,
    about: aboutOf(act, person),
    ...given,
    ...document,
  });
  const armour = await org.signer(by)(bytes, policyNamespace);
  const told = { document: { mediaType: "application/json", bytes }, signature: { mediaType: "application/x-ssh-signature", bytes: Buffer.from(`${armour.trimEnd()}\n`) } };
  const data = { ...aboutOf(act, person), person: org.id(person), fingerprint: fingerprints[person] };
  return { type: act, actor: org.id(person), key: `act/${tries}`, data, private: told } as unknown as Draft;
}

function aboutOf(act: SignedAct, person: string): About {
  return act === "blueprint-closed" ? abouts[act] : { ...abouts[act], roles: [...(roles[person] ?? [])] };
}

/** Records it into a copy, so that none sees another's. */
async function exported(...drafts: readonly Draft[]): Promise<{ readonly folder: string; readonly index: number; readonly found: Verification }> {
  const [copy, folder] = [`${org.scratch}/copy-${++tries}`, `${org.scratch}/export-${tries}`];
  cpSync(org.folder, copy, { recursive: true });
  await using workplace = await openWorkplace({ folder: copy, clock: () => org.clock.now, random: (length) => Buffer.alloc(length, tries) });
  const places = await workplace.store.append(drafts);
  await exportLedger(workplace, folder);
  return { folder, index: places.at(-1)?.index ?? 0, found: await verifyFolder(folder, {}) };
}

describe.each([
  ["an SSH key", "bo"],
  ["a passkey", "dora"],
] as const)("R54 what was signed with %s", (_, person) => {
  it.each(acts)("verifies from the export alone: %s", async (act) => {
    const { found, index } = await exported(await draftOf(act, person, {}));
    // Out of its order it may stand, as nothing stands before it; its signature holds.
    expect([found.first?.code ?? null, found.signatures.checked]).toEqual([act === "blueprint-closed" ? "no-such-blueprint" : null, 1]);
    expect(index).toBeGreaterThan(0);
  });

  const planted: readonly (readonly [string, Planted])[] = [
    ["somebody else signed it", { by: "chen" }],
    ["it was signed for another ledger", { document: { ledger: "elsewhere.example.com" } }],
    ["another act was signed", { document: { act: "policy-adopted" } }],
    ["something else was signed", { document: { about: { ...abouts["risk-accepted"], level: "low" } } }],
  ];
  it.each(planted)("is named where %s", async (_what, fault) => {
    const { found, index } = await exported(await draftOf("risk-accepted", person, fault));
    expect(found).toMatchObject({ ok: false, first: { code: "signature-wrong", where: `entry ${index}` } });
  });

  it("is named where its signer signed it anew beside the ledger", async () => {
    const { folder, index } = await exported(await draftOf("document-signed", person, {}));
    const [document, signature] = ["document.json", "signature.sig"].map((name) => join(folder, "signings", `${index}`, name)) as [string, string];
    const bytes = canonicalBytes({ ...(JSON.parse(readFileSync(document, "utf8")) as About), printedName: "Somebody" });
    writeFileSync(document, bytes);
    writeFileSync(signature, `${(await org.signer(person)(bytes, policyNamespace)).trimEnd()}\n`);
    expect((await verifyFolder(folder, {})).first).toMatchObject({ code: "file-altered", where: `signings/${index}/document.json` });
  });
});
