// Which tests decide which requirement row (R21) or threat (B10), by the titles of the tests. `node tools/proofs.ts` prints the list.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const title = /\b(?:it|test|describe|describeStore)(?:\.[a-zA-Z]+(?:\([^)]*\))?)*(?:<[^>]*>)?\(\s*(?:`([^`]*)`|"([^"]*)"|'([^']*)')/g;
const row = /\b(?:R\d{1,3}|[A-H]\d{2})\b/g;

/** Row or threat id → `file: title` of each test that names it. */
export function proofs(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const folder of ["src", "tools", "bench", "web", "e2e"]) {
    for (const path of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!/(?:\.test|\.prove|conformance)\.ts$/.test(path)) continue;
      for (const [, ...quoted] of readFileSync(join(root, folder, path), "utf8").matchAll(title)) {
        const text = quoted.find((each) => each !== undefined) ?? "";
        for (const [id] of text.matchAll(row)) found.set(id, [...(found.get(id) ?? []), `${folder}/${path}: ${text}`]);
      }
    }
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const natural = new Intl.Collator("en", { numeric: true }).compare;
  for (const [id, tests] of [...proofs()].sort(([a], [b]) => natural(a, b))) console.log([id, ...tests.map((test) => `  ${test}`)].join("\n"));
}
