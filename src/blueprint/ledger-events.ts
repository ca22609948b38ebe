import { type FactType, factData } from "../model/fact.ts";
import { governanceRoles } from "../model/governance-roles.ts";
import { aRole } from "../model/people.ts";

/** An event of the ledger, as an audit-trail design lists it (R58). */
export interface LedgerEvent {
  readonly event: FactType;
  readonly says: string;
  /** Who or what may cause it. */
  readonly causes: string;
  /** What it says in the open; people appear in it by pseudonymous id only. */
  readonly fields: readonly string[];
}

const anAdministrator = "an administrator";
const whoMayLead = "an engineering lead or an administrator";
const aMachine = "a pipeline or an agent with a token, or a person";
const countersign = "Countersign itself";
const suspenders = "the tool's owner, an engineering lead, a policy owner or an administrator";
const leaders = "an engineering lead, a project manager or an administrator";
const aSigner = "a person in the role that it needs, by signature";

function holders(event: keyof typeof governanceRoles): string {
  const roles = governanceRoles[event].map(aRole);
  return `${roles.slice(0, -1).join(", ")} or ${roles.at(-1)}`;
}

// Every kind of fact: a new one does not compile until it is described here.
const events = {
  "organisation-founded": ["The organisation and its ledger began.", "whoever set Countersign up"],
  "project-registered": ["A repository was put under governance.", "an administrator, an engineering lead or a policy owner"],
  "person-enrolled": ["A person or an agent was enrolled.", anAdministrator],
  "person-changed": ["Somebody's roles changed, or somebody left.", anAdministrator],
  "key-enrolled": ["A key that signs was enrolled.", "an administrator; a passkey also the person who holds it"],
  "key-revoked": ["A key was revoked; it signs nothing from then on.", "the person who holds it, or an administrator"],
  "login-linked": ["An account at the company's provider was linked to a person.", "the person, or an administrator"],
  "login-ended": ["A login was ended.", "the person, or an administrator"],
  "token-issued": ["A token for a machine was issued, with what it may do.", anAdministrator],
  "token-revoked": ["A token was revoked.", anAdministrator],
  "qualification-granted": ["Somebody was found fit to judge a domain, on a basis, until a day.", "whoever holds a role that the policy lets grant it"],
  "qualification-revoked": ["A qualification was taken back.", whoMayLead],
  "policy-adopted": ["A version of the policy was put in force, with its digest and who signed it.", "a policy owner or an administrator, by signature"],
  "change-proposed": ["A change was put forward, with who and which AI tools wrote its lines.", aMachine],
  "evidence-added": ["Evidence for a commit was handed in.", aMachine],
  "decision-made": ["Somebody decided on a change and signed what was decided.", "a person, by signature; never an agent or a token"],
  "decision-withdrawn": ["A decision was withdrawn.", "whoever made it, or an administrator"],
  "escalation-opened": ["A doubt, an overdue decision or a question went to somebody better qualified.", "a person, an agent that asks, or Countersign once a time limit passed"],
  "escalation-resolved": ["An escalation was resolved.", "a person to whom it went"],
  "verdict-given": ["The gate answered allow, wait or deny, with its reasons and what it rests on.", countersign],
  "break-glass-used": ["An emergency was declared by two named people.", "two people, by signature"],
  "deployment-recorded": ["Something went to an environment, with the verdict that it relied on.", aMachine],
  "violation-recorded": ["Something was found that went around a gate.", countersign],
  "comment-made": ["Somebody commented on a change.", "a person or an agent"],
  "comment-resolved": ["A comment was resolved.", "a person"],
  "re-review-ordered": ["Second looks at approvals were ordered; who and what was drawn follows from chance that anybody can check.", whoMayLead],
  "re-review-answered": ["Somebody took a second look and agreed or disagreed.", "whoever was drawn"],
  "attestation-made": ["Somebody said that something is so which no record can say.", "a person who holds the role"],
  "deputy-named": ["Somebody was named to stand in for somebody.", "the person, or an administrator"],
  "deputy-ended": ["A deputyship ended.", "the person, the deputy or an administrator"],
  "blueprint-started": ["A blueprint began; until it closes, the project's code waits.", holders("blueprint-started")],
  "blueprint-closed": ["A blueprint closed: its exit criteria were met and signed.", `${holders("blueprint-closed")}, by signature`],
  "blueprint-skipped": ["A blueprint was skipped, which is governance debt from then on.", holders("blueprint-skipped")],
  "blueprint-excepted": ["One change was let past a running blueprint.", holders("blueprint-excepted")],
  "document-signed": ["A governed document was signed, by its digest.", aSigner],
  "document-acknowledged": ["Somebody said to have read a governed document.", "a person"],
  "tool-review-opened": ["A new AI tool, or a new major version of a model, has to be gone through before use.", countersign],
  "tool-review-item-closed": ["One thing of such a review was settled.", "a person in the role that the item needs"],
  "tool-suspended": ["An AI tool was suspended; new changes that it wrote are denied.", suspenders],
  "tool-resumed": ["A suspended AI tool may be used again.", suspenders],
  "phase-advanced": ["A phase of delivery advanced: a checkpoint's exit criteria were met and signed.", aSigner],
  "risk-accepted": ["A risk was accepted at its level, until a day.", aSigner],
  "escalation-drilled": ["The path of escalation was tried out.", holders("escalation-drilled")],
  "effort-recorded": ["Time that a checkpoint took was recorded.", holders("effort-recorded")],
  "reversal-recorded": ["A change that took back an earlier one was recognised, with why.", leaders],
  "constraint-stated": ["The constraint was written down for want of which a change was taken back.", leaders],
  "attempt-refused": ["Somebody tried what they may not do.", "anybody who tries"],
  "views-checked": ["The tables folded from the ledger were checked against it.", countersign],
  "document-erased": ["Personal content was deleted; the proofs of the facts that held it stay whole.", "Countersign itself, when somebody asks for it by right"],
} as const satisfies { readonly [type in FactType]: readonly [says: string, causes: string] };

export function ledgerEvents(): LedgerEvent[] {
  return (Object.keys(factData) as FactType[]).map((event) => ({ event, says: events[event][0], causes: events[event][1], fields: Object.keys(factData[event].shape) }));
}
