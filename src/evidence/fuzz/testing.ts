import { readdirSync, statSync } from "node:fs";
import fc from "fast-check";
import { expect } from "vitest";
import { evidenceStates, type Reading } from "../../model/evidence.ts";
import { contentOf } from "../content.ts";
import { readers } from "../formats.ts";
import { readEvidence } from "../read.ts";
import { fixture } from "../testing.ts";

// For tests only: what an adversary makes of real reports. The short form is an ordinary test, the long one is proved (`npm run prove`).

/** Larger ones are read too slowly to be spoiled so often; of a format that has none, the smallest is. */
const largest = 4_500;

/** Small documents of formats whose real ones are all large, or are written by us. */
const written: readonly string[] = [
  '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"application","name":"shop","version":"1.0.0","hashes":[{"alg":"SHA-256","content":"aa00000000000000000000000000000000000000000000000000000000000000"}]}},"components":[{"type":"library","name":"left-pad","version":"1.3.0","purl":"pkg:npm/left-pad@1.3.0","licenses":[{"license":{"id":"MIT"}}],"components":[{"type":"library","name":"inner","version":"2"}]},{"type":"library","group":"@scope","name":"x","licenses":[{"expression":"MIT OR ISC"}]}],"vulnerabilities":[{"id":"CVE-2020-1","ratings":[{"severity":"high"}],"analysis":{"state":"not_affected"},"affects":[{"ref":"x"}]}]}',
  '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><metadata><component type="application"><name>shop</name><version>1</version></component></metadata><components><component type="library"><name>left-pad</name><version>1.3.0</version><licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/left-pad@1.3.0</purl></component></components></bom>',
  '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"shop","dataLicense":"CC0-1.0","documentNamespace":"https://example.org/shop","documentDescribes":["SPDXRef-shop"],"creationInfo":{"created":"2026-01-01T00:00:00Z","creators":["Tool: t"]},"packages":[{"SPDXID":"SPDXRef-shop","name":"shop","versionInfo":"1.0.0","downloadLocation":"NOASSERTION","licenseDeclared":"MIT","checksums":[{"algorithm":"SHA256","checksumValue":"aa"}]},{"SPDXID":"SPDXRef-lp","name":"left-pad","versionInfo":"1.3.0","downloadLocation":"NONE","licenseConcluded":"MIT","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/left-pad@1.3.0"}]}],"relationships":[{"spdxElementId":"SPDXRef-shop","relatedSpdxElement":"SPDXRef-lp","relationshipType":"DEPENDS_ON"}]}',
  '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"countersign","rules":[]}},"versionControlProvenance":[{"revisionId":"0123456789012345678901234567890123456789"}],"artifacts":[{"location":{"uri":"src/a.ts"},"roles":["analysisTarget"]}],"invocations":[{"executionSuccessful":true}],"results":[{"ruleId":"reference-contradicted","kind":"fail","message":{"text":"there is no readFileAsync"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/a.ts"},"region":{"startLine":3}}}],"properties":{"language":"typescript","name":"fs.readFileAsync","drift":false}}]}]}',
];

/** Real reports and written ones by the reader that takes them. */
export function seedsByReader(): Map<string, Buffer[]> {
  const folder = new URL("../fixtures/", import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => !name.endsWith(".md") && statSync(new URL(name, folder)).isFile());
  const all = [...names.sort().map(fixture), ...written.map((text) => Buffer.from(text))];
  const byReader = Map.groupBy(
    all.sort((a, b) => a.length - b.length),
    (bytes) => readEvidence(bytes).reader,
  );
  return new Map(readers.map(({ name }) => [name, (byReader.get(name) ?? []).filter(({ length }, at) => at === 0 || length <= largest)]));
}

/** Texts that no tool writes, or that mean something to some parser. */
const strange = [
  ...["", "\0", "\ufeff", "\u202e", "\ud83d\ude00", "\u2028", "\r", "\n", " ", "\\", "/../../etc/passwd", "C:\\windows\\win.ini", "//host/share"],
  ...["&lol;", "&#0;", "&#xD800;", "&amp;", "]]>", "<![CDATA[", "<!--", '<!DOCTYPE a [<!ENTITY lol "lol">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">', "<?xml version='1.1'?>"],
  ...['"__proto__":', '"constructor":', '"toString":', '"\\ud800"', '"\\u0000"', "{", "}", "[", "]", ",", ":", '"', "null", "true", "[[[[[[[[", "{}", "[]", '""'],
  ...["1e999", "-1", "0", "9007199254740993", "1e308", "-0", "0.1", "NaN", "99999999999999999999"],
  ...["end_of_record", "SF:", "DA:1,1", "<testcase/>", "<failure/>", "</testsuite>", "x".repeat(300)],
].map((text) => Buffer.from(text));

