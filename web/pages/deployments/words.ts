import type { Answer } from "../../api/client.ts";
import { span } from "../../time.ts";
import { plural, together } from "../../words.ts";

export type Environment = Answer<"environments.list">["items"][number];
export type Deployment = Answer<"deployments.list">["items"][number];
export type Chain = Answer<"deployments.read">;
export type ShippedChange = Chain["changes"][number];
export type Review = ShippedChange["reviews"][number];

/** What runs where, in one sentence; what went around a gate is never left out of it. */
export function deploymentsSentence(environments: readonly Environment[], violations: number): string {
  const running = environments.filter(({ running: line }) => line !== null);
  const around = violations === 0 ? "Nothing went around a gate." : `${plural(violations, "deployment")} went around a gate.`;
  const [only] = running;
  if (only?.running == null) return environments.length === 0 ? "There is no environment yet." : `Nothing was deployed to ${environmentNames(environments)} yet. ${around}`;
  if (running.length > 1) return `${running.length} of ${plural(environments.length, "environment")} run something that was recorded. ${around}`;
  const { violation, approvers } = only.running;
  const who = violation === null ? `${namesOf(approvers)} ${approvers.length === 1 ? "answers" : "answer"} for it` : "nobody answers for it";
  return `${capital(titleOf(only.running))} runs in ${only.environment} of ${only.project}; ${who}. ${around}`;
}

function environmentNames(environments: readonly Environment[]): string {
  return environments.length > 2 ? plural(environments.length, "environment") : environments.map(({ environment, project }) => `${environment} of ${project}`).join(" and ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The change of a deployment by its title, in quotation marks, or its commit where it is of no change. */
export function titleOf({ change, commit }: Pick<Deployment, "change" | "commit">): string {
  return change === null ? `the commit ${commit.slice(0, 12)}` : change.title === null ? change.id : `“${change.title}”`;
}

export function namesOf(approvers: readonly { readonly person: { readonly name: string } }[]): string {
  return together([...new Set(approvers.map(({ person }) => person.name))]);
}

const stages = { started: "under way", succeeded: "succeeded", failed: "failed", "rolled-back": "rolled back" } as const;

export function stageWord(stage: keyof typeof stages): string {
  return stages[stage];
}

const meaningWords = { review: "reviewed it", approval: "approves it", responsibility: "takes responsibility for it", authorship: "wrote it" } as const;

/** What a signature says, as a phrase behind a name. */
export function meaningWord(meaning: keyof typeof meaningWords): string {
  return meaningWords[meaning];
}

const acts = { approve: "approved", "request-changes": "asked for changes", defer: "deferred", unsure: "was unsure" } as const;

export function actWord(outcome: keyof typeof acts): string {
  return acts[outcome];
}

/** A whole chain in one sentence: who answers for it, and what became of it. */
export function chainSentence({ deployment: { environment, stage }, approvers, violation, changes }: Chain): string {
  const [change] = changes;
  const what = change === undefined ? "This deployment" : change.title === null ? change.id : `“${change.title}”`;
  const became = `it ${stage === "succeeded" ? "succeeded" : stage === "started" ? "is under way" : stage === "failed" ? "failed" : "was rolled back"}`;
  if (violation !== null) return `${what} went to ${environment} around the gate: nobody answers for it, and ${became}.`;
  const emergency = approvers.every(({ kind }) => kind === "break-glass");
  return `${namesOf(approvers)} ${emergency ? "broke the glass for" : "answered for"} ${what} in ${environment}; ${became}.`;
}

/** What somebody had in front of them when they decided (R25, R36); it judges nobody. */
export function attentionSentence(attention: Review["attention"]): string {
  if (attention === null) return "Decided in a terminal, where nothing is observed.";
  const { seconds, seen, files, evidence, comments } = attention;
  const looked = `Had it open for ${span(seconds * 1_000)}`;
  const parts = [`${seen} of ${plural(files, "file")} seen`, evidence.length === 0 ? "no evidence opened" : `evidence opened: ${evidence.join(", ")}`];
  return `${looked}; ${[...parts, comments === 0 ? "no comment" : plural(comments, "comment")].join("; ")}.`;
}

/** `organisation 1, appointment-reminders 1` as it is read. */
export function versionsText(versions: readonly string[]): string {
  return versions.map((each) => each.replace(/ (\d+)$/, " version $1")).join(", ");
}
