import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { enrolKey, enrolPerson, revokeKey } from "./enrol.ts";
import { exportLedger, verifierKey } from "./export-ledger.ts";
import { failureOf, type TestOrganisation, testKey, testOrganisation } from "./testing.ts";
import { type Verification, verifyFolder } from "./verify.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

let org: TestOrganisation;
let exported: string;
let earlier: string;
let young: string;

beforeAll(async () => {
  org = await testOrganisation();
  earlier = await org.workplace.store.checkpoint();
  young = join(org.scratch, "young");
  cpSync(org.folder, young, { recursive: true });
  org.clock.advance("1h");
  const { change } = await org.released();
  await org.gate(change);
  exported = join(org.scratch, "export");
  await exportLedger(org.workplace, exported);
});
afterAll(async () => await org[Symbol.asyncDispose]());

const paths = () =>
  readdirSync(exported, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(exported.length + 1));

/** What the verifier says of a copy in which something was done. */
async function touched(change: (folder: string) => void, options: Parameters<typeof verifyFolder>[1] = {}): Promise<Verification> {
  const folder = mkdtempSync(join(org.scratch, "copy-"));
  try {
    cpSync(exported, folder, { recursive: true });
    change(folder);
    return await verifyFolder(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const pinned = () => ({ policy: `log ${verifierKey(org.workplace)}\nquorum none\n` });

describe("R2 an export in which anything was touched", () => {
  it("verifies untouched", async () => {
    expect(await touched(() => {}, pinned())).toMatchObject({ ok: true, first: null });
  });

  it("names what is wrong for a bit flipped in any file, wherever it is", async () => {
    const unnoticed: string[] = [];
    for (const path of paths()) {
      const whole = readFileSync(join(exported, path));
      const step = Math.max(1, Math.floor(whole.length / 40));
      for (let at = 0; at < whole.length; at += step) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        writeFileSync(join(exported, path), bytes);
        const found = await outcome(verifyFolder(exported, {}));
        if (found === null || found === "") unnoticed.push(`${path} ${at}`);
      }
      writeFileSync(join(exported, path), whole);
    }
    expect(unnoticed).toEqual([]);
  });

  it("is noticed when any file was cut or grew by one byte; policy.txt may be written in other words", async () => {
    for (const path of paths().filter((each) => each !== "policy.txt")) {
      const whole = readFileSync(join(exported, path));
      for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from("\n")])]) {
        writeFileSync(join(exported, path), bytes);
        expect(await outcome(verifyFolder(exported, {})), `${path} with ${bytes.length} bytes`).toMatch(/./);
      }
      writeFileSync(join(exported, path), whole);
    }
  });

  it("names each file that is gone", async () => {
    for (const path of paths().filter((each) => each !== "policy.txt")) {
      const { ok, first } = await touched((folder) => rmSync(join(folder, path)));
      expect({ ok, first }).toMatchObject({ ok: false, first: { code: expect.stringMatching(/missing/), where: expect.anything() } });
      if (path !== "checkpoint") expect(first?.where).toBe(path);
    }
  });

  it("names a file that was added, in the log or beside it", async () => {
    for (const path of ["tile/0/x001/000", "tile/entries/009", "decisions/d-000000000000/document.json", "keys/more", "note.txt"]) {
      const { ok, first } = await touched((folder) => {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), "x");
      });
      expect({ ok, code: first?.code, where: first?.where }).toEqual({ ok: false, code: "file-added", where: path });
    }
  });

  it("names a decision that stands under another decision's name", async () => {
    const [one = "", other = ""] = readdirSync(join(exported, "decisions"));
    const { first } = await touched((folder) => {
      renameSync(join(folder, "decisions", one), join(folder, "decisions", "aside"));
      renameSync(join(folder, "decisions", other), join(folder, "decisions", one));
      renameSync(join(folder, "decisions", "aside"), join(folder, "decisions", other));
    });
    expect(first).toMatchObject({ code: "signature-wrong", where: expect.stringMatching(/^entry \d+$/) });
  });

  it("names the keyring when a key in it was exchanged, whatever else fits", async () => {
    const [bo] = (await org.workplace.store.read.keys()).filter(({ person }) => person === org.id("bo"));
    const { first } = await touched((folder) => {
      const path = join(folder, "keys", "keyring.json");
      writeFileSync(path, readFileSync(path, "utf8").replace(bo?.publicKey ?? "?", testKey().line));
    });
    expect(first).toEqual({
      code: "file-altered",
      where: "keys/keyring.json",
      sentence: `keys/keyring.json was altered: it does not hold the key ${bo?.fingerprint}, which entry ${bo?.enrolledAt} enrols.`,
    });
  });

  async function outcome(attempt: Promise<Verification>): Promise<string | null> {
    try {
      const { ok, first } = await attempt;
      return ok ? null : `${first?.code} ${first?.where}`;
    } catch (error) {
      if (error instanceof Failure) return error.toString();
      throw error;
    }
  }
});

