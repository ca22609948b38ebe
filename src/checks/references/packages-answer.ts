import type { Reference } from "../../model/evidence.ts";
import { nearness } from "./popular.ts";
import type { PublishedPackage } from "./registry.ts";

/** What is said of one package. */
export type PackageVerdict = Pick<Reference, "verdict" | "why" | "drift">;

/** Days that a package with a name near to a much-used one has to stand before a person need not look. */
const settled = 90;
const day = 86_400_000;

export const contradicted = (why: string, drift = false): PackageVerdict => ({ verdict: "contradicted", why, drift });
export const unverifiable = (why: string): PackageVerdict => ({ verdict: "unverifiable", why, drift: false });

/** A package that is there. One that is near to a much-used name and new is not what it seems until a person has looked. */
export function there(name: string, ecosystem: "npm" | "pypi", found: string, published: PublishedPackage | null, now: number): PackageVerdict {
  const near = nearness(name, ecosystem);
  const young = published?.first === undefined || published.first === null || now - published.first < settled * day;
  const why = `${near === null ? "" : `"${name}" is ${near}. `}${found}`;
  return { verdict: near !== null && young ? "unverifiable" : "verified", why, drift: false };
}

/** `first published 3 days ago, latest 1.2.0`. */
export function history({ first, latest }: PublishedPackage, now: number): string {
  const days = first === null ? null : Math.max(0, Math.floor((now - first) / day));
  const since = days === null ? "of unknown age" : days < settled ? `first published ${days === 1 ? "1 day" : `${days} days`} ago` : `first published ${dateOf(first as number)}`;
  return `${since}${latest === null ? "" : `, latest ${latest}`}`;
}

/** With the name that it is near to before what is said of it. */
export function withNearness(name: string, ecosystem: "npm" | "pypi", verdict: PackageVerdict): PackageVerdict {
  const near = nearness(name, ecosystem);
  return near === null ? verdict : { ...verdict, why: `"${name}" is ${near}. ${verdict.why}` };
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
