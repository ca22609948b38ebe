import { sha256 } from "../model/canonical.ts";
import type { Person, Qualification } from "../model/people.ts";
import { loadPolicyFile, resolvePolicy } from "../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "./blueprint.ts";
import type { DocumentHead } from "./fields.ts";
import { type FileKind, type FileOf, fileSchemas } from "./files.ts";
import { filePath, type LoadedFile } from "./read.ts";

// A small blueprint for the tests of what is made from one: every setting of every file is there once.

/** What people typed: `say` for sentences, `tell` for texts of several lines. */
export interface Typed {
  readonly say: () => string;
  readonly tell: () => string;
}

const plainly: Typed = { say: () => "Plainly said", tell: () => "Plainly told." };

function loaded<K extends FileKind>(kind: K, file: FileOf<K>): LoadedFile<K> {
  const parsed = fileSchemas[kind].parse(file) as FileOf<K>;
  return { kind, name: filePath(kind), file: parsed, digest: sha256(JSON.stringify(parsed)), at: () => ({}) };
}

function head(id: string, { say }: Typed): DocumentHead {
  return {
    id,
    title: say().slice(0, 200),
    version: 2,
    status: "draft",
    owner: "ana",
    approvers: ["engineering-lead", "policy-owner"],
    classification: "internal",
    effective: "2026-12-01",
    "review-by": "2027-06-01",
    controls: ["iso42001 A.2.2"],
    history: [{ version: 1, date: "2026-11-20", by: "ana", what: say() }],
  };
}

/** All six files, valid whatever is typed into them. */
export function blueprintWith(typed: Typed = plainly): BlueprintFiles {
  const { say, tell } = typed;
  return {
    blueprint: loaded("blueprint", {
      blueprint: 1,
      document: head("GOV-BLUEPRINT-001", typed),
      start: "2026-11-23",
      end: "2026-12-11",
      days: [{ day: 1, topic: say(), area: "architecture" }],
      areas: {},
      exit: [say()],
      people: { "engineering-lead": { holds: ["ana"], deputies: ["bo"] }, reviewer: { holds: ["ana", "bo"] }, "project-manager": { holds: ["dee"] }, security: { holds: ["bo"] } },
    }),
    charter: loaded("charter", {
      charter: 1,
      document: head("GOV-CHARTER-001", typed),
      purpose: tell(),
      scope: tell(),
      authority: tell(),
      principles: [say()],
      roles: { "engineering-lead": say(), reviewer: say() },
      agents: ["ai-agent"],
      raci: [{ activity: say(), approval: true, responsible: ["reviewer"], accountable: ["engineering-lead"], consulted: ["project-manager"], informed: ["policy-owner"] }],
      escalation: { owner: "engineering-lead", deputy: "project-manager", says: tell() },
      forums: [{ forum: say(), every: "2w", roles: ["reviewer"], decides: say() }],
      exceptions: tell(),
      records: tell(),
      amendment: tell(),
    }),
    delivery: loaded("delivery", {
      delivery: 1,
      document: head("GOV-DELIVERY-001", typed),
      sprints: { length: "2w", "governance-minutes": 240 },
      phases: [
        {
          id: "build",
          title: say(),
          purpose: say(),
          entry: [say()],
          checkpoints: [
            {
              id: "half-way",
              title: say(),
              when: "sprint-end",
              evidence: [say()],
              metrics: [{ id: "covered", says: say(), formula: say(), source: say(), target: ">= 80 %", threshold: "< 70 %" }],
              exit: [say()],
              approver: "engineering-lead",
              minutes: 90,
            },
          ],
        },
      ],
    }),
    risks: loaded("risks", {
      risks: 1,
      document: head("GOV-RISKS-001", typed),
      appetite: tell(),
      acceptance: { low: "engineering-lead", medium: "engineering-lead", high: "policy-owner", critical: "policy-owner" },
      "acceptance-valid-for": "6mo",
      register: [
        {
          id: "R-001",
          title: say(),
          raised: "2026-11-23",
          category: "security",
          cause: say(),
          event: say(),
          consequence: say(),
          paths: [say().slice(0, 512)],
          controls: [say().slice(0, 200)],
          inherent: { likelihood: 4, impact: 5 },
          treatment: { choice: "mitigate", plan: tell(), due: "2027-01-31" },
          residual: { likelihood: 2, impact: 3 },
          owner: "ana",
          "action-owner": "bo",
          triggers: [say()],
          status: "open",
          "review-by": "2027-03-01",
          links: [say().slice(0, 500)],
          history: [{ date: "2026-11-24", by: "ana", what: say() }],
        },
        { id: "R-002", title: say(), raised: "2026-11-23", category: "people", cause: say(), event: say(), consequence: say(), status: "open" },
        { id: "R-003", title: say(), raised: "2026-11-23", category: "people", cause: say(), event: say(), consequence: say(), status: "closed", "not-applicable": say() },
      ],
    }),
    "audit-trail": loaded("audit-trail", {
      "audit-trail": 1,
      document: head("GOV-AUDIT-TRAIL-001", typed),
      retention: { preset: "six-years", events: { "decision-made": "10y" } },
      readers: { auditor: say() },
      further: [{ event: "login-failed", says: say(), causes: say(), fields: [say().slice(0, 100)], source: say(), evidence: say(), retention: "3y", readers: ["auditor"] }],
      clock: tell(),
      integrity: tell(),
      export: tell(),
      "legal-hold": { ordered: "policy-owner", says: tell() },
      "on-failure": "deny",
      privacy: tell(),
    }),
    "ai-policy": loaded("ai-policy", {
      "ai-policy": 1,
      document: head("GOV-AI-POLICY-001", typed),
      purpose: tell(),
      scope: tell(),
      permitted: [say()],
      prohibited: [say()],
      "data-classes": [
        { class: "public", means: say(), send: "any-tool" },
        { class: "personal", means: say(), send: "named-tools", says: say() },
        { class: "secret", means: say(), send: "never" },
      ],
      tools: { "claude-code": { vendor: say(), account: say(), use: say(), agreement: say() } },
      review: tell(),
      disclosure: tell(),
      dependencies: tell(),
      agents: { may: [say()], "may-not": [say()] },
      reporting: tell(),
      exceptions: tell(),
      training: tell(),
      acknowledgement: { roles: ["reviewer"], every: "1y", says: tell() },
      questions: [{ ask: say(), answer: say() }],
    }),
    decisions: [],
    agentRules: "compiled",
  };
}

