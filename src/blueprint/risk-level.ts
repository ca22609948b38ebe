import { canonicalText, type Json, sha256 } from "../model/canonical.ts";
import type { Risk, RiskLevel, RisksFile, Score } from "./files.ts";

const usualLevels = { low: 4, medium: 9, high: 16 } as const;

/** The level of a score by the register's own borders, else by the usual ones. */
export function riskLevel({ levels = usualLevels }: Pick<RisksFile, "levels">, { likelihood, impact }: Score): RiskLevel {
  const score = likelihood * impact;
  if (score <= levels.low) return "low";
  if (score <= levels.medium) return "medium";
  return score <= levels.high ? "high" : "critical";
}

/** What is accepted of a risk is what remains once it is treated, else what was there before; null while nobody has rated it. */
export function acceptedScore({ residual, inherent }: Pick<Risk, "residual" | "inherent">): Score | null {
  return residual ?? inherent ?? null;
}

/** Hex SHA-256 of what an acceptance of a risk is about: a new rating or plan asks for another one, a new entry of its history or a link does not. */
export function riskDigest({ history: _history, links: _links, status: _status, ...judged }: Risk): string {
  return sha256(canonicalText(judged as unknown as Json));
}
