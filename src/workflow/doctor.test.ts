import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { doctor } from "./doctor.ts";
import { enrolPerson } from "./enrol.ts";
import { type TestOrganisation, testOrganisation } from "./testing.ts";

/** What doctor finds wrong. */
async function troubles(org: TestOrganisation): Promise<string[]> {
  return (await doctor(org.workplace)).checks.filter(({ ok }) => !ok).map(({ name, sentence }) => `${name}: ${sentence}`);
}

function edit(org: TestOrganisation, sql: string, ...values: (string | number)[]): void {
  const file = readdirSync(org.folder).find((name) => /\.(?:sqlite3?|db)$/.test(name)) ?? "";
  const database = new DatabaseSync(join(org.folder, file));
  try {
    expect(Number(database.prepare(sql).run(...values).changes)).toBeGreaterThan(0);
  } finally {
    database.close();
  }
}

describe("doctor", () => {
  it("finds an organisation at work sound, and says what it looked at", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    const { checks } = await doctor(org.workplace);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(["node", "git", "key", "database", "ledger", "views", "order", "policy", "clock", "people"]);
    expect(checks.find(({ name }) => name === "people")?.sentence).toBe("All 4 people can sign.");
  });

  it("looks at the installation where there is no data folder yet", async () => {
    const { checks } = await doctor(null);
    expect(checks.at(-1)).toEqual({ name: "data folder", ok: true, sentence: "There is none yet.", mend: "countersign init" });
  });

  it("A23 H01 names the view and the row that somebody edited by hand; the mend is one command, and it mends", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change, { outcome: "request-changes", comment: "No" });
    const [decision] = await org.workplace.store.read.decisions(change);
    edit(org, "update decisions set outcome = 'approve' where id = ?", decision?.id ?? "");
    const { checks } = await doctor(org.workplace);
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      { name: "views", ok: false, sentence: `The view decisions differs from what the ledger gives, first at ${decision?.id}.`, mend: "countersign doctor --rebuild-views" },
    ]);
    await org.workplace.store.rebuildViews();
    expect(await troubles(org)).toEqual([]);
  });

  it("H01 notices a qualification that was slipped into the views", async () => {
    await using org = await testOrganisation();
    edit(org, "update qualifications set until_at = ? where person = ?", 9_999_999_999_999, org.id("bo"));
    expect((await troubles(org)).map((line) => line.split(",")[0])).toEqual(["views: The view qualifications differs from what the ledger gives"]);
  });

  it("says who cannot sign, and that the clock runs behind the ledger", async () => {
    await using org = await testOrganisation();
    await enrolPerson(org.workplace, "ada", { handle: "eve", name: "Eve Ek", emails: [], roles: [] });
    org.clock.advance("1d");
    await enrolPerson(org.workplace, "ada", { handle: "finn", name: "Finn Fa", emails: [], roles: [], kind: "agent" });
    org.clock.now -= 86_400_000;
    const people = (await doctor(org.workplace)).checks.find(({ name }) => name === "people");
    expect(people?.mend).toMatch(/^With a passkey: .*`countersign serve`.*`countersign keys add PERSON FILE\.pub`/);
    expect(await troubles(org)).toEqual(["clock: The clock is 86400 s behind the newest entry.", "people: Eve Ek cannot sign: no key is enrolled."]);
  });

  it("H01 names the entry of the ledger that somebody edited by hand, with views that fit it", async () => {
    await using org = await testOrganisation();
    await org.released();
    const [first] = await org.facts("decision-made");
    const leaf = await org.workplace.store.read.leaf(first?.index ?? 0);
    const envelope = JSON.parse(Buffer.from(leaf?.leaf ?? []).toString("utf8"));
    const forged = Buffer.from(envelope.payload, "base64").toString("utf8").replace('"outcome":"approve"', '"outcome":"unsure"');
    editLeaf(org, first?.index ?? 0, Buffer.from(JSON.stringify({ ...envelope, payload: Buffer.from(forged).toString("base64") })));
    await org.workplace.store.rebuildViews();
    const { checks } = await doctor(org.workplace);
    expect(checks.find(({ name }) => name === "views")?.ok).toBe(true);
    expect(checks.find(({ name }) => name === "ledger")).toMatchObject({ ok: false, sentence: expect.stringContaining(`ntry ${first?.index}`) });
  });

  function editLeaf(org: TestOrganisation, index: number, bytes: Uint8Array): void {
    const file = readdirSync(org.folder).find((name) => /\.(?:sqlite3?|db)$/.test(name)) ?? "";
    const database = new DatabaseSync(join(org.folder, file));
    database.prepare("update leaves set leaf = ? where idx = ?").run(bytes, index);
    database.close();
  }
});
