import { sha256 } from "../model/canonical.ts";
import { compareDurations, type Duration, parseDuration } from "../model/duration.ts";
import { Failure, type Place } from "../model/failure.ts";
import { type PolicyFile, policyFileSchema } from "../model/policy.ts";
import { compileCriterion } from "./cel.ts";
import { readGlob } from "./glob.ts";
import { schemaFailures } from "./problems.ts";
import { parentPath, readYaml, type YamlSource } from "./yaml.ts";

/** One level's policy file, read and checked for itself; names that it takes from another level are settled in `resolve.ts`. */
export interface LoadedPolicy {
  readonly name: string;
  readonly file: PolicyFile;
  /** Hex SHA-256 of the file's text. */
  readonly digest: string;
  /** True when the file itself has a setting (`tiers.tests.check`). */
  has(path: string): boolean;
  /** Where a setting stands, or the nearest one above it. Tools, constraints and waivers may be named: `ai.tools.claude-code.owner`. */
  at(path: string): Place;
}

/**
 * Reads one policy file. Attacker-controlled. Throws `Failure` (`policy-invalid`) for the first thing that is wrong, in the order of
 * the file, with file, line, column, what was expected and the nearest known word.
 */
export function loadPolicyFile(text: string, fileName: string): LoadedPolicy {
  const { loaded, failures } = read(text, fileName);
  const [first, ...others] = failures;
  if (loaded !== null && first === undefined) return loaded;
  if (first === undefined || others.length === 0) throw first;
  const more = others.length === 1 ? "One more thing is wrong below." : `${others.length} more things are wrong below.`;
  throw new Failure("policy-invalid", first.message, { hint: [first.hint, more].filter(Boolean).join(" "), ...(first.place === undefined ? {} : { place: first.place }) });
}

/** Everything that is wrong with one policy file, in its order; empty when it loads. */
export function policyFileProblems(text: string, fileName: string): Failure[] {
  try {
    return read(text, fileName).failures;
  } catch (error) {
    if (error instanceof Failure) return [error];
    throw error;
  }
}

function read(text: string, fileName: string): { loaded: LoadedPolicy | null; failures: Failure[] } {
  const source = readYaml(text, fileName);
  const parsed = policyFileSchema.safeParse(source.value);
  if (!parsed.success) return { loaded: null, failures: schemaFailures(parsed.error, source) };
  const file = parsed.data;
  const spelling = (path: string): string => asWritten(file, path);
  const loaded: LoadedPolicy = { name: fileName, file, digest: sha256(text), has: (path) => source.has(spelling(path)), at: (path) => source.at(spelling(path)) };
  return { loaded, failures: checked(file, source) };
}

/** Where a setting stands in the first of the files that has it; else where the nearest setting above it does. Null for none. */
export function placeIn(files: readonly LoadedPolicy[], path: string): Place | null {
  for (let step: string | null = path; step !== null && step !== ""; step = parentPath(step)) {
    for (const file of files) if (file.has(step)) return file.at(step);
  }
  return null;
}

// Entries of these lists are known by a name of theirs, which stays when the list is sorted anew.
function asWritten(file: PolicyFile, path: string): string {
  const [, list, name, rest] = /^(ai\.tools|constraints|waivers)\.([a-z0-9-]+)(.*)$/.exec(path) ?? [];
  if (list === undefined || name === undefined) return path;
  const names = list === "ai.tools" ? file.ai?.tools?.map(({ tool }) => tool) : list === "constraints" ? file.constraints?.map(({ id }) => id) : file.waivers?.map(({ id }) => id);
  const index = names?.indexOf(name) ?? -1;
  return index < 0 ? path : `${list}[${index}]${rest ?? ""}`;
}

function checked(file: PolicyFile, source: YamlSource): Failure[] {
  return [...globFailures(file, source), ...celFailures(file, source), ...nameFailures(file, source), ...environmentFailures(file, source)].sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}

function failure(source: YamlSource, path: string, sentence: string, hint: string): Failure {
  return new Failure("policy-invalid", sentence, { hint, place: source.at(path) });
}

