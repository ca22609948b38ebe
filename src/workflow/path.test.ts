import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionNamespace, policyNamespace } from "../ledger/index.ts";
import { type Prepared, type Recorded, recordDecision } from "./decide.ts";
import { type Deployed, deploy } from "./deploy.ts";
import { enrolKey, revokeKey } from "./enrol.ts";
import { exportLedger, proofOf, showLedger, verifierKey } from "./export-ledger.ts";
import type { GateAnswer } from "./gate.ts";
import { propose } from "./propose.ts";
import { makeSampleKey, sampleSigner } from "./sample/keys.ts";
import { requirement, source, type TestOrganisation, testOrganisation } from "./testing.ts";
import { verifyFolder, verifyReceipt } from "./verify.ts";

// One change on its way from the first line to production. Bo signs with a key that ssh-keygen made.

let org: TestOrganisation;
let change: string;
let head: string;
let prepared: Prepared;
let reviewed: Recorded;
let released: Recorded;
let allowed: GateAnswer;
let started: Deployed;
let exported: string;
const before: string[] = [];

const keyFile = () => join(org.scratch, "bo");
const at = (instant: number) => `${new Date(instant).toISOString().slice(0, 19).replace(/\D/g, "")}Z`;

beforeAll(async () => {
  org = await testOrganisation();
  const first = (await org.workplace.store.read.keys()).find(({ person }) => person === org.id("bo"));
  await enrolKey(org.workplace, "ada", "bo", await makeSampleKey(keyFile(), "bo"));
  await revokeKey(org.workplace, "bo", first?.fingerprint ?? "");
  org.clock.advance("1h");
  ({ change, head } = await org.proposed());
  before.push((await org.gate(change)).verdict.verdict);
  prepared = await org.prepare("bo", change);
  reviewed = await recordDecision(org.workplace, prepared, await sampleSigner(keyFile())(prepared.bytes, prepared.namespace));
  before.push((await org.gate(change)).verdict.verdict);
  released = await org.decide("chen", change, { environment: "production" });
  allowed = await org.gate(change);
  started = await deploy(org.workplace, "chen", { stage: "started", environment: "production", change });
  org.clock.advance("10m");
  await deploy(org.workplace, "chen", { stage: "succeeded", environment: "production" });
  org.clock.advance("1h");
  await revokeKey(org.workplace, "bo", (await org.workplace.store.read.keys()).findLast(({ person }) => person === org.id("bo"))?.fingerprint ?? "");
  exported = join(org.scratch, "export");
  await exportLedger(org.workplace, exported);
});
afterAll(async () => await org[Symbol.asyncDispose]());

describe("the whole path of a change", () => {
  it("R4 R26 waits until the last signature, then allows with a receipt, and the deployment names the allow that it relied on", async () => {
    expect(before).toEqual(["wait", "wait"]);
    expect(reviewed.verdict).toMatchObject({ verdict: "allow", environment: null });
    expect(released.verdict).toMatchObject({ verdict: "allow", environment: "production" });
    expect(allowed.verdict).toMatchObject({ verdict: "allow", headline: "Allowed for production: approved by Bo Berg and Chen Wei, and every criterion holds." });
    expect(allowed.receipt?.until).toBe("2026-11-03T10:00:00.000Z");
    expect(started).toMatchObject({ verdict: allowed.index, violation: null });
  });

  it("R1 R84 can be read from the deployment back to who approved it, when, by which policy, with which answers", async () => {
    const { read } = org.workplace.store;
    const [deployment] = await read.deployments({ environment: "production" });
    expect(deployment?.stages.map(({ stage, actor }) => [stage, actor])).toEqual([
      ["started", org.id("chen")],
      ["succeeded", org.id("chen")],
    ]);
    const verdict = (await read.verdicts(change)).find(({ index }) => index === deployment?.verdict);
    const decisions = await Promise.all((verdict?.decisions ?? []).map((index) => read.fact(index)));
    expect(decisions.map((fact) => fact?.type === "decision-made" && [fact.data.person, fact.data.subject.environment, fact.data.subject.policy === verdict?.policy])).toEqual([
      [org.id("bo"), null, true],
      [org.id("chen"), "production", true],
    ]);
    expect((await read.decisions(change))[0]?.answers).toEqual([{ criterion: "meets-requirement", value: "met", reason: null, link: requirement }]);
  });

  it("R24 shows printed name, time with zone and meaning in the text that was signed", () => {
    expect(prepared.text.split("\n").slice(0, 7)).toEqual([
      "I approve this change.",
      "",
      "Signed by:   Bo Berg",
      "Time:        2026-11-02T10:00:00.000Z",
      "Meaning:     approval",
      `Change:      ${change} of payments`,
      "Title:       Charge twice",
    ]);
    expect(prepared.text).toContain(`  meets-requirement: met (${requirement})`);
  });

  it("is told in the ledger in plain sentences", async () => {
    const lines = (await showLedger(org.workplace, { from: (await org.facts("change-proposed"))[0]?.index })).map(({ sentence }) => sentence);
    expect(lines).toEqual([
      `Ada Author put ${change} forward, revision 1, tier business-logic.`,
      `Ada Author added evidence for ${head.slice(0, 12)}: tests, accepted.`,
      `Ada Author added evidence for ${head.slice(0, 12)}: coverage, accepted.`,
      `The gate of production said wait to ${change}.`,
      `Bo Berg approved ${change}.`,
      `The gate of production said wait to ${change}.`,
      `Chen Wei approved ${change} for production.`,
      `The gate of production said allow to ${change}.`,
      `The deployment ${started.deployment} to production started.`,
      `The deployment ${started.deployment} to production succeeded.`,
      expect.stringMatching(/^Bo Berg revoked the key SHA256:\S+ of Bo Berg\.$/),
    ]);
  });
});

