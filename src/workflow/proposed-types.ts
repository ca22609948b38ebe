import type { PackType } from "../blueprint/index.ts";
import { type CompiledPolicy, compileGlob, splitPath } from "../policy/index.ts";
import type { CodeOwners } from "./detect-codeowners.ts";
import type { SensitiveKind } from "./detect-folders.ts";
import type { WorkedOn } from "./detect-history.ts";
import type { Detected } from "./detect-repository.ts";

/** A change type that is proposed for a project: one of the organisation's with more paths, or a new one. */
export interface ProposedType {
  readonly name: string;
  /** Why, in a sentence. */
  readonly why: string;
  readonly paths: readonly string[];
  /** Null where the organisation's type has one. */
  readonly tier: string | null;
  readonly qualification: string | null;
  /** Files that it takes today. */
  readonly files: number;
  /** Owners that CODEOWNERS names for them, with how many of them. */
  readonly owners: readonly { readonly owner: string; readonly files: number }[];
  readonly worked: WorkedOn | null;
}

interface Wanted {
  readonly type: string;
  readonly tier: string | null;
  readonly why: string;
}

/** Where what is sensitive belongs. A type without a tier is one of the organisation's. */
const wanted: Readonly<Record<SensitiveKind, Wanted>> = {
  authentication: { type: "security", tier: null, why: "Who gets in and what they may do is decided here" },
  cryptography: { type: "security", tier: null, why: "Secrets, keys and their use" },
  infrastructure: { type: "infrastructure", tier: null, why: "What runs where, and who may reach it" },
  "personal-data": { type: "compliance", tier: null, why: "What is known about people, and on what grounds" },
  payments: { type: "payments", tier: "compliance", why: "Money moves here" },
  migrations: { type: "migrations", tier: "migrations", why: "What is done to stored data can seldom be undone" },
};

/** More paths of one type than anybody reads. */
const mostPaths = 40;

/** Types for what is sensitive in a repository and what the policy above does not hold to be so. */
export function typesFound(detected: Detected, above: CompiledPolicy, taken: (path: string) => boolean): ProposedType[] {
  const byType = new Map<string, { readonly wish: Wanted; readonly why: string[]; readonly paths: string[] }>();
  for (const { kind, paths, files } of detected.sensitive) {
    const wish = wanted[kind];
    const known = above.policy.changeTypes.some(({ name }) => name === wish.type);
    if (wish.tier === null && !known) continue;
    const missing = paths.filter((glob) => isGlob(glob) && filesOf(glob, files).some((path) => !taken(path) && !holds(above, path, wish)));
    if (missing.length === 0) continue;
    const one = byType.get(wish.type) ?? { wish, why: [], paths: [] };
    one.why.push(wish.why);
    one.paths.push(...missing);
    byType.set(wish.type, one);
  }
  return [...byType].map(([name, { wish, why, paths }]) =>
    proposed(detected, {
      name,
      why: why.map((each, at) => (at === 0 ? each : each.charAt(0).toLowerCase() + each.slice(1))).join("; "),
      paths: paths.slice(0, mostPaths),
      tier: wish.tier,
      qualification: null,
    }),
  );
}

/** The types of a pack; each folder's name counts wherever it stands, also as it is spelled in this repository. */
export function typesOfPack(types: readonly PackType[], detected: Detected | null): ProposedType[] {
  const segments = new Set((detected?.paths ?? []).flatMap((path) => path.split("/").slice(0, -1)));
  return types.map(({ name, says, folders, tier, qualification }) => {
    const wantedFolders = new Set(folders.map((folder) => folder.replaceAll("-", "")));
    const spelled = [...segments].filter((segment) => !folders.includes(segment) && wantedFolders.has(segment.toLowerCase().replace(/[-_]/g, "")));
    const paths = [...folders, ...spelled.toSorted()].map((folder) => `**/${folder}/**`).filter(isGlob);
    return proposed(detected, { name, why: says, paths, tier, qualification });
  });
}

function proposed(detected: Detected | null, type: Pick<ProposedType, "name" | "why" | "paths" | "tier" | "qualification">): ProposedType {
  if (detected === null) return { ...type, files: 0, owners: [], worked: null };
  const takes = takerOf(type.paths);
  const files = detected.paths.filter(takes);
  const worked = files.length === 0 || detected.history === null ? null : detected.history.workedOn(takes);
  return { ...type, files: files.length, owners: ownersOf(detected.owners, files), worked };
}

/** Whether any of the patterns takes a path. */
export function takerOf(paths: readonly string[]): (path: string) => boolean {
  const globs = paths.map(compileGlob);
  return (path) => globs.some((glob) => glob.matches(splitPath(path)));
}

/** Who owns files by CODEOWNERS, the most first. */
export function ownersOf(owners: CodeOwners | null, files: readonly string[]): ProposedType["owners"] {
  const counted = new Map<string, number>();
  for (const path of files) for (const owner of new Set(owners?.ownersOf(path).flatMap((rule) => rule.owners) ?? [])) counted.set(owner, (counted.get(owner) ?? 0) + 1);
  return [...counted].map(([owner, count]) => ({ owner, files: count })).toSorted((a, b) => b.files - a.files || (a.owner < b.owner ? -1 : 1));
}

// A path is held where its type, or a tier at least as strict as that of the type, has it already.
function holds(above: CompiledPolicy, path: string, { type, tier }: Wanted): boolean {
  const types = above.typesOf(path);
  return types.some((each) => each.type.name === type || (tier !== null && each.tier.name === tier));
}

function filesOf(glob: string, files: readonly string[]): readonly string[] {
  return files.filter(takerOf([glob]));
}

function isGlob(text: string): boolean {
  try {
    compileGlob(text);
    return !text.includes("�");
  } catch {
    return false;
  }
}
