// Which heading of a generated document comes from where: the one table that the renderers write their parts by, and that tells whoever edited a generated file where to write instead.

const policy = "`.countersign/policy.yaml`";
const charter = "`.countersign/charter.yaml`";
const delivery = "`.countersign/delivery.yaml`";
const risks = "`.countersign/risks.yaml`";
const trail = "`.countersign/audit-trail.yaml`";
const ai = "`.countersign/ai-policy.yaml`";
const program = "nowhere: Countersign itself knows it";

export const partsOf = {
  charter: {
    "1 Purpose and scope": `\`purpose\` and \`scope\` in ${charter}`,
    "2 Authority": `\`authority\` in ${charter}`,
    "3 Principles": `\`principles\` in ${charter}`,
    "4 Roles and RACI": `\`roles\` and \`raci\` in ${charter}, and people in \`.countersign/blueprint.yaml\` or among those enrolled`,
    "5 Decision rights": `\`change-types\`, \`criteria\`, \`tiers\` and \`environments\` in ${policy}`,
    "6 Escalation": `\`escalation\` in ${policy} for levels and times, \`escalation\` in ${charter} for its owner and deputy`,
    "7 Forums": `\`forums\` in ${charter}`,
    "8 Waivers and break-glass": `\`exceptions\` in ${charter}, \`waivers\` and \`environments\` in ${policy}`,
    "9 Records and retention": `\`records\` in ${charter}, and ${trail}`,
    "10 Amendment": `\`amendment\` in ${charter}`,
    "11 Signatures": `\`document.approvers\` in ${charter}`,
  },
  delivery: {
    Sprints: `\`sprints\` in ${delivery}`,
    "Checkpoints at a glance": `\`phases\` in ${delivery}`,
    Phases: `\`phases\` in ${delivery}`,
    "Definition of Done": `\`criteria\` and \`tiers\` in ${policy}`,
    "Glossary of formulas": `\`metrics\` of the checkpoints in ${delivery}`,
  },
  risks: {
    Appetite: `\`appetite\` in ${risks}`,
    "Levels and who accepts them": `\`levels\` and \`acceptance\` in ${risks}`,
    "Heat table": `\`inherent\` and \`residual\` of the risks in ${risks}`,
    Register: `\`register\` in ${risks}`,
    "Not judged yet": `\`register\` in ${risks}`,
    "Not applicable": `\`not-applicable\` of the risks in ${risks}`,
    "Risk by risk": `\`register\` in ${risks}`,
  },
  "audit-trail": {
    Readers: `\`readers\` in ${trail}`,
    Retention: `\`retention\` in ${trail}`,
    "Events of the ledger": `\`retention.events\` in ${trail} for how long; the events themselves ${program}`,
    "Events of other systems": `\`further\` in ${trail}`,
    "Clock and zone": `\`clock\` in ${trail}`,
    Integrity: `\`integrity\` in ${trail}`,
    Export: `\`export\` in ${trail}`,
    "Legal hold": `\`legal-hold\` in ${trail}`,
    "When the trail cannot be written": `${program}; the gate denies`,
    Privacy: `\`privacy\` in ${trail}`,
  },
  "ai-policy": {
    "On one page": `${ai} and \`ai.tools\` in ${policy}`,
    "May I?": `\`questions\` in ${ai}`,
    "Purpose and scope": `\`purpose\` and \`scope\` in ${ai}`,
    "Registered AI tools": `\`ai.tools\` and \`ai.suspended\` in ${policy}, vendor, account and use in \`tools\` in ${ai}`,
    "Data classes": `\`data-classes\` in ${ai}, which tools may have them in \`ai.tools\` in ${policy}`,
    "What agents may do": `\`agents\` in ${ai}`,
    Review: `\`review\` in ${ai}, \`ai.reviewers\` in ${policy}`,
    Disclosure: `\`disclosure\` in ${ai}, \`ai.disclosure\` in ${policy}`,
    "Dependencies and licences": `\`dependencies\` in ${ai}, \`licences\` in ${policy}`,
    "Constraints on the code": `\`constraints\` in ${policy}`,
    "Reporting without blame": `\`reporting\` in ${ai}`,
    Exceptions: `\`exceptions\` in ${ai}`,
    Training: `\`training\` in ${ai}`,
    Acknowledgement: `\`acknowledgement\` in ${ai}`,
  },
  "definition-of-done": {
    "For every change": policy,
    "By tier": `\`tiers\` and \`criteria\` in ${policy}`,
    "Before an environment": `\`environments\` in ${policy}`,
  },
} as const;

export type DocumentName = keyof typeof partsOf;
type Titles<N extends DocumentName> = Extract<keyof (typeof partsOf)[N], string>;

/** The parts of a document in their order; one without lines is left out. */
export function partsIn<N extends DocumentName>(name: N, lines: { readonly [T in Titles<N>]: readonly string[] }): { readonly title: string; readonly lines: readonly string[] }[] {
  return (Object.keys(partsOf[name]) as Titles<N>[]).map((title) => ({ title, lines: lines[title] }));
}

/** Where the part under a heading is to be written; null for no heading of ours. */
export function sourceOf(name: string, title: string): string | null {
  const parts: { readonly [title: string]: string } | undefined = Object.entries(partsOf).find(([each]) => each === name)?.[1];
  return Object.entries(parts ?? {}).find(([each]) => each === title)?.[1] ?? null;
}