/** Where the parts of a report begin: tags, strings, brackets, lines. */
function parts(bytes: Buffer): Buffer[] {
  return (bytes.toString("latin1").match(/<[^<>]{0,500}>?|"[^"\n]{0,500}"?|[{}[\]:,\n]|[^<"{}[\]:,\n]+/g) ?? []).map((text) => Buffer.from(text, "latin1"));
}

/** One thing done to a report, by numbers that fast-check chooses and makes smaller. */
type Edit = readonly [kind: number, at: number, length: number, what: number];

// Written out by hand: arbitraries of their own for each kind take longer than the reading.
const edits: fc.Arbitrary<Edit[]> = fc.array(fc.tuple(fc.nat(7), fc.nat(100_000), fc.nat(40), fc.nat(255)), { minLength: 1, maxLength: 4 });

/** A report to which such things were done: to its bytes, or to its parts. */
function spoiled(seed: Seed, others: readonly Seed[], done: readonly Edit[]): Buffer {
  if ((done[0]?.[0] ?? 0) < 3) return done.reduce<Buffer>((bytes, edit) => spoiledBytes(bytes, edit), Buffer.from(seed.bytes));
  return Buffer.concat(done.reduce((list, edit) => spoiledParts(list, edit, others), [...seed.parts]));
}

interface Seed {
  readonly bytes: Buffer;
  readonly parts: readonly Buffer[];
  /** Behind the last byte that a complete report needs; null where less of it may be complete as well. */
  readonly end: number | null;
}

function seedOf(bytes: Buffer): Seed {
  const { shape } = contentOf(bytes);
  return { bytes, parts: parts(bytes), end: shape === "lines" ? null : Math.max(bytes.lastIndexOf(">"), bytes.lastIndexOf("}"), bytes.lastIndexOf("]")) + 1 };
}

function spoiledBytes(bytes: Buffer, [kind, place, length, what]: Edit): Buffer {
  const at = place % (bytes.length + 1);
  if (kind % 3 === 0 && at < bytes.length) bytes[at] = what;
  else if (kind % 3 === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  else return Buffer.concat([bytes.subarray(0, at), strange[what % strange.length] ?? bytes, bytes.subarray(at)]);
  return bytes;
}

function spoiledParts(list: Buffer[], [kind, place, length, what]: Edit, others: readonly Seed[]): Buffer[] {
  const at = place % (list.length + 1);
  const range = list.slice(at, at + length);
  const other = others[what % others.length]?.parts ?? [];
  if (kind % 5 === 0) list.splice(at, length);
  else if (kind % 5 === 1) list.splice(at, 0, ...range);
  else if (kind % 5 === 2) list.splice(what % (list.length + 1), 0, ...list.splice(at, length));
  else if (kind % 5 === 3) list.splice(at, 1, strange[what % strange.length] ?? Buffer.alloc(0));
  else list.splice(at, length, ...other.slice(place % (other.length + 1), (place % (other.length + 1)) + length));
  return list;
}

/** What holds of every reading, whatever the bytes are. */
function sound(bytes: Buffer): Reading {
  const reading = readEvidence(bytes);
  const whole = reading.state === "accepted" || reading.state === "inconsistent";
  const broken = reading.sentence?.includes("The reader broke off") ?? false;
  const kept = (reading.report !== null) === whole && (reading.sentence === null) === whole;
  // One assertion for all that is well: each of them takes longer than the reading.
  if (!evidenceStates.includes(reading.state) || broken || !kept || "polluted" in {}) expect.fail(`${reading.state}: ${reading.sentence}`);
  return reading;
}

/** Runs each reader on that many spoiled reports, and on as many cuts as a tenth of it. */
export function fuzz(name: string, runs: number): void {
  const seeds = (seedsByReader().get(name) ?? []).map(seedOf);
  const all = [...seedsByReader().values()].flat().map(seedOf);
  expect(seeds).not.toEqual([]);
  let looked = 0;
  fc.assert(
    fc.property(fc.nat(), edits, (which, done) => {
      const bytes = spoiled(seeds[which % seeds.length] as Seed, all, done);
      const reading = sound(bytes);
      // The same bytes always give the same reading.
      if (++looked % 32 === 0) expect(readEvidence(Buffer.from(bytes))).toEqual(reading);
    }),
    { numRuns: runs },
  );
  const ended = seeds.filter(({ end }) => end !== null);
  if (ended.length === 0) return;
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (which, at) => {
      const { bytes, end } = ended[which % ended.length] as Seed;
      const { state } = sound(bytes.subarray(0, at % (end ?? 1)));
      if (state === "accepted" || state === "inconsistent") expect.fail(`cut at ${at % (end ?? 1)} it is ${state}`);
    }),
    { numRuns: Math.ceil(runs / 10) },
  );
}
