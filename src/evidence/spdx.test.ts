import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { bill, codes, fixture, read } from "./testing.ts";

type Fields = Record<string, unknown>;
const json = (fields: Fields, spdxVersion = "SPDX-2.3") => JSON.stringify({ spdxVersion, SPDXID: "SPDXRef-DOCUMENT", ...fields });
const part = (name: string, more: Fields = {}) => ({ SPDXID: `SPDXRef-${name}`, name, versionInfo: "1.0.0", downloadLocation: "NOASSERTION", ...more });
const purl = (locator: string, category = "PACKAGE-MANAGER") => ({ externalRefs: [{ referenceCategory: category, referenceType: "purl", referenceLocator: locator }] });
const relation = (from: string, type: string, to: string) => ({ spdxElementId: `SPDXRef-${from}`, relationshipType: type, relatedSpdxElement: `SPDXRef-${to}` });
const names = (text: string | Uint8Array) => bill(text).components.map(({ name }) => name);

describe("SPDX 2 in JSON", () => {
  it("what npm writes is the bill that CycloneDX has of the same shop", () => {
    const reading = read(fixture("made/npm.spdx.json"));
    expect([reading.state, reading.format, reading.reader]).toEqual(["accepted", "spdx", "spdx/1"]);
    const [of, as] = [bill(fixture("made/npm.spdx.json")), bill(fixture("made/npm.cdx.json"))];
    expect(of).toEqual(as);
    expect(of.components).toHaveLength(19);
    expect(bill(fixture("made/npm-omit.spdx.json")).components).toHaveLength(17);
  });

  it("what GitHub's interface puts into an object is read as well", () => {
    const inside = JSON.parse(fixture("made/npm.spdx.json").toString());
    expect(bill(JSON.stringify({ sbom: inside })).components).toHaveLength(19);
    expect(read(JSON.stringify({ sbom: inside, more: 1 }))).toMatchObject({ state: "unrecognised", format: null });
  });

  it.each([
    ["documentDescribes", { documentDescribes: ["SPDXRef-shop"] }],
    ["a relationship", { relationships: [relation("DOCUMENT", "DESCRIBES", "shop")] }],
    ["the relationship turned round", { relationships: [relation("shop", "DESCRIBED_BY", "DOCUMENT")] }],
    ["both", { documentDescribes: ["SPDXRef-shop"], relationships: [relation("DOCUMENT", "DESCRIBES", "shop")] }],
  ])("what is described by %s is no part of itself", (_, describing) => {
    const text = json({ packages: [part("ms"), part("shop", { checksums: [{ algorithm: "SHA256", checksumValue: "AB".repeat(32) }] })], ...describing }, "SPDX-2.2");
    expect(bill(text).described).toEqual({ name: "shop", version: "1.0.0", digests: [`sha256:${"ab".repeat(32)}`] });
    expect(names(text)).toEqual(["ms"]);
  });

  it("of several that are described, all are parts; of one package alone it is what is described", () => {
    const both = json({ packages: [part("a"), part("b")], documentDescribes: ["SPDXRef-a", "SPDXRef-b"] });
    expect([bill(both).described, names(both)]).toEqual([null, ["a", "b"]]);
    expect(bill(json({ packages: [part("a"), part("b")] })).described).toBeNull();
    expect(bill(json({ packages: [part("a")] }))).toMatchObject({ described: { name: "a" }, components: [] });
    const file = json({ packages: [part("a")], files: [{ SPDXID: "SPDXRef-f" }], documentDescribes: ["SPDXRef-f"] });
    expect([bill(file).described, names(file)]).toEqual([null, ["a"]]);
  });

  it.each(["PACKAGE-MANAGER", "PACKAGE_MANAGER", "package_manager"])("the package URL among references of category %s names the package", (category) => {
    const text = json({ packages: [part("is", purl("pkg:npm/%40sindresorhus/is@4.6.0", category)), part("b")] });
    expect(bill(text).components[0]).toEqual({ purl: "pkg:npm/%40sindresorhus/is@4.6.0", ecosystem: "npm", name: "@sindresorhus/is", version: "4.6.0", licences: [] });
  });

  it("a reference of another category or type is no package URL", () => {
    const other = {
      externalRefs: [
        { referenceCategory: "SECURITY", referenceType: "purl", referenceLocator: "pkg:npm/a@1" },
        { referenceCategory: "PACKAGE-MANAGER", referenceType: "npm", referenceLocator: "a@1" },
      ],
    };
    expect(bill(json({ packages: [part("a", other), part("b")] })).components[0]?.purl).toBeNull();
  });

  it.each([
    ["NOASSERTION", "NOASSERTION", []],
    ["NONE", "NONE", ["NONE"]],
    ["NOASSERTION", "MIT", ["MIT"]],
    ["NONE", "NOASSERTION", ["NONE"]],
    ["MIT", "(MIT OR GPL-3.0-or-later)", ["MIT", "MIT OR GPL-3.0-or-later"]],
    ["LicenseRef-Acme", undefined, ["LicenseRef-Acme"]],
    [undefined, "Acme's own words", ["Acme's own words"]],
  ])("concluded %j and declared %j are %j", (licenseConcluded, licenseDeclared, licences) => {
    expect(bill(json({ packages: [part("a", { licenseConcluded, licenseDeclared }), part("b")] })).components[0]?.licences).toEqual(licences);
  });

  it("digests are those of what is described; what others have is not looked at", () => {
    const checksums = (checksumValue: string) => ({
      checksums: [
        { algorithm: "ADLER32", checksumValue },
        { algorithm: "SHA1", checksumValue: "ab".repeat(20) },
      ],
    });
    const of = (own: string, others: string) => read(json({ packages: [part("shop", checksums(own)), part("ms", checksums(others))], documentDescribes: ["SPDXRef-shop"] }));
    expect(of("03da0195", "none").report).toMatchObject({ described: { digests: ["adler32:03da0195", `sha1:${"ab".repeat(20)}`] } });
    expect(of("none", "03da0195")).toMatchObject({ state: "corrupt", report: null });
  });

  it("one package that stands twice is one component", () => {
    const twice = [part("a", purl("pkg:npm/a@1.0.0")), { ...part("a", purl("pkg:npm/a@1.0.0")), SPDXID: "SPDXRef-other", licenseDeclared: "MIT" }, part("b")];
    expect(bill(json({ packages: twice })).components.map(({ name, licences }) => [name, licences])).toEqual([
      ["a", ["MIT"]],
      ["b", []],
    ]);
  });

  it("E10: what is related and nowhere listed is missing; other documents, files and what nobody asserts are not", () => {
    const of = (...relationships: Fields[]) => read(json({ packages: [part("a"), part("b")], files: [{ SPDXID: "SPDXRef-f" }], relationships }));
    for (const missing of [
      relation("a", "DEPENDS_ON", "gone"),
      relation("gone", "DEPENDENCY_OF", "a"),
      relation("gone", "DEV_DEPENDENCY_OF", "a"),
      relation("DOCUMENT", "DESCRIBES", "gone"),
    ])
      expect([missing, codes(of(missing))]).toEqual([missing, ["truncated"]]);
    const elsewhere = { spdxElementId: "SPDXRef-a", relationshipType: "DEPENDS_ON", relatedSpdxElement: "DocumentRef-x:SPDXRef-y" };
    expect(codes(of(elsewhere, { ...elsewhere, relatedSpdxElement: "NOASSERTION" }, relation("a", "DEPENDS_ON", "f"), relation("a", "GENERATED_FROM", "gone")))).toEqual([]);
  });

  it("E10: a package that is taken out of a real bill is missed by its relationships", () => {
    const whole = JSON.parse(fixture("made/npm.spdx.json").toString()) as { packages: { name: string }[] };
    expect(codes(read(JSON.stringify({ ...whole, packages: whole.packages.filter(({ name }) => name !== "ms") })))).toEqual(["truncated"]);
  });

  it("E10: nothing listed and nothing described is an empty report", () => {
    for (const text of [json({}), json({ packages: [] })]) expect([read(text).state, codes(read(text))]).toEqual(["inconsistent", ["empty-report"]]);
  });

  it.each(["SPDX-1.2", "SPDX-2.0", "SPDX-2.1", "SPDX-2.4", "SPDX-3.0", "2.3", ""])("version %j is unrecognised, with advice", (version) => {
    const reading = read(json({ packages: [] }, version));
    expect(reading).toMatchObject({ state: "unrecognised", format: "spdx", report: null });
    expect(reading.sentence).toContain("have the tool write SPDX 2.3 in JSON");
  });

  it.each([
    ["/packages", json({ packages: {} })],
    ["/packages/0/SPDXID", json({ packages: [{ name: "a" }] })],
    ["/packages/1/name", json({ packages: [part("a"), { SPDXID: "SPDXRef-b" }] })],
    ["/packages/0/checksums/0", json({ packages: [part("a", { checksums: [{ algorithm: "SHA256", checksumValue: "ab" }] })] })],
    ["/relationships/0/relatedSpdxElement", json({ relationships: [{ spdxElementId: "a", relationshipType: "DESCRIBES" }] })],
  ])("what breaks the shape at %s is corrupt", (pointer, text) => {
    expect(read(text)).toMatchObject({ state: "corrupt", format: "spdx", report: null });
    expect(read(text).sentence).toContain(`At ${pointer}:`);
  });
});

