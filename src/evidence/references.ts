import type { ReferenceVerdict } from "../model/evidence.ts";

/** How `countersign evidence references` names itself in the log that it writes. */
export const referenceTool = "countersign";

export const referenceRules: Readonly<Record<ReferenceVerdict, string>> = {
  contradicted: "reference-contradicted",
  verified: "reference-verified",
  unverifiable: "reference-unverifiable",
};

export type ReferenceLanguage = "typescript" | "javascript" | "python";

/** Languages whose references are looked at, by the ending of a path; null for any other file. What only declares types is looked at where it is used. */
export function referenceLanguage(path: string): ReferenceLanguage | null {
  if (/\.d\.(?:[cm]?ts|[^./]+\.ts)$/i.test(path)) return null;
  if (/\.(?:[cm]?ts|tsx)$/i.test(path)) return "typescript";
  if (/\.(?:[cm]?js|jsx)$/i.test(path)) return "javascript";
  return /\.pyi?$/i.test(path) ? "python" : null;
}

/** A file whose added lines are looked at: source of such a language, or a manifest that names packages. */
export function isLookedAt(path: string): boolean {
  return referenceLanguage(path) !== null || /(?:^|\/)(?:package\.json|pyproject\.toml|requirements[^/]*\.txt)$/i.test(path);
}
