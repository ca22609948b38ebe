import { describe, expect, it } from "vitest";
import { checklistOf, inbox } from "../reading/index.ts";
import { attest } from "./attest.ts";
import { doctor } from "./doctor.ts";
import { enrolPerson } from "./enrol.ts";
import { failureOf, type TestOrganisation, testOrganisation } from "./testing.ts";

async function item(org: TestOrganisation, id = "signals-talked-about") {
  return (await checklistOf(org.workplace, "engineering-lead")).items.find((each) => each.id === id);
}

const asked = async (org: TestOrganisation, who: string) => (await inbox(org.workplace, who)).asks.map(({ kind, id, overdue }) => `${kind} ${id}${overdue ? " overdue" : ""}`);

describe("R104 what no record can show", () => {
  it("is open until somebody attests it, holds for its period with who said what, and is open again after it", async () => {
    await using org = await testOrganisation();
    expect(await item(org)).toMatchObject({ done: false, state: "Nobody has attested it yet; it is due 2026-12-02.", attestation: { last: null, overdue: false } });
    org.clock.advance("1d");
    await attest(org.workplace, "bo", "signals-talked-about", "In the retrospective of this week.");
    expect(await item(org)).toMatchObject({
      done: true,
      state: "Bo Berg attested it on 2026-11-03; the next one is due 2026-12-03.",
      attestation: { last: { by: { name: "Bo Berg" }, statement: "In the retrospective of this week." }, due: "2026-12-03T09:00:00.000Z", overdue: false },
    });
    org.clock.advance("30d");
    expect(await item(org)).toMatchObject({ done: false, attestation: { overdue: true, last: { by: { name: "Bo Berg" } } } });
    await attest(org.workplace, "dora", "signals-talked-about", "Again, with the new people.");
    expect(await item(org)).toMatchObject({ done: true, attestation: { last: { by: { name: "Dora Diaz" } } } });
    expect((await org.facts("attestation-made")).map(({ data }) => data.person)).toEqual([org.id("bo"), org.id("dora")]);
  });

  it("is in the turn of everybody who holds the role from a week before it is due, and of nobody once it is attested", async () => {
    await using org = await testOrganisation();
    org.clock.advance("22d");
    expect(await asked(org, "bo")).toEqual([]);
    org.clock.advance("1d");
    for (const lead of ["bo", "dora"]) expect(await asked(org, lead)).toEqual(["attestation signals-talked-about"]);
    org.clock.advance("7d");
    for (const lead of ["bo", "dora"]) expect(await asked(org, lead)).toEqual(["attestation signals-talked-about overdue"]);
    for (const other of ["chen", "ada"]) expect(await asked(org, other)).toEqual([]);
    await attest(org.workplace, "bo", "signals-talked-about", "Done.");
    for (const lead of ["bo", "dora"]) expect(await asked(org, lead)).toEqual([]);
  });

  it("R5 is attested by a holder of its role alone: no other person, no agent, and the attempt is recorded", async () => {
    await using org = await testOrganisation();
    await enrolPerson(org.workplace, "ada", { handle: "olga", name: "Olga", emails: [], roles: ["auditor"] });
    for (const who of ["chen", "ada", "olga", "robin"]) {
      const { size } = org.workplace.store;
      expect(await failureOf(attest(org.workplace, who, "signals-talked-about", "Done."))).toMatchObject({ code: "refused" });
      expect((await org.workplace.store.read.fact(size))?.type).toBe("attempt-refused");
    }
    expect(await failureOf(attest(org.workplace, "bo", "signals-talked-about", " "))).toMatchObject({ code: "bad-input" });
    expect(await failureOf(attest(org.workplace, "bo", "everything-is-fine", "Done."))).toMatchObject({ code: "not-found" });
    expect(await org.facts("attestation-made")).toEqual([]);
  });

  it("folds from the ledger again", async () => {
    await using org = await testOrganisation();
    await attest(org.workplace, "ada", "restore-tried", "Put back on the spare machine.");
    expect((await doctor(org.workplace)).checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});
