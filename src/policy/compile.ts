import { sha256 } from "../model/canonical.ts";
import type { ChangeType, Policy, Tier } from "../model/policy.ts";
import { type CompiledCriterion, compileCriterion } from "./cel.ts";
import type { RuleFiles } from "./closure.ts";
import { compileGlob, type Glob, type SplitPath, splitPath } from "./glob.ts";

/** A change type with its patterns ready to match. */
export interface CompiledType {
  readonly type: ChangeType;
  readonly tier: Tier;
  /** True when one of the type's patterns takes the path, byte-exact as it stands in the tree. */
  match(path: string): boolean;
  /** Id of the first rule that takes the path, `change-types.security.paths[0]`, or null. */
  rule(path: string): string | null;
}

/** A type that takes a path, and by which rule. */
export interface PathType {
  readonly type: ChangeType;
  readonly tier: Tier;
  readonly rule: string;
  /** The pattern of the rule; null for the type that takes the rest. */
  readonly pattern: string | null;
}

/** The text of a constraint's rule file. */
export interface RuleText {
  /** As the policy names it. */
  readonly path: string;
  readonly text: string;
  /** Hex SHA-256 of the text. */
  readonly digest: string;
}

export interface CompiledPolicy {
  readonly policy: Policy;
  /** The rule texts of its constraints, by their ids. */
  readonly rules: ReadonlyMap<string, RuleText>;
  /** Every check by its id. */
  readonly checks: ReadonlyMap<string, CompiledCriterion>;
  readonly types: readonly CompiledType[];
  readonly tiers: ReadonlyMap<string, Tier>;
  /** All types that take a path, the strictest first; the type with `otherwise` where no other does; empty when none takes it, which no gate may allow (D11). */
  typesOf(path: string): readonly PathType[];
}

/**
 * Compiles a resolved policy. Nothing is kept between calls: what rules is always what the digest says (D13), and callers that
 * cache do so by digest. `levels` are the rule files of the organisation and of the project, in this order: what the organisation says by a path, no project says
 * by another text. Throws `Failure` only for a policy that was not made by this room.
 */
export function compilePolicy(policy: Policy, levels: readonly (RuleFiles | undefined)[] = []): CompiledPolicy {
  const tiers = new Map(policy.tiers.map((tier) => [tier.name, tier]));
  const matchers = policy.changeTypes.map((type) => new TypeMatcher(type, tierOf(type, tiers)));
  const checks = Object.values(policy.criteria).flatMap((criterion) => (criterion.kind === "check" ? [[criterion.id, compileCriterion(criterion.check)] as const] : []));
  return { policy, rules: ruleTexts(policy, levels), tiers, types: matchers, checks: new Map(checks), typesOf: (path) => typesOf(matchers, path) };
}

function ruleTexts({ constraints }: Policy, levels: readonly (RuleFiles | undefined)[]): ReadonlyMap<string, RuleText> {
  return new Map(
    constraints.flatMap(({ id, rule: path }) => {
      const text = levels.find((rules) => rules?.has(path))?.get(path);
      return text === undefined ? [] : [[id, { path, text, digest: sha256(text) }] as const];
    }),
  );
}

function tierOf(type: ChangeType, tiers: ReadonlyMap<string, Tier>): Tier {
  const tier = tiers.get(type.tier);
  if (tier === undefined) throw new TypeError(`the resolved policy has no tier ${type.tier}`);
  return tier;
}

class TypeMatcher implements CompiledType {
  readonly type: ChangeType;
  readonly tier: Tier;
  readonly #globs: readonly Glob[];

  constructor(type: ChangeType, tier: Tier) {
    this.type = type;
    this.tier = tier;
    this.#globs = type.paths.map(compileGlob);
  }

  match(path: string): boolean {
    return this.index(splitPath(path)) >= 0;
  }

  rule(path: string): string | null {
    const index = this.index(splitPath(path));
    return index < 0 ? null : this.ruleAt(index);
  }

  index(path: SplitPath): number {
    return this.#globs.findIndex((glob) => glob.matches(path));
  }

  ruleAt(index: number): string {
    return `change-types.${this.type.name}.paths[${index}]`;
  }
}

function typesOf(matchers: readonly TypeMatcher[], path: string): readonly PathType[] {
  const split = splitPath(path);
  const found = matchers.flatMap((matcher): PathType[] => {
    const index = matcher.index(split);
    return index < 0 ? [] : [{ type: matcher.type, tier: matcher.tier, rule: matcher.ruleAt(index), pattern: matcher.type.paths[index] ?? null }];
  });
  if (found.length > 0) return found.sort((a, b) => b.tier.rank - a.tier.rank);
  const rest = matchers.find(({ type }) => type.otherwise);
  return rest === undefined ? [] : [{ type: rest.type, tier: rest.tier, rule: `change-types.${rest.type.name}.otherwise`, pattern: null }];
}
