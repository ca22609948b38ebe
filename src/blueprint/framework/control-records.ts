import type { Policy } from "../../model/policy.ts";
import type { RecordKind } from "./control-mapping.ts";

/** What a ledger and a project's files count: records by the name of their view, `closed` blueprints, `signed.charter` for the signings of a document, `files.risks` and `files.decisions` of a project's blueprint. */
export type Counts = ReadonlyMap<string, number>;

/** Where the records of a kind come from. */
interface RecordSource {
  readonly name: string;
  /** What the product does, by which the policy becomes records. */
  readonly process: string;
  /** The settings and documents of a policy that make it so; as risks name them. */
  settings(policy: Policy): readonly string[];
  /** What is counted; the settings themselves, once a policy was adopted, where it is null. */
  readonly counted: readonly string[] | null;
  /** The page that opens the records. */
  readonly page: string;
}

const always = (...settings: string[]) => {
  return () => settings;
};

const tiersOf = ({ tiers }: Policy) => tiers.map(({ name }) => `tiers.${name}`);
const criteriaOf = ({ criteria }: Policy) => Object.keys(criteria).map((id) => `criteria.${id}`);
const environmentsOf = ({ environments }: Policy) => Object.keys(environments).map((name) => `environments.${name}`);

/** Null where nothing in the product makes such a record yet: what asks for it alone is a gap, and says so. */
const sources: { readonly [kind in RecordKind]: RecordSource | null } = {
  "ai-policy": {
    name: "AI policy",
    process: "The written AI policy is versioned and signed by whoever answers for it.",
    settings: always("documents.ai-policy", "ai"),
    counted: ["signed.ai-policy"],
    page: "/policy",
  },
  acknowledgement: {
    name: "Acknowledgements",
    process: "Each person acknowledges a version by name.",
    settings: always("documents.ai-policy"),
    counted: ["acknowledgements"],
    page: "/ledger",
  },
  tool: {
    name: "AI tools",
    process: "A new tool or major model opens a review; one that is not listed, under review or suspended is denied.",
    settings: ({ ai }) => ai.tools.map(({ tool }) => `ai.tools.${tool}`),
    counted: null,
    page: "/ai-tools",
  },
  criteria: {
    name: "Criteria and constraints",
    process: "Checks are decided by evidence, questions are answered by people, constraints are matched on every change.",
    settings: (policy) => [...criteriaOf(policy), ...policy.constraints.map(({ id }) => `constraints.${id}`)],
    counted: null,
    page: "/policy",
  },
  tier: {
    name: "Change types and tiers",
    process: "Each change is sorted by what it touches, and asks for as much judgement as its tier says.",
    settings: tiersOf,
    counted: null,
    page: "/policy",
  },
  qualification: {
    name: "Qualifications",
    process: "An approval counts only from somebody who holds the qualification on that day.",
    settings: ({ qualifications }) => Object.keys(qualifications).map((name) => `qualifications.${name}`),
    counted: ["qualifications"],
    page: "/people",
  },
  change: {
    name: "Changes",
    process: "Every change is put forward with its requirement, and judged before it lands.",
    settings: ({ changeTypes }) => changeTypes.map(({ name }) => `change-types.${name}`),
    counted: ["changes"],
    page: "/changes",
  },
  provenance: {
    name: "Who or what wrote it",
    process: "Lines are attributed by recorded evidence; what nobody can tell is called unknown.",
    settings: always("ai.undeclared", "ai.reviewers"),
    counted: ["changes"],
    page: "/map",
  },
  evidence: {
    name: "Evidence",
    process: "Reports are read, bound to a commit and held against the criteria.",
    settings: criteriaOf,
    counted: ["evidence"],
    page: "/changes",
  },
  decision: {
    name: "Signed decisions",
    process: "A named, qualified person who is not the author answers the criteria and signs.",
    settings: (policy) => [...tiersOf(policy), ...environmentsOf(policy)],
    counted: ["decisions"],
    page: "/ledger",
  },
  escalation: {
    name: "Escalations",
    process: "Whoever is unsure says so; the doubt goes to somebody else, and the gate waits.",
    settings: always("escalation.unsure", "escalation.overdue"),
    counted: ["escalations"],
    page: "/escalations",
  },
  waiver: {
    name: "Waivers and emergencies",
    process: "An exception has a name, a reason and an end; an emergency needs two people and is looked at afterwards.",
    settings: (policy) => [...policy.waivers.map(({ rule }) => rule), ...environmentsOf(policy)],
    counted: ["exceptions"],
    page: "/portfolio",
  },
  deployment: {
    name: "Deployments",
    process: "What is deployed is held against what was approved; what went around the gate is a violation.",
    settings: environmentsOf,
    counted: ["deployments"],
    page: "/deployments",
  },
  risk: {
    name: "Risk register",
    process: "Risks are rated, treated and tied to what keeps them down; accepting one is signed and ends.",
    settings: always("documents.risks"),
    counted: ["signed.risks", "files.risks"],
    page: "/framework",
  },
  "decision-record": {
    name: "Decision records",
    process: "What is expensive to change is decided in writing before the first line.",
    settings: always("documents.blueprint"),
    counted: ["files.decisions", "closed"],
    page: "/portfolio",
  },
  charter: {
    name: "Charter",
    process: "Decision rights resolve to people; the charter is signed.",
    settings: always("documents.charter"),
    counted: ["signed.charter"],
    page: "/portfolio",
  },
  delivery: {
    name: "Delivery framework",
    process: "A phase advances when its checkpoint is met and signed.",
    settings: always("documents.delivery"),
    counted: ["signed.delivery"],
    page: "/portfolio",
  },
  "audit-trail": {
    name: "Audit-trail design",
    process: "Events, retention and readers are set down and signed.",
    settings: always("documents.audit-trail"),
    counted: ["signed.audit-trail"],
    page: "/portfolio",
  },
  ledger: {
    name: "Ledger",
    process: "Everything that counts is one signed, ordered, provable record.",
    settings: always("documents.audit-trail"),
    counted: ["organisation"],
    page: "/ledger",
  },
  measure: {
    name: "Measures",
    process: "Throughput stands beside control, each number with its rows.",
    settings: always("measure.ai-window", "measure.escape-window"),
    counted: ["changes"],
    page: "/measures",
  },
  disclosure: {
    name: "Disclosures",
    process: "What AI wrote is said with each change and in the file for others.",
    settings: always("ai.disclosure"),
    counted: ["changes"],
    page: "/changes",
  },
  role: {
    name: "People, agents and roles",
    process: "Roles are given and taken by name; no agent decides.",
    settings: always("documents.charter"),
    counted: ["people"],
    page: "/people",
  },
  order: {
    name: "The order of steps",
    process: "The gate answers before a deployment, and approvals count only in their order.",
    settings: environmentsOf,
    counted: ["verdicts"],
    page: "/deployments",
  },
  mapping: {
    name: "This mapping",
    process: "Controls are mapped to records, and coverage is computed.",
    settings: always(),
    counted: ["organisation"],
    page: "/framework",
  },
  "gap-list": {
    name: "Gap list",
    process: "What is in force is held against the baseline; what lacks has an owner and a day.",
    settings: always("review-by"),
    counted: ["policies"],
    page: "/policy",
  },
  action: null,
  defect: null,
  incident: null,
  pack: null,
  "self-test": null,
};

const unsourced: { readonly [kind in RecordKind]?: string } = {
  action: "Corrective actions",
  defect: "Defects",
  incident: "Incidents",
  pack: "Sealed audit packs",
  "self-test": "Self-test reports",
};

/** One link of the chain from a policy to the evidence for a control. */
export interface EvidenceLink {
  readonly kind: RecordKind;
  readonly name: string;
  /** Null, like the page, where nothing makes such records. */
  readonly process: string | null;
  /** Settings and documents of the policy in force that it rests on. */
  readonly settings: readonly string[];
  readonly records: number;
  readonly page: string | null;
}

export function evidenceLink(kind: RecordKind, policy: Policy, counts: Counts): EvidenceLink {
  const source = sources[kind];
  if (source === null) return { kind, name: unsourced[kind] ?? kind, process: null, settings: [], records: 0, page: null };
  const settings = source.settings(policy);
  // The built-in default is nobody's decision: its settings are evidence once somebody adopted a policy.
  const own = (counts.get("policies") ?? 0) > 0 ? settings.length : 0;
  const records = source.counted === null ? own : source.counted.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
  return { kind, name: source.name, process: source.process, settings, records, page: source.page };
}
