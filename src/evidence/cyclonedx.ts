import type { Json } from "../model/canonical.ts";
import type { Inconsistency } from "../model/evidence.ts";
import { Bill, digestOf, type Entry, emptiness, isOtherReport, missingParts } from "./bill.ts";
import { groupedName, packageOf } from "./bill-names.ts";
import type { Content } from "./content.ts";
import { type CycloneComponent, type CycloneDocument, type CycloneService, cycloneDocument } from "./cyclonedx-document.ts";
import { type Affected, flawsIn } from "./cyclonedx-flaws.ts";
import { cycloneRoot, cycloneValue } from "./cyclonedx-xml.ts";
import type { Reader } from "./formats.ts";
import { type Outcome, quoted, type Refusal } from "./outcome.ts";
import { inShape } from "./shape.ts";

/** CycloneDX in JSON and XML (ECMA-424; traps in reference `evidence.md` §4). A document that holds nothing but statements on flaws (VEX) is a report of those. */
export const cyclonedx: Reader = {
  format: "cyclonedx",
  kind: "components",
  name: "cyclonedx/1",
  called: "CycloneDX 1.2 to 1.7",
  read: (content) => {
    const found = recognised(content);
    return found === null ? null : readVersion(found);
  },
};

interface Found {
  readonly version: Json | undefined;
  /** What the document says, in the shape of JSON, and what of it is not read. */
  readonly value: () => { readonly value: Json; readonly otherFlaws: boolean };
}

function recognised(content: Content): Found | null {
  if (content.shape === "json") {
    const value = content.document.has("bomFormat") ? content.value : null;
    return isDocument(value) ? { version: value["specVersion"], value: () => ({ value, otherFlaws: false }) } : null;
  }
  if (content.shape !== "xml" || !/^(?:[^:]+:)?bom$/.test(content.root)) return null;
  const { utf8 } = content;
  const root = cycloneRoot(utf8);
  return root === null ? null : { version: root.version, value: () => cycloneValue(utf8, root) };
}

function isDocument(value: Json): value is { readonly [name: string]: Json } {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isOtherReport(value)) return false;
  return "bomFormat" in value && value["bomFormat"] === "CycloneDX";
}

const versions = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

function readVersion({ version, value }: Found): Outcome | Refusal {
  if (typeof version === "string" && versions.includes(version)) return readDocument(value());
  const stated = typeof version === "string" ? `version ${quoted(version, 20)}` : "no version";
  return {
    state: "unrecognised",
    sentence: `The document has ${stated}, and CycloneDX 1.2 to 1.7 is read; have the tool write one of those, or convert it with "cyclonedx convert --output-version v1_6" of CycloneDX CLI.`,
  };
}

function readDocument({ value, otherFlaws }: ReturnType<Found["value"]>): Outcome {
  const document = inShape(cycloneDocument, value, "CycloneDX");
  const bill = new Bill();
  const refs = new Map<string, CycloneComponent>();
  const described = document.metadata?.component ?? null;
  if (described !== null) describe(described, bill, refs);
  list(document.components ?? [], described?.["bom-ref"] || null, bill, refs);
  const advisories = flawsIn(document.vulnerabilities ?? [], (ref) => affectedBy(refs.get(ref)), bill.described?.name ?? null);
  const inconsistencies = [...missingParts(dangling(document, refs)), ...(otherFlaws ? [unreadFlaws] : [])];
  const { components } = bill;
  if (components.length === 0 && advisories.length > 0) return { report: { kind: "advisories", tools: toolsOf(document), advisories }, inconsistencies };
  return { report: { kind: "components", described: bill.described, components, advisories }, inconsistencies: [...emptiness(bill), ...inconsistencies] };
}

const unreadFlaws: Inconsistency = {
  code: "truncated",
  sentence: "The document tells of known flaws in the extension of CycloneDX before 1.4, which is not read; have the tool write 1.4 or later.",
  declared: "vulnerabilities",
  counted: null,
};

function describe(component: CycloneComponent, bill: Bill, refs: Map<string, CycloneComponent>): void {
  const digests = (component.hashes ?? []).flatMap(({ alg, content }, at) => digestOf(alg, content, `/metadata/component/hashes/${at}`) ?? []);
  bill.describe(entryOf(component), [...new Set(digests)]);
  note(component, refs);
  list(component.components ?? [], null, bill, refs);
}

// Depth is limited where the text is parsed.
function list(components: readonly CycloneComponent[], described: string | null, bill: Bill, refs: Map<string, CycloneComponent>): void {
  for (const component of components) {
    if (described === null || component["bom-ref"] !== described) bill.add(entryOf(component));
    note(component, refs);
    list(component.components ?? [], described, bill, refs);
  }
}

function entryOf({ purl, group, name, version, licenses }: CycloneComponent): Entry {
  const licences = (licenses ?? []).map(({ license, expression }) => expression || license?.id || license?.name);
  return { purl: purl || null, group: group || null, name, version: version || null, licences };
}

function note(component: CycloneComponent, refs: Map<string, CycloneComponent>): void {
  const ref = component["bom-ref"];
  if (ref && !refs.has(ref)) refs.set(ref, component);
}

function affectedBy(component: CycloneComponent | undefined): Affected | null {
  if (component === undefined) return null;
  const { purl, group, name, version } = component;
  const named = purl ? packageOf(purl) : null;
  return { ecosystem: named?.ecosystem ?? null, name: named?.name ?? groupedName(group ?? "", name), version: (named?.version ?? version) || null };
}

/** What the graph of dependencies names and the document does not hold. A part of another document is named by a link. */
function dangling({ dependencies, services }: CycloneDocument, refs: ReadonlyMap<string, CycloneComponent>): Set<string> {
  const others = new Set(serviceRefs(services ?? []));
  const named = (dependencies ?? []).flatMap(({ ref, dependsOn }) => [ref, ...(dependsOn ?? [])]);
  return new Set(named.filter((ref) => !refs.has(ref) && !others.has(ref) && !ref.startsWith("urn:cdx:")));
}

function serviceRefs(services: readonly CycloneService[]): string[] {
  return services.flatMap((service) => [...(service["bom-ref"] ? [service["bom-ref"]] : []), ...serviceRefs(service.services ?? [])]);
}

function toolsOf({ metadata }: CycloneDocument): string[] {
  const tools = metadata?.tools ?? [];
  const all = "length" in tools ? tools : [...(tools.tool ?? []), ...(tools.components ?? []), ...(tools.services ?? [])];
  return [...new Set(all.flatMap(({ name }) => name || []))];
}
