import type { Inconsistency } from "../model/evidence.ts";
import { Bill, emptiness, missingParts } from "./bill.ts";
import type { Outcome } from "./outcome.ts";

/** A package as a document of any version and spelling lists it. */
export interface SpdxPackage {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly purl: string | null;
  /** Concluded and declared ones; nothing is asserted by `NOASSERTION`, and `NONE` says that there is none. */
  readonly licences: readonly (string | null | undefined)[];
  /** As `sha256:hex`; asked only of what is described. Throws `Halt` (`corrupt`). */
  readonly digests: () => readonly string[];
}

export interface SpdxDocument {
  readonly packages: readonly SpdxPackage[];
  /** Ids of what the document says it describes; other things than packages may be among them. */
  readonly describes: ReadonlySet<string>;
  /** Ids that are related to others, and stand nowhere in the document. */
  readonly missing: ReadonlySet<string>;
}

/**
 * The bill of a document. The one package that it describes is no part of itself. Of a document that describes several all are parts, and
 * of one package alone it is the one that is described (SPDX 2.3 §11.1), which is then all that the document says.
 */
export function outcomeOf({ packages, describes, missing }: SpdxDocument): Outcome {
  const bill = new Bill();
  const named = packages.filter(({ id }) => describes.has(id));
  const described = named.length === 1 ? named[0] : packages.length === 1 && describes.size === 0 ? packages[0] : undefined;
  if (described !== undefined) bill.describe({ ...described, group: null }, [...new Set(described.digests())]);
  for (const each of packages) if (each.id !== described?.id) bill.add({ ...each, group: null });
  const inconsistencies: Inconsistency[] = [...emptiness(bill), ...missingParts(missing)];
  return { report: { kind: "components", described: bill.described, components: bill.components, advisories: [] }, inconsistencies };
}

/** A relationship of SPDX 2. */
export interface Relationship {
  readonly from: string;
  /** In capitals. */
  readonly type: string;
  readonly to: string;
}

export const documentId = "SPDXRef-DOCUMENT";

/** What the document describes, by its relationships. */
export function describedBy(relationships: readonly Relationship[]): string[] {
  return relationships.flatMap(({ from, type, to }) => {
    if (type === "DESCRIBES" && from === documentId) return [to];
    return type === "DESCRIBED_BY" && to === documentId ? [from] : [];
  });
}

/** What the graph of dependencies names and the document does not hold. Elements of other documents are named with `DocumentRef-`. */
export function unlisted(relationships: readonly Relationship[], described: Iterable<string>, ids: ReadonlySet<string>): Set<string> {
  const graph = relationships.filter(({ type }) => type === "DEPENDS_ON" || type.endsWith("DEPENDENCY_OF"));
  const named = [...described, ...graph.flatMap(({ from, to }) => [from, to])];
  return new Set(named.filter((id) => id.startsWith("SPDXRef-") && id !== documentId && !ids.has(id)));
}
