// Writes the files that are generated, or with --check says which of them are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referencePages } from "../src/cli/reference.ts";
import { serverFiles } from "../src/server/index.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const files = [...[...referencePages()].map(([name, text]) => [`docs/reference/${name}`, text] as const), ...serverFiles()];
const stale = files.filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text);

if (process.argv.includes("--check")) {
  for (const [path] of stale) process.stderr.write(`${path} is stale; run: node tools/reference.ts\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    process.stdout.write(`${path}\n`);
  }
}
