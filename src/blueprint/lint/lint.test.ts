import { describe, expect, it } from "vitest";
import type { Person, Qualification } from "../../model/people.ts";
import { defaultPolicyText, effectivePolicy, loadPolicyFile } from "../../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { type FileKind, type FileOf, fileKinds } from "../files.ts";
import { loadFileOf } from "../read.ts";
import type { DecisionRecord } from "../records/record.ts";
import { riskDigest } from "../risk-level.ts";
import { aiPolicySeed } from "../seed/ai-policy.ts";
import { auditTrailSeed } from "../seed/audit-trail.ts";
import { charterSeed } from "../seed/charter.ts";
import { decisionSeeds } from "../seed/decisions.ts";
import { deliverySeed } from "../seed/delivery.ts";
import type { SeedOptions } from "../seed/head.ts";
import { risksSeed } from "../seed/risks.ts";
import { sprintSeed } from "../seed/sprint.ts";
import { yamlText } from "../seed/yaml-text.ts";
import { exitCheck } from "./exit-check.ts";
import { type LintCode, lintCodes } from "./found.ts";
import { lintBlueprint } from "./lint.ts";

const now = Date.parse("2026-12-15T10:00:00Z");
const policyText = defaultPolicyText.replace("ai:\n", "ai:\n  tools: [{ tool: claude-code, owner: ana, conditions: { data: [internal] }, review-by: 2027-06-30 }]\n");
const policyFile = loadPolicyFile(policyText, "policy.yaml");
const policy = {
  ...effectivePolicy(policyFile, null, { now, project: null }),
  constraints: [{ id: "no-patient-in-logs", why: "It is known to many then.", rule: "constraints/no-patient-in-logs.yaml", severity: "deny" as const }],
};

const roles = ["administrator", "policy-owner", "engineering-lead", "reviewer", "release-manager", "project-manager"];
const people = ["ana", "ben", "cem", "dee"].map(
  (handle): Person => ({ id: `p-${handle}`, handle, name: handle, kind: "person", emails: [`${handle}@x.example`], roles, active: true }),
);
const qualifications = people.flatMap(({ id }) =>
  Object.keys(policy.qualifications).map(
    (domain): Qualification => ({ id: `${id}-${domain}`, person: id, domain, basis: "b", grantedBy: "p-ana", index: 1, from: 0, until: now * 2, revokedAt: null }),
  ),
);

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Drafts = { [K in FileKind]: FileOf<K> } & { decisions: Writable<DecisionRecord>[]; context: Writable<BlueprintContext> };

/** Everything judged, decided and held: nothing is found in it. */
function good(): Drafts {
  const held = Object.fromEntries(roles.map((role) => [role, { holds: ["ana"], deputies: ["ben"] }]));
  const options: SeedOptions = {
    project: "shop",
    owner: "ana",
    people: held,
    start: "2026-11-30",
    today: "2026-11-23",
    pack: null,
    policy,
    records: { folder: ".countersign/decisions", next: 1 },
  };
  const seeds = decisionSeeds(options);
  const risks = risksSeed(options);
  const judged = { inherent: { likelihood: 3, impact: 4 }, residual: { likelihood: 1, impact: 4 }, owner: "ana", "review-by": "2027-06-30" };
  const register = risks.register.map((risk) => ({
    ...risk,
    ...judged,
    ...(risk.seed === "personal-data-logged" ? { controls: [...(risk.controls ?? []), "constraints.no-patient-in-logs"] } : {}),
  }));
  return structuredClone({
    blueprint: sprintSeed(options, seeds),
    charter: charterSeed(options),
    delivery: deliverySeed(options),
    risks: { ...risks, register },
    "audit-trail": auditTrailSeed(options),
    "ai-policy": { ...aiPolicySeed(options), tools: { "claude-code": { vendor: "Anthropic", account: "The company's", use: "Code" } } },
    decisions: seeds.map(({ record }) => ({ ...record, status: "accepted" as const })),
    context: { policy, people, qualifications, now },
  });
}

