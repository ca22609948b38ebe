import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { loadPolicyFile } from "../policy/index.ts";
import type { PolicySource } from "../workflow/policy-source.ts";
import { readInputFile } from "./input.ts";
import type { Io } from "./io.ts";

/** Where a repository keeps its policy. */
export const projectFile = join(".countersign", "policy.yaml");

/** A project's file tightens the organisation's, and is known by its place. */
export function isProjectFile(file: string): boolean {
  return normalize(file).endsWith(projectFile);
}

/** A policy file with the rule files that its constraints name. Throws `Failure` (`not-found`, `policy-invalid`). */
export async function readPolicySource(file: string, io: Io): Promise<PolicySource> {
  const text = (await readInputFile(file, io)).toString("utf8");
  const named = (loadPolicyFile(text, file).file.constraints ?? []).flatMap(({ rule }) => rule);
  const rules = new Map<string, string>();
  for (const rule of named) {
    const path = join(dirname(file), rule);
    // A rule file outside the policy's own folder would be part of no commit that holds the policy.
    if (!normalize(rule).startsWith("..") && existsSync(path)) rules.set(rule, (await readInputFile(path, io)).toString("utf8"));
  }
  return { text, file, rules };
}
