// Makes the reports on which the evidence readers are tested: real tools run over a small shop in four languages.
// `node tools/make-evidence-fixtures.ts [FOLDER]`. The tools of npm are installed into a scratch folder, unless a folder is named in which they are; those of Debian have to be there:
// apt-get install gcc gcovr python3-coverage phpunit php-xdebug default-jdk libjacoco-java libasm-java
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeAdvisoryFixtures } from "./make-advisory-fixtures.ts";
import { makeBillFixtures } from "./make-bill-fixtures.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const fixtures = join(root, "src/evidence/fixtures/made");
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "countersign-fixtures-")));
const shop = join(scratch, "shop");
const built = "/home/runner/work/shop/shop";
const installed = process.argv[2] ?? scratch;
const packages = ["c8@12.0.0", "nyc@18.0.0", "mocha@10.8.2", "mocha-trx-reporter@3.3.1"];

const sources: Readonly<Record<string, string>> = {
  "src/price.js": `exports.total = (items) => {
  let sum = 0;
  for (const item of items) {
    if (item.count < 0) throw new RangeError("count");
    sum += item.price * item.count;
  }
  return sum;
};

exports.discount = (sum) => (sum > 100 ? sum * 0.9 : sum);
`,
  "src/unused.js": `exports.never = () => {
  return "never loaded";
};
`,
  "test/price.js": `const assert = require("node:assert");
const { total, discount } = require("../src/price.js");

describe("price", () => {
  it("adds", () => assert.strictEqual(total([{ price: 2, count: 3 }]), 6));
  it("refuses a negative count <&>", () => assert.throws(() => total([{ price: 2, count: -1 }]), RangeError));
  it("takes a tenth off", () => assert.strictEqual(discount(50), 50));
  it.skip("rounds");
});
`,
  "test/broken.js": `const assert = require("node:assert");

describe("broken", () => {
  it("fails", () => assert.strictEqual(1, 2));
  describe("hook", () => {
    before(() => { throw new Error("no database"); });
    it("is never run", () => {});
  });
});
`,
  "c/buffer.c": `#include "buffer.h"

int clamp(int value) {
  if (value > LIMIT)
    return LIMIT;
  return value;
}

int main(void) {
  for (int at = 0; at < 3; at++)
    if (bounded(clamp(at)) != at)
      return 1;
  return 0;
}
`,
  "c/buffer.h": `#define LIMIT 10

static inline int bounded(int value) {
  return value < 0 ? 0 : value;
}
`,
  "python/shop/__init__.py": "",
  "python/shop/cart.py": `class Cart:
    def __init__(self):
        self.items = []

    def add(self, item):
        if item is None:
            raise ValueError("item")
        self.items.append(item)
        return self
`,
  "python/tools/report.py": `def report(cart):
    if not cart.items:
        return "empty"
    return f"{len(cart.items)} items"
`,
  "python/run.py": `import sys
sys.path[:0] = ["tools"]
from shop.cart import Cart
from report import report
report(Cart().add(1))
`,
  "php/src/Claim.php": `<?php
final class Claim
{
    private int $paid = 0;

    public function pay(int $amount): int
    {
        if ($amount < 0) {
            throw new InvalidArgumentException('amount');
        }
        $this->paid += $amount;
        return $this->paid;
    }
}
`,
  "php/tests/ClaimTest.php": `<?php
use PHPUnit\\Framework\\TestCase;
require_once __DIR__ . '/../src/Claim.php';

final class ClaimTest extends TestCase
{
    public function testPays(): void
    {
        $this->assertSame(3, (new Claim())->pay(3));
    }
}
`,
  "java/src/main/java/com/example/claims/Claim.java": `package com.example.claims;

public class Claim {
  private int paid;

  public int pay(int amount) {
    if (amount < 0) throw new IllegalArgumentException("amount");
    paid += amount;
    return paid;
  }

  static class Limit {
    int cap(int amount) {
      return amount > 100 ? 100 : amount;
    }
  }
}
`,
  "java/src/main/java/com/example/Shop.java": `package com.example;

import com.example.claims.Claim;

public class Shop implements Runnable {
  public void run() {
    Claim claim = new Claim();
    claim.pay(3);
  }

  void never() {
    System.out.println("never");
  }
}
`,
  // JaCoCo's own programs are not in Debian; this one uses its library as they do.
  "java/Measure.java": `import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import org.jacoco.core.analysis.*;
import org.jacoco.core.data.*;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.*;
import org.jacoco.report.*;
import org.jacoco.report.xml.XMLFormatter;

public class Measure {
  static Map<String, byte[]> classes = new HashMap<>();

  public static void main(String[] arguments) throws Exception {
    Path folder = Paths.get(arguments[0]);
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) { files = found.filter(file -> file.toString().endsWith(".class")).sorted().collect(Collectors.toList()); }
    IRuntime runtime = new LoggerRuntime();
    Instrumenter instrumenter = new Instrumenter(runtime);
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('/', '.').replaceAll("[.]class$", "");
      classes.put(name, instrumenter.instrument(Files.readAllBytes(file), name));
    }
    RuntimeData data = new RuntimeData();
    runtime.startup(data);
    ((Runnable) new Memory().loadClass("com.example.Shop").getDeclaredConstructor().newInstance()).run();
    ExecutionDataStore executions = new ExecutionDataStore();
    SessionInfoStore sessions = new SessionInfoStore();
    data.setSessionId("session-1");
    data.collect(executions, sessions, false);
    runtime.shutdown();
    CoverageBuilder builder = new CoverageBuilder();
    Analyzer analyzer = new Analyzer(executions, builder);
    for (Path file : files) analyzer.analyzeClass(Files.readAllBytes(file), file.toString());
    try (OutputStream out = new FileOutputStream(arguments[1])) {
      IReportVisitor visitor = new XMLFormatter().createVisitor(out);
      visitor.visitInfo(sessions.getInfos(), executions.getContents());
      visitor.visitGroup("shop").visitBundle(builder.getBundle("claims"), new DirectorySourceFileLocator(new File(arguments[0]), "utf-8", 2));
      visitor.visitEnd();
    }
  }

  static class Memory extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
    }
  }
}
`,
};

