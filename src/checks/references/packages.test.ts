import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Registries, usualLimits } from "./checker.ts";
import { packages } from "./packages.ts";

const now = Date.UTC(2026, 10, 23);
const folder = mkdtempSync(join(tmpdir(), "countersign-packages-test-"));
const published: Record<string, unknown> = {
  "/lodash": entry("lodash", ["4.17.20", "4.17.21"], "2012-04-23"),
  "/lodahs": entry("lodahs", ["1.0.0"], "2026-11-20"),
  "/preactt": entry("preactt", ["1.0.0"], "2015-01-01"),
  "/@team%2ftool": entry("@team/tool", ["2.0.0"], "2024-01-01"),
  "/pypi/requests/json": { info: { name: "requests", version: "2.32.0" }, releases: { "2.32.0": [{ upload_time_iso_8601: "2011-02-14T00:00:00Z" }] } },
};
let server: Server;
let address = "";
let asked: string[] = [];

function entry(name: string, versions: readonly string[], created: string) {
  const time = { created: `${created}T00:00:00Z` };
  return {
    name,
    "dist-tags": { latest: versions.at(-1) },
    time,
    versions: Object.fromEntries(versions.map((version) => [version, { dist: { integrity: `sha512-${version.replaceAll(".", "")}==` } }])),
  };
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** What is said of changed files whose every line is added, as `name: verdict, drift`, and why. */
async function said(files: Readonly<Record<string, string>>, registry: Partial<Registries> | null = null) {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text, added: [{ start: 1, end: text.split("\n").length }] }));
  const addresses = registry === null ? null : { npm: null, pypi: null, ...registry };
  const looked = await packages({ folder, files: texts, limits: usualLimits, pythonPackages: [join(folder, "site")], registry: addresses, clock: () => now });
  return {
    ...looked,
    verdicts: Object.fromEntries(looked.references.map(({ name, verdict, drift }) => [name, drift ? `${verdict}, drift` : verdict])),
    why: Object.fromEntries(looked.references.map(({ name, why }) => [name, why])),
  };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const found = published[request.url ?? ""];
    response.writeHead(found === undefined ? 404 : 200).end(JSON.stringify(found ?? {}));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  write({
    "package.json": JSON.stringify({ name: "app", dependencies: { lodash: "^4.17.0", absent: "^1.0.0", pinned: "^1.0.0" }, devDependencies: { "@types/typed": "1.0.0" } }),
    "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: { "": {}, "node_modules/pinned": { version: "1.2.3", integrity: "sha512-a==" } } }),
    "tsconfig.json": '{ "compilerOptions": { "paths": { "aliased/*": ["./src/*"] } } } // and a comment',
    "node_modules/lodash/package.json": JSON.stringify({ name: "lodash", version: "4.17.21" }),
    "node_modules/phantom/package.json": JSON.stringify({ name: "phantom", version: "3.0.0" }),
    "parts/own/package.json": JSON.stringify({ name: "own-part" }),
    "site/requests-2.32.0.dist-info/METADATA": "",
    "site/requests/__init__.py": "",
    "requirements.txt": "requests\n",
  });
  symlinkSync(join(folder, "parts/own"), join(folder, "node_modules/own-part"));
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("packages that added lines import (E20, R97)", () => {
  const text = [
    'import lodash from "lodash";',
    'import fp from "lodash/fp";',
    'import type { T } from "typed";',
    'const a = require("pinned");',
    'export * from "phantom";',
    'const b = await import("not-there");',
    'import fs from "fs/promises";',
    'import test from "node:test";',
    'import http3 from "node:http3";',
    'import own from "own-part";',
    'import self from "app/deep";',
    'import x from "./beside"; import y from "#inner"; import z from "@/components"; import w from "aliased/thing";',
    'import v from "virtual:pages";',
    '// import nothing from "of-a-comment"; const s = \'require("of-a-string")\';',
  ].join("\n");

  it("are held against what is built in, declared, installed and locked, and nobody is asked", async () => {
    const { verdicts, why, looked } = await said({ "src/a.ts": text });
    expect(verdicts).toEqual({
      lodash: "verified",
      typed: "unverifiable",
      pinned: "verified",
      phantom: "unverifiable",
      "not-there": "unverifiable",
      "fs/promises": "verified",
      "node:test": "verified",
      "node:http3": "contradicted",
      aliased: "unverifiable",
      "virtual:pages": "unverifiable",
    });
    expect(why["phantom"]).toBe("No manifest asks for it. It is installed because some other package brings it.");
    expect(why["node:http3"]).toMatch(/^Node \d+ has no module of this name\.$/);
    expect([looked, asked]).toEqual([["src/a.ts"], []]);
  });

  it("are held against the registry when it is named: what nobody published is an invention", async () => {
    const { verdicts, why } = await said({ "src/a.ts": 'import "not-there";\nimport "@team/tool/sub";\nimport "aliased/x";\nimport "lodash";' }, { npm: address });
    expect(verdicts).toEqual({ "not-there": "contradicted", "@team/tool": "unverifiable", aliased: "unverifiable", lodash: "verified" });
    expect(why["@team/tool"]).toContain("The registry has one: first published 2024-01-01, latest 2.0.0.");
    expect(asked.sort()).toEqual(["/@team%2ftool", "/not-there"]);
  });

  it("only count on lines that are added", async () => {
    const files = [{ path: "src/b.ts", text: 'import "not-there";\nimport "lodash";\n', added: [{ start: 2, end: 2 }] }];
    const looked = await packages({ folder, files, limits: usualLimits, pythonPackages: [], registry: null, clock: () => now });
    expect(looked.references.map(({ name, line }) => [name, line])).toEqual([["lodash", 2]]);
  });
});

