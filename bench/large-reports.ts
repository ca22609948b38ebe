import { closeSync, openSync, writeSync } from "node:fs";

/** A report of about so many bytes as tools write them, made of the same parts each time. */
export type LargeReport = Generator<string>;

export const largeReports: Readonly<Record<"junit" | "sarif" | "lcov" | "cobertura" | "jacoco" | "istanbul", (bytes: number) => LargeReport>> = {
  junit,
  sarif,
  lcov,
  cobertura,
  jacoco,
  istanbul,
};

/** Writes a report to a file, a mebibyte at a time. */
export function writeReport(path: string, report: Iterable<string>): void {
  const file = openSync(path, "w");
  let part: string[] = [];
  let length = 0;
  const flush = () => {
    writeSync(file, part.join(""));
    [part, length] = [[], 0];
  };
  for (const text of report) {
    part.push(text);
    length += text.length;
    if (length > 2 ** 20) flush();
  }
  flush();
  closeSync(file);
}

const subjects = ["invoice", "customer", "ledger entry", "tax rate", "shipping label", "coupon", "payment", "refund", "session", "audit record"];
const deeds = [
  "is refused without a signature",
  "keeps its order",
  "adds up",
  "survives a restart",
  "is shown once",
  "names its author",
  "rounds half to even",
  "is empty at first",
];

/** Repeats suites, files or records until the report is long enough. */
function* until(bytes: number, part: (at: number) => string): LargeReport {
  for (let at = 0, length = 0; length < bytes; at++) {
    const text = part(at);
    length += text.length;
    yield text;
  }
}

// As Vitest and Surefire write it: forty cases a suite; one in fifty fails with a stack, one in thirty is skipped, one in ten says something.
function* junit(bytes: number): LargeReport {
  yield '<?xml version="1.0" encoding="UTF-8" ?>\n<testsuites name="all tests">\n';
  yield* until(bytes, (suite) => {
    const file = `src/area-${suite % 97}/module-${suite}.test.ts`;
    const cases = Array.from({ length: 40 }, (_, at) => junitCase(file, suite * 40 + at));
    const failures = cases.filter((text) => text.includes("<failure")).length;
    const skipped = cases.filter((text) => text.includes("<skipped")).length;
    return `  <testsuite name="${file}" timestamp="2026-11-22T18:28:57.360Z" hostname="runner" tests="40" failures="${failures}" errors="0" skipped="${skipped}" time="0.8115">\n${cases.join("")}  </testsuite>\n`;
  });
  yield "</testsuites>\n";
}

function junitCase(file: string, at: number): string {
  const name = `${subjects[at % 10]} &gt; ${deeds[at % 8]} &gt; with ${at % 1_000} of &quot;${subjects[(at * 7) % 10]}&quot; (${at})`;
  const open = `    <testcase classname="${file}" name="${name}" time="0.00${at % 1_000}"`;
  if (at % 50 === 7)
    return `${open}>\n      <failure message="expected ${at} to be ${at + 1} // Object.is equality" type="AssertionError">\n${stack(file, at)}      </failure>\n    </testcase>\n`;
  if (at % 30 === 11) return `${open}>\n      <skipped/>\n    </testcase>\n`;
  if (at % 10 === 3) return `${open}>\n      <system-out><![CDATA[${`handled request ${at} in ${at % 40} ms\n`.repeat(12)}]]></system-out>\n    </testcase>\n`;
  return `${open}>\n    </testcase>\n`;
}

function stack(file: string, at: number): string {
  const frames = Array.from({ length: 8 }, (_, depth) => ` ❯ ${file}:${at % 300}:${depth + 3}\n`);
  return `AssertionError: expected ${at} to be ${at + 1} // Object.is equality\n\n- Expected\n+ Received\n\n- ${at + 1}\n+ ${at}\n\n${frames.join("")}`;
}

