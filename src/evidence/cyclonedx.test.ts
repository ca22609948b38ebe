import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { bill, codes, fixture, read } from "./testing.ts";

type Fields = Record<string, unknown>;
const json = (fields: Fields, specVersion: unknown = "1.6") => JSON.stringify({ bomFormat: "CycloneDX", specVersion, version: 1, ...fields });
const xml = (inside: string, version = "1.6") => `<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/${version}" version="1">${inside}</bom>`;
const library = (name: string, version: string, more: Fields = {}) => ({ type: "library", name, version, ...more });
const npm = (name: string, version: string, more: Fields = {}) => library(name, version, { purl: `pkg:npm/${name.replace("@", "%40")}@${version}`, ...more });
const product = { metadata: { component: { type: "application", name: "shop", version: "2.1.0", "bom-ref": "shop" } } };

const made = ["1.2", "1.4", "1.7"].flatMap((version) => [`made/cyclonedx-npm-${version}.cdx.json`, `made/cyclonedx-npm-${version}.cdx.xml`]);
const production = ["made/cyclonedx-npm-1.6-omit.cdx.json"];
const every = [...made, ...production, "made/npm.cdx.json"];

describe("CycloneDX: what real tools write", () => {
  const first = bill(fixture("made/cyclonedx-npm-1.7.cdx.json"));

  it("every package of the shop stands once, the shop itself apart", () => {
    expect(first.described).toEqual({ name: "@acme/shop", version: "2.1.0", digests: [] });
    expect(first.components).toHaveLength(19);
    expect(first.components.every(({ ecosystem }) => ecosystem === "npm")).toBe(true);
    expect(first.components[0]).toEqual({ purl: "pkg:npm/%40sindresorhus/is@4.6.0", ecosystem: "npm", name: "@sindresorhus/is", version: "4.6.0", licences: ["MIT"] });
    expect(first.components.find(({ name }) => name === "jszip")?.licences).toEqual(["MIT OR GPL-3.0-or-later"]);
    expect(first.advisories).toEqual([]);
  });

  it.each([...made, "made/npm.cdx.json"])("%s is the same bill", (name) => {
    const reading = read(fixture(name));
    expect([reading.state, reading.format, reading.reader]).toEqual(["accepted", "cyclonedx", "cyclonedx/1"]);
    const { described, components } = bill(fixture(name));
    expect(described).toEqual(first.described);
    expect(components.map(({ purl, licences }) => [purl, licences])).toEqual(first.components.map(({ purl, licences }) => [purl, licences]));
  });

  it("without what development needs two packages fewer", () => {
    const without = bill(fixture(production[0] ?? "")).components.map(({ name }) => name);
    expect(first.components.map(({ name }) => name).filter((name) => !without.includes(name))).toEqual(["is-number", "is-odd"]);
  });
});

