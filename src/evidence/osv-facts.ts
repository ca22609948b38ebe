import { limits } from "./limits.ts";
import type { OsvRecord } from "./osv-results.ts";

/** What is taken from one record, once and not too much of it: nothing forbids that thousands of groups name the same one. */
export interface Facts {
  readonly title: string;
  readonly aliases: readonly string[];
  /** Severities by a database's word. */
  readonly words: readonly string[];
  /** Severities by CVSS, or what else a database has in its place. */
  readonly vectors: readonly string[];
  /** Versions of the package that mend it. */
  readonly fixed: readonly string[];
}

/** Facts of a record, as far as they are of the package of that name. */
export function factsOf({ aliases, summary, details, severity, affected, database_specific }: OsvRecord, name: string): Facts {
  const own = (affected ?? []).filter((each) => each.package === undefined || each.package === null || each.package.name === name);
  const specifics = [database_specific, ...own.flatMap((each) => [each.database_specific, each.ecosystem_specific])];
  const scores = [...(severity ?? []), ...own.flatMap((each) => each.severity ?? [])];
  const events = own.flatMap((each) => each.ranges ?? []).flatMap((range) => range.events ?? []);
  return {
    title: summary || details?.slice(0, limits.message).split("\n")[0] || "",
    aliases: few(aliases ?? []),
    words: few(specifics.flatMap((specific) => (typeof specific?.["severity"] === "string" ? [specific["severity"]] : []))),
    vectors: few(scores.map(({ score }) => score)),
    fixed: few(events.flatMap(({ fixed }) => fixed || [])),
  };
}

const most = 50;

function few(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, most);
}
