import type { Advisory, Severity } from "../model/evidence.ts";
import { limits } from "./limits.ts";
import { Halt, quoted } from "./outcome.ts";
import { greatestSeverity, severityCalled, Vectors } from "./severity.ts";
import { shortName } from "./short-name.ts";

/** A flaw of a package as a report tells it. */
export interface Flaw extends Omit<Advisory, "severity" | "suppressed"> {
  /** What the report says of how grave it is, the word that counts first; empty when it says nothing. */
  readonly said: readonly string[];
}

/** The flaws of one report: one of an id, a package, a version and a range stands once, however often it is told. */
export class Advisories {
  readonly #byIdentity = new Map<string, Advisory>();
  readonly #vectors = new Vectors();

  /** Throws `Halt` (`too-large`). */
  add(flaw: Flaw): void {
    const advisory = advisoryOf(flaw, this.severityOf(flaw.said));
    const identity = JSON.stringify([advisory.id, advisory.ecosystem, advisory.package, advisory.version, advisory.range]);
    const there = this.#byIdentity.get(identity);
    if (there === undefined && this.#byIdentity.size >= limits.advisories)
      throw new Halt("too-large", `The report names more than ${limits.advisories} known flaws; hand it in as several reports.`);
    this.#byIdentity.set(identity, there === undefined ? advisory : graver(there, advisory));
  }

  /** By the first word, score or vector that is known; null for none. */
  severityOf(said: readonly string[]): Severity | null {
    for (const each of said) {
      const severity = severityCalled(each, this.#vectors);
      if (severity !== null) return severity;
    }
    return null;
  }

  get list(): Advisory[] {
    return [...this.#byIdentity.values()];
  }
}

// What is told twice with two severities counts with the greater one.
function graver(one: Advisory, other: Advisory): Advisory {
  return greatestSeverity([one.severity, other.severity]) === one.severity ? one : other;
}

function advisoryOf({ id, aliases, package: name, version, range, title, said, fixed, ecosystem }: Flaw, severity: Severity | null): Advisory {
  const shown = title.slice(0, limits.advisoryTitle).toWellFormed();
  return {
    id: shortName(id),
    aliases: [...new Set(aliases)]
      .filter((alias) => alias !== id)
      .slice(0, limits.aliases)
      .map(shortName),
    ecosystem: ecosystem === null ? null : shortName(ecosystem),
    package: shortName(name),
    version: version === null ? null : shortName(version),
    range: range === null ? null : shortName(range),
    severity: severity ?? "high",
    title: severity === null ? `${shown} (${unknown(said)}, which counts as high)` : shown,
    fixed: fixed === null ? null : shortName(fixed),
    suppressed: false,
  };
}

function unknown([first]: readonly string[]): string {
  return !first ? "no severity is given" : `the severity ${quoted(first, 40)} is unknown`;
}
