import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reference } from "../../model/evidence.ts";
import { type Looked, usualLimits } from "./checker.ts";
import { withDrift } from "./registry-drift.ts";
import { tarOf } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-drift-"));
const archive = tarOf({ "package/index.d.ts": "export declare const fresh: 1;\n" });
const server = createServer((request, response) => {
  const { port } = server.address() as AddressInfo;
  if (request.url === "/old/-/old-2.0.0.tgz") return void response.end(archive);
  if (request.url !== "/old") return void response.writeHead(404).end();
  const dist = { integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`, tarball: `http://127.0.0.1:${port}/old/-/old-2.0.0.tgz` };
  response.end(JSON.stringify({ name: "old", "dist-tags": { latest: "2.0.0" }, versions: { "1.0.0": {}, "2.0.0": { dist } } }));
});

beforeAll(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  mkdirSync(join(folder, "node_modules/old"), { recursive: true });
  writeFileSync(join(folder, "node_modules/old/package.json"), '{ "version": "1.0.0" }');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const said = (name: string, verdict: Reference["verdict"] = "contradicted", language = "typescript"): Reference => ({
  path: "a.ts",
  line: 1,
  language,
  name,
  verdict,
  why: "Not there.",
  drift: false,
});

async function look(references: readonly Reference[], asking = true) {
  const looked: Looked = { looked: ["a.ts"], references, notChecked: [] };
  const npm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const input = { folder, files: [], limits: usualLimits, pythonPackages: [], registry: asking ? { npm, pypi: null } : null, clock: () => 0 };
  return (await withDrift(looked, input)).references;
}

describe("version drift (R97)", () => {
  it("is a contradicted name that the newest version declares, and says which version that is", async () => {
    expect(await look([said("old.fresh")])).toEqual([{ ...said("old.fresh"), drift: true, why: "Not there. old 2.0.0 has it; 1.0.0 is installed." }]);
  });

  it("is nothing that no version has, that is not of an installed package, that was not contradicted, or that is of another language", async () => {
    const others = [said("old.never"), said("absent.fresh"), said("x().fresh"), said("fresh"), said("old.fresh", "verified"), said("old.fresh", "contradicted", "python")];
    expect(await look(others)).toEqual(others);
  });

  it("is not looked for while no registry may be asked", async () => {
    expect(await look([said("old.fresh")], false)).toEqual([said("old.fresh")]);
  });
});