describe("CycloneDX: components", () => {
  it("nested ones count as those beside them, the described one's own among them", () => {
    const nested = library("outer", "1", { components: [library("middle", "2", { components: [library("inner", "3")] })] });
    const { component } = product.metadata;
    const report = bill(json({ metadata: { component: { ...component, components: [library("part", "4")] } }, components: [nested] }));
    expect(report.components.map(({ name }) => name)).toEqual(["part", "outer", "middle", "inner"]);
    expect(report.described?.name).toBe("shop");
  });

  it("one package under two bom-refs is one component, with the licences of both", () => {
    const licensed = (id: string, ref: string) => npm("ms", "2.1.3", { "bom-ref": ref, licenses: [{ license: { id } }] });
    expect(bill(json({ components: [licensed("MIT", "a"), licensed("ISC", "b"), npm("ms", "2.1.2")] })).components).toEqual([
      { purl: "pkg:npm/ms@2.1.3", ecosystem: "npm", name: "ms", version: "2.1.3", licences: ["MIT", "ISC"] },
      { purl: "pkg:npm/ms@2.1.2", ecosystem: "npm", name: "ms", version: "2.1.2", licences: [] },
    ]);
  });

  it("two spellings of one package URL are one component; another qualifier is another package", () => {
    const purls = ["pkg:npm/%40a/b@1.0.0", "pkg:npm/@a/b@1.0.0", "PKG:NPM/%40A/B@1.0.0", "pkg:deb/debian/x@1?arch=amd64", "pkg:deb/debian/x@1?arch=arm64"];
    expect(bill(json({ components: purls.map((purl) => library("b", "1.0.0", { purl })) })).components.map(({ purl }) => purl)).toEqual([purls[0], purls[3], purls[4]]);
  });

  it.each([
    ["pkg:maven/org.acme/pay@1.0?type=jar", "maven", "org.acme:pay", "1.0"],
    ["pkg:golang/github.com/acme/pay@v1.2.3", "golang", "github.com/acme/pay", "v1.2.3"],
    ["pkg:npm/JSONStream@1.3.5", "npm", "JSONStream", "1.3.5"],
    ["pkg:deb/debian/curl@1%3A7.88-1", "deb", "debian/curl", "1:7.88-1"],
    ["pkg:pypi/Foo_Bar@1.0", "pypi", "Foo_Bar", "1.0"],
    ["pkg:npm/pay", "npm", "pay", "9.9.9"],
  ])("%s names its package", (purl, ecosystem, name, version) => {
    expect(bill(json({ components: [library("other", "9.9.9", { purl })] })).components[0]).toEqual({ purl, ecosystem, name, version, licences: [] });
  });

  it("without a package URL the name with its group, and the version", () => {
    const components = [library("core", "1", { group: "@acme" }), library("core", "1", { group: "org.acme" }), library("core", "1"), library("core", "1"), { name: "core" }];
    expect(bill(json({ components })).components.map(({ purl, ecosystem, name, version }) => [purl, ecosystem, name, version])).toEqual([
      [null, null, "@acme/core", "1"],
      [null, null, "org.acme:core", "1"],
      [null, null, "core", "1"],
      [null, null, "core", null],
    ]);
  });

  it.each(["left-pad", "pkg:", "pkg:npm", "pkg:npm/", "http://x/y@1", "pkg:npm/%E0%A4%A@1", "pkg://user:secret@npm/x@1", `pkg:npm/${"a".repeat(5_000)}@1`])(
    "%s is no package URL: the component stands by its name",
    (purl) => expect(bill(json({ components: [library("x", "1", { purl })] })).components).toEqual([{ purl, ecosystem: null, name: "x", version: "1", licences: [] }]),
  );

  it.each([
    [{ license: { id: "MIT" } }, ["MIT"]],
    [{ license: { name: "The Acme Licence (2020)" } }, ["The Acme Licence (2020)"]],
    [{ license: { id: "", name: "Apache License 2.0" } }, ["Apache License 2.0"]],
    [{ expression: "(MIT or Apache-2.0) and BSD-3-Clause" }, ["(MIT OR Apache-2.0) AND BSD-3-Clause"]],
    [{ expression: "(GPL-2.0-only WITH Classpath-exception-2.0)" }, ["GPL-2.0-only WITH Classpath-exception-2.0"]],
    [{ expression: "MIT AND Acme" }, ["MIT AND Acme"]],
    [{ expression: "(".repeat(900) }, ["(".repeat(900)]],
    [{ license: { name: "NOASSERTION" } }, []],
    [{ license: { name: "NONE" } }, ["NONE"]],
    [{ license: {} }, []],
  ])("the licence %j is %j", (licence, licences) => expect(bill(json({ components: [library("x", "1", { licenses: [licence] })] })).components[0]?.licences).toEqual(licences));

  it("the described one is no part of itself, by its reference or its package URL", () => {
    const described = { metadata: { component: { ...npm("shop", "2.1.0"), "bom-ref": "root" } } };
    const inside = [npm("shop", "2.1.0", { "bom-ref": "again" }), library("shop again", "1", { "bom-ref": "root" }), npm("ms", "2.1.3")];
    expect(bill(json({ ...described, components: inside })).components.map(({ name }) => name)).toEqual(["ms"]);
  });

  it("E10: the digests of what is described tie it to its artifact", () => {
    const hashes = [
      { alg: "SHA-256", content: "AB".repeat(32) },
      { alg: "SHA3-512", content: "cd".repeat(64) },
      { alg: "BLAKE2b-256", content: "ef".repeat(32) },
      { alg: "BLAKE3", content: "01".repeat(32) },
      { alg: "Dilithium", content: "a signature" },
      { alg: "SHA-256", content: "ab".repeat(32) },
    ];
    expect(bill(json({ metadata: { component: { name: "shop", hashes } } })).described).toEqual({
      name: "shop",
      version: null,
      digests: [`sha256:${"ab".repeat(32)}`, `sha3-512:${"cd".repeat(64)}`, `blake2b-256:${"ef".repeat(32)}`, `blake3:${"01".repeat(32)}`],
    });
    for (const hash of [
      { alg: "SHA-256", content: "ab" },
      { alg: "SHA-256", content: "ab".repeat(20) },
      { alg: "SHA-1", content: "zz".repeat(20) },
      { alg: "MD5", content: "ab".repeat(20) },
      { alg: "SHA3-256", content: "ab".repeat(64) },
    ]) {
      expect(read(json({ metadata: { component: { name: "shop", hashes: [hash] } } }))).toMatchObject({ state: "corrupt", report: null });
    }
  });
});

