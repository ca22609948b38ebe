import { aRole, spoken } from "../../model/people.ts";
import type { Policy, Waiver } from "../../model/policy.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import type { AuditTrailFile, CharterFile, RaciRow } from "../files.ts";
import { retentionPresets } from "../files.ts";
import { type Holders, holdersOf } from "../holders.ts";
import { type ApproverCell, type DecisionRight, decisionRights, type RightsCell, spanText } from "../matrix.ts";
import type { LoadedFile } from "../read.ts";
import { documentPath, frontMatter, type RenderedDocument, standing, written } from "./document.ts";
import { apart, code, inline, list, prose, sentence, table } from "./markdown.ts";
import { partsIn } from "./parts.ts";
import { peopleText, unresolved } from "./people.ts";
import { spanWords } from "./words.ts";

/** The governance charter: what `charter.yaml` says, with the decision rights of the policy down to people (R54). */
export function renderCharter(loaded: LoadedFile<"charter">, files: BlueprintFiles, context: BlueprintContext): RenderedDocument {
  const { file, digest, name } = loaded;
  const holders = holdersOf(files, context);
  const rights = decisionRights(files, context);
  const { policy } = context;
  return written({
    path: documentPath("charter"),
    head: frontMatter(file.document, name),
    title: file.document.title,
    opening: apart([standing(file.document), [answerOf(rights)]]),
    parts: partsIn("charter", {
      "1 Purpose and scope": apart([prose(file.purpose), prose(file.scope)]),
      "2 Authority": prose(file.authority),
      "3 Principles": list(file.principles),
      "4 Roles and RACI": rolesAndRaci(file, holders),
      "5 Decision rights": rightsLines(rights),
      "6 Escalation": escalationLines(file, rights, policy),
      "7 Forums": forumLines(file, holders),
      "8 Waivers and break-glass": exceptionLines(file, policy, holders),
      "9 Records and retention": apart([prose(file.records), retentionLines(files["audit-trail"]?.file ?? null)]),
      "10 Amendment": prose(file.amendment),
      "11 Signatures": signatureLines(file, holders),
    }),
    from: { charter: digest, policy: policy.digest, blueprint: files.blueprint?.digest ?? "", trail: files["audit-trail"]?.digest ?? "" },
  });
}

function answerOf(rights: readonly DecisionRight[]): string {
  const cells = rights.flatMap((right) => [...right.approvers, right.limit, ...right.escalation, right.owner, right.deputy]);
  const open = cells.filter(({ problem }) => problem !== null).length;
  const kinds = `${rights.length} kinds of decision`;
  return open === 0
    ? `Every cell of the decision rights for ${kinds} comes down to people.`
    : `Of the decision rights for ${kinds}, ${open} ${open === 1 ? "cell does" : "cells do"} not come down to people yet.`;
}

function rolesAndRaci(file: CharterFile, holders: Holders): string[] {
  const roles = Object.entries(file.roles).map(([role, says]) => [
    inline(spoken(role)),
    inline(says),
    file.agents?.includes(role) === true ? "AI agents" : peopleText(holders.holding({ qualification: null, role }), "nobody yet"),
  ]);
  return apart([
    table(["Role", "Answers for", "Held by"], roles),
    ["R is responsible, A is accountable, C is consulted and I is informed. Exactly one role is accountable for each activity, and an AI agent never is."],
    raciTable(file.raci),
  ]);
}

function raciTable(rows: readonly RaciRow[]): string[] {
  const roles = [...new Set(rows.flatMap((row) => [...row.responsible, ...row.accountable, ...(row.consulted ?? []), ...(row.informed ?? [])]))];
  const letters = (row: RaciRow, role: string) =>
    [row.responsible.includes(role) ? "R" : "", row.accountable.includes(role) ? "A" : "", row.consulted?.includes(role) ? "C" : "", row.informed?.includes(role) ? "I" : ""]
      .filter(Boolean)
      .join(", ");
  const activity = (row: RaciRow) => `${inline(row.activity)}${row.approval === true ? " (approval)" : ""}`;
  return table(
    ["Activity", ...roles.map((role) => inline(spoken(role)))],
    rows.map((row) => [activity(row), ...roles.map((role) => letters(row, role))]),
  );
}

/** The matrix: a table to find the row, then each kind of change with its criteria in words. */
function rightsLines(rights: readonly DecisionRight[]): string[] {
  const rows = rights.map((right) => [
    rightName(right),
    right.criteria.map(({ id }) => code(id)).join(", ") || "none",
    right.approvers.map(approverText).join("; ") || unresolved("nobody"),
    right.approvers.map((cell) => quorumText(cell, right.approvers)).join("; "),
    cellText(right.limit),
    [...right.escalation.map((cell, at) => `${at + 1}. ${cellText(cell)}`), "then blocked"].join("; "),
    `${cellText(right.owner)}; deputy: ${cellText(right.deputy)}`,
  ]);
  return apart([
    table(["Change", "Criteria", "Approvers", "Quorum", "Time limit", "Escalation of doubts", "Escalation owner and deputy"], rows),
    ...rights.flatMap((right) => [[`### ${rightName(right)}`], rightDetail(right)]),
  ]);
}

