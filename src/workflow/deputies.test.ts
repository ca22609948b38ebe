import { describe, expect, it } from "vitest";
import { escalationPages, inbox, readChange, readDecision, readPerson } from "../reading/index.ts";
import { endDeputy, nameDeputy } from "./deputies.ts";
import { doctor } from "./doctor.ts";
import { deactivate, dutiesOf } from "./duties.ts";
import { changePerson, enrolPerson, revokeQualification } from "./enrol.ts";
import { answerReReview, orderReReview } from "./re-review.ts";
import { failureOf, type Handle, holding, type TestOrganisation, testOrganisation } from "./testing.ts";

const architects = "policy: 1\nversion: 2\nescalation: { unsure: [{ to: { role: architect, qualification: code-review, not: asked }, within: 1d }] }\n";
const unsure = { outcome: "unsure", doubt: "meets-requirement", comment: "I do not know this tariff" } as const;

/** Chen alone is an architect; Bo was unsure about a change, so that it is escalated to Chen. */
async function escalated(): Promise<TestOrganisation & { readonly change: string }> {
  const org = await testOrganisation({ policy: architects });
  await changePerson(org.workplace, "ada", "chen", { roles: ["architect", "reviewer", "release-manager"] });
  const { change } = await org.proposed();
  await org.decide("bo", change, unsure);
  return Object.assign(org, { change });
}

const away = (org: TestOrganisation, deputy: Handle = "dora") => nameDeputy(org.workplace, "chen", { person: "chen", deputy, until: "2026-11-10" });
const mine = async (org: TestOrganisation, who: Handle) => (await inbox(org.workplace, who)).escalatedToMe.map(({ why }) => why);

describe("R105 a deputy", () => {
  it("holds the escalations of whoever is away beside them, says for whom and until when, and no longer", async () => {
    await using org = await escalated();
    expect([await mine(org, "chen"), await mine(org, "dora")]).toEqual([["Somebody was unsure about meets-requirement."], []]);
    await away(org);
    expect(await mine(org, "dora")).toEqual(["Somebody was unsure about meets-requirement. You stand in for Chen Wei until 2026-11-10."]);
    expect(await mine(org, "chen")).toEqual(["Somebody was unsure about meets-requirement."]);
    const [page] = await escalationPages(org.workplace, { open: true });
    expect(page?.holders.map(({ name }) => name)).toEqual(["Chen Wei", "Dora Diaz"]);
    const { verdict } = await org.gate(org.change, { environment: null });
    expect(verdict.headline).toContain("waits for Chen Wei or Dora Diaz");
    const { warnings } = await readChange(org.workplace, "ada", { change: org.change }, { marks: [], opened: [], last: null });
    expect(warnings).toContainEqual({ code: "away", sentence: "Chen Wei is away until 2026-11-10; Dora Diaz stands in." });
    org.clock.now = Date.parse("2026-11-11T00:00:00Z");
    expect(await mine(org, "dora")).toEqual([]);
  });

  it("is told so only where that is what makes it their turn: neither for an approval, nor for what they may resolve themselves", async () => {
    await using org = await testOrganisation();
    await away(org, "bo");
    const first = await org.proposed();
    expect((await inbox(org.workplace, "bo")).needsMyDecision.map(({ why }) => why)).toEqual([expect.not.stringContaining("stand in")]);
    await org.decide("dora", first.change, unsure);
    expect(await mine(org, "bo")).toEqual(["Somebody was unsure about meets-requirement."]);
  });

  it("resolves such an escalation by their own signed decision", async () => {
    await using org = await escalated();
    await org.decide("dora", org.change);
    expect(await escalationPages(org.workplace, { open: true })).toHaveLength(1);
    await away(org);
    await org.decide("dora", org.change);
    expect(await escalationPages(org.workplace, { open: true })).toEqual([]);
    expect((await org.facts("escalation-resolved")).at(-1)?.data.person).toBe(org.id("dora"));
  });

  it("gets no qualification by it: whoever lacks one is not named, and whoever loses one stands in no more where it is asked for", async () => {
    await using org = await escalated();
    await enrolPerson(org.workplace, "ada", { handle: "nils", name: "Nils", emails: [], roles: ["reviewer"] });
    const refused = await failureOf(nameDeputy(org.workplace, "chen", { person: "chen", deputy: "nils", until: "2026-11-10" }));
    expect(refused).toMatchObject({ code: "bad-input", message: "Nils is not qualified for code-review, security, compliance, and standing in gives no qualification." });
    await away(org);
    const held = await org.workplace.store.read.qualifications();
    await revokeQualification(org.workplace, "ada", held.find(({ person, domain }) => person === org.id("dora") && domain === "code-review")?.id ?? "");
    expect(await mine(org, "dora")).toEqual([]);
  });

  it("who is not as qualified any more stands in nowhere, not even where a role alone is asked for", async () => {
    await using org = await testOrganisation({ policy: architects.replace("qualification: code-review, ", "") });
    await changePerson(org.workplace, "ada", "chen", { roles: ["architect", "reviewer"] });
    const { change } = await org.proposed();
    await org.decide("bo", change, unsure);
    await away(org);
    expect(await mine(org, "dora")).toHaveLength(1);
    const held = await org.workplace.store.read.qualifications();
    await revokeQualification(org.workplace, "ada", held.find(({ person, domain }) => person === org.id("dora") && domain === "security")?.id ?? "");
    expect(await mine(org, "dora")).toEqual([]);
  });

  it("fills no place that asks for a role which they do not hold: the gate knows no deputies there", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change);
    await nameDeputy(org.workplace, "chen", { person: "chen", deputy: "bo", until: "2026-11-10" });
    await org.decide("bo", change, { environment: "production" });
    expect(holding(await org.gate(change))).toContain("approval-missing");
  });

  it("answers a second look for whoever was asked and is away, unless they approved it themselves", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change);
    const [decision] = await org.workplace.store.read.decisions(change);
    const [asked] = await orderReReview(org.workplace, "bo", { decision: decision?.id ?? "" }, org.clock.now + 86_400_000);
    const [who, other] = asked?.person === org.id("chen") ? (["chen", "dora"] as const) : (["dora", "chen"] as const);
    const agrees = { answer: "agrees", reason: "It holds." } as const;
    const { id } = await nameDeputy(org.workplace, who, { person: who, deputy: "bo", until: "2026-11-10" });
    expect((await inbox(org.workplace, "bo")).asks).toEqual([]);
    expect((await failureOf(answerReReview(org.workplace, "bo", asked?.id ?? "", agrees))).code).toBe("refused");
    await endDeputy(org.workplace, who, id);
    await nameDeputy(org.workplace, who, { person: who, deputy: other, until: "2026-11-10" });
    expect((await inbox(org.workplace, other)).asks.map(({ why }) => why)).toEqual([expect.stringContaining("You stand in for")]);
    expect((await readDecision(org.workplace, decision?.id ?? "")).reReviews).toMatchObject([{ person: { id: org.id(who) }, deputies: [{ id: org.id(other) }] }]);
    expect(await answerReReview(org.workplace, other, asked?.id ?? "", agrees)).toMatchObject({ person: org.id(who), answered: { by: org.id(other) } });
  });
});

