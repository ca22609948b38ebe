import { z } from "zod";

// The parts of npm's, pnpm's and yarn's reports that are read; the rest may be there and is passed over.

const text = z.string().nullish();

/** Numbers by severity. npm writes null for one that it could not add up. */
const totals = z.record(z.string(), z.number().nullable());

/** How many packages were looked at. */
const looked = z.int().min(0);

/** `auditReportVersion` 2: npm 7 and later. */
export const npmAuditV2 = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      name: z.string().min(1),
      severity: z.string(),
      /** A name leads to another of these; an object is a flaw of the package itself. */
      via: z.array(
        z.union([z.string(), z.object({ source: z.union([z.int(), z.string().min(1)]), name: z.string().min(1), title: text, url: text, severity: z.string(), range: text })]),
      ),
      fixAvailable: z.union([z.boolean(), z.object({ name: z.string(), version: z.string() })]).optional(),
    }),
  ),
  metadata: z.object({ vulnerabilities: totals, dependencies: z.object({ total: looked }) }),
});

/** A flaw as npm 6, pnpm and yarn 1 to 3 tell it. */
export const oldAdvisory = z.object({
  id: z.union([z.int(), z.string().min(1)]),
  module_name: z.string().min(1),
  severity: z.string(),
  title: text,
  url: text,
  github_advisory_id: text,
  cves: z.array(z.string()).nullish(),
  vulnerable_versions: text,
  patched_versions: text,
  findings: z.array(z.object({ version: z.string(), paths: z.array(z.string()).nullish() })).optional(),
});

export const oldMetadata = z.object({
  vulnerabilities: totals,
  dependencies: looked.optional(),
  devDependencies: looked.optional(),
  optionalDependencies: looked.optional(),
  totalDependencies: looked.optional(),
});

/** npm 6, pnpm, yarn 2 and 3. */
export const npmAuditV1 = z.object({ advisories: z.record(z.string(), oldAdvisory), metadata: oldMetadata });

/** One line of yarn 1. */
export const yarnLine = z.object({ type: z.string(), data: z.unknown() });
export const yarnAdvisory = z.object({ advisory: oldAdvisory });

export type NpmAuditV2 = z.infer<typeof npmAuditV2>;
export type OldAdvisory = z.infer<typeof oldAdvisory>;
export type OldMetadata = z.infer<typeof oldMetadata>;
export type Totals = z.infer<typeof totals>;