describe("packages that manifests ask for (E20, R69)", () => {
  const manifest = (dependencies: Readonly<Record<string, string>>) => ({ "package.json": JSON.stringify({ dependencies }, null, 2) });

  it("tell an invention from a version that was never published, and both from what is there", async () => {
    const { verdicts, why } = await said(manifest({ lodash: "^4.17.0", nothing: "1.0.0", "@team/tool": "^9.0.0", mine: "file:../mine", forked: "github:me/forked" }), {
      npm: address,
    });
    expect(verdicts).toEqual({
      "lodash@^4.17.0": "verified",
      "nothing@1.0.0": "contradicted",
      "@team/tool@^9.0.0": "contradicted, drift",
      "forked@github:me/forked": "unverifiable",
    });
    expect(why["@team/tool@^9.0.0"]).toBe('No published version satisfies "^9.0.0": first published 2024-01-01, latest 2.0.0.');
    expect(why["lodash@^4.17.0"]).toBe("The registry has it: first published 2012-04-23, latest 4.17.21.");
  });

  it("are shown with the name that they are near to and their age, and a young neighbour is for a person", async () => {
    const { verdicts, why } = await said(manifest({ lodahs: "^1.0.0", preactt: "1.0.0" }), { npm: address });
    expect(verdicts).toEqual({ "lodahs@^1.0.0": "unverifiable", "preactt@1.0.0": "verified" });
    expect(why["lodahs@^1.0.0"]).toBe('"lodahs" is one letter from "lodash". The registry has it: first published 3 days ago, latest 1.0.0.');
    expect(why["preactt@1.0.0"]).toContain("first published 2015-01-01");
  });

  it("a manifest of an installed package that is a link to what never ends is not read", async () => {
    const place = join(folder, "node_modules/endless");
    mkdirSync(place, { recursive: true });
    symlinkSync("/dev/zero", join(place, "package.json"));
    const { verdicts } = await said({ "src/endless.ts": 'import "endless";\n' });
    rmSync(place, { recursive: true });
    expect(verdicts["endless"]).not.toBe("verified");
  }, 20_000);

  it("go by what is installed, or was locked before, while nobody may be asked", async () => {
    const { verdicts } = await said(manifest({ lodash: "^4.17.0", pinned: "^1.0.0", other: "^1.0.0", phantom: "^9.0.0" }));
    expect(verdicts).toEqual({ "lodash@^4.17.0": "verified", "pinned@^1.0.0": "verified", "other@^1.0.0": "unverifiable", "phantom@^9.0.0": "unverifiable" });
  });

  it("are not looked up by a manifest that cannot be read", async () => {
    const { looked, notChecked } = await said({ "package.json": "{ not json" });
    expect([looked, notChecked.map(({ path }) => path)]).toEqual([[], ["package.json"]]);
  });

  it("stay unverifiable when the registry gives no answer", async () => {
    const { verdicts, why } = await said(manifest({ other: "^1.0.0" }), { npm: "http://127.0.0.1:1/" });
    expect(verdicts).toEqual({ "other@^1.0.0": "unverifiable" });
    expect(why["other@^1.0.0"]).toContain("127.0.0.1:1 could not be reached");
  });
});

