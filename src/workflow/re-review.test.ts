import { hash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Frontier } from "../ledger/index.ts";
import { escalationPages } from "../reading/escalation-page.ts";
import { inbox, listReReviews, measureRows, measures, readDecision } from "../reading/index.ts";
import { doctor } from "./doctor.ts";
import { enrolPerson, qualify, revokeQualification } from "./enrol.ts";
import { exportLedger, verifierKey } from "./export-ledger.ts";
import { answerReReview, orderReReview } from "./re-review.ts";
import { failureOf, type Handle, type TestOrganisation, testOrganisation } from "./testing.ts";
import { verifyFolder } from "./verify.ts";

const day = 86_400_000;

/** Several changes, each approved by Bo, whose decisions are named in the order of the ledger. */
async function approvals(org: TestOrganisation, count: number): Promise<{ readonly change: string; readonly decision: string }[]> {
  const made = [];
  for (let number = 0; number < count; number++) {
    const branch = `topic-${number}`;
    const head = org.commitChange(branch, `export const fee = ${number + 2};\n`, `Charge ${number + 2}`);
    const { change } = await org.propose({ head: `refs/heads/${branch}` });
    await org.attach(head);
    await org.decide("bo", change);
    made.push({ change, decision: (await org.workplace.store.read.decisions(change))[0]?.id ?? "" });
  }
  return made;
}

const sample = (org: TestOrganisation, count: number, project: string | null = null) => ({ sample: { since: org.clock.now - day, until: org.clock.now + 1, project, count } });
const due = (org: TestOrganisation) => org.clock.now + 7 * day;

async function one(org: TestOrganisation) {
  const [approved] = await approvals(org, 1);
  if (approved === undefined) throw new TypeError("nothing was approved");
  const [asked] = await orderReReview(org.workplace, "bo", { decision: approved.decision }, due(org));
  const handle = (["chen", "dora"] as const).find((each) => org.id(each) === asked?.person);
  if (asked === undefined || handle === undefined) throw new TypeError("neither Chen nor Dora was asked");
  return { ...approved, asked, handle, other: handle === "chen" ? ("dora" as const) : ("chen" as const) };
}

