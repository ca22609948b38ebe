import type { Registries } from "./checker.ts";
import { nearness } from "./popular.ts";
import { isNpmName, normalised, Registry } from "./registry.ts";

/** What is known of a package before it is depended on. */
export interface KnownPackage {
  /** How its name is near to a much-used one that it is not, such as `one letter from "lodash"`; null when it is not. */
  readonly near: string | null;
  /** `not-asked` without a registry, and `silent` with why when it gave no answer that can be used. */
  readonly registry: { readonly kind: "not-asked" | "unknown" } | { readonly kind: "silent"; readonly why: string } | ({ readonly kind: "known" } & Published);
}

interface Published {
  /** Milliseconds since the epoch; null when the registry does not say. */
  readonly first: number | null;
  readonly latest: string | null;
  /** Of the version that was asked about: whether there is one, and the author's sentence that it is not to be used any more. Null when none was named. */
  readonly version: { readonly exists: boolean; readonly deprecated: string | null } | null;
}

const longestName = 214;

/** Whether a name is one that a package of the ecosystem can have. */
export function isPackageName(ecosystem: "npm" | "pypi", name: string): boolean {
  return ecosystem === "npm" ? isNpmName(name) : name.length <= longestName && /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name);
}

/** Looks a package up in the lists of much-used names, and in a registry only where one is given. */
export async function knownPackage(ecosystem: "npm" | "pypi", name: string, version: string | null, registries: Registries | null): Promise<KnownPackage> {
  const near = nearness(ecosystem === "pypi" ? normalised(name) : name, ecosystem);
  if (registries === null || registries[ecosystem] === null) return { near, registry: { kind: "not-asked" } };
  const registry = new Registry(registries, null);
  const answer = await (ecosystem === "npm" ? registry.npm(name) : registry.pypi(name));
  if (answer.kind !== "known") return { near, registry: answer };
  const { first, latest, versions } = answer.value;
  const found = version === null ? null : { exists: versions.has(version), deprecated: versions.get(version)?.deprecated ?? null };
  return { near, registry: { kind: "known", first, latest, version: found } };
}
