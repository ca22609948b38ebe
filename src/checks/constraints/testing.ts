import type { ConstraintLanguage, ConstraintReport, ConstraintRule } from "../../model/constraint.ts";
import { type LookedFile, lookForConstraints } from "./index.ts";
import type { Allowance } from "./run.ts";

// What the tests of this folder share.

/** A rule that finds nothing until something of it is given. */
export function ruleOf(languages: readonly ConstraintLanguage[], more: Partial<ConstraintRule>): ConstraintRule {
  return { id: "logs", languages, message: "No record number in a log", rule: null, flow: null, constraints: null, utils: null, ...more };
}

/** Something that ends in `log.info`, by what is named `mrn`; what went through `hash` is harmless. */
export function flowOf(language: ConstraintLanguage): ConstraintRule {
  const unless = { python: "hash(µA)", java: "Ids.hash($A)" }[language as string] ?? "hash($A)";
  const kinds =
    language === "python" || language === "java" ? ["identifier"] : ["identifier", "property_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"];
  return ruleOf([language], {
    flow: { from: { any: kinds.map((kind) => ({ kind, regex: "^mrn$" })) }, to: { pattern: "log.info($$$A)" }, unless: { pattern: unless.replace("µ", "$") } },
  });
}

/** A file that the change adds, all of it or the given lines. */
export function fileOf(path: string, text: string | Uint8Array, lines: readonly (readonly [number, number])[] | null = null, content: LookedFile["content"] = "text") {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const all = [[1, Buffer.from(bytes).toString("latin1").split("\n").length]] as const;
  const addedRanges = content === "text" ? (lines ?? all).map(([start, end]) => ({ start, end })) : [];
  const file: LookedFile = { path, from: null, status: "added", content, oldMode: null, newMode: "100644", oldBlob: null, newBlob: path, addedRanges, linkTarget: null };
  return { bytes, file };
}

/** What is found in files by rules, whose digest is their id. */
export async function seen(rules: readonly ConstraintRule[], files: readonly ReturnType<typeof fileOf>[], allowed?: Allowance): Promise<ConstraintReport> {
  const given = rules.map((rule) => ({ rule, digest: rule.id }));
  const read = async (blob: string) => files.find(({ file }) => file.newBlob === blob)?.bytes ?? null;
  return await lookForConstraints(
    given,
    files.map(({ file }) => file),
    { read, hunks: async (pairs) => pairs.map(() => []) },
    allowed,
  );
}