function read(drafts: Drafts): { files: BlueprintFiles; context: BlueprintContext; texts: ReadonlyMap<string, string> } {
  const texts = new Map(fileKinds.map((kind) => [`.countersign/${kind}.yaml`, yamlText(drafts[kind], {})]));
  const load = <K extends FileKind>(kind: K) => loadFileOf(kind, texts.get(`.countersign/${kind}.yaml`) ?? "");
  const loaded = {
    blueprint: load("blueprint"),
    charter: load("charter"),
    delivery: load("delivery"),
    risks: load("risks"),
    "audit-trail": load("audit-trail"),
    "ai-policy": load("ai-policy"),
  };
  return { files: { ...loaded, decisions: drafts.decisions, agentRules: "compiled" }, context: { ...drafts.context, policyFiles: [policyFile] }, texts };
}

function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new TypeError("the list is empty");
  return one;
}

interface Planted {
  readonly code: LintCode;
  readonly what: string;
  /** The line that the finding points at holds this; null where it stands in no file. */
  readonly at: string | null;
  plant(drafts: Drafts): void;
}

const planted: readonly Planted[] = [
  {
    code: "cell-empty",
    what: "a tier says nothing of what the person decides",
    at: "business-logic:",
    plant: ({ context }) => (context.policy = withTier("business-logic", { human: "" })),
  },
  {
    code: "cell-empty",
    what: "a change type has neither paths nor findings",
    at: "change-types:",
    plant: ({ context }) =>
      (context.policy = { ...policy, changeTypes: [...policy.changeTypes, { name: "odd", paths: [], findings: [], otherwise: false, qualification: null, tier: "security" }] }),
  },
  {
    code: "cell-unheld",
    what: "only one person is left who may review code",
    at: "approvals: { count: 1, qualification: code-review }",
    plant: ({ context }) => (context.qualifications = qualifications.filter(({ domain, person }) => domain !== "code-review" || person === "p-ana")),
  },
  {
    code: "rule-unsatisfiable",
    what: "no change type takes what is left over",
    at: "change-types:",
    plant: ({ context }) =>
      (context.policy = {
        ...policy,
        changeTypes: policy.changeTypes
          .filter(({ otherwise }) => !otherwise)
          .concat({ name: "rest", paths: ["src/**"], findings: [], otherwise: false, qualification: null, tier: "business-logic" }),
      }),
  },
  {
    code: "role-unheld",
    what: "a document is signed by a role that nobody has",
    at: "approvers: [engineering-lead, chief]",
    plant: ({ charter }) => charter.document.approvers.splice(1, 1, "chief"),
  },
  { code: "person-unknown", what: "a risk's owner has left", at: "owner: zoe", plant: ({ risks }) => (first(risks.register).owner = "zoe") },
  {
    code: "person-unknown",
    what: "an agent owns a document",
    at: "owner: bot",
    plant: ({ delivery, context }) => {
      delivery.document.owner = "bot";
      context.people = [...people, { ...first(people), id: "p-bot", handle: "bot", kind: "agent", emails: [] }];
    },
  },
  {
    code: "person-without-role",
    what: "somebody is named for a role that they do not have",
    at: "release-manager: { holds: [ana], deputies: [ben] }",
    plant: ({ context }) =>
      (context.people = people.map((person) => (person.handle === "ana" ? { ...person, roles: roles.filter((role) => role !== "release-manager") } : person))),
  },
  { code: "deputy-missing", what: "nobody stands in", at: "reviewer: { holds: [ana] }", plant: ({ blueprint }) => (blueprint.people["reviewer"] = { holds: ["ana"] }) },
  {
    code: "deputy-same",
    what: "somebody is the own deputy",
    at: "reviewer: { holds: [ana], deputies: [ana] }",
    plant: ({ blueprint }) => (blueprint.people["reviewer"] = { holds: ["ana"], deputies: ["ana"] }),
  },
  { code: "document-undated", what: "an approved document has no dates", at: "status: approved", plant: ({ charter }) => (charter.document.status = "approved") },
  { code: "review-passed", what: "a document was to be looked at again", at: "review-by: 2026-12-14", plant: ({ "ai-policy": ai }) => (ai.document["review-by"] = "2026-12-14") },
  { code: "review-passed", what: "a risk was to be looked at again", at: "review-by: 2026-12-14", plant: ({ risks }) => (first(risks.register)["review-by"] = "2026-12-14") },
  {
    code: "review-passed",
    what: "an AI tool was to be looked at again",
    at: "review-by: 2027-06-30",
    plant: ({ context }) => {
      context.policy = { ...policy, ai: { ...policy.ai, tools: policy.ai.tools.map((tool) => ({ ...tool, reviewBy: "2026-12-14" })) } };
    },
  },
  { code: "sprint-length", what: "the sprint takes longer than four weeks", at: "end: 2027-01-15", plant: ({ blueprint }) => (blueprint.end = "2027-01-15") },
  { code: "day-beyond-sprint", what: "a day lies beyond the sprint", at: "day: 16", plant: ({ blueprint }) => blueprint.days.push({ day: 16, topic: "More" }) },
  { code: "area-without-day", what: "no day is for an area", at: "days:", plant: ({ blueprint }) => (blueprint.days = blueprint.days.filter(({ area }) => area !== "data")) },
  {
    code: "area-undecided",
    what: "an area has no accepted record",
    at: "security:",
    plant: ({ decisions }) => (decisions[2] = { ...first(decisions.slice(2)), status: "proposed" }),
  },
  {
    code: "record-missing",
    what: "an area names a record that is not there",
    at: "decisions/0099-none.md",
    plant: ({ blueprint }) => blueprint.areas.data?.push("decisions/0099-none.md"),
  },
  {
    code: "raci-accountable",
    what: "two are accountable",
    at: "accountable: [engineering-lead, reviewer]",
    plant: ({ charter }) => first(charter.raci).accountable.push("reviewer"),
  },
  { code: "raci-accountable", what: "nobody is accountable", at: "accountable: []", plant: ({ charter }) => (first(charter.raci).accountable = []) },
  { code: "raci-responsible", what: "nobody is responsible", at: "responsible: []", plant: ({ charter }) => (first(charter.raci).responsible = []) },
  { code: "raci-agent", what: "an agent is accountable", at: "accountable: [ai-agent]", plant: ({ charter }) => (first(charter.raci).accountable = ["ai-agent"]) },
  {
    code: "raci-agent",
    what: "an agent is responsible for an approval",
    at: "responsible: [ai-agent]",
    plant: ({ charter }) => (first(charter.raci.slice(2)).responsible = ["ai-agent"]),
  },
  {
    code: "role-undescribed",
    what: "a row names a role that the charter does not describe",
    at: "administrator",
    plant: ({ charter }) => (first(charter.raci).consulted = ["administrator"]),
  },
  { code: "phase-without-checkpoint", what: "a phase has no checkpoint", at: "checkpoints: []", plant: ({ delivery }) => (first(delivery.phases).checkpoints = []) },
  { code: "phase-without-metric", what: "a phase has no metric", at: "metrics: []", plant: ({ delivery }) => (first(first(delivery.phases).checkpoints).metrics = []) },
  { code: "checkpoint-without-exit", what: "a checkpoint has no exit criterion", at: "exit: []", plant: ({ delivery }) => (first(first(delivery.phases).checkpoints).exit = []) },
  {
    code: "checkpoint-without-approver",
    what: "nobody signs a checkpoint",
    at: "id: blueprint-closed",
    plant: ({ delivery }) => delete first(first(delivery.phases).checkpoints).approver,
  },
  {
    code: "risk-unjudged",
    what: "an entry of the catalogue waits",
    at: "id: R-001",
    plant: ({ risks }) => {
      const risk = first(risks.register);
      delete risk.inherent;
      delete risk.owner;
    },
  },
  { code: "risk-removed", what: "an entry of the catalogue was taken out", at: "register:", plant: ({ risks }) => delete first(risks.register).seed },
  { code: "risk-without-owner", what: "a risk has no owner", at: "id: R-001", plant: ({ risks }) => delete first(risks.register).owner },
  { code: "risk-without-plan", what: "a risk has no treatment", at: "id: R-001", plant: ({ risks }) => delete first(risks.register).treatment },
  { code: "risk-without-plan", what: "a treatment has no plan", at: "id: R-001", plant: ({ risks }) => (first(risks.register).treatment = { choice: "share" }) },
  { code: "risk-without-rating", what: "a risk is not rated", at: "id: R-001", plant: ({ risks }) => delete first(risks.register).inherent },
  { code: "risk-without-residual", what: "it is not said what remains", at: "id: R-001", plant: ({ risks }) => delete first(risks.register).residual },
  { code: "risk-without-trigger", what: "a risk has no trigger", at: "id: R-001", plant: ({ risks }) => delete first(risks.register).triggers },
  { code: "risk-without-review", what: "a risk has no review date", at: "id: R-001", plant: ({ risks }) => delete first(risks.register)["review-by"] },
  {
    code: "risk-residual-higher",
    what: "more remains than there was",
    at: "residual: { likelihood: 5, impact: 5 }",
    plant: ({ risks }) => (first(risks.register).residual = { likelihood: 5, impact: 5 }),
  },
  {
    code: "risk-not-accepted",
    what: "nobody signed an accepted risk",
    at: "status: accepted",
    plant: ({ risks, context }) => {
      first(risks.register).status = "accepted";
      context.acceptances = [];
    },
  },
  { code: "risk-not-accepted", what: "an acceptance has ended", at: "status: accepted", plant: (drafts) => accept(drafts, { until: "2026-12-14" }) },
  {
    code: "risk-accepted-above",
    what: "it was accepted as less than it is",
    at: "status: accepted",
    plant: (drafts) => {
      first(drafts.risks.register).residual = { likelihood: 3, impact: 4 };
      accept(drafts, { level: "low" });
    },
  },
  {
    code: "risk-accepted-above",
    what: "somebody accepted it who may not",
    at: "status: accepted",
    plant: (drafts) => {
      accept(drafts, { person: "p-dee" });
      drafts.context.people = people.map((person) => (person.handle === "dee" ? { ...person, roles: ["reviewer"] } : person));
    },
  },
  {
    code: "treatment-overdue",
    what: "a treatment is overdue",
    at: "treatment:",
    plant: ({ risks }) => (first(risks.register).treatment = { choice: "avoid", plan: "Do without", due: "2026-12-14" }),
  },
  {
    code: "control-unknown",
    what: "a risk names a control that is none",
    at: "criteria.tests-passs",
    plant: ({ risks }) => first(risks.register).controls?.push("criteria.tests-passs"),
  },
  {
    code: "control-unused",
    what: "a risk relies on a criterion that nothing asks for",
    at: "criteria.nothing-invented",
    plant: ({ risks }) => first(risks.register).controls?.push("criteria.nothing-invented"),
  },
  {
    code: "control-without-risk",
    what: "a criterion is there for no risk",
    at: "  packages-exist:",
    plant: ({ risks }) => {
      for (const risk of risks.register) risk.controls = risk.controls?.filter((control) => control !== "criteria.packages-exist") ?? [];
    },
  },
  {
    code: "control-without-risk",
    what: "all risks of a constraint do not apply",
    at: "register:",
    plant: ({ risks }) => {
      for (const risk of risks.register) if (risk.controls?.includes("constraints.no-patient-in-logs") === true) risk.controls.pop();
    },
  },
  {
    code: "tool-without-record",
    what: "no record decides about a registered tool",
    at: "tools: [{ tool: claude-code",
    plant: ({ decisions }) => (first(decisions.slice(4)).tools = []),
  },
  {
    code: "record-tool-unknown",
    what: "a record names a tool that is not registered",
    at: null,
    plant: ({ decisions }) => (first(decisions.slice(4)).tools = ["claude-code", "cursor"]),
  },
  {
    code: "record-constraint-unknown",
    what: "a record sets a constraint that is not there",
    at: null,
    plant: ({ decisions }) => (first(decisions).constraints = ["no-such-rule"]),
  },
  { code: "tool-undescribed", what: "the AI policy says nothing of a registered tool", at: "ai-policy: 1", plant: ({ "ai-policy": ai }) => delete ai.tools },
  {
    code: "tool-unknown",
    what: "the AI policy describes a tool that is not registered",
    at: "cursor:",
    plant: ({ "ai-policy": ai }) => (ai.tools = { ...ai.tools, cursor: { vendor: "A", account: "B", use: "C" } }),
  },
  {
    code: "class-unknown",
    what: "a tool may be sent a class that nobody knows",
    at: "tools: [{ tool: claude-code",
    plant: ({ "ai-policy": ai }) => ai["data-classes"].splice(1, 1),
  },
  {
    code: "class-never-sent",
    what: "a tool may be sent what is never sent",
    at: "tools: [{ tool: claude-code",
    plant: ({ "ai-policy": ai }) => (first(ai["data-classes"].slice(1)).send = "never"),
  },
  {
    code: "class-without-tool",
    what: "a class is for named tools, and none names it",
    at: "send: named-tools",
    plant: ({ "ai-policy": ai }) => (first(ai["data-classes"].slice(2)).send = "named-tools"),
  },
  {
    code: "retention-short",
    what: "an event is kept for less than the preset",
    at: "verdict-given: 1y",
    plant: ({ "audit-trail": trail }) => (trail.retention.events = { "verdict-given": "1y" }),
  },
  { code: "retention-short", what: "another system keeps for less", at: "retention: 6mo", plant: ({ "audit-trail": trail }) => (first(trail.further ?? []).retention = "6mo") },
  {
    code: "event-unknown",
    what: "an event is none of the ledger's",
    at: "verdict-gven: 9y",
    plant: ({ "audit-trail": trail }) => (trail.retention.events = { "verdict-gven": "9y" }),
  },
];

