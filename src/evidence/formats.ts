import type { EvidenceFormat, EvidenceKind } from "../model/evidence.ts";
import { clover } from "./clover.ts";
import { cobertura } from "./cobertura.ts";
import type { Content } from "./content.ts";
import { cyclonedx } from "./cyclonedx.ts";
import { inTotoTestResult } from "./in-toto-test-result.ts";
import { inTotoVulnerabilities } from "./in-toto-vulnerabilities.ts";
import { istanbul } from "./istanbul.ts";
import { jacoco } from "./jacoco.ts";
import { junit } from "./junit.ts";
import { lcov } from "./lcov.ts";
import { npmAudit } from "./npm-audit.ts";
import { osv } from "./osv.ts";
import type { Outcome, Refusal } from "./outcome.ts";
import { referenceLog } from "./reference-log.ts";
import { sarif } from "./sarif.ts";
import { spdx } from "./spdx.ts";
import { trx } from "./trx.ts";

/** One report format. A reader is pure; it may throw `Halt` and nothing else. */
export interface Reader {
  readonly format: EvidenceFormat;
  readonly kind: EvidenceKind;
  /** Name and version, `junit/1`; the version grows when the same bytes would give another report. */
  readonly name: string;
  /** What people call the format, for sentences. */
  readonly called: string;
  /** Null for a file of another format. The content alone decides; no two readers take the same file. */
  readonly read: (content: Content) => Outcome | Refusal | null;
}

/** Every format there is: a new one is a file of its own and a line here. */
export const readers: readonly Reader[] = [
  junit,
  trx,
  lcov,
  cobertura,
  jacoco,
  clover,
  istanbul,
  referenceLog,
  sarif,
  npmAudit,
  osv,
  cyclonedx,
  spdx,
  inTotoTestResult,
  inTotoVulnerabilities,
];

/** All of them in one sentence. */
export function formatsInWords(): string {
  const names = readers.map(({ called }) => called);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
