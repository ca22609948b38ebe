import type { Json } from "../model/canonical.ts";
import type { Inconsistency } from "../model/evidence.ts";
import { Advisories } from "./advisories.ts";
import { Contradictions } from "./contradictions.ts";
import { limits } from "./limits.ts";
import { mendingVersion } from "./mending-version.ts";
import { emptinessOf, Tally, totalsInconsistencies } from "./npm-audit-header.ts";
import { type NpmAuditV2, npmAuditV2 } from "./npm-audit-shapes.ts";
import { type Outcome, quoted } from "./outcome.ts";
import { inShape } from "./shape.ts";

type Entry = NpmAuditV2["vulnerabilities"][string];

/** npm 7 and later: what it lists are packages, and the flaws stand within. Throws `Halt`. */
export function readNpmAuditV2(report: Json): Outcome {
  const { vulnerabilities, metadata } = inShape(npmAuditV2, report, "an npm audit report of version 2");
  const advisories = new Advisories();
  const packages = new Tally();
  const contradictions = new Contradictions();
  contradictions.add(emptinessOf(metadata.dependencies.total));
  for (const [key, entry] of Object.entries(vulnerabilities)) {
    if (entry.name !== key) contradictions.add([misnamed(key, entry.name)]);
    packages.add(entry.severity);
    addFlaws(entry, advisories);
  }
  contradictions.add(totalsInconsistencies(metadata.vulnerabilities, [packages]));
  contradictions.add(withoutFlaw(vulnerabilities));
  return { report: { kind: "advisories", tools: ["npm audit"], advisories: advisories.list }, inconsistencies: contradictions.list };
}

// A package that is only affected by another one holds that one's name: the flaw stands, and counts, there. Which versions are installed npm does not say.
function addFlaws({ via, name: affected, fixAvailable }: Entry, advisories: Advisories): void {
  for (const flaw of via) {
    if (typeof flaw === "string") continue;
    const { source, name, title, url, severity, range } = flaw;
    const ghsa = ghsaOf(url);
    const update = typeof fixAvailable === "object" && fixAvailable.name === name && affected === name ? fixAvailable.version : null;
    advisories.add({
      id: ghsa ?? `${source}`,
      aliases: [`${source}`],
      ecosystem: "npm",
      package: name,
      version: null,
      range: range ?? null,
      said: [severity],
      title: title ?? "",
      fixed: mendingVersion(upperBounds(range ?? ""), null) ?? update,
    });
  }
}

/** GitHub's id in the address of an advisory, in its own spelling. */
export function ghsaOf(url: string | null | undefined): string | null {
  const id = /(?:^|\/)(GHSA(?:-[a-z0-9]{4}){3})(?:$|[/?#])/i.exec(url?.slice(0, limits.path) ?? "")?.[1];
  return id === undefined ? null : `GHSA${id.slice(4).toLowerCase()}`;
}

// The range of a flaw ends below the first version that mends it.
function upperBounds(range: string): string[] {
  return [...range.slice(0, limits.path).matchAll(/<\s{0,5}(\d[^\s|,]{0,100})/g)].flatMap(([, version]) => version ?? []);
}

function misnamed(key: string, name: string): Inconsistency {
  return { code: "header-mismatch", sentence: `What stands under ${quoted(key)} says that it is ${quoted(name)}.`, declared: quoted(key), counted: quoted(name) };
}

// Each name has to lead to a flaw in the end: a package of which none is told would count as none.
function withoutFlaw(vulnerabilities: NpmAuditV2["vulnerabilities"]): Inconsistency[] {
  const entries = new Map(Object.entries(vulnerabilities));
  const affectedBy = new Map<string, string[]>();
  for (const [name, { via }] of entries) {
    for (const cause of via) if (typeof cause === "string") push(affectedBy, cause, name);
  }
  const explained = [...entries].filter(([, { via }]) => via.some((cause) => typeof cause !== "string")).map(([name]) => name);
  const seen = new Set(explained);
  for (const name of explained) {
    for (const affected of affectedBy.get(name) ?? []) {
      if (seen.has(affected)) continue;
      seen.add(affected);
      explained.push(affected);
    }
  }
  const missing = [...entries.keys(), ...affectedBy.keys()].filter((name) => !seen.has(name));
  return [...new Set(missing)].map((name) => ({
    code: "truncated",
    sentence: `The report names ${quoted(name)} as affected, or as the cause, and holds no flaw that it would be of.`,
    declared: quoted(name),
    counted: null,
  }));
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
