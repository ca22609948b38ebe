// `prepack`: the published package is JavaScript, because Node refuses to strip types below `node_modules`.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
rmSync(join(root, "dist"), { recursive: true, force: true });
const ran = spawnSync(join(root, "node_modules", ".bin", "tsc"), ["-p", "tsconfig.emit.json"], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
if (ran.status !== 0) process.exit(ran.status ?? 1);
// What is read at run time and is no code.
for (const data of ["workflow/sample/commits", "workflow/sample/evidence"]) {
  if (existsSync(join(root, "src", data))) cpSync(join(root, "src", data), join(root, "dist", data), { recursive: true });
}
chmodSync(join(root, "dist/cli/main.js"), 0o755);
const pages = spawnSync(process.execPath, [join(root, "tools/ready.mjs"), "--web"], { cwd: root, stdio: "inherit" });
if (pages.status !== 0) process.exit(pages.status ?? 1);
