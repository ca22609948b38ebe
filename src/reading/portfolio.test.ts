import { describe, expect, it } from "vitest";
import type { Draft } from "../model/fact.ts";
import { adoptPolicy, skipBlueprint, startBlueprint } from "../workflow/index.ts";
import { type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { baselineDrift } from "./baseline-drift.ts";
import { policyVersions } from "./policy-versions.ts";
import { type PortfolioLine, portfolio } from "./portfolio.ts";
import { type PortfolioNumber, portfolioRows } from "./portfolio-rows.ts";

const unmeasured = () => null;
const head = "policy: 1\nversion: ";

async function lineOf(org: TestOrganisation, project = "payments"): Promise<PortfolioLine> {
  const line = (await portfolio(org.workplace, unmeasured)).projects.find((each) => each.project === project);
  if (line === undefined) throw new TypeError(`${project} has no line`);
  return line;
}

async function sentences(org: TestOrganisation, number: PortfolioNumber, project = "payments"): Promise<string[]> {
  return (await portfolioRows(org.workplace, project, number, unmeasured)).map(({ sentence }) => sentence);
}

async function adopt(org: TestOrganisation, text: string, project?: string): Promise<unknown> {
  return await adoptPolicy(org.workplace, "ada", { text, file: "policy.yaml", sign: org.signer("ada"), ...(project === undefined ? {} : { project }) });
}

describe("R8 R64 the portfolio", () => {
  it("counts changes by the gate's last answer, and opens every number", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    expect((await lineOf(org)).changes).toEqual({ waiting: 1, denied: 0, allowed: 0 });
    expect(await sentences(org, "waiting")).toEqual(["Charge twice, revision 1, business logic: nobody has asked the gate."]);
    await org.decide("bo", change);
    await org.decide("chen", change, { environment: "production" });
    await org.gate(change);
    expect((await lineOf(org)).changes).toEqual({ waiting: 0, denied: 0, allowed: 1 });
    expect(await sentences(org, "allowed")).toEqual(["Charge twice, revision 1, business logic: the gate allowed it."]);
    expect(await sentences(org, "waiting")).toEqual([]);
    org.clock.advance("31d");
    expect((await lineOf(org)).changes).toEqual({ waiting: 0, denied: 0, allowed: 0 });
  });

  it("R64 ages the debt of a project without a blueprint, counts the days of one that runs, and puts what needs attention first", async () => {
    await using org = await testOrganisation();
    const { workplace } = org;
    const registered = ["billing", "claims"].map((project): Draft => {
      return { type: "project-registered", actor: "system", key: `project/${project}`, data: { project, repository: `sha256:${project}`, branch: "refs/heads/main" } };
    });
    await workplace.store.append(registered);
    await skipBlueprint(workplace, "bo", { project: "billing", reason: "It was built before we had one." });
    await startBlueprint(workplace, "bo", { project: "claims", start: "2026-11-02", end: "2026-11-22" });
    org.clock.advance("8d");
    const standing = async (project: string) => (await lineOf(org, project)).blueprint;
    expect(await standing("claims")).toMatchObject({ state: "running", day: 9, of: 21, late: 0 });
    expect(await standing("billing")).toMatchObject({ state: "skipped", age: 8 });
    expect(await standing("payments")).toMatchObject({ state: "never-started", age: 8 });
    const all = (await portfolio(workplace, unmeasured)).projects;
    expect(all.map(({ project, needs }) => [project, needs])).toEqual([
      ["billing", ["blueprint-skipped"]],
      ["payments", ["blueprint-missing"]],
      ["claims", []],
    ]);
    org.clock.advance("13d");
    expect(await standing("claims")).toMatchObject({ state: "running", late: 1 });
    expect((await portfolio(workplace, unmeasured)).projects[0]?.project).toBe("claims");
    expect(await sentences(org, "blueprint", "billing")).toEqual(["It was recorded that there is none."]);
  });

  it("tells an unmeasured share of AI from none", async () => {
    await using org = await testOrganisation();
    const known = { ai: 0, unknown: 0, lines: 10, counted: "2026-11-02T09:00:00.000Z" };
    expect((await lineOf(org)).aiShare).toBeNull();
    expect((await portfolio(org.workplace, () => known)).projects[0]?.aiShare).toEqual(known);
    await expect(portfolioRows(org.workplace, "nowhere", "waiting", unmeasured)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("R101 drift from the baseline", () => {
  it("says what is tighter, what a waiver lets be looser and for how long, and what stands uncovered once it is over", async () => {
    const waiver =
      'waivers:\n  - { id: w-lines, rule: limits.change-lines, project: payments, reason: "The import is generated", risk: R-012, approved-by: ada, expires: 2026-11-12 }\n';
    await using org = await testOrganisation({
      policy: `${head}2\n${waiver}`,
      projectPolicy: `${head}1\nreview-by: 2026-11-05\nlimits: { change-lines: 900, reviews-per-person-per-day: 3 }\n`,
    });
    const drift = async () => (await baselineDrift(org.workplace, "payments")).projects[0];
    expect(await drift()).toMatchObject({
      own: { version: 1, reviewBy: "2026-11-05" },
      tighter: [{ path: "review-by" }, { path: "limits.reviews-per-person-per-day" }],
      loosened: [{ path: "limits.change-lines", from: "400", to: "900", waiver: { id: "w-lines", daysLeft: 10, risk: "R-012" } }],
      uncovered: [],
      used: null,
      problem: null,
    });
    expect((await lineOf(org)).needs).toEqual(["blueprint-missing", "waiver-ends"]);
    org.clock.advance("11d");
    expect(await drift()).toMatchObject({ loosened: [], uncovered: [{ path: "limits.change-lines" }], waivers: [] });
    expect((await lineOf(org)).needs).toEqual(["loosened", "blueprint-missing", "reviews-overdue"]);
    expect(await sentences(org, "drift")).toEqual([
      "Looser, under no waiver: limits.change-lines: 400 → 900.",
      "Tighter: review-by: nothing → 2026-11-05.",
      "Tighter: limits.reviews-per-person-per-day: 12 → 3.",
    ]);
    expect(await sentences(org, "reviews")).toEqual(["Due 2026-11-05, 8 days ago: the policy of payments."]);
  });

  it("counts attempts to loosen that were refused, and how far behind the baseline the newest change is judged", async () => {
    await using org = await testOrganisation({ policy: `${head}2\n` });
    await expect(adopt(org, `${head}1\nlimits: { change-lines: 900 }\n`, "payments")).rejects.toMatchObject({ code: "policy-loosened" });
    await org.proposed();
    await adopt(org, `${head}3\nlimits: { change-lines: 300 }\n`);
    const { projects, version } = await baselineDrift(org.workplace);
    expect([version, projects[0]?.used?.version, projects[0]?.used?.behind]).toEqual([3, 2, 1]);
    expect(projects[0]?.attempts).toMatchObject([{ by: { name: "Ada Author" } }]);
    expect((await lineOf(org)).drift).toMatchObject({ attempts: 1, behind: 1, used: 2 });
    expect((await sentences(org, "drift"))[0]).toBe("Ada Author tried to loosen the baseline, and was refused.");
  });
});

describe("R47 versions of the framework", () => {
  it("have a change log, an approver and a day of review, and say when it has passed", async () => {
    await using org = await testOrganisation({ policy: `${head}2\nreview-by: 2026-12-20\nlimits: { change-lines: 300 }\n` });
    const { versions, alert } = await policyVersions(org.workplace, null);
    expect(alert).toBeNull();
    expect(versions[0]).toMatchObject({ version: 2, inForce: true, reviewBy: "2026-12-20", by: { name: "Ada Author" }, log: { tighter: 2, looser: 0, changed: 0 } });
    org.clock.advance("20d");
    expect((await policyVersions(org.workplace, null)).alert).toEqual({ kind: "soon", sentence: "Version 2 is to be reviewed by 2026-12-20, in 28 days." });
    org.clock.advance("29d");
    expect((await policyVersions(org.workplace, null)).alert).toEqual({ kind: "overdue", sentence: "The review of version 2 was due 2026-12-20, 1 day ago." });
    expect((await portfolio(org.workplace, unmeasured)).organisation.reviews).toMatchObject([{ of: "policy", due: "2026-12-20", days: 1 }]);
  });
});
