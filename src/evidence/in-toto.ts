import { z } from "zod";
import type { Json } from "../model/canonical.ts";
import type { Inconsistency } from "../model/evidence.ts";
import type { Content } from "./content.ts";
import { quoted } from "./outcome.ts";
import { inShape, misshapen } from "./shape.ts";

/** An in-toto statement: what its predicate is, and what it is about. Who signed it, if anybody, is not asked here, and nothing that is read from it says so. */
export interface Statement {
  readonly type: string;
  readonly predicate: Json;
  readonly subject: readonly Subject[];
}

export type Subject = z.infer<typeof subject>;

// ResourceDescriptor and DigestSet of the attestation framework, 1.1.
const subject = z.object({ name: z.string().nullish(), uri: z.string().nullish(), digest: z.record(z.string(), z.string().min(1)) });
const statement = z.object({ predicateType: z.string().min(1), subject: z.array(subject).min(1), predicate: z.unknown() });

type Members = { readonly [name: string]: Json };

/** The statement of a file whose predicate is of a type that begins so, with the version behind it; null for any other file. Throws `Halt` for one that is not of a statement's shape. */
export function statementOf(content: Content, predicate: string): (Statement & { readonly version: string }) | null {
  if (content.shape !== "json" || !isObject(content.value)) return null;
  const { _type: kind, predicateType, predicate: told } = content.value;
  if (typeof kind !== "string" || !/^https:\/\/in-toto\.io\/Statement\/v(?:1|0\.1)$/.test(kind) || typeof predicateType !== "string" || !predicateType.startsWith(predicate))
    return null;
  const read = inShape(statement, content.value, "an in-toto statement");
  return { type: read.predicateType, version: read.predicateType.slice(predicate.length), predicate: told ?? null, subject: read.subject };
}

/** The commits that the subjects name, full ids without repeats. Throws `Halt` for one that is no id. */
export function commitsOf({ subject: subjects }: Statement): string[] {
  const named = subjects.flatMap(({ name, uri, digest }, at) => {
    const repository = [name, uri].some((text) => text?.startsWith("git+"));
    // `sha1` is that of a commit only where the subject is a repository.
    const key = Object.hasOwn(digest, "gitCommit") ? "gitCommit" : repository && Object.hasOwn(digest, "sha1") ? "sha1" : null;
    if (key === null) return [];
    const id = digest[key] ?? "";
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) throw misshapen(["subject", at, "digest", key], `${quoted(id, 80)} is no full id of a commit`);
    return [id];
  });
  return [...new Set(named)];
}

/** What the statement says of the commit: `commit` when it names one, and `commit-mismatch` when it names several, since it can only have been made of one. */
export function commitSaid(commits: readonly string[]): { readonly commit?: string; readonly inconsistencies: readonly Inconsistency[] } {
  const [commit] = commits;
  if (commit === undefined) return { inconsistencies: [] };
  if (commits.length === 1) return { commit, inconsistencies: [] };
  const all = commits.slice(0, 5).join(", ");
  return {
    inconsistencies: [{ code: "commit-mismatch", sentence: `The statement names ${commits.length} commits, ${all}, and a report is of one.`, declared: all, counted: "1" }],
  };
}

function isObject(value: Json): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
