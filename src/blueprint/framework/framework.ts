import type { Policy } from "../../model/policy.ts";
import type { Risk, RiskLevel, RisksFile, Score } from "../files.ts";
import { controlsOf, isTied, knownSettings } from "../lint/controls.ts";
import { controlsIn } from "../packs/pack.ts";
import { packNamed, packNames } from "../packs/packs.ts";
import { acceptedScore, riskLevel } from "../risk-level.ts";
import { controlMapping, type FrameworkId, frameworkIds, frameworks, type MappedControl, recordKinds } from "./control-mapping.ts";
import { type Counts, type EvidenceLink, evidenceLink } from "./control-records.ts";

/** `gap`: nothing makes a record that it asks for; `waiting`: something does, and there is none yet; `partly`: there is one of some kinds; `evidenced`: of every kind. */
export type ControlState = "evidenced" | "partly" | "waiting" | "gap";

/** A control of a framework with what leads from the policy to the evidence for it. */
export interface FrameworkControl extends MappedControl {
  readonly state: ControlState;
  readonly links: readonly EvidenceLink[];
  /** What a trade's pack adds to it: settings of the policy in force. */
  readonly packs: readonly { readonly pack: string; readonly settings: readonly string[] }[];
  /** Ids of the risks that name what it rests on. */
  readonly risks: readonly string[];
}

/** How many controls are in which state: counted, never entered. */
export type Coverage = { readonly [state in ControlState]: number } & { readonly controls: number; readonly questioned: number };

export interface FrameworkCoverage {
  readonly framework: FrameworkId;
  readonly title: string;
  readonly version: string;
  readonly note: string | null;
  readonly coverage: Coverage;
  readonly controls: readonly FrameworkControl[];
}

/** Policy → process → control → evidence, for every framework of the mapping (R37, R39). `register` is null where no project's risks are looked at; risks then say nothing. */
export function frameworkCoverage(policy: Policy, counts: Counts, register: Pick<RisksFile, "register"> | null, only?: FrameworkId): FrameworkCoverage[] {
  const links = new Map(recordKinds.map((kind) => [kind, evidenceLink(kind, policy, counts)]));
  const added = packSettings(policy);
  const risks = standingRisks(register?.register ?? []);
  return frameworkIds
    .filter((id) => only === undefined || id === only)
    .map((framework) => {
      const controls = controlMapping
        .filter((control) => control.framework === framework)
        .map((control): FrameworkControl => {
          const own = control.records.flatMap((kind) => links.get(kind) ?? []);
          const packs = added.filter((each) => each.framework === framework && each.id === control.id).map(({ pack, settings }) => ({ pack, settings }));
          const settings = [...own.flatMap((link) => link.settings), ...packs.flatMap((each) => each.settings)];
          return {
            ...control,
            links: own,
            packs,
            state: stateOf(own),
            risks: risks.filter((risk) => settings.some((setting) => isTied(setting, risk.controls ?? []))).map(({ id }) => id),
          };
        });
      return { framework, ...frameworks[framework], coverage: coverageOf(controls), controls };
    });
}

function stateOf(links: readonly EvidenceLink[]): ControlState {
  if (links.every(({ process }) => process === null)) return "gap";
  if (links.every(({ records }) => records > 0)) return "evidenced";
  return links.some(({ records }) => records > 0) ? "partly" : "waiting";
}

function coverageOf(controls: readonly FrameworkControl[]): Coverage {
  const count = (state: ControlState) => controls.filter((control) => control.state === state).length;
  return {
    controls: controls.length,
    evidenced: count("evidenced"),
    partly: count("partly"),
    waiting: count("waiting"),
    gap: count("gap"),
    questioned: controls.filter(({ risks }) => risks.length === 0).length,
  };
}

/** Controls of the packs whose settings the policy has: a pack is known by what it brought along. */
function packSettings(policy: Policy) {
  const known = knownSettings(policy);
  const constraints = policy.constraints.map(({ id }) => id);
  return packNames.flatMap((name) =>
    packNamed(name).controls.flatMap(({ framework, id, evidence }) => {
      const settings = controlsIn(evidence, constraints);
      return settings.length > 0 && settings.every((setting) => known.has(setting)) ? [{ framework, id, pack: name, settings }] : [];
    }),
  );
}

/** Something of the policy that holds risks down, with the risks that it is tied to: one without any is questioned (R103). */
export interface GateControl {
  readonly control: string;
  readonly risks: readonly string[];
}

export function gateControls(policy: Policy, { register }: Pick<RisksFile, "register">): GateControl[] {
  const risks = standingRisks(register);
  return controlsOf(policy).map((control) => ({ control, risks: risks.filter((risk) => isTied(control, risk.controls ?? [])).map(({ id }) => id) }));
}

/** A risk by what is left of it. */
export interface ResidualRisk extends Pick<Risk, "id" | "title" | "category" | "status"> {
  readonly inherent: Rated | null;
  /** What is left once the treatment is in place; null while nobody has said, and then what was there before still stands. */
  readonly residual: Rated | null;
  readonly treatment: string | null;
  readonly owner: string | null;
  readonly reviewBy: string | null;
  readonly overdue: boolean;
  /** Settings of the policy, and documents, that keep it down; `missing` are named and not there. */
  readonly controls: readonly string[];
  readonly missing: readonly string[];
}

export interface Rated extends Score {
  readonly score: number;
  readonly level: RiskLevel;
}

/** The register by what is left, the highest first; what does not apply is left out. `today` is `YYYY-MM-DD`. */
export function residualRisks(policy: Policy, file: Pick<RisksFile, "register" | "levels">, today: string): ResidualRisk[] {
  const known = knownSettings(policy);
  const constraints = policy.constraints.map(({ id }) => id);
  const rated = (score: Score | undefined): Rated | null => (score === undefined ? null : { ...score, score: score.likelihood * score.impact, level: riskLevel(file, score) });
  const left = (risk: Risk) => {
    const score = acceptedScore(risk);
    return score === null ? 26 : score.likelihood * score.impact;
  };
  return standingRisks(file.register)
    .toSorted((a, b) => left(b) - left(a) || a.id.localeCompare(b.id))
    .map((risk) => {
      const named = risk.controls ?? [];
      const has = (control: string) => known.has(control) || (controlsIn([control], constraints).length > 0 && control.startsWith("constraints."));
      return {
        id: risk.id,
        title: risk.title,
        category: risk.category,
        status: risk.status,
        inherent: rated(risk.inherent),
        residual: rated(risk.residual),
        treatment: risk.treatment?.choice ?? null,
        owner: risk.owner ?? null,
        reviewBy: risk["review-by"] ?? null,
        overdue: (risk["review-by"] ?? today) < today,
        controls: named,
        missing: named.filter((control) => !has(control)),
      };
    });
}

function standingRisks(register: RisksFile["register"]): Risk[] {
  return register.filter((risk) => risk["not-applicable"] === undefined && risk.status !== "closed");
}
