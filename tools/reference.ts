// Writes the pages of docs/reference that are generated, or with --check says which of them are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referencePages } from "../src/cli/reference.ts";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "docs", "reference");
const stale = [...referencePages()].filter(([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), "utf8") !== text);

if (process.argv.includes("--check")) {
  for (const [name] of stale) process.stderr.write(`docs/reference/${name} is stale; run: node tools/reference.ts\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of stale) {
    writeFileSync(join(folder, name), text);
    process.stdout.write(`docs/reference/${name}\n`);
  }
}
