import { popularNpm } from "./popular-npm.ts";
import { popularPypi } from "./popular-pypi.ts";

const known = { npm: new Set(popularNpm.trim().split(/\s+/)), pypi: new Set(popularPypi.trim().split(/\s+/)) } as const;
// How they are written without hyphens and scope.
const barely = { npm: new Map([...known.npm].map((name) => [bare(name), name])), pypi: new Map([...known.pypi].map((name) => [bare(name), name])) } as const;
/** Shorter names have neighbours by chance. */
const shortest = 4;

/** How a name is near to a much-used one that it is not: `one letter from "lodash"`. Null for a much-used name, and for one that is near to none. */
export function nearness(name: string, ecosystem: keyof typeof known): string | null {
  const popular = known[ecosystem];
  if (popular.has(name)) return null;
  const swapped = barely[ecosystem].get(bare(name));
  if (swapped !== undefined) return `written like "${swapped}" but for hyphens or scope`;
  const near = name.length < shortest ? undefined : [...popular].find((other) => other.length >= shortest && isOneAway(name, other));
  return near === undefined ? null : `one letter from "${near}"`;
}

function bare(name: string): string {
  // `@types/x` and its like are named after the package that they belong to.
  return /^@(types|babel|jest|rollup|esbuild|aws-sdk|smithy)\//.test(name) ? name : name.replaceAll(/[@/._-]/g, "");
}

/** Whether one letter put in, left out or changed, or two neighbours swapped, makes one name of the other (Damerau and Levenshtein's distance of 1). */
export function isOneAway(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [mine, theirs] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (mine.length <= 1 && theirs.length <= 1) return true;
  return mine.length === 2 && theirs.length === 2 && mine[0] === theirs[1] && mine[1] === theirs[0];
}