function withTier(name: string, over: Partial<(typeof policy.tiers)[number]>) {
  return { ...policy, tiers: policy.tiers.map((tier) => (tier.name === name ? { ...tier, ...over } : tier)) };
}

function accept({ risks, context }: Drafts, over: Partial<NonNullable<BlueprintContext["acceptances"]>[number]>): void {
  const risk = first(risks.register);
  risk.status = "accepted";
  context.acceptances = [{ risk: risk.id, digest: riskDigest(risk), level: "low", person: "p-ana", until: "2027-06-30", ...over }];
}

describe("the lint of a blueprint (R49, R53–R58, R62, R74, R103, R105)", () => {
  it("finds nothing where everything is judged, decided and held, and the exit check misses nothing", () => {
    const { files, context } = read(good());
    expect(lintBlueprint(files, context)).toEqual([]);
    expect(exitCheck(files, context).missing).toEqual([]);
    expect(exitCheck(files, context).met.map(({ id }) => id)).toContain("risks-judged");
    const signed = good();
    accept(signed, {});
    expect(lintBlueprint(read(signed).files, read(signed).context)).toEqual([]);
  });

  it.each(planted)("$code: $what", ({ code, at, plant }) => {
    const drafts = good();
    plant(drafts);
    const { files, context, texts } = read(drafts);
    const findings = lintBlueprint(files, context);
    expect([...new Set(findings.map((one) => one.code))]).toEqual([code]);
    const { severity, place, hint, says } = first(findings);
    expect([severity, says.length > 10, hint.length > 10]).toEqual([lintCodes[code], true, true]);
    const text = place?.file === "policy.yaml" ? policyText : (texts.get(place?.file ?? "") ?? "");
    if (at === null) expect(place).toEqual({ file: expect.stringMatching(/decisions\/000\d-.*\.md$/) });
    else expect(text.split("\n")[(place?.line ?? 0) - 1]).toContain(at);
  });

  it("says which file is not there", () => {
    const { files, context } = read(good());
    expect(lintBlueprint({ ...files, charter: null }, context)).toEqual([
      expect.objectContaining({ code: "file-missing", severity: "error", place: { file: ".countersign/charter.yaml" } }),
    ]);
  });

  it("takes whom blueprint.yaml names while nobody is enrolled", () => {
    const drafts = good();
    drafts.context = { ...drafts.context, people: null, qualifications: [] };
    drafts.blueprint.people["project-manager"] = { holds: ["ben"], deputies: ["ana"] };
    const codes = () => [...new Set(lintBlueprint(read(drafts).files, read(drafts).context).map(({ code }) => code))];
    expect(codes()).toEqual(["cell-unheld"]);
    for (const name of Object.keys(policy.qualifications)) drafts.blueprint.people[name] = { holds: ["ana", "ben", "cem"] };
    expect(codes()).toEqual([]);
  });

  it("every code but that of a file that is missing is decided by a planted fault", () => {
    const decided = new Set(planted.map(({ code }) => code));
    expect(Object.keys(lintCodes).filter((code) => !decided.has(code as LintCode))).toEqual(["file-missing"]);
  });
});