describe("the receipt of an allow", () => {
  const verify = (proof: string, envelope: string) => verifyReceipt({ proof, envelope, vkey: verifierKey(org.workplace) });

  it("verifies offline with the ledger's key alone", async () => {
    const { proof = "", envelope = "" } = allowed.receipt ?? {};
    expect(await verify(proof, envelope)).toMatchObject({ ok: true, first: null, trusted: "pinned", size: allowed.index + 1, signatures: { checked: 1 } });
    const statement = JSON.parse(Buffer.from(JSON.parse(envelope).payload, "base64").toString("utf8"));
    expect(statement.predicate).toMatchObject({ verificationResult: "PASSED", verifiedLevels: ["COUNTERSIGN_ALLOW", "SLSA_SOURCE_TWO_PARTY_REVIEWED"] });
  });

  it("H04 does not verify with any one bit of any byte flipped", async () => {
    const { proof = "", envelope = "" } = allowed.receipt ?? {};
    const passed: string[] = [];
    const flipped = (text: string, position: number) => {
      const bytes = Buffer.from(text);
      bytes[position] = (bytes[position] ?? 0) ^ (1 << (position % 8));
      return bytes.toString("latin1");
    };
    for (let position = 0; position < Buffer.byteLength(proof); position++)
      if (await verifies(flipped(Buffer.from(proof).toString("utf8"), position), envelope)) passed.push(`proof ${position}`);
    for (let position = 0; position < Buffer.byteLength(envelope); position++) if (await verifies(proof, flipped(envelope, position))) passed.push(`envelope ${position}`);
    expect(passed).toEqual([]);
  });

  it("does not verify for a wait, for another ledger's key, or with another entry's envelope", async () => {
    const waited = await proofOf(org.workplace, (await org.facts("verdict-given"))[0]?.index ?? 0);
    expect(await verify(waited.proof, waited.envelope)).toMatchObject({ ok: false, first: { sentence: "The envelope is no allow: its verification result is FAILED." } });
    const { proof = "", envelope = "" } = allowed.receipt ?? {};
    expect((await verify(proof, waited.envelope)).ok).toBe(false);
    await using other = await testOrganisation({ anew: true });
    expect((await verifyReceipt({ proof, envelope, vkey: verifierKey(other.workplace) })).ok).toBe(false);
  });

  async function verifies(proof: string, envelope: string): Promise<boolean> {
    try {
      return (await verify(proof, envelope)).ok;
    } catch (error) {
      if (error instanceof Error && error.name === "Failure") return false;
      throw error;
    }
  }
});

describe("stock ssh-keygen over what was exported", () => {
  function verify({
    text,
    signature,
    namespace = decisionNamespace,
    person = org.id("bo"),
    time = at(Date.parse(prepared.document.time)),
  }: Partial<Record<string, string>> = {}): boolean {
    const folder = join(exported, "decisions", prepared.document.id);
    const file = signature ?? join(folder, "signature.sig");
    const args = ["-Y", "verify", "-n", namespace, "-f", join(exported, "keys", "allowed_signers"), "-I", person, "-s", file, `-Overify-time=${time}`];
    return spawnSync("ssh-keygen", args, { input: text ?? readFileSync(join(folder, "document.json")) }).status === 0;
  }

  it("R6 R32 says good to the decision document, its signature and the generated allowed_signers, at the time of the decision", () => {
    expect(verify()).toBe(true);
  });

  it("says no to another namespace, another text, another person, and to a time after the revocation or before the enrolment", () => {
    const text = readFileSync(join(exported, "decisions", prepared.document.id, "document.json"), "utf8");
    expect(verify({ namespace: "git" })).toBe(false);
    expect(verify({ namespace: policyNamespace })).toBe(false);
    expect(verify({ text: text.replace('"approve"', '"unsure"') })).toBe(false);
    expect(verify({ person: org.id("chen") })).toBe(false);
    expect(verify({ time: at(org.clock.now + 60_000) })).toBe(false);
    expect(verify({ time: at(Date.parse("2026-11-01T09:00:00Z")) })).toBe(false);
  });

  it("says good to decisions that our own signer made, too", () => {
    const folder = join(exported, "decisions", released.document);
    expect(verify({ text: readFileSync(join(folder, "document.json"), "utf8"), signature: join(folder, "signature.sig"), person: org.id("chen") })).toBe(true);
  });
});

it("the export of it all verifies, also when its key is pinned", async () => {
  const size = org.workplace.store.size;
  expect(await verifyFolder(exported, {})).toMatchObject({
    ok: true,
    first: null,
    trusted: "self",
    size,
    entries: size,
    signatures: { checked: 2 },
    order: { problems: [] },
    consistent: null,
  });
  expect(await verifyFolder(exported, { policy: `log ${verifierKey(org.workplace)}\nquorum none\n` })).toMatchObject({ ok: true, trusted: "pinned" });
});

it("the path of the README's example works on a checkout too: a working tree changes nothing", async () => {
  const clone = join(org.scratch, "clone");
  mkdirSync(clone);
  execFileSync("git", ["clone", "--quiet", "--branch", "topic", org.repository.path, clone], { stdio: "pipe" });
  writeFileSync(join(clone, source.path), "not committed\n");
  const again = await propose(org.workplace, "ada", { repository: join(clone, "src"), base: org.base, head: "HEAD", requirement, declared: "none", change });
  expect(again).toMatchObject({ change, revision: 2, report: { head, origin: { human: 2 } } });
});