const tagged = `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: shop
# Of the whole product
DocumentComment: <text>Two lines,
PackageName: that look like tags.
</text>
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-shop

PackageName: shop
SPDXID: SPDXRef-shop
PackageVersion: 2.1.0
PackageDownloadLocation: NOASSERTION
PackageChecksum: SHA256: ${"ab".repeat(32)}

PackageName: @sindresorhus/is
SPDXID: SPDXRef-is
PackageVersion: 4.6.0
PackageDownloadLocation: https://registry.npmjs.org/@sindresorhus/is/-/is-4.6.0.tgz
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: MIT
ExternalRef: PACKAGE-MANAGER purl pkg:npm/%40sindresorhus/is@4.6.0
PackageDescription: <text>Type check values</text>
Relationship: SPDXRef-shop DEPENDS_ON SPDXRef-is

PackageName: plain
SPDXID: SPDXRef-plain
PackageDownloadLocation: NONE
PackageLicenseConcluded: NONE

FileName: ./index.js
SPDXID: SPDXRef-index
LicenseConcluded: MIT
`;

describe("SPDX 2 in tag-value form", () => {
  it("says the same as in JSON", () => {
    expect(read(tagged)).toMatchObject({ state: "accepted", format: "spdx" });
    expect(bill(tagged)).toEqual({
      kind: "components",
      described: { name: "shop", version: "2.1.0", digests: [`sha256:${"ab".repeat(32)}`] },
      components: [
        { purl: "pkg:npm/%40sindresorhus/is@4.6.0", ecosystem: "npm", name: "@sindresorhus/is", version: "4.6.0", licences: ["MIT"] },
        { purl: null, ecosystem: null, name: "plain", version: null, licences: ["NONE"] },
      ],
      advisories: [],
    });
    expect(bill(tagged.replaceAll("\n", "\r\n"))).toEqual(bill(tagged));
    expect(bill(`\ufeff# made by hand\n\n${tagged}`)).toEqual(bill(tagged));
  });

  it("what REUSE writes is of version 2.1: unrecognised, with advice", () => {
    expect(read(fixture("made/reuse.spdx"))).toMatchObject({ state: "unrecognised", format: "spdx", report: null });
  });

  it("cut inside a line, a text or a package is never accepted", () => {
    for (let at = 1; at < tagged.length; at++) if (tagged[at - 1] !== "\n") expect([at, read(tagged.slice(0, at)).report]).toEqual([at, null]);
    for (const before of ["PackageName: that", "</text>\nRelationship", "SPDXID: SPDXRef-shop", "PackageVersion: 2.1.0", "PackageDownloadLocation: NONE"])
      expect([before, read(tagged.slice(0, tagged.indexOf(before))).state]).toEqual([before, "corrupt"]);
  });

  it("E10: cut between two packages, or with one taken out, what is related is missed", () => {
    const first = tagged
      .replace("Relationship: SPDXRef-shop DEPENDS_ON SPDXRef-is\n", "")
      .replace("PackageName: shop", "Relationship: SPDXRef-shop DEPENDS_ON SPDXRef-is\nPackageName: shop");
    expect(bill(first)).toEqual(bill(tagged));
    expect(codes(read(first.slice(0, first.indexOf("PackageName: @"))))).toEqual(["truncated"]);
    expect(codes(read(tagged.replace(/PackageName: @[\s\S]*?PackageDescription.*\n/, "")))).toEqual(["truncated"]);
  });

  it.each([
    ["a last line without its end", tagged.trimEnd()],
    ["a text without its end", tagged.replace("</text>\nRelationship", "\nRelationship").replaceAll("</text>", "")],
    ["a line that is no tag", tagged.replace("DataLicense:", "DataLicense")],
    ["a package without a download location", tagged.replace("PackageDownloadLocation: NONE\n", "")],
    ["a package without an id", tagged.replace("SPDXID: SPDXRef-plain\n", "")],
    ["a package without a name", tagged.replace("PackageName: plain", "PackageName:")],
    ["a version that stands twice", tagged.replace("PackageVersion: 4.6.0\n", "PackageVersion: 4.6.0\nPackageVersion: 9.9.9\n")],
    ["a package's member outside of any", tagged.replace("LicenseConcluded: MIT\n", "PackageVersion: 3\n")],
    ["a relationship to nothing", tagged.replace("DEPENDS_ON SPDXRef-is", "DEPENDS_ON")],
    ["a checksum that is none", tagged.replace(`SHA256: ${"ab".repeat(32)}`, "SHA256: ab")],
  ])("%s is corrupt, with the line", (_, text) => expect(read(text)).toMatchObject({ state: "corrupt", format: "spdx", report: null }));

  it("other spellings are refused in words", () => {
    const rdf = '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:spdx="http://spdx.org/rdf/terms#"/>';
    for (const [text, spelling] of [
      [rdf, "RDF/XML"],
      ['SPDXID: "SPDXRef-DOCUMENT"\nspdxVersion: "SPDX-2.3"\npackages: []\n', "YAML"],
    ] as const) {
      expect(read(text)).toMatchObject({ state: "unrecognised", format: "spdx" });
      expect(read(text).sentence).toContain(`SPDX in ${spelling}, which is not read`);
    }
  });

  it("a tracefile with such a comment stays a tracefile", () => expect(read("# SPDX-2.3\nSF:a.js\nDA:1,1\nend_of_record\n")).toMatchObject({ format: "lcov", state: "accepted" }));
});