// As CodeQL and Semgrep write it, indented: a hundred rules, the results of about a kilobyte each, one in ten with the steps of a flow.
function* sarif(bytes: number): LargeReport {
  const rules = Array.from({ length: 100 }, (_, at) => ({
    id: `js/rule-${at}`,
    name: `js/rule-${at}`,
    shortDescription: { text: `What rule ${at} looks for` },
    fullDescription: { text: `Longer words on what rule ${at} looks for, and why that is worth looking for.` },
    defaultConfiguration: { enabled: true, level: at % 3 === 0 ? "error" : "warning" },
    properties: { tags: ["security", `external/cwe/cwe-${100 + at}`], precision: "high", "security-severity": `${(at % 10) + 0.5}` },
  }));
  const artifacts = Array.from({ length: 2_000 }, (_, index) => ({ location: { uri: `src/area-${index % 97}/module-${index}.ts`, uriBaseId: "%SRCROOT%", index } }));
  yield `{\n"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n"version": "2.1.0",\n"runs": [{\n"tool": ${indented({ driver: { name: "CodeQL", semanticVersion: "2.19.0", rules } })},\n"artifacts": ${indented(artifacts)},\n"results": [\n`;
  let first = true;
  yield* until(bytes, (at) => {
    const text = `${first ? "" : ",\n"}${indented(sarifResult(at))}`;
    first = false;
    return text;
  });
  yield '\n],\n"columnKind": "utf16CodeUnits"\n}]\n}\n';
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

function sarifResult(at: number): object {
  const place = (line: number) => ({
    physicalLocation: {
      artifactLocation: { uri: `src/area-${at % 97}/module-${at % 2_000}.ts`, uriBaseId: "%SRCROOT%", index: at % 2_000 },
      region: { startLine: line, startColumn: 9, endColumn: 31 },
    },
  });
  const step = (line: number) => ({ location: { ...place(line), message: { text: `${subjects[line % 10]} : string` } } });
  const flow = { codeFlows: [{ threadFlows: [{ locations: Array.from({ length: 6 }, (_, depth) => step((at % 500) + depth)) }] }] };
  return {
    ruleId: `js/rule-${at % 100}`,
    ruleIndex: at % 100,
    rule: { id: `js/rule-${at % 100}`, index: at % 100 },
    message: { text: `This ${subjects[at % 10]} depends on a [user-provided value](1) that is not checked before it ${deeds[at % 8]}; see number ${at}.` },
    locations: [place((at % 500) + 1)],
    partialFingerprints: { primaryLocationLineHash: `${(at * 2_654_435_761).toString(16).padStart(16, "0").slice(-16)}:1`, primaryLocationStartColumnFingerprint: `${at % 40}` },
    ...(at % 10 === 4 ? flow : {}),
    relatedLocations: [{ id: 1, ...place((at % 400) + 3), message: { text: "user-provided value" } }],
  };
}

// As geninfo writes it of a C++ program: mangled names, branches and lines; three runs of tests over the same files.
function* lcov(bytes: number): LargeReport {
  const sources = Math.ceil(bytes / 3 / 53_300);
  yield* until(bytes, (at) => {
    const [source, run] = [at % sources, Math.floor(at / sources)];
    const functions = Array.from({ length: 100 }, (_, nth) => ({
      line: nth * 15 + 3,
      name: `_ZN11countersign6module${source}${"C2ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKSt6vectorISt10shared_ptrINS_5EntryEESaIS8_EE"}${nth}Ev`,
    }));
    const covered = Array.from({ length: 1_500 }, (_, line) => line + 1).filter((line) => line % 3 !== 0);
    const hits = (line: number) => ((line * 7 + run) % 5 === 0 ? 0 : (line * 13 + source) % 997);
    return [
      `TN:run${run}\nSF:/builds/countersign/src/area-${source % 97}/module-${source}.cc\n`,
      ...functions.map(({ line, name }) => `FN:${line},${name}\n`),
      ...functions.map(({ line, name }) => `FNDA:${hits(line)},${name}\n`),
      `FNF:100\nFNH:${functions.filter(({ line }) => hits(line) > 0).length}\n`,
      ...covered.filter((line) => line % 4 === 0).map((line) => `BRDA:${line},0,0,${hits(line) || "-"}\nBRDA:${line},0,1,${hits(line + 1) || "-"}\n`),
      ...covered.map((line) => `DA:${line},${hits(line)}\n`),
      `LF:${covered.length}\nLH:${covered.filter((line) => hits(line) > 0).length}\nend_of_record\n`,
    ].join("");
  });
}

// As gcovr writes it: lines under the class, with conditions.
function* cobertura(bytes: number): LargeReport {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n<coverage version="gcovr 8.2">\n<sources><source>/builds/countersign</source></sources>\n<packages><package name="src" line-rate="0.8" branch-rate="0.5" complexity="0.0"><classes>\n';
  yield* until(bytes, (at) => {
    const lines = Array.from({ length: 700 }, (_, line) =>
      line % 5 === 0
        ? `<line number="${line + 1}" hits="${(line * 7 + at) % 13}" branch="true" condition-coverage="50% (1/2)"><conditions><condition number="0" type="jump" coverage="50%"/></conditions></line>\n`
        : `<line number="${line + 1}" hits="${(line * 7 + at) % 13}" branch="false"/>\n`,
    );
    return `<class name="module_${at}" filename="src/area-${at % 97}/module-${at}.cc" line-rate="0.8" branch-rate="0.5" complexity="0.0"><methods/><lines>\n${lines.join("")}</lines></class>\n`;
  });
  yield "</classes></package></packages></coverage>\n";
}

function* jacoco(bytes: number): LargeReport {
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="shop"><sessioninfo id="runner-1" start="1" dump="2"/>';
  yield* until(bytes, (at) => {
    const lines = Array.from({ length: 500 }, (_, line) => `<line nr="${line * 2 + 1}" mi="${(line + at) % 3}" ci="${(line * 5 + at) % 7}" mb="0" cb="${line % 3}"/>`);
    const methods = Array.from(
      { length: 40 },
      (_, nth) =>
        `<method name="do${nth}" desc="(Ljava/lang/String;I)V" line="${nth * 20 + 1}"><counter type="INSTRUCTION" missed="3" covered="40"/><counter type="LINE" missed="1" covered="9"/></method>`,
    );
    return `<package name="com/example/area${at}"><class name="com/example/area${at}/Module" sourcefilename="Module.java">${methods.join("")}</class><sourcefile name="Module.java">${lines.join("")}</sourcefile></package>`;
  });
  yield "</report>";
}

function* istanbul(bytes: number): LargeReport {
  let first = true;
  yield "{";
  yield* until(bytes, (at) => {
    const path = `/builds/countersign/src/area-${at % 97}/module-${at}.js`;
    const place = (line: number) => ({ start: { line, column: 2 }, end: { line, column: 40 + (line % 30) } });
    const members = <T>(count: number, value: (nth: number) => T) => Object.fromEntries(Array.from({ length: count }, (_, nth) => [String(nth), value(nth)]));
    const file = {
      path,
      statementMap: members(300, (nth) => place(nth * 2 + 1)),
      fnMap: members(30, (nth) => ({ name: `do${nth}`, decl: place(nth * 20), loc: place(nth * 20) })),
      branchMap: members(40, (nth) => ({ loc: place(nth * 15), type: "if", locations: [place(nth * 15), place(nth * 15 + 1)] })),
      s: members(300, (nth) => (nth * 7 + at) % 13),
      f: members(30, (nth) => nth % 3),
      b: members(40, (nth) => [nth % 2, nth % 5]),
    };
    const text = `${first ? "" : ","}${JSON.stringify(path)}: ${JSON.stringify(file)}\n`;
    first = false;
    return text;
  });
  yield "}\n";
}