describe("R35 a second look at a sample", () => {
  it("is drawn by the ledger, so that a stranger who has only its facts draws the same", async () => {
    await using org = await testOrganisation();
    await approvals(org, 5);
    await orderReReview(org.workplace, "dora", sample(org, 2), due(org));
    // All that a stranger has: the entries.
    const facts = await org.ledger();
    const order = facts.find((fact) => fact.type === "re-review-ordered");
    if (order?.type !== "re-review-ordered") throw new TypeError("nothing was ordered");
    const frontier = new Frontier();
    for (let index = 0; index < order.index; index++) frontier.append((await org.workplace.store.read.leaf(index))?.leafHash ?? Buffer.alloc(0));
    const root = Buffer.from(frontier.root()).toString("base64");
    const sha = (text: string) => hash("sha256", text, "hex");
    const seed = sha(`countersign/re-review/v1\n${order.index}\n${root}\n${order.data.order}\n`);
    expect([order.data.size, order.data.root, order.data.seed]).toEqual([order.index, root, seed]);
    const population = facts.flatMap((fact) => (fact.type === "decision-made" && fact.data.outcome === "approve" ? [fact.data.decision] : []));
    const drawn = population.toSorted((a, b) => (sha(`${seed} ${a}`) < sha(`${seed} ${b}`) ? -1 : 1)).slice(0, 2);
    expect(order.data.sample).toMatchObject({ count: 2, population: 5 });
    expect(order.data.asked.map(({ decision }) => decision).sort()).toEqual(drawn.sort());
    for (const { decision, person } of order.data.asked) {
      const [first] = [org.id("chen"), org.id("dora")].sort((a, b) => (sha(`${seed} ${decision} ${a}`) < sha(`${seed} ${decision} ${b}`) ? -1 : 1));
      expect(person).toBe(first);
    }
  });

  it("is not foreseen by who orders it: the same ledger draws something else for another order", async () => {
    await using org = await testOrganisation();
    await approvals(org, 1);
    const [, size = "", root = ""] = (await org.workplace.store.checkpoint()).split("\n");
    await orderReReview(org.workplace, "dora", sample(org, 1), due(org));
    const [order] = await org.facts("re-review-ordered");
    const foreseen = hash("sha256", `countersign/re-review/v1\n${size}\n${root}\n`, "hex");
    expect([order?.data.size, order?.data.root, order?.data.seed === foreseen]).toEqual([Number(size), root, false]);
  });

  it("draws nothing twice, no release, nothing withdrawn or of another project, and says when nothing is left", async () => {
    await using org = await testOrganisation();
    const [first] = await approvals(org, 3);
    await org.decide("chen", first?.change ?? "", { environment: "production" });
    expect(await orderReReview(org.workplace, "dora", sample(org, 2), due(org))).toHaveLength(2);
    expect(await failureOf(orderReReview(org.workplace, "dora", sample(org, 2, "elsewhere"), due(org)))).toMatchObject({ code: "bad-input" });
    expect(await orderReReview(org.workplace, "dora", sample(org, 9), due(org))).toHaveLength(1);
    expect(await failureOf(orderReReview(org.workplace, "dora", sample(org, 1), due(org)))).toMatchObject({
      code: "bad-input",
      message: "No approval of this time is left to draw from.",
    });
  });

  it("is refused before anything is recorded where nobody is left who could be asked; twin: the same approvals are drawn once somebody is qualified", async () => {
    await using org = await testOrganisation();
    const [approved] = await approvals(org, 2);
    for (const { id, person, domain } of await org.workplace.store.read.qualifications())
      if (domain === "code-review" && person !== org.id("bo")) await revokeQualification(org.workplace, "ada", id);
    const { size } = org.workplace.store;
    expect(await failureOf(orderReReview(org.workplace, "bo", { decision: approved?.decision ?? "" }, due(org)))).toMatchObject({
      code: "bad-input",
      message: "Nobody is left who could take a second look: everybody qualified contributed to the change or approved it.",
    });
    expect(await failureOf(orderReReview(org.workplace, "bo", sample(org, 2), due(org)))).toMatchObject({
      code: "bad-input",
      message: "Nobody is left who could take a second look at any of the 2 approvals that were drawn: everybody qualified contributed to the change or approved it.",
    });
    expect(org.workplace.store.size).toBe(size);
    await qualify(org.workplace, "bo", { person: "chen", domain: "code-review", basis: "Years" });
    expect((await orderReReview(org.workplace, "bo", sample(org, 2), due(org))).map(({ person }) => person)).toEqual([org.id("chen"), org.id("chen")]);
  });

  it("says what was drawn and left out because nobody could be asked; that waits for nobody and can be drawn again", async () => {
    await using org = await testOrganisation();
    const [first, second] = await approvals(org, 2);
    await org.decide("chen", first?.change ?? "");
    await org.decide("dora", first?.change ?? "");
    const drawn = await orderReReview(org.workplace, "bo", sample(org, 4), due(org));
    const left = drawn.filter(({ person }) => person === null);
    expect(drawn).toHaveLength(4);
    expect(left.map(({ change }) => change)).toEqual([first?.change, first?.change, first?.change]);
    expect((await listReReviews(org.workplace, { open: true })).map(({ decision }) => decision)).toEqual([second?.decision]);
    const { review } = await measures(org.workplace, { since: 0, until: org.clock.now + 1 });
    expect(review.find(({ id }) => id === "re-reviewed")).toMatchObject({ value: 0, sample: 1 });
    await enrolPerson(org.workplace, "ada", { handle: "nils", name: "Nils", emails: [], roles: ["reviewer"] });
    for (const domain of ["code-review", "security", "compliance"]) await qualify(org.workplace, "bo", { person: "nils", domain, basis: "Years" });
    const again = await orderReReview(org.workplace, "bo", sample(org, 4), due(org));
    expect(again.map(({ change, person }) => [change, person !== null])).toEqual([1, 2, 3].map(() => [first?.change, true]));
  });
});

