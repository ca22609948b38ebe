import {
  type AuthorizationAnswer,
  type EntityJson,
  preparsePolicySet,
  preparseSchema,
  type StatefulAuthorizationCall,
  statefulIsAuthorized,
  validate,
} from "@cedar-policy/cedar-wasm/nodejs";
import { subjectDigest } from "../src/model/decision.ts";
import type { Judged, JudgedCases } from "./judged-cases.ts";

/*
 * The same question in Cedar: may this change be merged? What is the same and what is not:
 *
 * - Same: tests, coverage, findings, missing evidence; that each approval is of what is judged, is not withdrawn, came after proposal
 *   and evidence, answers every question, is signed with a key of the person, and is of an active person outside the contributors who
 *   holds the qualification when deciding and now; that three different persons approve; what a change itself may not be.
 * - Cedar cannot count, search or choose: which approval fills which place is done before, and its policy speaks of three places by name.
 *   Nor does it derive from tiers, origins and risk how many places there are: that is written into the policy.
 * - Cedar cannot hash: it is given the digests of the subjects. It has no fractions but `decimal`: it is given ten-thousandths.
 * - Cedar answers with allow or deny and the ids of policies; `judge` says what each criterion rests on and who could still approve.
 *
 * All of this favours Cedar. Its policies are parsed before. The API has no entities that stay, so it is handed those that the policies read,
 * the approvers and the change, in each call; `judge` is handed all people, indexed once.
 */

const places = ["first", "second", "third"] as const;

const qualified = (place: string, domain: string) => `
  context.${place}.person.qualified has "${domain}" &&
  context.${place}.person.qualified["${domain}"].index < context.${place}.index &&
  context.${place}.person.qualified["${domain}"].from <= context.${place}.at && context.${place}.at < context.${place}.person.qualified["${domain}"].until &&
  context.${place}.person.qualified["${domain}"].from <= context.now && context.now < context.${place}.person.qualified["${domain}"].until`;

const counts = (place: string) => `
  context.${place}.outcome == "approve" && !context.${place}.withdrawn &&
  context.${place}.subject == context.subject &&
  context.${place}.index > context.proposed && context.${place}.index > context.measured &&
  context.${place}.answered.containsAll(resource.questions) &&
  context.${place}.person.keys.contains(context.${place}.key) &&
  context.${place}.person.natural && context.${place}.person.active &&
  !resource.contributors.contains(context.${place}.person)`;

const policies = {
  approved: `permit (principal, action == Action::"merge", resource) when {
    context.first.person != context.second.person && context.first.person != context.third.person && context.second.person != context.third.person &&
    ${places.map(counts).join(" &&")} && ${qualified("first", "code-review")} && ${qualified("second", "code-review")} && ${qualified("third", "security")}
  };`,
  "tests-pass": `forbid (principal, action == Action::"merge", resource) unless { context has tests && context.tests.failed == 0 && context.tests.passed > 0 };`,
  "ai-lines-covered": `forbid (principal, action == Action::"merge", resource) unless { context has coverage && context.coverage.lines >= 8000 && context.coverage.unknown <= 500 };`,
  "no-critical-findings": `forbid (principal, action == Action::"merge", resource) when { resource.tiers.contains("security") }
    unless { context has analysis && context.analysis.critical == 0 };`,
  "merge-conflict": `forbid (principal, action == Action::"merge", resource) when { resource.conflict };`,
  "empty-change": `forbid (principal, action == Action::"merge", resource) when { resource.types.isEmpty() };`,
  superseded: `forbid (principal, action == Action::"merge", resource) when { resource.superseded };`,
  "symlink-escape": `forbid (principal, action == Action::"merge", resource) when { resource.flags.containsAny(["symlink-escape", "path-collision"]) };`,
  "unresolved-contributor": `forbid (principal, action == Action::"merge", resource) when { resource.unresolved };`,
  "tool-suspended": `forbid (principal, action == Action::"merge", resource) when { resource.toolTrouble };`,
  "size-unexplained": `forbid (principal, action == Action::"merge", resource) when { resource.lines > 1600 && !resource.sizeExplained };`,
  constraints: `forbid (principal, action == Action::"merge", resource) when { resource.constraintTrouble };`,
  "policy-first": `forbid (principal, action == Action::"merge", resource) unless { context.adopted < context.proposed };`,
};

