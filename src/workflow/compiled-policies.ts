import { sha256 } from "../model/canonical.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import { compiledOf, type PolicySource } from "./policy-source.ts";

const aDay = 86_400_000;
const mostKept = 100;
const compiled = new Map<string, CompiledPolicy>();

/**
 * The compiled closure of policy files, kept by all that decides it: every text, and the day, since a waiver holds to the end of one in UTC. So what rules is always what the
 * texts say (D13), and judging many changes under one policy reads it once.
 */
export function compiledPolicy(organisation: PolicySource | null, project: (PolicySource & { readonly project: string | null }) | null, at: number): CompiledPolicy {
  const key = sha256(JSON.stringify([...[organisation, project].map(contentOf), project?.project ?? null, Math.floor(at / aDay)]));
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = compiledOf(organisation, project, at);
  if (compiled.size >= mostKept) compiled.clear();
  compiled.set(key, made);
  return made;
}

function contentOf(source: PolicySource | null): unknown {
  return source === null ? null : [source.text, source.file, [...(source.rules ?? [])]];
}