describe("R105 naming a deputy", () => {
  it("R5 is for the person and administrators; others and agents are refused, and an agent stands in for nobody", async () => {
    await using org = await testOrganisation();
    const chen = { person: "chen", deputy: "dora", until: "2026-11-10" };
    for (const who of ["bo", "dora", "robin"]) expect((await failureOf(nameDeputy(org.workplace, who, chen))).code).toBe("refused");
    expect((await failureOf(nameDeputy(org.workplace, "chen", { ...chen, deputy: "robin" }))).code).toBe("refused");
    expect(await nameDeputy(org.workplace, "ada", chen)).toMatchObject({ person: org.id("chen"), deputy: org.id("dora"), namedBy: org.id("ada") });
  });

  it("has a last day that is still to come, within a year, one deputy at a time, and another person", async () => {
    await using org = await testOrganisation();
    const name = (given: object) => nameDeputy(org.workplace, "chen", { person: "chen", deputy: "dora", until: "2026-11-10", ...given });
    for (const wrong of [{ until: "2026-11-01" }, { until: "2028-01-01" }, { from: "2026-11-11" }, { until: "2026-02-31" }, { deputy: "chen" }])
      expect((await failureOf(name(wrong))).code).toBe("bad-input");
    await name({});
    expect((await failureOf(name({ deputy: "bo", from: "2026-11-10", until: "2026-11-12" }))).code).toBe("already-exists");
    await name({ deputy: "bo", from: "2026-11-11", until: "2026-11-12" });
    expect((await readPerson(org.workplace, "chen")).deputyships.map(({ deputy, state }) => [deputy.name, state])).toEqual([
      ["Bo Berg", "not-yet"],
      ["Dora Diaz", "stands-in"],
    ]);
  });

  it("A16 is not one in a circle, and a deputy's own deputy stands in for nobody but the deputy", async () => {
    await using org = await escalated();
    await nameDeputy(org.workplace, "dora", { person: "dora", deputy: "chen", until: "2026-11-10" });
    expect(await failureOf(away(org))).toMatchObject({ code: "already-exists", message: "Dora Diaz is away at that time, and in the end Chen Wei stands in for them." });
    await nameDeputy(org.workplace, "chen", { person: "chen", deputy: "dora", from: "2026-11-11", until: "2026-11-12" });
  });

  it("is ended before its day by either of the two or an administrator, once", async () => {
    await using org = await testOrganisation();
    const { id } = await away(org);
    expect((await failureOf(endDeputy(org.workplace, "bo", id))).code).toBe("refused");
    await endDeputy(org.workplace, "dora", id);
    expect((await failureOf(endDeputy(org.workplace, "chen", id))).code).toBe("already-exists");
    expect((await readPerson(org.workplace, "dora")).deputyships).toMatchObject([{ state: "ended" }]);
    expect((await doctor(org.workplace)).checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each(["chen", "dora"] as const)("is listed and ended when %s is taken out of service", async (leaving) => {
    await using org = await testOrganisation();
    const { id } = await away(org);
    expect((await dutiesOf(org.workplace, leaving)).deputyships).toMatchObject([{ id }]);
    await deactivate(org.workplace, "ada", leaving);
    expect((await org.facts("deputy-ended")).map(({ data }) => data.deputyship)).toEqual([id]);
    expect((await dutiesOf(org.workplace, leaving)).deputyships).toEqual([]);
  });
});
