import type { Json } from "../model/canonical.ts";
import { isOtherReport } from "./bill.ts";
import type { Content } from "./content.ts";
import type { Reader } from "./formats.ts";
import { type Outcome, quoted, type Refusal } from "./outcome.ts";
import { outcomeOf, type SpdxDocument } from "./spdx-document.ts";
import { spdxOfGraph, versionOfGraph } from "./spdx-graph.ts";
import { spdxOfJson } from "./spdx-json.ts";
import { spdxOfTags, versionOfTags } from "./spdx-tags.ts";

/** SPDX 2.2 and 2.3 in JSON and tag-value form, and 3.0 in JSON-LD (traps in reference `evidence.md` §4). */
export const spdx: Reader = {
  format: "spdx",
  kind: "components",
  name: "spdx/1",
  called: "SPDX 2.2 to 3.0",
  read: (content) => {
    const found = recognised(content);
    if (found === null || "state" in found) return found;
    return found.read === null ? otherVersion(found.version) : outcomeOf(found.read());
  },
};

interface Found {
  readonly version: string;
  /** Null for a version that is not read. */
  readonly read: (() => SpdxDocument) | null;
}

function recognised(content: Content): Found | Refusal | null {
  if (content.shape === "json") return ["spdxVersion", "@context", "sbom"].some((name) => content.document.has(name)) ? inJson(content.value) : null;
  if (!content.utf8.includes(content.shape === "xml" ? "spdx.org/rdf/" : "SPDX-")) return null;
  if (content.shape === "xml") return content.root === "rdf:RDF" ? spelling("RDF/XML") : null;
  return inLines(content.text);
}

function inLines(text: string): Found | Refusal | null {
  // A tracefile of LCOV may begin with any comment.
  if (/^SF:/m.test(text)) return null;
  const version = versionOfTags(text);
  if (version !== null) return { version, read: isRead2(version) ? () => spdxOfTags(text) : null };
  return /^spdxVersion:\s?["']?SPDX-/m.test(text) ? spelling("YAML") : null;
}

function inJson(value: Json): Found | null {
  if (!isMembers(value) || isOtherReport(value) || "bomFormat" in value) return null;
  const document = value["sbom"];
  // GitHub's interface for the bill of a repository puts it into an object.
  if (isMembers(document) && Object.keys(value).length === 1) return inJson(document);
  const version = value["spdxVersion"];
  if (typeof version === "string") return { version, read: isRead2(version) ? () => spdxOfJson(value) : null };
  const graph = versionOfGraph(value);
  return graph === null ? null : { version: `SPDX-${graph}`, read: /^3\.0(?:\.\d)?$/.test(graph) ? () => spdxOfGraph(value) : null };
}

function isRead2(version: string): boolean {
  return /^SPDX-2\.[23]$/.test(version);
}

function isMembers(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function otherVersion(version: string): Outcome | Refusal {
  return { state: "unrecognised", sentence: `The document calls itself ${quoted(version, 40)}, and SPDX 2.2, 2.3 and 3.0 are read; have the tool write SPDX 2.3 in JSON.` };
}

function spelling(name: string): Refusal {
  return { state: "unrecognised", sentence: `This is SPDX in ${name}, which is not read; have the tool write it in JSON or in tag-value form.` };
}
