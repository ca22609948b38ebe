import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { findPerson } from "../workflow/index.ts";
import { failureOf, testOrganisation } from "../workflow/testing.ts";
import { checkpointOf, listLedger, readEntry, verifierOf, verifyNow } from "./ledger-page.ts";

describe("the ledger as a history", () => {
  it("is read page by page, the newest first, in plain sentences that lead to what they are about", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const all = await listLedger(org.workplace, { limit: 200 });
    expect([all.next, all.items.length, all.size]).toEqual([null, all.size, (await org.ledger()).length]);
    expect(all.items.slice(0, 2).map(({ sentence, about }) => [sentence, about.change])).toEqual([
      [`Chen Wei approved ${change} for production.`, change],
      [`Bo Berg approved ${change}.`, change],
    ]);
    const first = await listLedger(org.workplace, { limit: 3 });
    const second = await listLedger(org.workplace, { limit: 3, before: Number(first.next) });
    expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 6));
    const decisions = await listLedger(org.workplace, { limit: 200, types: ["decision-made"] });
    expect(decisions.items.map(({ type }) => type)).toEqual(["decision-made", "decision-made"]);
  });

  it("opens an entry with its proof, what it rests on, and the private documents by name only", async () => {
    await using org = await testOrganisation();
    await org.released();
    const [decision] = await org.facts("decision-made");
    const entry = await readEntry(org.workplace, decision?.index ?? -1, await findPerson(org.workplace, "chen"));
    expect(entry.proof).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    expect(entry.links.map(({ type }) => type)).toEqual(["change-proposed", "evidence-added", "evidence-added"]);
    expect(entry.documents.map(({ name, available }) => [name, available])).toEqual([
      ["answers", true],
      ["document", true],
      ["signature", true],
    ]);
    expect(JSON.stringify(entry)).not.toContain("PAY-7");
    expect((await failureOf(readEntry(org.workplace, 100_000, await findPerson(org.workplace, "chen")))).code).toBe("not-found");
  });

  it("names what is personal only for the person, an administrator and an auditor, and says how many it withholds", async () => {
    await using org = await testOrganisation();
    const grant = (await org.facts("qualification-granted")).find(({ data }) => data.person === org.id("bo"));
    const seenBy = async (handle: string) => {
      const { documents, withheld } = await readEntry(org.workplace, grant?.index ?? -1, await findPerson(org.workplace, handle));
      return [documents.map(({ name }) => name), withheld];
    };
    expect([await seenBy("ada"), await seenBy("bo"), await seenBy("chen")]).toEqual([
      [["basis"], 0],
      [["basis"], 0],
      [[], 1],
    ]);
  });
});

describe("verify now", () => {
  it("looks at every entry, the database, the views and the order, and says how much it looked at", async () => {
    await using org = await testOrganisation();
    await org.released();
    const { size, root } = await checkpointOf(org.workplace);
    const [one, two] = await Promise.all([verifyNow(org.workplace), verifyNow(org.workplace)]);
    expect(one).toMatchObject({ ok: true, size, root, milliseconds: expect.any(Number) });
    expect(one.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["database", true],
      ["ledger", true],
      ["views", true],
      ["order", true],
    ]);
    expect(two).toBe(one);
    expect((await org.ledger()).length).toBe(size);
  });

  it("H01 names what somebody edited by hand", async () => {
    await using org = await testOrganisation();
    await org.released();
    const file = readdirSync(org.folder).find((name) => name === "ledger.db") ?? "";
    const database = new DatabaseSync(join(org.folder, file));
    database.exec("update decisions set outcome = 'unsure'");
    database.close();
    const { ok, checks } = await verifyNow(org.workplace);
    expect([ok, checks.filter((check) => !check.ok).map(({ name }) => name)]).toEqual([false, ["views"]]);
  });

  it("hands an outsider the key and the signers to check everything without us", async () => {
    await using org = await testOrganisation();
    const { origin, vkey, allowedSigners } = await verifierOf(org.workplace);
    expect([vkey.startsWith(`${origin}+`), allowedSigners.split("\n").filter(Boolean).length]).toEqual([true, 4]);
    expect((await checkpointOf(org.workplace)).note.startsWith(`${origin}\n`)).toBe(true);
  });
});
