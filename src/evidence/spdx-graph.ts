import type { Json } from "../model/canonical.ts";
import { digestOf } from "./bill.ts";
import { misshapen } from "./shape.ts";
import type { SpdxDocument, SpdxPackage } from "./spdx-document.ts";

type Members = { readonly [name: string]: Json };

/** Version of the context that a document of SPDX 3 names; null for a value of another format. Only the compact form with that one context is read: another context may give every name another meaning. */
export function versionOfGraph(value: Members): string | null {
  const context = value["@context"];
  const one = Array.isArray(context) && context.length === 1 ? context[0] : context;
  const version = typeof one === "string" ? /^https?:\/\/spdx\.org\/rdf\/(\d[\d.]{0,10})\/spdx-context\.jsonld$/.exec(one)?.[1] : undefined;
  if (version !== undefined) return version;
  return JSON.stringify(context ?? null)
    .slice(0, 2_000)
    .includes("spdx.org/rdf/3")
    ? "3 with a context of its own"
    : null;
}

/** Reads what SPDX 3.0 says of software: packages, what they are licensed under, and what the document describes. Throws `Halt` (`corrupt`). */
export function spdxOfGraph(value: Members): SpdxDocument {
  const graph = new Graph(value);
  const packages = graph.of(packageTypes).map((each) => packageOfGraph(each, graph));
  return { packages, describes: graph.described, missing: graph.missing };
}

/** A package, and its subclasses in the profiles of AI and of data. */
const packageTypes = ["software_Package", "ai_AIPackage", "dataset_DatasetPackage"];

function packageOfGraph(element: Members, graph: Graph): SpdxPackage {
  const id = idOf(element);
  const name = textOf(element["name"]);
  if (id === "" || name === "") throw misshapen([], `a package has ${id === "" ? "no spdxId" : "no name"}, which every package has`);
  return {
    id,
    name,
    version: textOf(element["software_packageVersion"]) || null,
    purl: textOf(element["software_packageUrl"]) || purlAmong(listOf(element["externalIdentifier"])),
    licences: graph.licencesOf(id),
    digests: () => listOf(element["verifiedUsing"]).filter(isHash).flatMap(digestOfGraph),
  };
}

function purlAmong(identifiers: readonly Json[]): string | null {
  const found = identifiers.find((each) => isMembers(each) && each["externalIdentifierType"] === "packageUrl");
  return (found !== undefined && isMembers(found) && textOf(found["identifier"])) || null;
}

function isHash(value: Json): value is Members {
  return isMembers(value) && value["type"] === "Hash";
}

function digestOfGraph(hash: Members): readonly string[] {
  const digest = digestOf(textOf(hash["algorithm"]), textOf(hash["hashValue"]), "/verifiedUsing");
  return digest === null ? [] : [digest];
}

const licensing = new Set(["hasConcludedLicense", "hasDeclaredLicense"]);
const depending = new Set(["dependsOn", "describes"]);

/** Elements by id, wherever they stand: one may hold another in place of its id. */
class Graph {
  readonly #elements = new Map<string, Members>();
  readonly #byType = new Map<string, Members[]>();
  readonly #licences = new Map<string, string[]>();
  readonly #inWords = new Map<string, string>();
  readonly described = new Set<string>();
  readonly missing = new Set<string>();

