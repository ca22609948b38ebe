import { describe, expect, it } from "vitest";
import { recordOverdue } from "../workflow/index.ts";
import { type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { escalationPages } from "./escalation-page.ts";

async function unsure(org: TestOrganisation): Promise<string> {
  const { change } = await org.proposed();
  await org.decide("bo", change, { outcome: "unsure", doubt: "meets-requirement", comment: "Refunds are new to me" });
  return change;
}

describe("escalations", () => {
  it("R33 say whose doubt it was, who holds it now, for how long, and when it is due", async () => {
    await using org = await testOrganisation();
    const change = await unsure(org);
    org.clock.advance("1h");
    expect(await escalationPages(org.workplace, { open: true })).toMatchObject([
      {
        kind: "unsure",
        changeId: change,
        change: { title: "Charge twice" },
        criterion: "meets-requirement",
        by: { name: "Bo Berg" },
        to: "someone qualified for code review",
        holders: [{ name: "Chen Wei" }, { name: "Dora Diaz" }],
        due: "2026-11-02T13:00:00.000Z",
        held: 3_600,
        overdue: false,
        note: "Refunds are new to me",
        resolved: null,
      },
    ]);
    await org.decide("chen", change);
    expect(await escalationPages(org.workplace, { open: true })).toEqual([]);
    expect(await escalationPages(org.workplace, { open: false })).toMatchObject([
      { held: 3_600, overdue: false, holders: [], resolved: { by: { name: "Chen Wei" }, time: "2026-11-02T10:00:00.000Z" } },
    ]);
  });

  it("are overdue after a restart, because the due time is what counts and no timer had to run", async () => {
    await using org = await testOrganisation();
    await unsure(org);
    const overdue = async (workplace = org.workplace) => (await escalationPages(workplace, { open: true })).map((page) => page.overdue);
    org.clock.advance("3h");
    expect(await overdue()).toEqual([false]);
    await org.workplace.close();
    org.clock.advance("1h");
    expect(await overdue(await org.another())).toEqual([true]);
  });

  it("are opened for changes that waited too long, also when nothing ran while it fell due, and once only", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    expect(await recordOverdue(org.workplace)).toBe(0);
    await org.workplace.close();
    org.clock.advance("1d");
    const later = await org.another();
    expect([await recordOverdue(later), await recordOverdue(later)]).toEqual([1, 0]);
    expect(await escalationPages(later, { open: true })).toMatchObject([
      { kind: "overdue", changeId: change, by: null, to: "an engineering lead", holders: [{ name: "Bo Berg" }, { name: "Dora Diaz" }] },
    ]);
  });
});
