import { describe, expect, it } from "vitest";
import { deploy } from "../workflow/index.ts";
import { junit, source, testOrganisation } from "../workflow/testing.ts";
import { inbox } from "./inbox.ts";

describe("whose turn it is", () => {
  it("passes on: from reviewer to release, to done, and back to the reviewer with a new revision", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const turns = async (handle: "bo" | "chen") => {
      const { load: _, asks: __, ...sections } = await inbox(org.workplace, handle);
      return Object.entries(sections).flatMap(([section, all]) => all.map(({ environment }) => `${section} ${environment ?? "change"}`));
    };
    expect(await turns("bo")).toEqual(["needsMyDecision change"]);
    await org.decide("bo", change);
    expect(await turns("chen")).toEqual(["done change"]);
    await org.gate(change);
    expect(await turns("chen")).toEqual(["needsMyDecision production"]);
    await org.decide("chen", change, { environment: "production" });
    await org.gate(change);
    const commit = org.land();
    for (const stage of ["started", "succeeded"] as const)
      await deploy(org.workplace, "chen", { stage, environment: "production", change, commit, repository: org.repository.path });
    expect(await turns("bo")).toEqual(["done production"]);
    org.repository.checkout("topic");
    org.repository.commit({ [source.path]: `${source.after}// more\n` });
    await org.propose({ base: org.base, change });
    expect(await turns("chen")).toEqual(["needsMyDecision change"]);
  });

  it("B01 R4 begins when what was judged moved: since the new evidence, not since the proposal", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    await org.decide("bo", change);
    org.clock.advance("3h");
    await org.attach(head, [junit({ passed: 9 })]);
    org.clock.advance("1h");
    const { returnedToMe } = await inbox(org.workplace, "bo");
    expect(returnedToMe.map(({ change: { id }, since, waited }) => [id, since, waited])).toEqual([[change, "2026-11-02T12:00:00.000Z", 3_600]]);
  });

  it("says until when, and that it is overdue", async () => {
    await using org = await testOrganisation();
    await org.proposed();
    const [before] = (await inbox(org.workplace, "bo")).needsMyDecision;
    expect([before?.until, before?.overdue]).toEqual(["2026-11-03T09:00:00.000Z", false]);
    org.clock.advance("1d");
    expect((await inbox(org.workplace, "bo")).needsMyDecision[0]?.overdue).toBe(true);
  });
});