  constructor(value: Members) {
    this.#collect(value);
    const related = [...this.#byType].filter(([type]) => type.endsWith("Relationship")).flatMap(([, elements]) => elements);
    for (const each of this.of(["SpdxDocument"])) this.#describe(listOf(each["rootElement"]));
    const outside = new Set(this.of(["ExternalMap"]).map((each) => textOf(each["externalSpdxId"])));
    for (const each of related) this.#relate(each, outside);
  }

  of(types: readonly string[]): Members[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }

  licencesOf(id: string): string[] {
    return (this.#licences.get(id) ?? []).map((licence) => this.#licence(licence));
  }

  // Depth is limited where the text is parsed.
  #collect(value: Json): void {
    if (Array.isArray(value)) for (const each of value) this.#collect(each);
    if (!isMembers(value)) return;
    const type = textOf(value["type"]);
    const id = idOf(value);
    if (type !== "") {
      if (this.#elements.has(id)) throw misshapen([], `the element ${id.slice(0, 200)} stands twice`);
      if (id !== "") this.#elements.set(id, value);
      const alike = this.#byType.get(type);
      if (alike === undefined) this.#byType.set(type, [value]);
      else alike.push(value);
    }
    for (const name in value) this.#collect(value[name] ?? null);
  }

  // The root of a document may be a bill, whose root is what it lists the parts of.
  #describe(roots: readonly Json[]): void {
    for (const root of roots) {
      const id = referenceTo(root);
      if (id === "" || this.described.has(id)) continue;
      this.described.add(id);
      const element = this.#elements.get(id);
      if (element === undefined) this.missing.add(id);
      else if (["software_Sbom", "Bom", "Bundle"].includes(textOf(element["type"]))) this.#describe(listOf(element["rootElement"]));
    }
  }

  #relate(element: Members, outside: ReadonlySet<string>): void {
    const type = textOf(element["relationshipType"]);
    const from = referenceTo(element["from"] ?? null);
    const to = listOf(element["to"]).map(referenceTo);
    if (licensing.has(type)) this.#license(from, to);
    if (type === "describes" && isRoot(this.#elements.get(from))) this.#describe(to);
    if (!depending.has(type)) return;
    for (const id of [from, ...to]) if (!this.#elements.has(id) && !outside.has(id) && !isIndividual(id)) this.missing.add(id);
  }

  #license(id: string, licences: readonly string[]): void {
    const there = this.#licences.get(id);
    if (there === undefined) this.#licences.set(id, [...licences]);
    else there.push(...licences);
  }

  // Sets name sets, as many and as deep as the author likes, themselves among them: each is put into words once.
  #licence(id: string): string {
    const known = this.#inWords.get(id);
    if (known !== undefined) return known;
    this.#inWords.set(id, nameOf(id));
    const element = this.#elements.get(id);
    const words = element === undefined ? nameOf(id) : this.#licenceOf(id, element);
    this.#inWords.set(id, words);
    return words;
  }

  #licenceOf(id: string, element: Members): string {
    const type = textOf(element["type"]);
    if (type === "expandedlicensing_ConjunctiveLicenseSet") return this.#joined(id, element, ["expandedlicensing_member"], " AND ");
    if (type === "expandedlicensing_DisjunctiveLicenseSet") return this.#joined(id, element, ["expandedlicensing_member"], " OR ");
    if (type === "expandedlicensing_OrLaterOperator") return `${this.#joined(id, element, ["expandedlicensing_subjectLicense"], "")}+`;
    if (type === "expandedlicensing_WithAdditionOperator")
      return this.#joined(id, element, ["expandedlicensing_subjectExtendableLicense", "expandedlicensing_subjectAddition"], " WITH ");
    return textOf(element["simplelicensing_licenseExpression"]) || (id.startsWith(listed) ? nameOf(id) : textOf(element["name"]) || nameOf(id));
  }

  /** What an operator joins; its id when that takes more than an expression may. */
  #joined(id: string, element: Members, members: readonly string[], operator: string): string {
    const parts: string[] = [];
    let length = 0;
    for (const each of members.flatMap((name) => listOf(element[name]))) {
      const part = this.#licence(referenceTo(each));
      length += part.length + operator.length;
      if (length > longestExpression) return id;
      parts.push(/ (?:AND|OR) /.test(part) ? `(${part})` : part);
    }
    return parts.join(operator);
  }
}

const longestExpression = 2_000;
const listed = "https://spdx.org/licenses/";

// Elements that the specification itself defines stand in no document.
function isIndividual(id: string): boolean {
  return /^https?:\/\/spdx\.org\/(?:rdf|licenses)\//.test(id) || /^(?:NoAssertion|None)Element$/.test(id);
}

function nameOf(id: string): string {
  const last = id.slice(id.lastIndexOf("/") + 1);
  if (/^(?:expandedlicensing_)?NoAssertion(?:License)?$/.test(last)) return "NOASSERTION";
  if (/^(?:expandedlicensing_)?None(?:License)?$/.test(last)) return "NONE";
  return id.startsWith(listed) ? last.replace(/\.(?:html|json)$/, "") : id;
}

function isRoot(element: Members | undefined): boolean {
  return element !== undefined && ["SpdxDocument", "software_Sbom", "Bom"].includes(textOf(element["type"]));
}

function referenceTo(value: Json): string {
  return isMembers(value) ? idOf(value) : textOf(value);
}

function idOf(value: Members): string {
  return textOf(value["spdxId"]) || textOf(value["@id"]);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

// One value may stand without its list.
function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