describe("the exit check", () => {
  const missing = (plant: (drafts: Drafts) => unknown) => {
    const drafts = good();
    plant(drafts);
    const { files, context } = read(drafts);
    return exitCheck(files, context).missing.map(({ id }) => id);
  };

  it.each([
    { row: "R51", what: "an area has only a proposal", ids: ["area-data"], plant: ({ decisions }: Drafts) => (first(decisions.slice(1)).status = "proposed") },
    {
      row: "R53",
      what: "nothing is accepted about AI tools",
      ids: ["area-ai-tooling", "ai-tools"],
      plant: ({ decisions }: Drafts) => (first(decisions.slice(4)).status = "proposed"),
    },
    { row: "R53", what: "the record about AI tools names no constraint", ids: ["ai-tools"], plant: ({ decisions }: Drafts) => (first(decisions.slice(4)).constraints = []) },
    { row: "R54", what: "a row of the charter has nobody accountable", ids: ["document-charter"], plant: ({ charter }: Drafts) => (first(charter.raci).accountable = []) },
    { row: "R55", what: "a phase has no checkpoint", ids: ["document-delivery"], plant: ({ delivery }: Drafts) => (first(delivery.phases).checkpoints = []) },
    { row: "R56", what: "a risk has no owner", ids: ["document-risks"], plant: ({ risks }: Drafts) => delete first(risks.register).owner },
    {
      row: "R57",
      what: "a risk waits to be judged",
      ids: ["risks-judged"],
      plant: ({ risks }: Drafts) => {
        delete first(risks.register).inherent;
        delete first(risks.register).owner;
      },
    },
    { row: "R57", what: "a risk has an owner and no rating, which is said once", ids: ["risks-judged"], plant: ({ risks }: Drafts) => delete first(risks.register).inherent },
    {
      row: "R58",
      what: "an event is kept for less than the preset",
      ids: ["document-audit-trail"],
      plant: ({ "audit-trail": trail }: Drafts) => (trail.retention.events = { "verdict-given": "1d" }),
    },
    {
      row: "R62",
      what: "nobody is qualified for security",
      ids: ["policy"],
      plant: ({ context }: Drafts) => (context.qualifications = qualifications.filter(({ domain }) => domain !== "security")),
    },
  ])("$row: misses $ids where $what", ({ ids, plant }) => expect(missing(plant)).toEqual(ids));

  it.each(["missing", "edited"] as const)("R61: misses rules for AI agents that are %s in AGENTS.md", (agentRules) => {
    const { files, context } = read(good());
    expect(exitCheck({ ...files, agentRules }, context).missing).toMatchObject([
      { id: "agent-rules", hint: expect.stringContaining("countersign brief"), place: { file: "AGENTS.md" } },
    ]);
  });

  it("R57: takes a risk that does not apply for judged, once it says why", () => {
    const without = ({ risks }: Drafts) => {
      const { inherent: _, owner: __, residual: ___, ...risk } = first(risks.register);
      risks.register[0] = { ...risk, "not-applicable": "Nothing here calls a library." };
    };
    expect(missing(without)).toEqual([]);
  });

  it("asks the criteria in words of whoever closes it, where answers are given", () => {
    const { files, context } = read(good());
    const ids = (answers: Parameters<typeof exitCheck>[2]) => exitCheck(files, context, answers ?? null).missing.map(({ id, says }) => [id, says.split(":")[0]]);
    expect(ids([{ criterion: "exit-1", met: false }])).toEqual([
      ["exit-1", "It is not so"],
      ["exit-2", "Nobody has answered"],
    ]);
    expect(ids(["exit-1", "exit-2"].map((criterion) => ({ criterion, met: true })))).toEqual([]);
  });
});
