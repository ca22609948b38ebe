// Writes src/policy/default-parts.ts from the text of the default policy. Its test in src/policy/resolve.test.ts says when that is due.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDefaultParts } from "../src/policy/resolve.ts";

const root = join(import.meta.dirname, "..");
const file = join(root, "src", "policy", "default-parts.ts");
const text = `import type { PolicyParts } from "./closure.ts";

// Made from the text in default.ts by \`node tools/default-parts.ts\`; never edited by hand.

/** The default policy, resolved. It stands here ready, because most commands need it and reading its text takes longer than what they do with it. */
export const defaultParts: PolicyParts = ${JSON.stringify(readDefaultParts())};
`;
writeFileSync(file, text);
process.exitCode = spawnSync(join(root, "node_modules", ".bin", "biome"), ["format", "--write", file], { stdio: "inherit" }).status ?? 1;
