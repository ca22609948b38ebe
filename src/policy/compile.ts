import type { ChangeType, Policy, Tier } from "../model/policy.ts";
import { type CompiledCriterion, compileCriterion } from "./cel.ts";
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

export interface CompiledPolicy {
  readonly policy: Policy;
  /** Every check by its id. */
  readonly checks: ReadonlyMap<string, CompiledCriterion>;
  readonly types: readonly CompiledType[];
  readonly tiers: ReadonlyMap<string, Tier>;
  /** All types that take a path, the strictest first; the type with `otherwise` where no other does; empty when none takes it, which no gate may allow (D11). */
  typesOf(path: string): readonly PathType[];
}

/**
 * Compiles a resolved policy. Nothing is kept between calls: what rules is always what the digest says (D13), and callers that
 * cache do so by digest. Throws `Failure` only for a policy that was not made by this room.
 */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const tiers = new Map(policy.tiers.map((tier) => [tier.name, tier]));
  const matchers = policy.changeTypes.map((type) => new TypeMatcher(type, tierOf(type, tiers)));
  const checks = Object.values(policy.criteria).flatMap((criterion) => (criterion.kind === "check" ? [[criterion.id, compileCriterion(criterion.check)] as const] : []));
  return { policy, tiers, types: matchers, checks: new Map(checks), typesOf: (path) => typesOf(matchers, path) };
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