describe("R35 a second look at one decision", () => {
  it("asks somebody who is qualified and neither contributed nor approved, in their inbox until its due time and overdue after it", async () => {
    await using org = await testOrganisation();
    const { asked, handle, other, decision } = await one(org);
    const asks = async (who: Handle) => (await inbox(org.workplace, who)).asks;
    expect(await asks(handle)).toMatchObject([
      { kind: "re-review", id: asked.id, title: "A second look at the approval of Charge 2", overdue: false, page: `/decisions/${decision}` },
    ]);
    for (const who of [other, "bo", "ada"] as const) expect(await asks(who)).toEqual([]);
    org.clock.advance("7d");
    expect(await asks(handle)).toMatchObject([{ overdue: true }]);
    expect(await failureOf(orderReReview(org.workplace, "bo", { decision }, due(org)))).toMatchObject({ code: "already-exists" });
    await answerReReview(org.workplace, handle, asked.id, { answer: "agrees", reason: "Read it again; it holds." });
    expect(await asks(handle)).toEqual([]);
    expect((await readDecision(org.workplace, decision)).reReviews).toMatchObject([
      { id: asked.id, drawn: null, answered: { answer: "agrees", reason: "Read it again; it holds." } },
    ]);
  });

  it("is answered once, with a reason, by the asked person alone", async () => {
    await using org = await testOrganisation();
    const { asked, handle, other } = await one(org);
    const agrees = { answer: "agrees", reason: "It holds." } as const;
    for (const who of [other, "bo", "ada", "robin"] as const) {
      const { size } = org.workplace.store;
      expect(await failureOf(answerReReview(org.workplace, who, asked.id, agrees))).toMatchObject({ code: "refused" });
      expect((await org.workplace.store.read.fact(size))?.type).toBe("attempt-refused");
    }
    expect(await failureOf(answerReReview(org.workplace, handle, asked.id, { ...agrees, reason: "  " }))).toMatchObject({ code: "bad-input" });
    await answerReReview(org.workplace, handle, asked.id, agrees);
    expect(await failureOf(answerReReview(org.workplace, handle, asked.id, { ...agrees, answer: "disagrees" }))).toMatchObject({ code: "already-exists" });
    expect(await org.facts("re-review-answered")).toHaveLength(1);
  });

  it("that disagrees changes no verdict, shows in the measures without a name, and escalates by the policy's steps for a doubt", async () => {
    await using org = await testOrganisation();
    const { asked, handle, other, change, decision } = await one(org);
    const before = (await org.gate(change, { environment: null })).verdict;
    await answerReReview(org.workplace, handle, asked.id, { answer: "disagrees", reason: "The fee is wrong." });
    const after = (await org.gate(change, { environment: null })).verdict;
    expect([before.verdict, after.verdict]).toEqual(["allow", "allow"]);
    expect(await escalationPages(org.workplace, { open: true })).toMatchObject([{ kind: "re-review", by: null, note: "The fee is wrong.", holders: [{ id: org.id(other) }] }]);
    expect((await inbox(org.workplace, other)).escalatedToMe.map(({ why }) => why)).toEqual(["A second look disagreed with an approval of it."]);
    const period = { since: 0, until: org.clock.now + 1 };
    const { review } = await measures(org.workplace, period);
    expect(review.filter(({ id }) => id.startsWith("re-review")).map(({ id, of, value, sample: rows }) => [id, of, value, rows])).toEqual([
      ["re-reviewed", "payments", 1, 1],
      ["re-review-disagreed", "payments", 1, 1],
    ]);
    const rows = await measureRows(org.workplace, "re-review-disagreed", "payments", period);
    expect(rows).toMatchObject([{ decision, sentence: `${change}: the second look disagrees.`, part: 1 }]);
    for (const name of ["Bo", "Chen", "Dora"]) expect(JSON.stringify(rows)).not.toContain(name);
  });

  it("that disagrees is settled by neither of the two, whatever the policy's step says", async () => {
    await using org = await testOrganisation({ policy: "policy: 1\nversion: 2\nescalation: { unsure: [{ to: { qualification: code-review }, within: 1d }] }\n" });
    const { asked, handle, other } = await one(org);
    await answerReReview(org.workplace, handle, asked.id, { answer: "disagrees", reason: "The fee is wrong." });
    expect((await escalationPages(org.workplace, { open: true })).map(({ holders }) => holders.map(({ id }) => id))).toEqual([[org.id(other)]]);
  });

  it("cannot be ordered for what approves no change, nor be due in the past", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change, { outcome: "request-changes", comment: "Say why" });
    const [requested] = await org.workplace.store.read.decisions(change);
    expect(await failureOf(orderReReview(org.workplace, "bo", { decision: requested?.id ?? "" }, due(org)))).toMatchObject({ code: "bad-input" });
    expect(await failureOf(orderReReview(org.workplace, "bo", { decision: "d-0" }, due(org)))).toMatchObject({ code: "not-found" });
    expect(await failureOf(orderReReview(org.workplace, "bo", sample(org, 1), org.clock.now))).toMatchObject({ code: "bad-input" });
  });
});

describe("R5 R35 ordering a second look", () => {
  it("is for engineering leads and administrators; reviewers, auditors and agents are refused, and that is recorded", async () => {
    await using org = await testOrganisation();
    const [approved] = await approvals(org, 1);
    await enrolPerson(org.workplace, "ada", { handle: "olga", name: "Olga", emails: [], roles: ["auditor"] });
    for (const who of ["chen", "olga", "robin"]) {
      const { size } = org.workplace.store;
      expect(await failureOf(orderReReview(org.workplace, who, { decision: approved?.decision ?? "" }, due(org)))).toMatchObject({ code: "refused" });
      expect((await org.workplace.store.read.fact(size))?.type).toBe("attempt-refused");
    }
    expect(await orderReReview(org.workplace, "ada", { decision: approved?.decision ?? "" }, due(org))).toHaveLength(1);
  });
});

describe("facts about second looks", () => {
  it("verify offline, and the views fold from them again", async () => {
    await using org = await testOrganisation();
    const { asked, handle } = await one(org);
    await answerReReview(org.workplace, handle, asked.id, { answer: "disagrees", reason: "The fee is wrong." });
    expect((await doctor(org.workplace)).checks.filter(({ ok }) => !ok)).toEqual([]);
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, { policy: `log ${verifierKey(org.workplace)}\nquorum none\n` })).toMatchObject({ ok: true });
  });
});
