import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { resolvePaths, Tree } from "./paths.ts";
import { readEvidence } from "./read.ts";
import { analysis, coverage, read, tests } from "./testing.ts";

const mega = 2 ** 20;
const log = (inside: string) => `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"s"}},"results":[${inside}]}]}`;
const junit = (inside: string) => `<testsuite>${inside}</testsuite>`;
const spoken = (text: string | Uint8Array) => {
  const { state, sentence, report } = read(text);
  return { state, sentence, report: report?.kind ?? null };
};

describe("E18 XML that grows or reaches out", () => {
  const lols = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("");

  it.each([
    ["a billion laughs", `<!DOCTYPE x [<!ENTITY l0 "lol">${lols}]>${junit("<testcase name='&l9;'/>")}`, /^Line 1, column \d+: undefined entity/],
    [
      "a quadratic blow-up",
      `<!DOCTYPE x [<!ENTITY a "${"a".repeat(50_000)}">]>${junit(`<system-out>${"&a;".repeat(50_000)}</system-out>`)}`,
      /^Line 1, column \d+: undefined entity/,
    ],
    ["an outside entity", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n${junit("&a;")}`, /^Line 2, column 14: undefined entity/],
    ["a parameter entity", `<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/">%a;]>${junit("&b;")}`, /undefined entity/],
    ["a forbidden character", junit("\n<testcase name='a\u0000'/>"), /^Line 2, column 18: disallowed character/],
    ["a forbidden reference", junit("<testcase name='&#0;'/>"), /malformed character entity/],
    ["half a surrogate pair", junit("<testcase name='&#xD800;'/>"), /malformed character entity/],
  ])("%s is corrupt, and nothing of it is resolved", (_, text, sentence) => {
    expect(spoken(text)).toEqual({ state: "corrupt", sentence: expect.stringMatching(sentence), report: null });
  });

  it("an outside DTD is ordinary and is not loaded", () => {
    expect(read(`<!DOCTYPE testsuite SYSTEM "http://127.0.0.1:1/x.dtd">${junit("<testcase name='a'/>")}`).state).toBe("accepted");
  });

  it("100,000 levels are too large, with the line", () => {
    expect(spoken(`<testsuite>\n${"<testsuite>".repeat(100_000)}`)).toEqual({
      state: "too-large",
      sentence: "Line 2: elements are nested more than 64 levels deep, which no tool does.",
      report: null,
    });
  });

  it("a million attributes of one element, and one name of 20 megabytes, are read within the limits of what is kept", () => {
    expect(read(`<testsuite ${Array.from({ length: 1_000_000 }, (_, at) => `a${at}="1"`).join(" ")}><testcase name="a"/></testsuite>`).state).toBe("accepted");
    expect(JSON.stringify(tests(`<testsuite name="${"n".repeat(20 * mega)}"><testcase name="a"/></testsuite>`)).length).toBeLessThan(2_000);
    expect(tests(junit(`<testcase name="a"><failure message="${"m".repeat(20 * mega)}">${"t".repeat(20 * mega)}</failure></testcase>`)).cases[0]?.message).toHaveLength(
      limits.message,
    );
  });
});

describe("E19 JSON on which parsers differ", () => {
  it.each([
    ["__proto__", log('{"message":{"text":"a"},\n"__proto__":{"polluted":1}}'), /^Line 2, column 1: .*__proto__ is not accepted/],
    ["constructor, spelled with an escape", log('{"message":{"text":"a"},"constructo\\u0072":{}}'), /constructor is not accepted/],
    ["a name twice", log('{"message":{"text":"a"},\n\n  "level":"none","level":"error"}'), /^Line 3, column 18: .*"level" stands twice/],
    ["a name twice among the runs", '{"version":"2.1.0","runs":[],\n"runs":[]}', /^Line 2, column 1: .*"runs" stands twice/],
    ["half a surrogate pair", log('{"message":{"text":"\\ud800"}}'), /^Line 1, column \d+: .*half of a surrogate pair/],
    ["a number beyond all", log('{"message":{"text":"a"},"rank":1e999}'), /too large to be exact/],
    ["a number that is not exact", log('{"message":{"text":"a"},"rank":9007199254740993}'), /too large to be exact/],
    ["a control character", log('{"message":{"text":"a\u0000"}}'), /does not end on its line/],
    ["a list without its end", log('{"message":{"text":"a"}'), /^Line 1, column 94: .*a comma or the end of the object is expected/],
  ])("%s is corrupt, with the place in the whole document", (_, text, sentence) => {
    expect(spoken(text)).toEqual({ state: "corrupt", sentence: expect.stringMatching(sentence), report: null });
    expect({}).not.toHaveProperty("polluted");
  });

  it("100,000 levels are too large wherever they stand, and so is a result of a million values", () => {
    for (const text of [`${"[".repeat(100_000)}`, log(`{"message":{"text":"a"},"properties":${'{"a":['.repeat(50_000)}`), `{"a":${"[".repeat(100_000)}`])
      expect(spoken(text)).toEqual({ state: "too-large", sentence: expect.stringMatching(/^Line 1, column \d+: .*more than 64 levels/), report: null });
    expect(spoken(log(`{"message":{"text":"a"},"properties":[${"0,".repeat(limits.jsonValues)}0]}`))).toMatchObject({
      state: "too-large",
      sentence: expect.stringMatching(/more than 1000000 values/),
    });
  });

  it("one text of 20 megabytes is cut", () => {
    expect(analysis(log(`{"message":{"text":"${"m".repeat(20 * mega)}"}}`)).findings[0]?.message).toHaveLength(limits.message);
  });
});

describe("E17 bytes that are no text of their own", () => {
  const plain = junit("<testcase name='ä'/>");
  const utf16 = (order: "le" | "be", mark: boolean) => {
    const bytes = Buffer.from(`${mark ? "\ufeff" : ""}${plain}`, "utf16le");
    return order === "le" ? bytes : bytes.swap16();
  };

  it.each([
    ["UTF-16, least first, marked", utf16("le", true)],
    ["UTF-16, greatest first, marked", utf16("be", true)],
    ["UTF-16, least first", utf16("le", false)],
    ["UTF-16, greatest first", utf16("be", false)],
    ["marked UTF-8", Buffer.from(`\ufeff${plain}`)],
    ["declared Latin-1", Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${plain}`, "latin1")],
  ])("%s is read as the text that it is", (_, bytes) => expect(tests(bytes).cases[0]?.identity).toBe("ä"));

  it.each([
    ["a program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe]), /^The file is binary/],
    ["Latin-1 that is not declared", Buffer.from(plain, "latin1"), /^At byte 29 the text is no longer utf-8/],
    ["a surrogate in UTF-8", Buffer.concat([Buffer.from("<testsuite name='"), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from("'/>")]), /^At byte 19 the text is no longer utf-8/],
    ["an overlong character", Buffer.concat([Buffer.from("<testsuite name='"), Buffer.from([0xc0, 0xaf]), Buffer.from("'/>")]), /^At byte 18 the text is no longer utf-8/],
    ["UTF-8 that ends inside of a character", Buffer.from(`${plain}ä`).subarray(0, -1), /^At byte 45 the text is no longer utf-8/],
    ["half a character of UTF-16", Buffer.concat([utf16("le", true), Buffer.from([0x20])]), /no longer utf-16le/],
  ])("%s is corrupt, with the byte", (_, bytes, sentence) => expect(spoken(bytes)).toEqual({ state: "corrupt", sentence: expect.stringMatching(sentence), report: null }));

  it("says the byte of a large file as well, behind the parts in which it is read", () => {
    const bytes = Buffer.from(junit(`<testcase name="${"ä".repeat(mega)}"/>`));
    bytes[1_500_000] = 0xff;
    expect(read(bytes).sentence).toMatch(/^At byte 1500001 /);
  });

  it("UTF-7 is no encoding that is read, and UTF-7 in a name is a name", () => {
    expect(spoken('<?xml version="1.0" encoding="UTF-7"?>+ADw-testsuite/+AD4-')).toEqual({ state: "unrecognised", sentence: expect.stringContaining("UTF-7"), report: null });
    expect(tests(junit("<testcase name='+ADw-script+AD4-'/>")).cases[0]?.identity).toBe("+ADw-script+AD4-");
  });

  it.each([
    ["gzip", gzipSync(Buffer.alloc(mega))],
    ["ZIP", Buffer.from("PK\u0003\u0004../../../etc/cron.d/x")],
  ])("%s is not unpacked", (_, bytes) => expect(spoken(bytes)).toEqual({ state: "unrecognised", sentence: expect.stringContaining("hand in"), report: null }));
});

describe("E17 a report of the largest size that is one thing", () => {
  const filled = (before: string, byte: string, after: string) =>
    Buffer.concat([Buffer.from(before), Buffer.alloc(limits.bytes - before.length - after.length, byte), Buffer.from(after)]);

  it.each([
    ["white space", () => filled("", " ", ""), "corrupt"],
    ["brackets", () => filled("", "[", ""), "too-large"],
    ["opening tags", () => filled("<testsuite>", "<a>", ""), "too-large"],
    ["one line of a tracefile", () => filled("SF:a\nDA:1,", "1", "\nend_of_record\n"), "corrupt"],
    ["one comment", () => filled("TN:\nSF:a\nDA:1,1\n#", "#", "\nend_of_record\n"), "accepted"],
    ["line breaks", () => filled("TN:\nSF:a\n", "\n", "end_of_record\n"), "too-large"],
    ["text of no report", () => filled("all is well", "l", ""), "unrecognised"],
  ])("%s is answered", (_, make, state) => expect(readEvidence(make())).toMatchObject({ state }));
});

describe("E16 paths that lead elsewhere", () => {
  const paths = [
    "../../etc/passwd",
    "src/../../a.ts",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "\\\\host\\share\\a",
    "..\\..\\a.ts",
    "a\u0000.ts",
    `${"a/".repeat(70)}a.ts`,
    "x".repeat(4_000),
  ];

  it.each(paths)("%s is no file of the tree, whoever names it", (path) => {
    const tree = new Tree(["src/a.ts", "a.ts", "etc/passwd.txt"]);
    expect(resolvePaths([path], tree)(path).path).toBeNull();
    const lcov = coverage(`SF:${path}\nDA:1,1\nend_of_record\n`).files[0]?.path ?? "";
    expect(resolvePaths([lcov], tree)(lcov).path).toBeNull();
  });

  it("one that is longer than any path is too large, with the line", () => {
    expect(spoken(`SF:${"a".repeat(limits.path + 1)}\nend_of_record\n`)).toMatchObject({ state: "too-large", sentence: expect.stringMatching(/^Line 1: a path/) });
  });
});
