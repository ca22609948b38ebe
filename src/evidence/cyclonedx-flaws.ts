import type { Advisory, Severity } from "../model/evidence.ts";
import { packageOf } from "./bill-names.ts";
import type { CycloneVulnerability } from "./cyclonedx-document.ts";
import { limits } from "./limits.ts";
import { Halt } from "./outcome.ts";
import { greatestSeverity, severityCalled, Vectors } from "./severity.ts";
import { shortName } from "./short-name.ts";

/** A package that a flaw is in. */
export interface Affected {
  readonly ecosystem: string | null;
  readonly name: string;
  readonly version: string | null;
}

type Affects = NonNullable<CycloneVulnerability["affects"]>[number];

/** States of an analysis in which the producer says that there is nothing left to do (CycloneDX, "impactAnalysisState"). Of a word that is not among them nothing follows. */
const settled = new Set(["resolved", "resolved_with_pedigree", "false_positive", "not_affected"]);

/** What a document says of known flaws, one for each package that it says is affected. `called` finds a package by its `bom-ref`. Throws `Halt` beyond the limit. */
export function flawsIn(vulnerabilities: readonly CycloneVulnerability[], called: (ref: string) => Affected | null, described: string | null): Advisory[] {
  const flaws: Advisory[] = [];
  const vectors = new Vectors();
  for (const vulnerability of vulnerabilities) {
    const affects: readonly (Affects | null)[] = (vulnerability.affects?.length ?? 0) > 0 ? (vulnerability.affects ?? []) : [null];
    if (flaws.length + affects.length > limits.advisories)
      throw new Halt("too-large", `The document names more than ${limits.advisories} known flaws; hand it in as several documents.`);
    const shared = sharedBy(vulnerability, vectors);
    for (const each of affects) flaws.push({ ...shared, ...placeOf(each, called, described), suppressed: shared.suppressed || (each !== null && spared(each)) });
  }
  return flaws;
}

function sharedBy({ id, references, ratings, description, recommendation, analysis }: CycloneVulnerability, vectors: Vectors) {
  const aliases = (references ?? []).flatMap((reference) => reference.id || []).filter((alias) => alias !== id);
  return {
    id: shortName(id || aliases[0] || "unnamed"),
    aliases: [...new Set(aliases)].slice(0, limits.aliases).map(shortName),
    severity: severityOf(ratings ?? [], vectors),
    title: (description || recommendation || "").slice(0, limits.advisoryTitle).toWellFormed(),
    fixed: null,
    suppressed: settled.has(analysis?.state ?? ""),
  };
}

// Of several ratings the gravest counts: which of them is right, nobody here can tell.
function severityOf(ratings: NonNullable<CycloneVulnerability["ratings"]>, vectors: Vectors): Severity {
  return greatestSeverity(ratings.map((rating) => ratedAs(rating, vectors))) ?? "high";
}

const prefixes: Readonly<Record<string, string>> = { CVSSv3: "CVSS:3.0/", CVSSv31: "CVSS:3.1/", CVSSv4: "CVSS:4.0/" };

// A score of another method than CVSS has bands of its own. Vectors are often written without their version, which the method tells.
function ratedAs({ severity, score, method, vector }: NonNullable<CycloneVulnerability["ratings"]>[number], vectors: Vectors): Severity | null {
  const word = /^[a-z]+$/i.test(severity ?? "") ? severityCalled(severity ?? "") : null;
  if (word !== null || !/^(?:CVSS|$)/.test(method ?? "")) return word;
  const prefix = vector?.startsWith("CVSS:") ? "" : (Object.hasOwn(prefixes, method ?? "") && prefixes[method ?? ""]) || "";
  return severityCalled(`${score ?? ""}`) ?? severityCalled(`${prefix}${vector ?? ""}`, vectors);
}

function placeOf(affects: Affects | null, called: (ref: string) => Affected | null, described: string | null): Pick<Advisory, "ecosystem" | "package" | "version" | "range"> {
  if (affects === null) return { ecosystem: null, package: shortName(described ?? "unnamed"), version: null, range: null };
  const { ecosystem, name, version } = called(affects.ref) ?? linked(affects.ref);
  const hit = (affects.versions ?? []).filter(isHit);
  const ranges = hit.flatMap(({ range }) => range || []).join(" || ");
  const of = version ?? hit.find((each) => each.version)?.version ?? null;
  return { ecosystem, package: shortName(name), version: of === null ? null : shortName(of), range: ranges === "" ? null : shortName(ranges) };
}

function isHit({ status }: { readonly status?: string | null | undefined }): boolean {
  return status !== "unaffected";
}

/** Every version that is named is said to be unaffected. */
function spared({ versions }: Affects): boolean {
  return (versions?.length ?? 0) > 0 && !(versions ?? []).some(isHit);
}

// A component of another document: `urn:cdx:serial/version#bom-ref`, whose `bom-ref` is a package URL more often than not.
function linked(ref: string): Affected {
  const own = ref.startsWith("urn:cdx:") ? decoded(ref.slice(ref.indexOf("#") + 1)) : ref;
  return packageOf(own) ?? { ecosystem: null, name: own, version: null };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