describe("H02 H23 a note that was kept from before", () => {
  it("is grown from by the ledger that it is of", async () => {
    expect(await verifyFolder(exported, { ...pinned(), previous: earlier })).toMatchObject({ ok: true, consistent: true });
  });

  it("refuses a ledger that was rolled back behind it", async () => {
    const newest = await org.workplace.store.checkpoint();
    const rolled = await copyOfStore();
    expect(await verifyFolder(rolled, { previous: newest })).toMatchObject({ ok: false, consistent: false, first: { code: "rolled-back" } });
  });

  it("refuses a ledger whose history was written anew under the same key", async () => {
    const forked = await copyOfStore(async (workplace) => {
      await workplace.store.append([{ type: "attempt-refused", actor: "system", key: "another history", data: { action: "decide", code: "rewritten", person: null } }]);
      for (let at = workplace.store.size; at < org.workplace.store.size + 3; at++)
        await workplace.store.append([{ type: "attempt-refused", actor: "system", key: `filler ${at}`, data: { action: "decide", code: "filler", person: null } }]);
    });
    const note = await org.workplace.store.checkpoint();
    expect(await verifyFolder(forked, { previous: note })).toMatchObject({ ok: false, consistent: false, first: { code: "history-rewritten" } });
    expect(await verifyFolder(forked, {})).toMatchObject({ ok: true, consistent: null });
  });

  /** An export of what the ledger was after its first note, brought back by its operator who has the key. */
  async function copyOfStore(more: (workplace: Workplace) => Promise<void> = async () => {}): Promise<string> {
    const folder = join(mkdtempSync(join(org.scratch, "back-")), "data");
    cpSync(young, folder, { recursive: true });
    await using workplace = await openWorkplace({ folder, clock: () => org.clock.now, random: (length) => Buffer.alloc(length, 7) });
    await more(workplace);
    await exportLedger(workplace, join(folder, "..", "export"));
    return join(folder, "..", "export");
  }
});

describe("a folder", () => {
  it("that holds no ledger is told so in one sentence, with the way out", async () => {
    const empty = mkdtempSync(join(org.scratch, "empty-"));
    for (const folder of [empty, join(empty, "nothing")]) {
      const failure = await failureOf(verifyFolder(folder, {}));
      expect(failure.code).toBe("bad-input");
      expect(failure.toString()).toBe(`${folder} holds no exported ledger: policy.txt is missing. \`countersign ledger export FOLDER\` writes one; or give --policy FILE.`);
    }
    expect(await verifyFolder(empty, pinned())).toMatchObject({ ok: false, first: { code: "note-missing" } });
  });

  it("is exported again only to a new name", async () => {
    expect(await failureOf(exportLedger(org.workplace, exported))).toMatchObject({ code: "already-exists" });
  });

  it("verifies with a key that ended in the second in which it began, which allowed_signers cannot say", async () => {
    await using short = await testOrganisation();
    const key = testKey();
    await enrolKey(short.workplace, "ada", "bo", key.line);
    await revokeKey(short.workplace, "bo", key.fingerprint);
    const folder = join(short.scratch, "export");
    await exportLedger(short.workplace, folder);
    expect(readFileSync(join(folder, "keys", "allowed_signers"), "utf8")).not.toContain(key.line);
    expect(readFileSync(join(folder, "keys", "keyring.json"), "utf8")).toContain(key.line);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null });
  });

  it("lacks what was erased by law, and verifies all the same", async () => {
    await using erasing = await testOrganisation();
    const { change } = await erasing.released();
    const [decision] = await erasing.facts("decision-made");
    const commitments = ["document", "signature"].flatMap((name) => decision?.commitments[name]?.commitment ?? []);
    const erasure: Draft = { type: "document-erased", actor: "system", key: "erasure", data: { commitments, reason: "request of the person" } };
    await erasing.workplace.store.append([erasure]);
    const folder = join(erasing.scratch, "export");
    await exportLedger(erasing.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, signatures: { checked: 1 } });
    expect((await erasing.gate(change)).verdict.verdict).toBe("allow");
  });
});

it("an export that was made while others recorded is of one size in all its parts", async () => {
  await using busy = await testOrganisation();
  const { change } = await busy.proposed();
  const other = await busy.another();
  const folder = join(busy.scratch, "export");
  const people = Array.from({ length: 8 }, (_, at) => enrolPerson(other, "ada", { handle: `p${at}`, name: `P ${at}`, emails: [], roles: [] }));
  const [{ size }] = await Promise.all([exportLedger(busy.workplace, folder), busy.decide("bo", change), ...people]);
  expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, size });
});
