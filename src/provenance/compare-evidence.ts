import { digestOf } from "../model/canonical.ts";
import type { Claim, OriginFinding } from "../model/origin.ts";
import { counted } from "./finding-tally.ts";
import { countLines } from "./line-set.ts";
import { byText } from "./text-order.ts";

/** One claim as the ledger keeps it: no text of it, only digests, so that nothing personal is in the log. */
export interface ClaimDigest {
  /** The commit that the evidence hung on. */
  readonly commit: string;
  readonly method: Claim["method"];
  /** Lower-case hex SHA-256 of origin, tool, model, method, grain, path, lines and sponsor. */
  readonly exact: string;
  /** The same with the number of lines in place of the lines: survives a rebase that carried the note along. */
  readonly portable: string;
}

/** What to import at first sight, and to compare ever after. Sorted; declarations are left out, since they are facts of their own. */
export function digestClaims(claims: readonly Claim[]): ClaimDigest[] {
  return claims
    .filter(({ grain }) => grain !== "change")
    .map(({ commit, ...claim }) => {
      const { source: _source, lines, confidence: _confidence, ...lasting } = wellFormed(claim);
      const count = countLines(lines ?? []);
      return { commit, method: claim.method, exact: digestOf({ ...lasting, lines }), portable: digestOf({ ...lasting, count }) };
    })
    .sort((a, b) => byText(`${a.commit} ${a.exact}`, `${b.commit} ${b.exact}`));
}

/**
 * E25: is the evidence of origin that was imported at first sight still there? A claim is, when its commit still carries it; when
 * the commit has left the range, a new commit that carries the same claim will do. More evidence than at first sight is fine. One
 * finding per commit that lost some.
 */
export function compareEvidence(first: readonly ClaimDigest[], now: readonly ClaimDigest[], commitsNow: ReadonlySet<string>): OriginFinding[] {
  const present = new Set(now.map(({ commit, exact }) => `${commit} ${exact}`));
  const stayed = new Set(first.flatMap(({ commit }) => (commitsNow.has(commit) ? [commit] : [])));
  // A commit that stayed answers for itself alone: its evidence can't stand in for that of one that left.
  const carried = new Set(now.flatMap(({ commit, portable }) => (stayed.has(commit) ? [] : [portable])));
  const lost = first.filter(({ commit, exact, portable }) => (commitsNow.has(commit) ? !present.has(`${commit} ${exact}`) : !carried.has(portable)));
  const all = Map.groupBy(first, ({ commit }) => commit);
  return [...Map.groupBy(lost, ({ commit }) => commit)]
    .sort(([a], [b]) => byText(a, b))
    .map(([commit, gone]) => {
      const methods = [...new Set(gone.map(({ method }) => method))].sort().join(" and ");
      const where = commitsNow.has(commit) ? "no longer stand there as they did" : "are gone with the commit and stand on no other";
      const sentence = `Of ${counted(all.get(commit)?.length ?? 0, "claim")} about who wrote this commit at first sight, ${gone.length} by ${methods} ${where}.`;
      return { code: "origin-evidence-removed", sentence, commit, path: null };
    });
}

// A lone surrogate has no canonical form, and the text of a claim is its author's.
function wellFormed<T extends object>(claim: T): T {
  return Object.fromEntries(Object.entries(claim).map(([key, value]) => [key, typeof value === "string" ? value.toWellFormed() : value])) as T;
}