const policyText = `policy: 1
version: 3
ai:
  reviewers: { human: 1, ai: 2, mixed: 2, unknown: 2 }
  tools: [{ tool: claude-code, owner: ana, models: [claude-*], conditions: { data: [public], not-paths: [src/claims/**] }, review-by: 2027-01-31 }]
`;

/** The default policy with one approved tool. */
export const contextPolicy = () => resolvePolicy(loadPolicyFile(policyText, "policy.yaml"));

export const now = Date.parse("2026-11-23T12:00:00Z");

/** Nobody is enrolled, so roles are held by whom `blueprint.yaml` names. */
export function namedContext(): BlueprintContext {
  return { policy: contextPolicy(), people: null, qualifications: [], now };
}

/** A person who is enrolled with roles, qualified for domains. */
export function enrolled(
  handle: string,
  name: string,
  roles: readonly string[],
  domains: readonly string[],
): { readonly person: Person; readonly qualifications: readonly Qualification[] } {
  const id = `p-${handle}`;
  const qualifications = domains.map((domain, index) => ({
    id: `q-${handle}-${domain}`,
    person: id,
    domain,
    basis: "training",
    grantedBy: "p-x",
    index,
    from: 0,
    until: now + 1,
    revokedAt: null,
  }));
  return { person: { id, handle, name, kind: "person", emails: [`${handle}@example.com`], roles, active: true }, qualifications };
}

export function contextOf(all: readonly ReturnType<typeof enrolled>[]): BlueprintContext {
  return { policy: contextPolicy(), people: all.map(({ person }) => person), qualifications: all.flatMap((each) => each.qualifications), now };
}
