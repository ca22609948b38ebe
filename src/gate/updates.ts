import type { DependencyReport } from "../checks/index.ts";
import type { EvidenceSummary } from "../evidence/index.ts";
import type { DependencyUpdate } from "../model/change.ts";
import { type Advisory, type Severity, severities } from "../model/evidence.ts";
import { type Policy, type Risk, risks } from "../model/policy.ts";
import { satisfies } from "../policy/licences.ts";
import { affects } from "./affects.ts";

/** An update of a dependency with all that is known about it (R69). */
export interface AssessedUpdate extends DependencyUpdate {
  readonly risk: Risk;
  /** Why the risk is what it is, the weightiest first, in a few words each; empty for a low one. */
  readonly because: readonly string[];
  /** Worst severity of the flaws known of the version that comes in; null where no accepted report tells. */
  readonly severity: Severity | null;
  readonly advisories: readonly Advisory[];
  /** Something is known against it: a flaw, its licence, that it comes from elsewhere than before, or that it now runs a script when it is installed. */
  readonly suspect: boolean;
}

type Known = Pick<EvidenceSummary, "advisories">;

/**
 * How much an update can do: by the jump of its version, the flaws that are known of what comes in, whether the package is new, and its licence. Whatever
 * is not known counts as high, never as nothing.
 */
export function assessUpdates({ updates }: DependencyReport, known: Known, { licences }: Pick<Policy, "licences">): AssessedUpdate[] {
  return updates.map((update) => assessUpdate(update, known, licences));
}

function assessUpdate(update: DependencyUpdate, known: Known, licences: Policy["licences"]): AssessedUpdate {
  const advisories = (known.advisories ?? []).filter((advisory) => !advisory.suppressed && affects(advisory, update));
  const against = [...flaws(advisories), ...licenceOf(update, licences), ...sourceOf(update)];
  const found = [...against, ...jumpOf(update)].sort((a, b) => risks.indexOf(b.risk) - risks.indexOf(a.risk));
  const worst = advisories.map((each) => each.severity).sort(bySeverity)[0] ?? null;
  const severity = worst ?? (known.advisories === null || known.advisories.some(isOfNoPackage) ? null : "none");
  return { ...update, risk: found[0]?.risk ?? "low", because: found.map(({ words }) => words), severity, advisories, suspect: against.length > 0 };
}

// A scan of a whole artifact says which flaws it found, and not in which package: then no package is known to be free of them.
function isOfNoPackage({ ecosystem, version, range, suppressed }: Advisory): boolean {
  return !suppressed && ecosystem === null && version === null && range === null;
}

interface Reason {
  readonly risk: Risk;
  readonly words: string;
}

function bySeverity(a: Severity, b: Severity): number {
  return severities.indexOf(b) - severities.indexOf(a);
}

const mostNamed = 3;

function flaws(advisories: readonly Advisory[]): Reason[] {
  return [...advisories]
    .sort((a, b) => bySeverity(a.severity, b.severity))
    .slice(0, mostNamed)
    .map(({ severity, id, title, fixed }) => ({
      risk: severity === "critical" || severity === "high" ? "high" : "medium",
      words: `${id}, ${severity}: ${title}${fixed === null ? "" : `, mended in ${fixed}`}`,
    }));
}

function licenceOf({ to, licence }: DependencyUpdate, licences: Policy["licences"]): Reason[] {
  if (to === null || licences === undefined) return [];
  if (licence === undefined || licence === null) return [{ risk: "high", words: "its licence is not known" }];
  return satisfies(licence, licences) ? [] : [{ risk: "high", words: `its licence is ${licence}` }];
}

function sourceOf({ elsewhere, script }: DependencyUpdate): Reason[] {
  const from: Reason[] = elsewhere === true ? [{ risk: "high", words: "it comes from elsewhere than before" }] : [];
  return script === true ? [...from, { risk: "high", words: "it runs a script when it is installed" }] : from;
}

const jumps: { readonly [jump in DependencyUpdate["jump"]]: Reason | null } = {
  added: { risk: "high", words: "it is new here" },
  unknown: { risk: "high", words: "how far it moves is not known" },
  major: { risk: "high", words: "a major step" },
  minor: { risk: "medium", words: "a minor step" },
  removed: { risk: "medium", words: "it goes" },
  patch: null,
};

function jumpOf({ jump }: DependencyUpdate): Reason[] {
  const reason = jumps[jump];
  return reason === null ? [] : [reason];
}
