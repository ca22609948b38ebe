import type { Json } from "../model/canonical.ts";
import { Advisories } from "./advisories.ts";
import { limits } from "./limits.ts";
import { mendingVersion } from "./mending-version.ts";
import { emptinessOf, lookedAt, Tally, totalsInconsistencies } from "./npm-audit-header.ts";
import { npmAuditV1, type OldAdvisory } from "./npm-audit-shapes.ts";
import { ghsaOf } from "./npm-audit-v2.ts";
import type { Outcome } from "./outcome.ts";
import { inShape } from "./shape.ts";

/** npm 6, pnpm, yarn 2 and 3: a list of flaws. Throws `Halt`. */
export function readNpmAuditV1(report: Json): Outcome {
  const { advisories, metadata } = inShape(npmAuditV1, report, "an npm 6 or pnpm audit report");
  const found = new Advisories();
  const [flaws, versions, paths] = [new Tally(), new Tally(), new Tally()];
  for (const advisory of Object.values(advisories)) {
    const { severity, findings = [] } = advisory;
    addOldAdvisory(advisory, found);
    flaws.add(severity);
    versions.add(severity, Math.max(1, findings.length));
    paths.add(severity, pathsOf(advisory));
  }
  const inconsistencies = [...emptinessOf(lookedAt(metadata)), ...totalsInconsistencies(metadata.vulnerabilities, [flaws, versions, paths])];
  return { report: { kind: "advisories", tools: ["npm audit"], advisories: found.list }, inconsistencies };
}

function pathsOf({ findings = [] }: OldAdvisory): number {
  return findings.reduce((sum, { paths }) => sum + (paths?.length ?? 0), 0);
}

/** Each installed version that it is found in is a flaw of its own; the paths that lead to one are not. */
export function addOldAdvisory(advisory: OldAdvisory, advisories: Advisories): void {
  const { id, module_name, severity, title, url, github_advisory_id, cves, vulnerable_versions, patched_versions, findings = [] } = advisory;
  const ghsa = ghsaOf(github_advisory_id) ?? ghsaOf(url);
  const versions: readonly (string | null)[] = findings.length === 0 ? [null] : findings.map(({ version }) => version);
  for (const version of versions) {
    advisories.add({
      id: ghsa ?? `${id}`,
      aliases: [...(cves ?? []), `${id}`],
      ecosystem: "npm",
      package: module_name,
      version,
      range: vulnerable_versions ?? null,
      said: [severity],
      title: title ?? "",
      fixed: mendingVersion(lowerBounds(patched_versions ?? ""), version),
    });
  }
}

// `<0.0.0` is npm's way to say that no version mends it.
function lowerBounds(range: string): string[] {
  return [...range.slice(0, limits.path).matchAll(/>=\s{0,5}(\d[^\s|,]{0,100})/g)].flatMap(([, version]) => version ?? []);
}