describe("CycloneDX: known flaws", () => {
  const flaw = (fields: Fields = {}) => ({ id: "CVE-2021-23337", affects: [{ ref: "lodash" }], ...fields });
  const withFlaws = (vulnerabilities: readonly Fields[]) => json({ ...product, components: [npm("lodash", "4.17.15", { "bom-ref": "lodash" })], vulnerabilities });
  const advisory = (fields: Fields) => bill(withFlaws([flaw(fields)])).advisories[0];

  it("names the package that is affected, and the other ids of the flaw", () => {
    const fields = {
      references: [{ id: "GHSA-35jh-r3h4-6jhm" }, { id: "CVE-2021-23337" }],
      description: "Command injection",
      affects: [{ ref: "lodash", versions: [{ range: "vers:npm/<4.17.21" }] }],
    };
    expect(advisory({ ...fields, ratings: [{ severity: "high" }] })).toEqual({
      id: "CVE-2021-23337",
      aliases: ["GHSA-35jh-r3h4-6jhm"],
      ecosystem: "npm",
      package: "lodash",
      version: "4.17.15",
      range: "vers:npm/<4.17.21",
      severity: "high",
      title: "Command injection",
      fixed: null,
      suppressed: false,
    });
  });

  it.each([
    ["exploitable", false],
    ["in_triage", false],
    ["resolved", true],
    ["resolved_with_pedigree", true],
    ["false_positive", true],
    ["not_affected", true],
    ["Not_Affected", false],
    ["constructor", false],
    [undefined, false],
  ])("VEX: of state %s, suppressed is %j", (state, suppressed) => expect(advisory({ analysis: { state } })?.suppressed).toBe(suppressed));

  it.each([
    [[], "high"],
    [[{ severity: "info" }], "low"],
    [[{ severity: "Medium" }], "medium"],
    [[{ severity: "unknown" }], "high"],
    [[{ severity: "grave" }], "high"],
    [[{ severity: "unknown" }, { severity: "low" }], "low"],
    [[{ severity: "low" }, { severity: "critical" }], "critical"],
    [[{ severity: "none", score: 9.8, method: "CVSSv31" }], "none"],
    [[{ score: 9.8, method: "CVSSv31" }], "critical"],
    [[{ score: 5 }], "medium"],
    [[{ score: 99, method: "OWASP" }], "high"],
    [[{ score: 1, method: "SSVC" }], "high"],
    [[{ score: 11, method: "CVSSv3" }], "high"],
    [[{ method: "CVSSv31", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }], "critical"],
    [[{ method: "CVSSv3", vector: "AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N" }], "low"],
    [[{ method: "CVSSv3", vector: "AN/AC:L" }], "high"],
  ])("ratings %j are %s", (ratings, severity) => expect(advisory({ ratings })?.severity).toBe(severity));

  it("a flaw of two packages is two, a version that is spared is suppressed, a package of another document is named by its link", () => {
    const affects = [
      { ref: "lodash", versions: [{ version: "4.17.15", status: "unaffected" }] },
      { ref: "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Fminimist%401.2.0" },
      { ref: "somewhere", versions: [{ version: "1.0", status: "affected" }] },
      { ref: "shop" },
    ];
    expect(bill(withFlaws([flaw({ affects })])).advisories.map(({ package: name, version, ecosystem, suppressed }) => [name, version, ecosystem, suppressed])).toEqual([
      ["lodash", "4.17.15", "npm", true],
      ["minimist", "1.2.0", "npm", false],
      ["somewhere", "1.0", null, false],
      ["shop", "2.1.0", null, false],
    ]);
    expect(advisory({ affects: undefined })).toMatchObject({ package: "shop", version: null });
  });

  it("VEX alone is a report of flaws, not a list of components", () => {
    const vex = json({ metadata: { tools: { components: [{ name: "vexer" }] } }, vulnerabilities: [flaw({ analysis: { state: "not_affected" } })] });
    expect(read(vex)).toMatchObject({
      state: "accepted",
      format: "cyclonedx",
      report: { kind: "advisories", tools: ["vexer"], advisories: [{ package: "lodash", suppressed: true }] },
    });
    expect(read(json({ metadata: { tools: [{ vendor: "a", name: "old" }] }, vulnerabilities: [flaw()] })).report).toMatchObject({ tools: ["old"] });
  });

  it("more flaws than the limit are too large, one statement of many packages among them", () => {
    const affects = Array.from({ length: limits.advisories + 1 }, () => ({ ref: "lodash" }));
    expect(read(withFlaws([flaw({ affects })])).state).toBe("too-large");
    expect(bill(withFlaws([flaw({ affects: affects.slice(1) })])).advisories).toHaveLength(limits.advisories);
  });
});

