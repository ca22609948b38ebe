// Makes the bills of materials on which the evidence readers are tested: of one small shop, by npm's own tool, by CycloneDX's for npm, and by REUSE. `node tools/make-bill-fixtures.ts` writes them anew, and their
// rows in the README; `make-evidence-fixtures.ts` does it too. The shop's lockfile is kept beside them: what it installs is what the bills have to list.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeRows } from "./fixture-rows.ts";

const fixtures = join(dirname(dirname(fileURLToPath(import.meta.url))), "src/evidence/fixtures/made");
const cyclonedx = "@cyclonedx/cyclonedx-npm@6.0.1";

const shop = {
  name: "@acme/shop",
  version: "2.1.0",
  license: "Apache-2.0",
  private: true,
  dependencies: { "@sindresorhus/is": "4.6.0", debug: "4.4.3", jszip: "3.10.1", "type-fest": "0.21.3" },
  devDependencies: { "is-odd": "3.0.1" },
  optionalDependencies: { fsevents: "2.3.3" },
};

interface Made {
  readonly file: string;
  readonly tool: "cyclonedx-npm" | "npm" | "reuse";
  readonly args: readonly string[];
}

const made: readonly Made[] = [
  ...["1.2", "1.4", "1.7"].flatMap((version) => ["json", "xml"].map((kind) => byCyclonedx(version, kind))),
  {
    file: "cyclonedx-npm-1.6-omit.cdx.json",
    tool: "cyclonedx-npm",
    args: ["--spec-version", "1.6", "--output-format", "JSON", "--output-reproducible", "--omit", "dev", "optional"],
  },
  { file: "npm.cdx.json", tool: "npm", args: ["sbom", "--sbom-format", "cyclonedx"] },
  { file: "npm.spdx.json", tool: "npm", args: ["sbom", "--sbom-format", "spdx"] },
  { file: "npm-omit.spdx.json", tool: "npm", args: ["sbom", "--omit", "dev", "--sbom-format", "spdx"] },
  { file: "reuse.spdx", tool: "reuse", args: ["spdx"] },
  { file: "shop.package-lock.json", tool: "npm", args: ["install", "--package-lock-only"] },
];

function byCyclonedx(version: string, kind: string): Made {
  return { file: `cyclonedx-npm-${version}.cdx.${kind}`, tool: "cyclonedx-npm", args: ["--spec-version", version, "--output-format", kind.toUpperCase(), "--output-reproducible"] };
}

export function makeBillFixtures(): void {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "countersign-bills-")));
  const folder = join(scratch, "shop");
  try {
    mkdirSync(join(folder, "python/LICENSES"), { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify(shop, null, 2));
    writeFileSync(join(folder, "python/pay.py"), "# SPDX-FileCopyrightText: 2026 Acme\n# SPDX-License-Identifier: Apache-2.0\n");
    writeFileSync(join(folder, "python/LICENSES/Apache-2.0.txt"), "Apache License\n");
    run(scratch, "npm", ["install", "--prefix", scratch, "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional", "--silent", cyclonedx]);
    run(folder, "npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]);
    writeRows(
      join(fixtures, "README.md"),
      made.map(({ file }) => file),
      made.map((each) => make(each, scratch, folder)),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function make({ file, tool, args }: Made, scratch: string, folder: string): string {
  const program = tool === "cyclonedx-npm" ? join(scratch, "node_modules/.bin/cyclonedx-npm") : tool;
  const printed = run(tool === "reuse" ? join(folder, "python") : folder, program, args);
  const text = args[0] === "install" ? readFileSync(join(folder, "package-lock.json"), "utf8") : printed;
  writeFileSync(join(fixtures, file), ofNoTime(text.replaceAll(folder, "/home/runner/work/shop/shop").replaceAll(hostname(), "localhost")));
  return `| \`${file}\` | ${versionOf(tool)} | \`${[tool, ...args].join(" ")}\` |`;
}

// When it was made, and a number by chance: both would be others each time.
function ofNoTime(text: string): string {
  return text
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "2026-01-01T00:00:00Z")
    .replace(/(?<=urn:uuid:|spdxdocs\/[^"\s]{1,60}-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "11111111-1111-4111-8111-111111111111");
}

function versionOf(tool: Made["tool"]): string {
  if (tool === "cyclonedx-npm") return `${cyclonedx} of npm`;
  return tool === "npm" ? `npm@${run(".", "npm", ["--version"]).trim()} of npm` : `reuse ${run(".", "dpkg-query", ["--show", "reuse"]).trim().split("\t")[1]} of Debian`;
}

function run(folder: string, tool: string, args: readonly string[]): string {
  const ran = spawnSync(tool, args, { cwd: folder, env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8" }, encoding: "utf8", maxBuffer: 2 ** 26, timeout: 180_000 });
  if (ran.status !== 0) throw new Error(`${tool} ended with ${ran.status ?? ran.signal ?? ran.error?.message}.\n${ran.stdout}\n${ran.stderr}`);
  return ran.stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) makeBillFixtures();
