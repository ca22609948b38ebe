// `npm test`: types, lint, dead code, then the suite; closes with one line that any pipeline can read.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "countersign-test-"));
const report = join(scratch, "report.json");
const chosen = process.argv.slice(2);

const steps = chosen.length > 0 ? [] : [["tsc"], ["tsc", "-p", "web/tsconfig.json"], ["biome", "check", "--error-on-warnings", "."], ["knip"]];
const wrong = steps.filter(([tool, ...args]) => run(tool, args) !== 0).map(([tool]) => tool);
const suite = run("vitest", ["run", "--project", "node", "--project", "pure", "--reporter=default", "--reporter=json", `--outputFile=${report}`, ...chosen]);
const { passed, failed } = counts();
rmSync(scratch, { recursive: true, force: true });
if (wrong.length > 0) console.log(`Before the suite, this found something: ${wrong.join(", ")}.`);
console.log(`${passed} passed, ${failed + wrong.length} failed`);
process.exit(suite === 0 && wrong.length === 0 && passed > 0 ? 0 : 1);

function run(tool, args) {
  console.log(`\n— ${tool}`);
  return spawnSync(join(root, "node_modules", ".bin", tool), args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" }).status ?? 1;
}

// A suite that crashed before it could report has failed.
function counts() {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites > 0 && numFailedTests === 0 ? numFailedTestSuites : 0) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