function rightName({ kind, name }: DecisionRight): string {
  return inline(kind === "environment" ? `Release to ${name}` : sentenceCase(spoken(name)));
}

function rightDetail({ decides, tier, criteria, passesAlone }: DecisionRight): string[] {
  const lead = `${sentence(decides.replace(/\.$/, ""))}.${tier === null ? "" : ` Tier: ${code(tier)}.`}`;
  const rows = criteria.map(({ id, words, decidedBy }) => [code(id), inline(words), decidedBy === "human" ? "a person" : "evidence"]);
  return apart([
    [lead],
    ...(passesAlone === null ? [] : [[`It passes without a person when this holds: ${inline(passesAlone)}`]]),
    table(["Criterion", "What must be true", "Decided by"], rows),
  ]);
}

function approverText(cell: ApproverCell): string {
  return `${cell.risk === null ? "" : `${inline(cell.risk)}: `}${cellText(cell)}`;
}

// Where several are asked for side by side, each number says whose it is.
function quorumText({ quorum, risk, says }: ApproverCell, all: readonly ApproverCell[]): string {
  const shared = all.filter((other) => other.risk === risk).length > 1;
  return `${risk === null ? "" : `${inline(risk)}: `}${inline(quorum)}${shared ? ` (${inline(says)})` : ""}`;
}

function cellText({ says, people, problem }: RightsCell): string {
  const who = people.length === 0 ? "" : ` (${peopleText(people, "")})`;
  return `${inline(says)}${who}${problem === null ? "" : ` ${unresolved(problem.says)}`}`;
}

function escalationLines({ escalation }: CharterFile, rights: readonly DecisionRight[], policy: Policy): string[] {
  const [first] = rights;
  const keepers =
    first === undefined
      ? []
      : [
          ["Owner", cellText(first.owner)],
          ["Deputy", cellText(first.deputy)],
        ];
  const steps = policy.escalation.unsure.map((_, at) => {
    const cells = rights.map((right) => right.escalation[at]).filter((cell) => cell !== undefined);
    return [String(at + 1), [...new Set(cells.map(cellText))].join("; ")];
  });
  const overdue = first === undefined ? [] : [["overdue", cellText(first.limit)]];
  return apart([
    prose(escalation.says),
    table(["Who keeps escalations moving", "People"], keepers),
    table(["Level", "Who takes over, and how long they have"], [...steps, ...overdue, ["after the last", "blocked: the gate denies until somebody decides"]]),
  ]);
}

function forumLines({ forums }: CharterFile, holders: Holders): string[] {
  const rows = forums.map(({ forum, every, roles, decides }) => [
    inline(forum),
    spanWords(every),
    inline(decides),
    roles.map((role) => `${inline(spoken(role))} (${peopleText(holders.holding({ qualification: null, role }), "nobody yet")})`).join("; "),
  ]);
  return rows.length === 0 ? ["There is none; decisions are made on the changes themselves."] : table(["Forum", "Every", "Decides", "Who comes"], rows);
}

function exceptionLines({ exceptions }: CharterFile, policy: Policy, holders: Holders): string[] {
  const emergencies = Object.values(policy.environments).flatMap(({ name, breakGlass }) =>
    breakGlass === null
      ? []
      : [[inline(name), String(breakGlass.people), spanText(breakGlass.validFor), `within ${spanText(breakGlass.reviewWithin)}, by somebody who took no part`]],
  );
  return apart([
    prose(exceptions),
    table(["Environment", "People who break the glass together", "Holds for", "Reviewed"], emergencies),
    policy.waivers.length === 0
      ? ["No waiver stands."]
      : table(
          ["Waiver", "Rule", "Reason", "Risk", "Approved by", "Ends"],
          policy.waivers.map((waiver) => waiverRow(waiver, holders)),
        ),
  ]);
}

function waiverRow({ id, rule, reason, risk, approvedBy, expires }: Waiver, holders: Holders): string[] {
  return [code(id), code(rule), inline(reason), inline(risk), inline(holders.nameOf(approvedBy)), expires];
}

function retentionLines(trail: AuditTrailFile | null): string[] {
  if (trail === null) return ["How long is not said yet: there is no audit-trail design."];
  return [
    `Nothing is kept for less than ${spanWords(retentionPresets[trail.retention.preset])}; the audit-trail design (${inline(trail.document.id)}) says what is kept for longer.`,
  ];
}

function signatureLines({ document }: CharterFile, holders: Holders): string[] {
  const rows = document.approvers.map((role) => [inline(spoken(role)), peopleText(holders.holding({ qualification: null, role }), unresolved(`nobody is ${aRole(role)}`))]);
  return apart([
    ["Signatures are facts of the ledger; the page and the PDF of this document show them with name, time, meaning and digest."],
    table(["Role that signs", "People"], rows),
  ]);
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
