import type { Fact, GovernedDocument, ReviewItem } from "../model/fact.ts";
import { spoken } from "../model/people.ts";
import { attemptInWords } from "./attempts-in-words.ts";

type Name = (id: string) => string;

/** One fact in one plain sentence, past tense, with the names of whoever is known. */
export function sentenceOf(fact: Fact, name: Name): string {
  const actor = fact.actor === "system" ? "Countersign" : name(fact.actor);
  switch (fact.type) {
    case "organisation-founded":
      return `${fact.data.name} was founded.`;
    case "project-registered":
      return `${actor} put ${fact.data.project} under governance.`;
    case "person-enrolled":
      return `${actor} enrolled ${name(fact.data.person)}${fact.data.kind === "agent" ? ", an agent" : ""}${fact.data.roles.length > 0 ? ` as ${fact.data.roles.join(", ")}` : ""}.`;
    case "person-changed":
      return `${actor} changed ${name(fact.data.person)}: ${fact.data.active ? `roles ${fact.data.roles.join(", ") || "none"}` : "no longer active"}.`;
    case "key-enrolled":
      return `${actor} enrolled a ${fact.data.kind === "passkey" ? "passkey" : "key"} of ${name(fact.data.person)}: ${fact.data.fingerprint}.`;
    case "key-revoked":
      return `${actor} revoked the key ${fact.data.fingerprint} of ${name(fact.data.person)}.`;
    case "login-linked":
      return `${actor} linked a login to ${name(fact.data.person)}.`;
    case "login-ended":
      return `${actor} ended a login of ${name(fact.data.person)}.`;
    case "token-issued":
      return `${actor} issued a token to ${name(fact.data.person)} for ${fact.data.scopes.join(", ")}, until ${day(fact.data.until)}.`;
    case "token-revoked":
      return `${actor} revoked the token ${fact.data.token} of ${name(fact.data.person)}.`;
    case "comment-made":
      return `${name(fact.data.person)} commented on ${fact.data.change}.`;
    case "comment-resolved":
      return `${name(fact.data.person)} resolved the comment ${fact.data.comment}.`;
    case "qualification-granted":
      return `${name(fact.data.grantedBy)} found ${name(fact.data.person)} qualified for ${spoken(fact.data.domain)} until ${day(fact.data.until)}.`;
    case "qualification-revoked":
      return `${actor} revoked the qualification ${fact.data.qualification}.`;
    case "policy-adopted":
      return `${actor} put version ${fact.data.version} of ${fact.data.project === null ? "the organisation's policy" : `the policy of ${fact.data.project}`} in force.`;
    case "change-proposed":
      return `${actor} put ${fact.data.change} forward, revision ${fact.data.revision}, tier ${fact.data.tier}.`;
    case "evidence-added":
      return `${actor} added evidence for ${fact.data.commit.slice(0, 12)}: ${fact.data.kind ?? "unknown"}, ${fact.data.state}.`;
    case "decision-made":
      return `${name(fact.data.person)} ${acts[fact.data.outcome]} ${fact.data.change}${fact.data.subject.environment === null ? "" : ` for ${fact.data.subject.environment}`}.`;
    case "decision-withdrawn":
      return `${name(fact.data.person)} withdrew the decision ${fact.data.decision}.`;
    case "escalation-opened":
      return `An escalation of ${fact.data.change} was opened${fact.data.criterion === null ? "" : ` about ${fact.data.criterion}`}, due ${time(fact.data.due)}.`;
    case "escalation-resolved":
      return `${name(fact.data.person)} resolved the escalation ${fact.data.escalation}.`;
    case "verdict-given":
      return `${fact.data.environment === null ? "The gate" : `The gate of ${fact.data.environment}`} said ${fact.data.answer} to ${fact.data.change}.`;
    case "break-glass-used":
      return `${fact.data.people.map(({ person }) => name(person)).join(" and ")} broke the glass for ${fact.data.change} in ${fact.data.environment}.`;
    case "deployment-recorded":
      return `The deployment ${fact.data.deployment} to ${fact.data.environment} ${fact.data.stage.replace("-", " ")}.`;
    case "violation-recorded":
      return `A violation was found: ${fact.data.kind.replaceAll("-", " ")}${fact.data.change === null ? "" : ` of ${fact.data.change}`}.`;
    case "re-review-ordered":
      return `${actor} ordered a second look at ${fact.data.sample === null ? `the decision ${fact.data.asked[0]?.decision}` : `${fact.data.asked.length} of ${fact.data.sample.population} approvals`}, due ${time(fact.data.due)}.`;
    case "re-review-answered":
      return `${name(fact.data.person)} took a second look at the decision ${fact.data.decision} and ${fact.data.answer}.`;
    case "attestation-made":
      return `${name(fact.data.person)}, ${fact.data.role.replaceAll("-", " ")}, attested ${fact.data.item} until ${day(fact.data.until)}.`;
    case "deputy-named":
      return `${actor} named ${name(fact.data.deputy)} to stand in for ${name(fact.data.person)} until ${day(fact.data.until)}.`;
    case "deputy-ended":
      return `${actor} ended the deputyship ${fact.data.deputyship}.`;
    case "blueprint-started":
      return `${name(fact.data.person)} started the blueprint of ${fact.data.project}, from ${fact.data.start} to ${fact.data.end}.`;
    case "blueprint-closed":
      return `${name(fact.data.person)} closed the blueprint of ${fact.data.project} at ${fact.data.commit.slice(0, 12)}.`;
    case "blueprint-skipped":
      return `${name(fact.data.person)} decided that ${fact.data.project} builds without a blueprint.`;
    case "blueprint-excepted":
      return `${name(fact.data.person)} let ${fact.data.change} pass while the blueprint of ${fact.data.project} is open, until ${day(fact.data.until)}.`;
    case "document-signed":
      return `${name(fact.data.person)} signed ${documentOf(fact.data)}.`;
    case "document-acknowledged":
      return `${name(fact.data.person)} acknowledged ${documentOf(fact.data)}.`;
    case "tool-review-opened":
      return `A review of ${fact.data.model === null ? fact.data.tool : `${fact.data.model}, a model of ${fact.data.tool},`} was opened${within(fact.data.project)}: ${fact.data.items.map((item) => reviewed[item]).join(", ")}.`;
    case "tool-review-item-closed":
      return `${name(fact.data.person)} closed ${reviewed[fact.data.item]} in the review ${fact.data.review}.`;
    case "tool-suspended":
      return `${name(fact.data.person)} suspended ${fact.data.tool}${within(fact.data.project)}.`;
    case "tool-resumed":
      return `${name(fact.data.person)} let ${fact.data.tool} in again${within(fact.data.project)}.`;
    case "phase-advanced":
      return `${name(fact.data.person)} signed that ${fact.data.project} leaves the phase ${fact.data.phase}, at its checkpoint ${fact.data.checkpoint}.`;
    case "risk-accepted":
      return `${name(fact.data.person)} accepted the risk ${fact.data.risk} of ${fact.data.project}, rated ${fact.data.level}, until ${fact.data.until}.`;
    case "escalation-drilled":
      return `${name(fact.data.person)} tried the path of escalations of ${fact.data.project}: ${fact.data.outcome === "answered" ? "somebody answered" : "nobody answered"}.`;
    case "effort-recorded":
      return `${name(fact.data.person)} recorded ${fact.data.minutes} minute${fact.data.minutes === 1 ? "" : "s"} for the checkpoint ${fact.data.checkpoint} of ${fact.data.project}.`;
    case "reversal-recorded":
      return `${name(fact.data.person)} recorded that ${fact.data.change} takes back ${fact.data.reversed}: ${spoken(fact.data.cause)}.`;
    case "constraint-stated":
      return `${name(fact.data.person)} stated the constraint ${fact.data.constraint} after the reversal ${fact.data.reversal}.`;
    case "attempt-refused":
      return `${fact.data.person === null ? "Somebody" : name(fact.data.person)} tried to ${attemptInWords(fact.data.action)} and was refused (${fact.data.code}).`;
    case "views-checked":
      return `${actor} held its views against ${fact.data.size} entries of the ledger.`;
    case "document-erased":
      return `${actor} erased ${fact.data.commitments.length === 1 ? "a document" : `${fact.data.commitments.length} documents`}: ${fact.data.reason}.`;
    default:
      return unknownSentence(actor, fact);
  }
}

/** The ledger of a later version may hold what this one has no words for; every fact of this version has some. */
function unknownSentence(actor: string, fact: never): string {
  return `${actor} recorded ${(fact as Fact).type.replaceAll("-", " ")}.`;
}

const documents: { readonly [document in GovernedDocument]: string } = {
  charter: "the charter",
  delivery: "the delivery framework",
  risks: "the risk register",
  "audit-trail": "the audit-trail design",
  "ai-policy": "the AI policy",
  blueprint: "the blueprint's plan",
};

const reviewed: { readonly [item in ReviewItem]: string } = { process: "the process", criteria: "the criteria", "audit-events": "the audit events" };

function documentOf({ document, version, project }: { readonly document: GovernedDocument; readonly version: string; readonly project: string | null }): string {
  return `${documents[document]} of ${project ?? "the organisation"}, version ${version}`;
}

function within(project: string | null): string {
  return project === null ? "" : ` in ${project}`;
}

const acts = { approve: "approved", "request-changes": "asked for changes to", defer: "deferred", unsure: "was unsure about" } as const;

function day(instant: number): string {
  return new Date(instant - 1).toISOString().slice(0, 10);
}

function time(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
