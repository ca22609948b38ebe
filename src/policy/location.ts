import { Failure } from "../model/failure.ts";

/** The one place of a project's policy in its tree. */
export const policyPath = ".countersign/policy.yaml";

const candidates: ReadonlySet<string> = new Set([".countersign", policyPath, ".countersign/policy.yml", ".countersign/policy.json"]);

/**
 * The path of a project's policy among the entries of a tree (mode and path, as git has them), or null when it has none. A link, a
 * submodule, another ending or another spelling that some file system takes for the same name would let two readers see
 * two policies (D05): throws `Failure` (`policy-ambiguous`). Attacker-controlled.
 */
export function locatePolicy(entries: Iterable<{ readonly mode: string; readonly path: string }>): string | null {
  let found: string | null = null;
  for (const { mode, path } of entries) {
    if (!candidates.has(path.normalize("NFKC").toLowerCase())) continue;
    const file = mode === "100644" || mode === "100755";
    // The folder itself, where a listing names folders.
    if (path === ".countersign" && (mode === "040000" || mode === "40000")) continue;
    if (path !== policyPath || !file) throw ambiguous(path, mode);
    found = path;
  }
  return found;
}

function ambiguous(path: string, mode: string): Failure {
  const what = mode === "120000" ? "is a link" : mode === "160000" ? "is a submodule" : "could be taken for the policy";
  return new Failure("policy-ambiguous", `\`${path}\` ${what}, and only a plain file \`${policyPath}\` is the policy.`, { hint: "Remove or rename it.", place: { file: path } });
}