const schema = `
  entity Gate;
  type Held = { from: Long, until: Long, index: Long };
  entity Person = { natural: Bool, active: Bool, keys: Set<String>, qualified: { "code-review"?: Held, security?: Held } };
  entity Change = {
    types: Set<String>, tiers: Set<String>, flags: Set<String>, questions: Set<String>, contributors: Set<Person>, lines: Long, conflict: Bool,
    superseded: Bool, unresolved: Bool, toolTrouble: Bool, sizeExplained: Bool, constraintTrouble: Bool
  };
  type Approval = { person: Person, outcome: String, withdrawn: Bool, subject: String, at: Long, index: Long, key: String, answered: Set<String> };
  action merge appliesTo {
    principal: Gate, resource: Change, context: {
      now: Long, subject: String, proposed: Long, adopted: Long, measured: Long, first: Approval, second: Approval, third: Approval,
      tests?: { passed: Long, failed: Long }, coverage?: { lines: Long, unknown: Long }, analysis?: { critical: Long }
    }
  };`;

const policySet = "default";

/** Parses the policies once, as a service would, and holds them against the schema. Throws when they are not valid. */
export function prepareCedar(): void {
  const checked = validate({ schema, policies: { staticPolicies: policies }, validationSettings: { mode: "strict" } });
  if (checked.type === "failure" || checked.validationErrors.length > 0) throw new Error(`The Cedar policies are not valid: ${JSON.stringify(checked)}`);
  for (const answer of [preparsePolicySet(policySet, { staticPolicies: policies }), preparseSchema(policySet, schema)]) {
    if (answer.type === "failure") throw new Error(`The Cedar policies are not read: ${JSON.stringify(answer.errors)}`);
  }
}

export function askCedar(call: StatefulAuthorizationCall): "allow" | "deny" {
  const answer: AuthorizationAnswer = statefulIsAuthorized(call);
  if (answer.type === "failure" || answer.response.diagnostics.errors.length > 0) throw new Error(`Cedar gave no answer: ${JSON.stringify(answer)}`);
  return answer.response.decision;
}

/** The call for a case. Made before the clock starts, which favours Cedar once more. No schema is named: requests are then not checked against it. */
export function cedarCall({ change, evidence, decisions }: Judged, { people, now }: JudgedCases, subject: string): StatefulAuthorizationCall {
  const { tests, analysis } = evidence.measured.evidence;
  const { coverage } = evidence.measured;
  const approvals = decisions.map((decision) => ({
    person: { __entity: { type: "Person", id: decision.person } },
    outcome: decision.outcome,
    withdrawn: decision.withdrawnAt !== null,
    subject: subjectDigest(decision.subject),
    at: decision.at,
    index: decision.index,
    key: decision.signature.fingerprint,
    answered: decision.answers.filter(({ value }) => value !== "not-met").map(({ criterion }) => criterion),
  }));
  return {
    principal: { type: "Gate", id: "merge" },
    action: { type: "Action", id: "merge" },
    resource: { type: "Change", id: change.id },
    preparsedPolicySetId: policySet,
    entities: [changeEntity(change), ...[...new Set(decisions.map(({ person }) => person))].map((id) => personEntity(id, people))],
    context: {
      now,
      subject,
      proposed: change.proposed?.index ?? 0,
      adopted: Math.max(...(change.proposed?.adoptions ?? [])),
      measured: Math.max(...evidence.items.map(({ index }) => index)),
      ...Object.fromEntries(places.map((place, at) => [place, approvals[at] ?? null])),
      ...(tests === null ? {} : { tests: { passed: tests.passed, failed: tests.failed } }),
      ...(coverage === null ? {} : { coverage: { lines: Math.trunc(coverage.ai.lines * 10_000), unknown: Math.ceil(coverage.ai.unknown * 10_000) } }),
      ...(analysis === null ? {} : { analysis: { critical: analysis.critical } }),
    },
  };
}

function changeEntity(change: Judged["change"]): EntityJson {
  return {
    uid: { type: "Change", id: change.id },
    parents: [],
    attrs: {
      types: [...change.types],
      tiers: [...change.tiers],
      flags: [...change.flags],
      questions: ["meets-requirement", "threat-considered"],
      contributors: change.contributors.flatMap(({ person }) => (person === null ? [] : [{ __entity: { type: "Person", id: person } }])),
      lines: change.added + change.deleted,
      conflict: change.resultTree === null,
      superseded: change.superseded,
      unresolved: change.contributors.some(({ person }) => person === null),
      toolTrouble: change.suspendedTools.length + change.toolConflicts.length > 0,
      sizeExplained: change.sizeReason !== null,
      constraintTrouble: change.constraints.unchecked.length + change.constraints.broken.length > 0,
    },
  };
}

function personEntity(id: string, people: JudgedCases["people"]): EntityJson {
  const person = people.persons.get(id);
  const held = (people.qualifications.get(id) ?? []).map(({ domain, from, until, index }) => [domain, { from, until, index }] as const);
  return {
    uid: { type: "Person", id },
    parents: [],
    attrs: {
      natural: person?.kind === "person",
      active: person?.active ?? false,
      keys: [...people.keys.values()].filter((key) => key.person === id).map(({ fingerprint }) => fingerprint),
      qualified: Object.fromEntries(held),
    },
  };
}