const jars = ["org.jacoco.core.jar", "org.jacoco.report.jar", "asm.jar", "asm-analysis.jar", "asm-commons.jar", "asm-tree.jar"].map((jar) => `/usr/share/java/${jar}`).join(":");
const rows: string[] = [];

try {
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(shop, path)), { recursive: true });
    writeFileSync(join(shop, path), text);
  }
  mkdirSync(fixtures, { recursive: true });
  if (installed === scratch) run(".", "npm", ["install", "--prefix", scratch, "--no-audit", "--no-fund", "--silent", ...packages]);
  const reporters = ["cobertura", "clover", "json", "lcovonly"].flatMap((reporter) => ["--reporter", reporter]);
  const written = { "cobertura-coverage.xml": "cobertura.xml", "clover.xml": "clover.xml", "coverage-final.json": "coverage-final.json", "lcov.info": "lcov.info" };
  for (const tool of ["c8", "nyc"]) {
    const args = ["--all", ...(tool === "c8" ? ["--src", "src"] : ["--include", "src"]), ...reporters, join(installed, "node_modules/.bin/mocha"), "test/price.js"];
    run(".", join(installed, "node_modules/.bin", tool), args);
    for (const [file, name] of Object.entries(written)) keep(`coverage/${file}`, `${tool}.${name}`, `${packages.find((each) => each.startsWith(tool))} of npm`, tool, args);
  }
  const mocha = ["--reporter", "mocha-trx-reporter", "--reporter-options", "output=mocha.trx", "test/price.js", "test/broken.js"];
  run(".", join(installed, "node_modules/.bin/mocha"), mocha, [2, 3]);
  keep("mocha.trx", "mocha.trx", `${packages.slice(2).join(" and ")} of npm`, "mocha", mocha);

  run("c", "gcc", ["--coverage", "-O0", "-o", "buffer", "buffer.c"]);
  run("c", join(shop, "c/buffer"), []);
  const gcovr = ["--root", "..", "--xml", "--output", "gcovr.xml", "."];
  run("c", "gcovr", gcovr);
  keep("c/gcovr.xml", "gcovr.cobertura.xml", debian("gcovr"), "gcovr", gcovr);

  const coverage = ["-m", "coverage", "run", "--source=shop,tools", "run.py"];
  run("python", "/usr/bin/python3", coverage);
  run("python", "/usr/bin/python3", ["-m", "coverage", "xml", "-o", "coverage.xml"]);
  keep("python/coverage.xml", "coverage-py.cobertura.xml", debian("python3-coverage"), "python3", coverage);

  const phpunit = ["--coverage-filter", "src", "--coverage-clover", "clover.xml", "--coverage-cobertura", "cobertura.xml", "tests"];
  run("php", "phpunit", phpunit);
  keep("php/clover.xml", "phpunit.clover.xml", debian("phpunit"), "phpunit", phpunit);
  keep("php/cobertura.xml", "phpunit.cobertura.xml", debian("phpunit"), "phpunit", phpunit);

  run("java", "javac", ["--release", "11", "-g", "-d", "classes", "src/main/java/com/example/claims/Claim.java", "src/main/java/com/example/Shop.java"]);
  const measure = ["-cp", jars, "Measure.java", "classes", "jacoco.xml"];
  run("java", "java", measure);
  keep("java/jacoco.xml", "jacoco.xml", debian("libjacoco-java"), "java", ["Measure.java", "classes", "jacoco.xml"]);

  writeFileSync(join(fixtures, "README.md"), page());
  await makeAdvisoryFixtures();
  makeBillFixtures();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function run(folder: string, tool: string, args: readonly string[], endings: readonly number[] = [0]): void {
  const { PATH, HOME } = process.env;
  const ran = spawnSync(tool, args, { cwd: join(shop, folder), env: { PATH, HOME, TZ: "UTC", LC_ALL: "C.UTF-8", XDEBUG_MODE: "coverage" }, encoding: "utf8", timeout: 180_000 });
  if (!endings.includes(ran.status ?? -1)) throw new Error(`${tool} ended with ${ran.status ?? ran.signal ?? ran.error?.message}.\n${ran.stdout}\n${ran.stderr}`);
}

