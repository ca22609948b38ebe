import type { ComponentReport, Inconsistency } from "../model/evidence.ts";
import { quoted } from "./outcome.ts";

/** A lockfile of npm in the tree that the bill is said to be of. */
export interface Lockfile {
  readonly path: string;
  /** Name of the package that it is for; null when it does not say. */
  readonly name: string | null;
  /** `needed` is false for what an installation for production may leave out. */
  readonly packages: readonly { readonly name: string; readonly version: string; readonly needed: boolean }[];
}

/**
 * E10: `not-from-this-build` for a bill that lacks packages which the lockfile installs, `empty-report` for one that lists nothing where something is installed or nobody knows. A bill says more than a lockfile
 * knows, of other ecosystems for instance, and may be of another part of the repository: it is held against the lockfile of the package that it describes, else, as far as it lists packages of npm at all, against
 * the one that it fits best. The version of the product itself is not compared, because many builds set it only while they run.
 */
export function billInconsistencies(report: ComponentReport, lockfiles: readonly Lockfile[]): Inconsistency[] {
  const candidates = candidatesFor(report, lockfiles);
  if (report.components.length === 0 && !candidates.some(({ packages }) => packages.every(({ needed }) => !needed))) return [empty];
  const listed = new Set(report.components.filter(({ ecosystem }) => ecosystem === "npm" || ecosystem === null).map(({ name, version }) => key(name, version)));
  const lacking = candidates.map((lockfile) => ({ lockfile, missing: missingFrom(listed, lockfile) })).sort((a, b) => a.missing.length - b.missing.length)[0];
  return lacking === undefined || lacking.missing.length === 0 ? [] : [incomplete(lacking.lockfile, lacking.missing)];
}

const empty: Inconsistency = { code: "empty-report", sentence: "The document lists no component, and no lockfile shows that there is none.", declared: null, counted: "0" };

function candidatesFor({ described, components }: ComponentReport, lockfiles: readonly Lockfile[]): readonly Lockfile[] {
  const own = lockfiles.filter(({ name }) => name !== null && name === described?.name);
  if (own.length > 0) return own;
  if (components.length === 0) return lockfiles.length === 1 ? lockfiles : [];
  // A lockfile that needs nothing fits every bill.
  return components.some(({ ecosystem }) => ecosystem === "npm") ? lockfiles.filter(({ packages }) => packages.some(({ needed }) => needed)) : [];
}

// A package URL of npm is in lower case, and a few old names are not.
function key(name: string, version: string | null): string {
  return `${name.toLowerCase()}\0${version ?? ""}`;
}

function missingFrom(listed: ReadonlySet<string>, { packages }: Lockfile): string[] {
  return packages.filter(({ name, version, needed }) => needed && !listed.has(key(name, version))).map(({ name, version }) => `${name} ${version}`);
}

const listLength = 20;

function incomplete({ path, packages }: Lockfile, missing: readonly string[]): Inconsistency {
  const needed = packages.filter((each) => each.needed).length;
  const shown = missing.slice(0, listLength).map((name) => quoted(name));
  const rest = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : "";
  const sentence = `The document lacks ${missing.length} of the ${needed} packages that ${quoted(path)} installs: ${shown.join(", ")}${rest}.`;
  return { code: "not-from-this-build", sentence, declared: `${needed}`, counted: `${needed - missing.length}` };
}
