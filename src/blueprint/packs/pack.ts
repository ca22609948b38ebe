import type { Duration } from "../../model/duration.ts";
import type { RetentionPreset, Risk, Treatment } from "../files.ts";

/** A qualification that a pack brings along: a domain of the trade that somebody must be fit to judge. */
export interface PackQualification {
  readonly name: string;
  readonly says: string;
  readonly grantedBy: readonly string[];
  readonly validFor: Duration;
}

/** A change type with the patterns of its paths; a folder's name in a pattern is a suggestion, matched wherever it stands. */
export interface PackType {
  readonly name: string;
  readonly says: string;
  readonly folders: readonly string[];
  /** Whether its approvers hold a qualification of the pack; always so where the tier asks for none itself. */
  readonly qualification: string | null;
  readonly tier: string;
}

export interface PackQuestion {
  readonly id: string;
  readonly ask: string;
  readonly link?: "requirement" | "evidence";
}

/** Only measurements that exist: the pack's lint compiles it. */
export interface PackCheck {
  readonly id: string;
  readonly check: string;
  readonly says: string;
}

export interface PackTier {
  readonly name: string;
  readonly human: string;
  readonly checks: readonly string[];
  readonly questions: readonly string[];
  readonly approvals: readonly { readonly count: number; readonly qualification: string }[];
}

/** A family of rules, one file for each language in `rules/`: `ID-python.yaml`. */
export interface PackConstraint {
  readonly id: string;
  readonly why: string;
  readonly severity: "deny" | "ask" | "warn";
  readonly languages: readonly PackLanguage[];
}

export const packLanguages = ["javascript", "python", "java"] as const;
export type PackLanguage = (typeof packLanguages)[number];

/** A risk of the trade, to be rated by the team or marked as not applicable; `controls` are settings that the pack brings along. */
export type PackRisk = { readonly [K in "seed" | "title" | "category" | "cause" | "event" | "consequence" | "controls" | "triggers"]: NonNullable<Risk[K]> } & {
  readonly treatment: { readonly choice: Treatment; readonly plan: string };
};

/** A control of a framework in our own words, with the settings and records that are evidence for it. Evidence supports a control; it never makes anybody compliant. */
export interface PackControl {
  readonly framework: string;
  readonly id: string;
  readonly paraphrase: string;
  /** Settings of the policy, or documents, such as `tiers.clinical` or `documents.audit-trail`. */
  readonly evidence: readonly string[];
  /** `verified`: the text or a close account of it was read; `known`: the meaning is certain; `check`: look at the primary text before printing it. */
  readonly checked: "verified" | "known" | "check";
}

/** What a trade adds to the default: nothing in it is looser, and the default is complete without one. */
export interface Pack {
  readonly name: string;
  readonly title: string;
  readonly says: string;
  readonly qualifications: readonly PackQualification[];
  readonly types: readonly PackType[];
  readonly checks: readonly PackCheck[];
  readonly questions: readonly PackQuestion[];
  readonly tiers: readonly PackTier[];
  /** Sets of rules that come with the program for everybody. */
  readonly starters: readonly ("health-data-in-logs" | "secrets-in-source" | "sql-from-strings")[];
  readonly constraints: readonly PackConstraint[];
  readonly risks: readonly PackRisk[];
  readonly retention: { readonly preset: RetentionPreset; readonly why: string };
  readonly controls: readonly PackControl[];
  /** Day on which the mapping was last looked at. */
  readonly asOf: string;
}

const everywhere = packLanguages;
export const inEveryLanguage = (id: string, why: string, severity: PackConstraint["severity"]): PackConstraint => ({ id, why, severity, languages: everywhere });

/** Who grants the qualifications of a trade unless the organisation names others. */
export const usualGranters: readonly string[] = ["engineering-lead", "administrator"];
export const oneYear: Duration = { count: 1, unit: "y" };

/** The controls of a risk as a policy names them: where it speaks of a family of rules, the ids of those that the policy has. */
export function controlsIn(controls: readonly string[], constraints: readonly string[]): string[] {
  return controls.flatMap((control) => {
    const family = /^constraints\.(.+)$/.exec(control)?.[1];
    if (family === undefined) return [control];
    return constraints.filter((id) => id === family || packLanguages.some((language) => id === `${family}-${language}`)).map((id) => `constraints.${id}`);
  });
}

/** A risk that is kept, and made smaller by a plan. */
export const mitigated = (plan: string): PackRisk["treatment"] => ({ choice: "mitigate", plan });