/** Keeps a report, without the folder, the user and the name of this machine. */
function keep(path: string, name: string, version: string, tool: string, args: readonly string[]): void {
  const text = readFileSync(join(shop, path), "utf8").replaceAll(shop, built).replaceAll(scratch, dirname(built));
  writeFileSync(
    join(fixtures, name),
    text.replaceAll(hostname(), "localhost").replaceAll(`"${userInfo().username}"`, '"runner"').replaceAll(`"${userInfo().username}@`, '"runner@'),
  );
  const command = [tool, ...args.map((arg) => (arg.startsWith(installed) ? arg.slice(arg.lastIndexOf("/") + 1) : arg))].join(" ");
  rows.push(`| \`${name}\` | ${version} | \`${command}\` |`);
}

function debian(name: string): string {
  return `${name} ${printed("dpkg-query", "--show", name).split("\t")[1]} of Debian`;
}

function printed(tool: string, ...args: readonly string[]): string {
  return spawnSync(tool, args, { encoding: "utf8" }).stdout.trim();
}

function page(): string {
  return `# Evidence by real tools

Made by \`node tools/make-evidence-fixtures.ts\`, which runs these tools over a small shop. Afterwards only the folder of the shop, the user
and the name of the machine are replaced. What npm's registry answers to an audit stands in \`tools/make-advisory-fixtures.ts\`, so that
the audits stay as they are; a bill says nothing of when it was made, nor by which number.

| file | tool | command |
|---|---|---|
${rows.join("\n")}
`;
}
