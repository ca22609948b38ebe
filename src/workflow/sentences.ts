import type { Fact } from "../model/fact.ts";
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
    case "attempt-refused":
      return `${fact.data.person === null ? "Somebody" : name(fact.data.person)} tried to ${attemptInWords(fact.data.action)} and was refused (${fact.data.code}).`;
    default:
      return `${actor} recorded ${(fact as Fact).type.replaceAll("-", " ")}.`;
  }
}

const acts = { approve: "approved", "request-changes": "asked for changes to", defer: "deferred", unsure: "was unsure about" } as const;

function day(instant: number): string {
  return new Date(instant - 1).toISOString().slice(0, 10);
}

function time(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