describe("CycloneDX: XML says the same as JSON", () => {
  const document = {
    metadata: { tools: { tool: [{ name: "maker" }] }, component: { "bom-ref": "shop", name: "shop", version: "2.1.0", hashes: [{ alg: "SHA-1", content: "ab".repeat(20) }] } },
    components: [
      library("core", "1", {
        "bom-ref": "core",
        group: "@acme",
        licenses: [{ license: { id: "MIT" } }, { expression: "MIT OR ISC" }],
        components: [npm("ms", "2.1.3", { "bom-ref": "ms" })],
      }),
    ],
    services: [{ "bom-ref": "bank", services: [{ "bom-ref": "vault" }] }],
    dependencies: [
      { ref: "shop", dependsOn: ["core", "bank"] },
      { ref: "vault", dependsOn: [] },
    ],
    vulnerabilities: [
      {
        ...{ id: "CVE-1", references: [{ id: "GHSA-1" }], ratings: [{ score: 9.1, method: "CVSSv31" }], description: "a <b> & c", analysis: { state: "resolved" } },
        affects: [{ ref: "ms", versions: [{ range: "vers:npm/<3", status: "affected" }] }],
      },
    ],
  };
  const inside = `
    <metadata><tools><tool><vendor>v</vendor><name>maker</name></tool></tools>
      <component type="application" bom-ref="shop"><name>shop</name><version> 2.1.0 </version><hashes><hash alg="SHA-1">${"ab".repeat(20)}</hash></hashes></component></metadata>
    <components><component type="library" bom-ref="core"><group>@acme</group><name>core</name><version>1</version>
      <licenses><license><id>MIT</id></license><expression>MIT OR ISC</expression></licenses>
      <components><component bom-ref="ms"><name>ms</name><version>2.1.3</version><purl>pkg:npm/ms@2.1.3</purl></component></components></component></components>
    <services><service bom-ref="bank"><services><service bom-ref="vault"/></services></service></services>
    <dependencies><dependency ref="shop"><dependency ref="core"/><dependency ref="bank"/></dependency><dependency ref="vault"/></dependencies>
    <vulnerabilities><vulnerability><id>CVE-1</id><references><reference><id>GHSA-1</id></reference></references>
      <ratings><rating><score>9.1</score><method>CVSSv31</method></rating></ratings><description><![CDATA[a <b> ]]>&amp; c</description><analysis><state>resolved</state></analysis>
      <affects><target><ref>ms</ref><versions><version><range>vers:npm/&lt;3</range><status>affected</status></version></versions></target></affects></vulnerability></vulnerabilities>`;

  it("member by member", () => {
    const [of, as] = [read(json(document)), read(xml(inside))];
    expect([of.state, as.state]).toEqual(["accepted", "accepted"]);
    expect(as.report).toEqual(of.report);
    expect(bill(xml(inside)).advisories[0]).toMatchObject({ package: "ms", severity: "critical", title: "a <b> & c", suppressed: true });
  });

  it("a prefix of its own changes nothing", () => {
    const prefixed = inside.replace(/<(\/?)([a-z])/g, "<$1c:$2").replace("c:b> ]]", "b> ]]");
    expect(read(`<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.6">${prefixed}</c:bom>`).report).toEqual(read(xml(inside)).report);
  });

  it("what another namespace calls a component is none, and an expression with details is one", () => {
    const foreign =
      '<components xmlns="urn:x"><component><name>a</name></component></components><x:components xmlns:x="urn:x"><component><name>b</name></component></x:components>';
    const own = '<components><component><name>c</name><licenses><expression-detailed expression="MIT"/></licenses><x:name xmlns:x="urn:x">d</x:name></component></components>';
    expect(bill(xml(foreign + own, "1.7")).components).toEqual([{ purl: null, ecosystem: null, name: "c", version: null, licences: ["MIT"] }]);
  });

  it("flaws in the way of versions before 1.4 are not left out silently", () => {
    const old = (namespace: string) =>
      `<bom xmlns="http://cyclonedx.org/schema/bom/1.2" xmlns:v="${namespace}"><components><component><name>a</name><version>1</version><v:vulnerabilities><v:vulnerability><v:id>CVE-1</v:id></v:vulnerability></v:vulnerabilities></component></components></bom>`;
    const reading = read(old("http://cyclonedx.org/schema/ext/vulnerability/1.0"));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["truncated"]]);
    expect(read(old("urn:other")).state).toBe("accepted");
  });

  it.each([
    ["a list that stands twice", "<components/><components><component><name>a</name></component></components>"],
    ["a name that stands twice", "<components><component><name>a</name><name>b</name></component></components>"],
    ["a component without a name", "<components><component/></components>"],
    ["an entity", "<components><component><name>&x;</name></component></components>"],
  ])("E19: %s is corrupt", (_, text) => expect(read(xml(text))).toMatchObject({ state: "corrupt", format: "cyclonedx", report: null }));
});

