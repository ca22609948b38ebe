import type { Severity } from "../model/evidence.ts";
import { levels, type SarifComponent, type SarifResult, type SarifRule, type SarifRun } from "./sarif-log.ts";
import { severityOfScore } from "./severity.ts";

interface Rules {
  readonly component: SarifComponent;
  readonly byId: ReadonlyMap<string, SarifRule>;
}

/** A rule and the component that declares it. */
export interface FoundRule {
  readonly rule: SarifRule;
  readonly component: SarifComponent;
}

/**
 * Finds the rule of a result (SARIF 2.1.0 §3.27.5–7, §3.52): by index or id, in the driver or in an extension. Where an index and an
 * id disagree the id counts. Null when the run does not describe the rule.
 */
export class RuleBook {
  readonly #driver: Rules;
  readonly #extensions: readonly Rules[];

  constructor(tool: SarifRun["tool"]) {
    this.#driver = rulesOf(tool.driver);
    this.#extensions = (tool.extensions ?? []).map(rulesOf);
  }

  find(result: SarifResult): FoundRule | null {
    const reference = result.rule;
    const id = result.ruleId ?? reference?.id;
    const named = this.#named(reference?.toolComponent);
    const at = reference?.index ?? result.ruleIndex ?? -1;
    const indexed = (named ?? this.#driver).component.rules?.[at];
    if (indexed !== undefined && (id === undefined || belongs(id, indexed.id))) return { rule: indexed, component: (named ?? this.#driver).component };
    if (id === undefined) return null;
    const books = [...(named === null ? [] : [named]), this.#driver, ...this.#extensions];
    // A hierarchical id `CA1000/1` falls back on `CA1000`.
    for (let part = id; part !== ""; part = part.slice(0, Math.max(0, part.lastIndexOf("/")))) {
      for (const { byId, component } of books) {
        const rule = byId.get(part);
        if (rule !== undefined) return { rule, component };
      }
    }
    return null;
  }

  #named(reference: NonNullable<SarifResult["rule"]>["toolComponent"]): Rules | null {
    if (reference === undefined) return null;
    const byIndex = this.#extensions[reference.index ?? -1];
    if (byIndex !== undefined) return byIndex;
    const all = [this.#driver, ...this.#extensions];
    return (
      all.find(({ component }) => (reference.guid !== undefined && component.guid === reference.guid) || (reference.name !== undefined && component.name === reference.name)) ??
      null
    );
  }
}

function rulesOf(component: SarifComponent): Rules {
  const byId = new Map<string, SarifRule>();
  for (const rule of component.rules ?? []) if (!byId.has(rule.id)) byId.set(rule.id, rule);
  return { component, byId };
}

function belongs(id: string, ruleId: string): boolean {
  return id === ruleId || id.startsWith(`${ruleId}/`);
}

const ofLevel: { readonly [level in (typeof levels)[number]]: Severity } = { error: "high", warning: "medium", note: "low", none: "none" };

/** Severity of a finding: the rule's `security-severity` before the result's, both before the level (own, rule's default, `warning`). */
export function severityOf(result: SarifResult, rule: SarifRule | undefined): Severity {
  const score = rule?.properties?.["security-severity"] ?? result.properties?.["security-severity"];
  if (score !== undefined && score !== null) return ofScore(score);
  return ofLevel[result.level ?? rule?.defaultConfiguration?.level ?? "warning"];
}

/** Whether a result's own level is below the one that its rule has by default (§3.27.10, §3.50.3). */
export function isLowered({ level }: SarifResult, rule: SarifRule | undefined): boolean {
  const own = rule?.defaultConfiguration?.level;
  return own !== undefined && level !== undefined && levels.indexOf(level) < levels.indexOf(own);
}

/** Rules that a run made less severe than they are by themselves, or switched off, each in words (§3.20.5, §3.51). */
export function loweredRules({ tool, invocations }: SarifRun): string[] {
  const overrides = invocations?.flatMap(({ ruleConfigurationOverrides }) => ruleConfigurationOverrides ?? []) ?? [];
  if (overrides.length === 0) return [];
  const book = new RuleBook(tool);
  return overrides.flatMap(({ descriptor: { id, index, guid, toolComponent }, configuration: { level, enabled } }) => {
    const rule = book.find({ message: {}, rule: { id, index, guid, toolComponent } })?.rule;
    const name = id ?? rule?.id ?? "a rule without a name";
    if (enabled === false) return rule?.defaultConfiguration?.enabled === false ? [] : [`${name} is switched off`];
    const own = rule?.defaultConfiguration?.level ?? "warning";
    return level !== undefined && levels.indexOf(level) < levels.indexOf(own) ? [`${name} goes from ${own} to ${level}`] : [];
  });
}

// A string by convention, sometimes a number; bands as GitHub code scanning has them. What is no score from 0 to 10 counts as high.
function ofScore(score: unknown): Severity {
  const text = String(score).trim();
  const value = /^\d{1,2}(?:\.\d{1,10})?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value > 10) return "high";
  return severityOfScore(value);
}
