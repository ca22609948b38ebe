import type { Confidence } from "../model/origin.ts";
import { type Disclosure, type DisclosurePart, mainPart } from "./disclosure.ts";

interface Property {
  readonly name: string;
  readonly value: string;
}

/**
 * A disclosure as a CycloneDX 1.6 document. No version of the format has a field for generated lines of source, so the commits stand in
 * the product's pedigree and the shares in properties: by cdxgen's names where the meaning is the same, else by ours. Without a serial
 * number and a time of its making, so that the same disclosure is the same bytes.
 */
export function disclosureCycloneDx(disclosure: Disclosure): object {
  const { subject, commits } = disclosure;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "countersign" }] },
      component: {
        type: "application",
        "bom-ref": "product",
        name: subject.product ?? subject.repository,
        ...(subject.revision === null ? {} : { version: subject.called ?? subject.revision }),
        pedigree: { commits: commits.map(commitOf), notes: notesOf(disclosure) },
      },
    },
    properties: propertiesOf(disclosure),
  };
}

function commitOf({ id, author, subject, time }: Disclosure["commits"][number]): object {
  const [, name = author, email = ""] = /^(.*?)\s*<([^<>]*)>\s*$/s.exec(author) ?? [];
  const at = new Date(time * 1_000);
  return {
    uid: id,
    // The schema takes an address only in its form, and authors type what they like.
    author: { ...(name === "" ? {} : { name }), ...(/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(email) ? { email } : {}) },
    ...(Number.isNaN(at.getTime()) ? {} : { committer: { timestamp: at.toISOString() } }),
    message: subject,
  };
}

function notesOf(disclosure: Disclosure): string {
  const { lines, origins } = mainPart(disclosure);
  const scope = disclosure.subject.kind === "change" ? "the change adds" : disclosure.brought === null ? "this revision holds" : "the release brought";
  return `Of ${lines} lines that ${scope}, evidence gives ${origins.ai} to AI, ${origins.mixed} to AI and a person, ${origins.human} to a person; of ${origins.unknown} nobody knows who wrote them. Commits listed here have lines of AI.`;
}

function propertiesOf(disclosure: Disclosure): Property[] {
  const { subject, brought, held, undeclared } = disclosure;
  const main = mainPart(disclosure);
  return [
    ...codegen(main),
    ...(brought === null ? [] : [property("cdx:ai:oversight:aiLineRatio", ratio(brought.origins.ai + brought.origins.mixed, brought.lines))]),
    property("countersign:disclosure:kind", subject.kind),
    property("countersign:disclosure:repository", subject.repository),
    ...(subject.revision === null ? [] : [property("countersign:disclosure:revision", subject.revision)]),
    ...(subject.since?.revision == null ? [] : [property("countersign:disclosure:since", subject.since.revision)]),
    ...(undeclared === null ? [] : [property("countersign:disclosure:unknown", undeclared)]),
    ...(brought === null ? [] : shares("brought", brought)),
    ...(held === null ? [] : shares("held", held)),
  ];
}

function codegen({ tools, known, origins }: DisclosurePart): Property[] {
  const names = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null))].sort().join(",");
  const listed = [
    ["cdx:ai:codegen:tools", names(tools.map(({ tool }) => tool))],
    ["cdx:ai:codegen:models", names(tools.map(({ model }) => model))],
    ["cdx:ai:codegen:confidence:band", bestOf(known)],
  ] as const;
  return [property("cdx:ai:codegen:detected", String(origins.ai + origins.mixed > 0)), ...listed.flatMap(([name, value]) => (value === "" ? [] : [property(name, value)]))];
}

function bestOf(known: DisclosurePart["known"]): Confidence | "" {
  const held = new Set(known.flatMap(({ origin, confidence }) => (origin === "ai" || origin === "mixed" ? [confidence] : [])));
  return (["high", "medium", "low"] as const).find((confidence) => held.has(confidence)) ?? "";
}

function shares(part: "brought" | "held", { lines, origins, known }: DisclosurePart): Property[] {
  const counts = (["ai", "mixed", "human", "unknown"] as const).map((origin) => property(`countersign:${part}:${origin}`, String(origins[origin])));
  const evidence = known
    .filter(({ method }) => method !== "none")
    .map((row) => property(`countersign:${part}:${row.origin}:${row.method}:${row.grain}:${row.confidence}`, String(row.lines)));
  return [property(`countersign:${part}:lines`, String(lines)), ...counts, ...evidence];
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? "0.0000" : (part / whole).toFixed(4);
}

function property(name: string, value: string): Property {
  return { name, value };
}