describe("CycloneDX: what is no bill", () => {
  it.each(["1.0", "1.1", "1.8", "2.0", "", 1.6, undefined])("version %j is unrecognised, with advice", (version) => {
    const reading = read(JSON.stringify({ bomFormat: "CycloneDX", specVersion: version, components: [] }));
    expect(reading).toMatchObject({ state: "unrecognised", format: "cyclonedx", report: null });
    expect(reading.sentence).toContain("have the tool write one of those");
  });

  it.each(["1.1", "1.8", "x".repeat(20)])("version %s in XML likewise", (version) => expect(read(xml("", version))).toMatchObject({ state: "unrecognised", format: "cyclonedx" }));

  it("another document that calls its root bom is none", () => {
    expect(read("<bom/>")).toMatchObject({ state: "unrecognised", format: null });
    expect(read('<bom xmlns="urn:other"/>')).toMatchObject({ state: "unrecognised", format: null });
  });

  it("E10: nothing listed and nothing described is an empty report", () => {
    for (const text of [json({}), json({ components: [] }), json({ vulnerabilities: [] }), xml(""), xml("<components/>")])
      expect([read(text).state, codes(read(text))]).toEqual(["inconsistent", ["empty-report"]]);
  });

  it("E10: a part that the graph of dependencies names and nobody lists is missing", () => {
    const graph = (dependsOn: readonly string[]) =>
      json({ ...product, components: [library("a", "1", { "bom-ref": "a" })], services: [{ "bom-ref": "bank" }], dependencies: [{ ref: "shop", dependsOn }] });
    const reading = read(graph(["a", "bank", "gone@1.0.0", "urn:cdx:x/1#y"]));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["truncated"]]);
    expect(reading.inconsistencies[0]?.sentence).toBe("The document names 1 part of its graph that it does not list: gone@1.0.0.");
    expect(read(graph(["a", "bank", "urn:cdx:x/1#y"])).state).toBe("accepted");
  });

  it("E10: a component that is taken out of a real bill is missed by its graph", () => {
    const whole = JSON.parse(fixture("made/cyclonedx-npm-1.7.cdx.json").toString()) as { components: { name: string }[] };
    const less = { ...whole, components: whole.components.filter(({ name }) => name !== "jszip") };
    expect(codes(read(JSON.stringify(less)))).toEqual(["truncated"]);
  });

  it.each([
    ["/components", json({ components: {} })],
    ["/components/0/name", json({ components: [{ version: "1" }] })],
    ["/components/0/name", json({ components: [{ name: "" }] })],
    ["/components/1/components/0/name", json({ components: [library("a", "1"), library("b", "1", { components: [{}] })] })],
    ["/components/0/version", json({ components: [{ name: "a", version: 1 }] })],
    ["/vulnerabilities/0/affects/0/ref", json({ vulnerabilities: [{ affects: [{}] }] })],
    ["/metadata/component", json({ metadata: { component: "shop" } })],
  ])("what breaks the shape at %s is corrupt", (pointer, text) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "corrupt", format: "cyclonedx", report: null });
    expect(reading.sentence).toContain(`At ${pointer}:`);
  });
});

