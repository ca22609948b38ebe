import equal from "semver/functions/eq.js";
import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import type { DependencyUpdate } from "../model/change.ts";
import type { Advisory } from "../model/evidence.ts";

/**
 * Whether a known flaw is one of what an update brings in. A report may name the installed version, a range, or neither; what cannot be told apart counts
 * as affected. A package that goes brings nothing in.
 */
export function affects(advisory: Advisory, { ecosystem, name, to }: DependencyUpdate): boolean {
  if (to === null || advisory.package !== name || (advisory.ecosystem !== null && advisory.ecosystem !== ecosystem)) return false;
  const coming = to.split(" || ");
  const { version: installed } = advisory;
  if (installed !== null) return !isExact(installed) || coming.some((version) => !isExact(version) || equal(version, installed));
  const { range } = advisory;
  return range === null || range.length > 512 || coming.some((version) => !isExact(version) || within(version, range));
}

function isExact(version: string): boolean {
  return version.length <= 256 && satisfies(version, "*", { includePrerelease: true });
}

// A range that says nothing to npm's arithmetic excludes nothing.
function within(version: string, range: string): boolean {
  const options = { includePrerelease: true };
  return satisfies(version, range, options) || !isRange(range);
}

function isRange(range: string): boolean {
  return validRange(range) !== null;
}