function globFailures(file: PolicyFile, source: YamlSource): Failure[] {
  const globs = [
    ...Object.entries(file["change-types"] ?? {}).flatMap(([name, { paths }]) => (paths ?? []).map((glob, index) => ({ glob, path: `change-types.${name}.paths[${index}]` }))),
    ...(file.ai?.tools ?? []).flatMap(({ models, conditions }, tool) => [
      ...(models ?? []).map((glob, index) => ({ glob, path: `ai.tools[${tool}].models[${index}]` })),
      ...(conditions?.["not-paths"] ?? []).map((glob, index) => ({ glob, path: `ai.tools[${tool}].conditions.not-paths[${index}]` })),
    ]),
  ];
  return globs.flatMap(({ glob, path }) => {
    const result = readGlob(glob);
    if (!("problem" in result)) return [];
    const place = source.within(path, result.offset);
    return [new Failure("policy-invalid", `The pattern \`${glob.slice(0, 100)}\` ${result.problem}.`, { hint: result.hint, place })];
  });
}

function celFailures(file: PolicyFile, source: YamlSource): Failure[] {
  return Object.entries(file.criteria ?? {}).flatMap(([id, criterion]) => {
    if (!("check" in criterion)) return [];
    try {
      compileCriterion(criterion.check, (offset) => source.within(`criteria.${id}.check`, offset));
      return [];
    } catch (error) {
      if (error instanceof Failure) return [error];
      throw error;
    }
  });
}

function nameFailures(file: PolicyFile, source: YamlSource): Failure[] {
  const failures: Failure[] = [];
  const otherwise = Object.entries(file["change-types"] ?? {}).filter(([, type]) => type.otherwise === true);
  const [, second] = otherwise;
  if (second !== undefined)
    failures.push(failure(source, `change-types.${second[0]}.otherwise`, "Only one change type takes what no other takes.", `\`${otherwise[0]?.[0]}\` already does.`));
  // `same` stands for the qualification of whoever was unsure.
  if (Object.hasOwn(file.qualifications ?? {}, "same")) failures.push(failure(source, "qualifications.same", "A qualification cannot be called `same`.", "Choose another name."));
  const lists = { "ai.tools": file.ai?.tools?.map(({ tool }) => tool), constraints: file.constraints?.map(({ id }) => id), waivers: file.waivers?.map(({ id }) => id) };
  for (const [list, names] of Object.entries(lists)) {
    for (const [index, name] of (names ?? []).entries()) {
      if (names?.indexOf(name) !== index) failures.push(failure(source, `${list}[${index}]`, `\`${name}\` stands twice in \`${list}\`.`, "Keep one of them."));
    }
  }
  return failures;
}

const longestBreakGlass: Duration = { count: 4, unit: "h" };

function environmentFailures(file: PolicyFile, source: YamlSource): Failure[] {
  return Object.entries(file.environments ?? {}).flatMap(([name, { freeze, "break-glass": breakGlass }]) => {
    const failures: Failure[] = [];
    for (const [index, { from, to, zone }] of (freeze ?? []).entries()) {
      const path = `environments.${name}.freeze[${index}]`;
      if (to < from) failures.push(failure(source, `${path}.to`, `The freeze ends on ${to}, before it begins on ${from}.`, "Both days are included: give a later `to`."));
      if (zone !== undefined && !isZone(zone)) failures.push(failure(source, `${path}.zone`, `\`${zone}\` is no time zone.`, "Give an IANA zone such as Europe/Lisbon."));
    }
    const validFor = parseDuration(breakGlass?.["valid-for"] ?? "");
    if (validFor !== null && compareDurations(validFor, longestBreakGlass) > 0) {
      failures.push(failure(source, `environments.${name}.break-glass.valid-for`, "A break-glass allow holds for at most 4h.", "Shorten it; a second one can be opened."));
    }
    return failures;
  });
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "" && !/^[+-]/.test(zone);
  } catch {
    return false;
  }
}