describe("CycloneDX: hostile input", () => {
  it.each([
    ["a list that stands twice", '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a"}],"components":[]}'],
    ["__proto__", '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a","__proto__":{"purl":"pkg:npm/b@1"}}]}'],
    ["half a surrogate pair", '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"\\ud800"}]}'],
    ["a number beyond exact ones", '{"bomFormat":"CycloneDX","specVersion":"1.6","version":9007199254740993,"components":[{"name":"a"}]}'],
  ])("E19: %s is corrupt, with the position", (_, text) => {
    expect(read(text)).toMatchObject({ state: "corrupt", report: null });
    expect(read(text).sentence).toMatch(/^Line 1, column \d+: /);
  });

  it("E17: a name is a label, whatever it holds", () => {
    const names = ["../../etc/passwd", "constructor", "toString", "<script>", "a\u202eb", "=1+1", "a\u0000b"];
    expect(bill(json({ components: names.map((name) => library(name, "1")) })).components.map(({ name }) => name)).toEqual(names);
  });

  it("E19: 64 levels in XML are read, more are too large; JSON has the same limit", () => {
    const deep = (levels: number) => xml(`${"<components><component><name>a</name>".repeat(levels)}${"</component></components>".repeat(levels)}`);
    expect([read(deep(31)).state, read(deep(32)).state]).toEqual(["accepted", "too-large"]);
    const deepJson = (levels: number) => json({ components: JSON.parse(`${'[{"name":"a","components":'.repeat(levels)}[]${"}]".repeat(levels)}`) });
    expect([read(deepJson(31)).state, read(deepJson(32)).state]).toEqual(["accepted", "too-large"]);
  });

  it("more components than the limit are too large, as many are not; repetitions count once", () => {
    const components = (count: number) => json({ components: Array.from({ length: count }, (_, at) => ({ name: `c${at % (limits.components + 1)}` })) });
    expect(bill(components(limits.components)).components).toHaveLength(limits.components);
    expect(read(components(limits.components + 1))).toMatchObject({ state: "too-large", report: null });
  });

  it.each(every)("%s cut anywhere is corrupt", (name) => {
    const bytes = fixture(name);
    const end = bytes.lastIndexOf(name.endsWith("xml") ? ">" : "}");
    for (let at = 0; at <= end; at += 37) expect([at, read(bytes.subarray(0, at)).state]).toEqual([at, "corrupt"]);
    expect(read(bytes.subarray(0, end)).state).toBe("corrupt");
  });

  it("random documents of the right words are read or refused, never half", () => {
    const word = fc.constantFrom("", "a", "pkg:npm/a@1", "MIT", "shop", "urn:cdx:a/1#b");
    const component: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      component: fc.record(
        {
          name: word,
          version: fc.oneof(word, fc.constant(null)),
          purl: word,
          "bom-ref": word,
          group: word,
          components: fc.array(tie("component"), { maxLength: 2 }),
        },
        { requiredKeys: ["name"] },
      ),
    }))["component"] as fc.Arbitrary<unknown>;
    const document = fc.record({
      components: fc.array(component, { maxLength: 4 }),
      dependencies: fc.array(fc.record({ ref: word, dependsOn: fc.array(word, { maxLength: 2 }) }), { maxLength: 2 }),
      vulnerabilities: fc.array(fc.record({ id: word, affects: fc.array(fc.record({ ref: word }), { maxLength: 2 }), analysis: fc.record({ state: word }) }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(document, (fields) => {
        const reading = read(json(fields));
        expect(reading.sentence ?? "").not.toContain("The reader broke off");
        if (reading.report?.kind !== "components") return;
        const { components } = reading.report;
        expect(new Set(components.map(({ purl, name, version }) => JSON.stringify([purl, name, version]))).size).toBe(components.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
