import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseSshKeyLine, verifySshSignature } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import type { Key } from "../model/people.ts";
import { Values } from "./command.ts";
import { readSettings } from "./settings.ts";
import { signerFor } from "./ssh.ts";
import { commands } from "./table.ts";
import { testFolder, testIo } from "./testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const ana = { id: "p-000000000001", handle: "ana", name: "Ana Costa" };
const message = Buffer.from("what is signed");

function makeKey(...path: string[]): { file: string; key: Key } {
  const file = join(root, ...path);
  mkdirSync(dirname(file), { recursive: true });
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
  const { fingerprint, line } = parseSshKeyLine(readFileSync(`${file}.pub`, "utf8").trim());
  return { file, key: { fingerprint, person: ana.id, publicKey: line, kind: "ssh", enrolledAt: 1, revokedAt: null } };
}

async function signer(keys: readonly Key[], named: string | null, data = join(root, "data")) {
  const [entry] = commands;
  if (entry === undefined) throw new Error("the table is empty");
  const io = testIo({ folder: root });
  const call = { entry, io, settings: await readSettings({ data }, io), json: false, values: new Values(new Map()), say: () => {} };
  return await signerFor(call, ana, keys, named);
}

const failureOf = async (keys: readonly Key[], named: string | null) => {
  const found: unknown = await signer(keys, named, join(root, "none")).catch((error: unknown) => error);
  if (found instanceof Failure) return found;
  throw new Error("a signer was found");
};

function accepts(armour: string, key: Key, namespace: string): boolean {
  return verifySshSignature({ message, armour, namespace, acceptedKeys: [parseSshKeyLine(key.publicKey)] }).ok;
}

describe("signing with ssh-keygen", () => {
  const named = makeKey("named");
  const sample = makeKey("data/organisation/keys/people/ana");

  it("signs with the key that is named, by its private or its public file", async () => {
    for (const file of [named.file, `${named.file}.pub`]) {
      const armour = await (await signer([named.key], file))(message, "decision@countersign");
      expect([accepts(armour, named.key, "decision@countersign"), accepts(armour, named.key, "policy@countersign")]).toEqual([true, false]);
    }
  });

  it("finds the key of the data folder when none is named", async () => {
    expect(accepts(await (await signer([named.key, sample.key], null))(message, "n"), sample.key, "n")).toBe(true);
  });

  it("refuses a key that is not enrolled to the person, or no longer", async () => {
    const others: Key[] = [
      { ...named.key, person: "p-000000000002" },
      { ...named.key, revokedAt: 7 },
    ];
    for (const key of others) {
      const failure = await failureOf([key], named.file);
      expect([failure.code, failure.message]).toEqual(["refused", `The key ${named.key.fingerprint} is not enrolled to Ana Costa.`]);
      expect(failure.hint).toContain(`countersign keys add ana ${named.file}.pub`);
    }
  });

  it("says what is missing when there is no key, or no such file", async () => {
    expect((await failureOf([named.key], null)).code).toBe("refused");
    expect((await failureOf([named.key], join(root, "absent"))).code).toBe("not-found");
  });

  it("signs nothing without a terminal to ask for the passphrase at", async () => {
    const locked = makeKey("locked");
    execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "a passphrase", "-f", locked.file]);
    const sign = await signer([locked.key], locked.file);
    const before = process.env["SSH_ASKPASS_REQUIRE"];
    process.env["SSH_ASKPASS_REQUIRE"] = "force";
    process.env["SSH_ASKPASS"] = "/bin/false";
    try {
      await expect(sign(message, "n")).rejects.toMatchObject({ code: "signature-invalid" });
    } finally {
      if (before === undefined) delete process.env["SSH_ASKPASS_REQUIRE"];
      else process.env["SSH_ASKPASS_REQUIRE"] = before;
      delete process.env["SSH_ASKPASS"];
    }
  });

  it("takes no file for a key that holds none", async () => {
    const file = join(root, "notes.txt");
    writeFileSync(file, "not a key\n");
    expect((await failureOf([named.key], file)).code).toBe("bad-input");
  });
});