const base = "https://acme.example/shop#";
const element = (type: string, id: string, more: Fields = {}) => ({ type, spdxId: `${base}${id}`, creationInfo: "_:made", ...more });
const related = (from: string, relationshipType: string, ...to: string[]) =>
  element("Relationship", `${from}-${relationshipType}-${to.length}-${to[0]}`, {
    from: `${base}${from}`,
    relationshipType,
    to: to.map((id) => (id.startsWith("https:") ? id : `${base}${id}`)),
  });
const graph = (elements: readonly Fields[], version = "3.0.1") =>
  JSON.stringify({
    "@context": `https://spdx.org/rdf/${version}/spdx-context.jsonld`,
    "@graph": [{ type: "CreationInfo", "@id": "_:made", specVersion: version, created: "2026-01-01T00:00:00Z", createdBy: [] }, ...elements],
  });
const document = element("SpdxDocument", "document", { rootElement: [`${base}sbom`], profileConformance: ["core", "software"] });
const sbom = element("software_Sbom", "sbom", { rootElement: [`${base}shop`], software_sbomType: ["build"] });
const shop = element("software_Package", "shop", {
  name: "shop",
  software_packageVersion: "2.1.0",
  verifiedUsing: [{ type: "Hash", algorithm: "sha3_256", hashValue: "ab".repeat(32) }],
});
const ms = element("software_Package", "ms", { name: "ms", software_packageVersion: "2.1.3", software_packageUrl: "pkg:npm/ms@2.1.3" });
const expression = (id: string, text: string) => element("simplelicensing_LicenseExpression", id, { simplelicensing_licenseExpression: text });
const licencesOf = (...elements: Fields[]) => bill(graph([document, sbom, shop, ms, ...elements])).components[0]?.licences;