describe("packages that a lockfile pins (E20)", () => {
  const lock = (packages: Readonly<Record<string, object>>) => ({ "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...packages } }, null, 2) });
  const real = { version: "4.17.20", integrity: "sha512-41720==" };

  it("are held against what was published under that name, version and hash", async () => {
    const files = lock({
      "node_modules/lodash": { version: "4.17.21", integrity: "sha512-41721==" },
      "node_modules/a/node_modules/lodash": real,
      "node_modules/b/node_modules/lodash": { ...real, integrity: "sha512-other==" },
      "node_modules/@team/tool": { version: "3.0.0" },
      "node_modules/nothing": { version: "1.0.0" },
    });
    const { references } = await said(files, { npm: address });
    expect(references.map(({ name, verdict, drift }) => [name, verdict, drift])).toEqual([
      ["lodash@4.17.21", "verified", false],
      ["lodash@4.17.20", "verified", false],
      ["lodash@4.17.20", "contradicted", false],
      ["@team/tool@3.0.0", "contradicted", true],
      ["nothing@1.0.0", "contradicted", false],
    ]);
    expect(references[2]?.why).toBe("package-lock.json pins 4.17.20 with other content than the registry has.");
  });

  it("do not vouch for a manifest of the same change", async () => {
    const { verdicts } = await said({ "package.json": JSON.stringify({ dependencies: { fresh: "^1.0.0" } }, null, 2), ...lock({ "node_modules/fresh": { version: "1.0.0" } }) });
    expect(verdicts).toEqual({ "fresh@^1.0.0": "unverifiable", "fresh@1.0.0": "unverifiable" });
  });
});

describe("packages of Python (E20)", () => {
  it("are read from requirements, PEP 621 arrays and Poetry's tables", async () => {
    const project =
      '[project]\ndependencies = [\n  "requests>=2",\n  "left-padd==1.0 ; python_version > \'3\'",\n]\n[tool.poetry.dependencies]\npython = "^3.11"\nrequests = "2.31.0"\n';
    const { references } = await said(
      { "requirements.txt": "requests==2.32.0  # fine\nreqeusts>=1\n-r other.txt\nmine @ https://x.example/a.whl\n", "pyproject.toml": project },
      { pypi: address },
    );
    expect(references.map(({ path, line, name, verdict, drift }) => `${path}:${line} ${name} ${verdict}${drift ? " drift" : ""}`)).toEqual([
      "requirements.txt:1 requests==2.32.0 verified",
      "requirements.txt:2 reqeusts contradicted",
      "requirements.txt:4 mine unverifiable",
      "pyproject.toml:3 requests verified",
      "pyproject.toml:4 left-padd==1.0 contradicted",
      "pyproject.toml:8 requests==2.31.0 contradicted drift",
    ]);
    expect(references[1]?.why).toBe('"reqeusts" is one letter from "requests". The registry knows no package of this name.');
  });

  it("that are imported are asked for only where they are neither installed, built in nor the project's own", async () => {
    write({ "helpers.py": "" });
    const text = "import os, requests, helpers\nimport inventedlib.deep\ntry:\n    import optionalthing\nexcept ImportError:\n    pass\n";
    expect((await said({ "a.py": text }, { pypi: address })).verdicts).toEqual({ inventedlib: "contradicted" });
    expect((await said({ "a.py": text })).verdicts).toEqual({ inventedlib: "unverifiable" });
  });
});