describe("SPDX 3.0", () => {
  it("lists the packages of the graph, and describes the root of its bill", () => {
    const text = graph([document, sbom, shop, ms, related("shop", "dependsOn", "ms"), expression("mit", "MIT"), related("ms", "hasDeclaredLicense", "mit")]);
    expect(read(text)).toMatchObject({ state: "accepted", format: "spdx" });
    expect(bill(text)).toEqual({
      kind: "components",
      described: { name: "shop", version: "2.1.0", digests: [`sha3-256:${"ab".repeat(32)}`] },
      components: [{ purl: "pkg:npm/ms@2.1.3", ecosystem: "npm", name: "ms", version: "2.1.3", licences: ["MIT"] }],
      advisories: [],
    });
  });

  it("describes what a relationship says, or the document's own root; of several all are parts", () => {
    const own = element("SpdxDocument", "document", { rootElement: `${base}shop` });
    expect(bill(graph([own, shop, ms])).described?.name).toBe("shop");
    expect(bill(graph([element("SpdxDocument", "document"), related("document", "describes", "shop"), shop, ms])).described?.name).toBe("shop");
    expect(bill(graph([element("SpdxDocument", "document", { rootElement: [`${base}shop`, `${base}ms`] }), shop, ms]))).toMatchObject({ described: null, components: [{}, {}] });
  });

  it("a package URL stands also among the identifiers; an element may stand in the place of its id", () => {
    const identified = element("software_Package", "a", {
      name: "a",
      externalIdentifier: [{ type: "ExternalIdentifier", externalIdentifierType: "packageUrl", identifier: "pkg:npm/a@1.0.0" }],
    });
    const inside = element("SpdxDocument", "document", { rootElement: [{ ...sbom, rootElement: [shop], element: [identified] }] });
    expect(bill(graph([inside, ms]))).toMatchObject({ described: { name: "shop" }, components: [{ purl: "pkg:npm/a@1.0.0", version: "1.0.0" }, { name: "ms" }] });
  });

  it("NOASSERTION and NONE differ, as expressions and as the specification's own elements", () => {
    expect(licencesOf(expression("x", "NOASSERTION"), related("ms", "hasConcludedLicense", "x"))).toEqual([]);
    expect(licencesOf(expression("x", "NONE"), related("ms", "hasConcludedLicense", "x"))).toEqual(["NONE"]);
    for (const own of ["https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense", "https://spdx.org/rdf/3.0.0/terms/Licensing/NoAssertion"])
      expect(licencesOf(related("ms", "hasDeclaredLicense", own))).toEqual([]);
    for (const own of ["https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoneLicense", "https://spdx.org/rdf/3.0.0/terms/Licensing/None"])
      expect(licencesOf(related("ms", "hasDeclaredLicense", own))).toEqual(["NONE"]);
    expect(licencesOf(related("ms", "hasDeclaredLicense", "https://spdx.org/licenses/MIT"))).toEqual(["MIT"]);
  });

  it("a licence that is put together is an expression", () => {
    const either = element("expandedlicensing_DisjunctiveLicenseSet", "either", { expandedlicensing_member: ["https://spdx.org/licenses/MIT", "https://spdx.org/licenses/ISC"] });
    const both = element("expandedlicensing_ConjunctiveLicenseSet", "both", { expandedlicensing_member: [`${base}either`, `${base}later`] });
    const later = element("expandedlicensing_OrLaterOperator", "later", { expandedlicensing_subjectLicense: "https://spdx.org/licenses/Apache-1.1" });
    const custom = element("expandedlicensing_CustomLicense", "custom", { name: "The Acme Licence" });
    expect(licencesOf(either, both, later, related("ms", "hasDeclaredLicense", "both"))).toEqual(["(MIT OR ISC) AND Apache-1.1+"]);
    expect(licencesOf(custom, related("ms", "hasDeclaredLicense", "custom"))).toEqual(["The Acme Licence"]);
  });

  it("E19: sets of licences that hold each other, or a hundred thousand others, end", () => {
    const set = (id: string, ...members: string[]) =>
      element("expandedlicensing_ConjunctiveLicenseSet", id, { expandedlicensing_member: members.map((member) => `${base}${member}`) });
    expect(licencesOf(set("a", "b"), set("b", "a"), related("ms", "hasDeclaredLicense", "a"))).toEqual([`${base}a`]);
    const levels = Array.from({ length: 40 }, (_, at) => set(`s${at}`, ...Array.from({ length: 10 }, () => `s${at + 1}`)));
    expect(licencesOf(...levels, related("ms", "hasDeclaredLicense", "s0"))).toHaveLength(1);
    const wide = set("wide", ...Array.from({ length: 100_000 }, () => "mit"));
    expect(licencesOf(expression("mit", "MIT"), wide, related("ms", "hasDeclaredLicense", "wide"))).toEqual([`${base}wide`]);
  });

  it("E10: what is related and nowhere listed is missing, unless it is said to stand elsewhere", () => {
    const gone = related("shop", "dependsOn", "gone");
    expect(codes(read(graph([document, sbom, shop, ms, gone])))).toEqual(["truncated"]);
    const imported = { ...document, import: [{ type: "ExternalMap", externalSpdxId: `${base}gone` }] };
    expect(codes(read(graph([imported, sbom, shop, ms, gone])))).toEqual([]);
    expect(codes(read(graph([document, shop, ms])))).toEqual(["truncated"]);
  });

  it.each(["3.1", "3.1.0", "2.9", "30.0"])("version %s is unrecognised, with advice", (version) => {
    expect(read(graph([document, shop, ms], version))).toMatchObject({ state: "unrecognised", format: "spdx", report: null });
  });

  it("a context of its own may give every name another meaning: unrecognised; another context is another format", () => {
    const with_ = (context: unknown) => read(JSON.stringify({ "@context": context, "@graph": [shop] }));
    const own = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
    expect(with_([own]).format).toBe("spdx");
    expect(with_([own, { name: "https://acme.example/other" }])).toMatchObject({ state: "unrecognised", format: "spdx" });
    expect(with_("https://schema.org")).toMatchObject({ state: "unrecognised", format: null });
  });

  it.each([
    ["a package without a name", [element("software_Package", "a")]],
    ["a package without an id", [{ type: "software_Package", name: "a" }]],
    ["an element that stands twice", [ms, { ...ms, name: "other" }]],
    ["a hash that is none", [element("software_Package", "a", { name: "a", verifiedUsing: [{ type: "Hash", algorithm: "sha256", hashValue: "x" }] })]],
  ])("%s is corrupt", (_, elements) => expect(read(graph(elements))).toMatchObject({ state: "corrupt", format: "spdx", report: null }));
});

describe("SPDX: hostile input", () => {
  const texts = [tagged, graph([document, sbom, shop, ms, related("shop", "dependsOn", "ms"), expression("mit", "MIT"), related("ms", "hasDeclaredLicense", "mit")])];
  const _seeds = [...texts.map((text) => Buffer.from(text)), fixture("made/npm.spdx.json"), fixture("made/reuse.spdx")];

  it.each(["made/npm.spdx.json", "made/npm-omit.spdx.json"])("%s cut anywhere is corrupt", (name) => {
    const bytes = fixture(name);
    for (let at = 0; at <= bytes.lastIndexOf("}"); at += 37) expect([at, read(bytes.subarray(0, at)).state]).toEqual([at, "corrupt"]);
  });

  it("SPDX 3.0 cut anywhere is corrupt", () => {
    const text = texts[1] ?? "";
    for (let at = 0; at < text.length; at++) expect([at, read(text.slice(0, at)).state]).toEqual([at, "corrupt"]);
  });

  it("random graphs are read or refused, never half", () => {
    const words = fc.constantFrom(
      "",
      "a",
      "software_Package",
      "Relationship",
      "SpdxDocument",
      "hasDeclaredLicense",
      "dependsOn",
      "describes",
      "expandedlicensing_ConjunctiveLicenseSet",
      "MIT",
    );
    const members = fc.constantFrom(
      "type",
      "spdxId",
      "@id",
      "name",
      "from",
      "to",
      "rootElement",
      "relationshipType",
      "expandedlicensing_member",
      "software_packageUrl",
      "verifiedUsing",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: "small" }, words, fc.constant(null), fc.array(tie("any"), { maxLength: 3 }), fc.dictionary(members, tie("any"), { maxKeys: 5 })),
    }))["any"];
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (elements) => {
        const reading = read(JSON.stringify({ "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": elements }));
        expect(reading.sentence ?? "").not.toContain("The reader broke off");
        expect(reading.format).toBe("spdx");
      }),
      { numRuns: 1_000 },
    );
  });

  it("more components than the limit are too large, as many are not", () => {
    const packages = (count: number) => json({ packages: Array.from({ length: count }, (_, at) => ({ SPDXID: `SPDXRef-${at}`, name: `c${at}` })) });
    expect(bill(packages(limits.components)).components).toHaveLength(limits.components);
    expect(read(packages(limits.components + 1))).toMatchObject({ state: "too-large", report: null });
  });
});
