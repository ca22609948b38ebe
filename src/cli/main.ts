#!/usr/bin/env node
// The version of Node is looked at before anything else is loaded: an older one would only say that it knows no such module.
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";

// Whatever ends the process before there is an answer is a denial.
process.exitCode = 4;

const words = process.argv.slice(2);
const major = Number(process.versions.node.split(".")[0]);

if (major < 24) {
  process.stderr.write(`Countersign needs Node 24 or newer, and this is ${process.versions.node}: install a newer one, or run ./countersign in a clone, which brings its own.\n`);
  process.exitCode = 2;
} else if ((words[0] === "--version" || words[0] === "-V") && words.slice(1).every((word) => word === "--json")) {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  process.stdout.write(words.includes("--json") ? `${JSON.stringify({ version })}\n` : `${version}\n`);
  process.exitCode = 0;
} else {
  const leave = (error: NodeJS.ErrnoException): void => {
    // Whoever read our output has heard enough (`| head`): the exit code stays what it is.
    if (error.code === "EPIPE") process.exit();
    process.stderr.write(`The output could not be written: ${error.message}\n`);
    process.exit(4);
  };
  process.stdout.on("error", leave);
  process.stderr.on("error", () => {});
  process.on("uncaughtException", (error) => {
    process.stderr.write(`This is a bug in Countersign; treat the answer as denied.\n${error.stack}\n`);
    process.exit(4);
  });
  process.once("SIGINT", () => process.exit(130));
  const [{ processIo }, { compiledCodeFolder }] = await Promise.all([import("./io.ts"), import("./compiled-code.ts")]);
  const io = processIo();
  const compiled = process.env["NODE_COMPILE_CACHE"] === undefined ? compiledCodeFolder({ ...io, user: process.getuid?.() }) : null;
  if (compiled !== null) enableCompileCache(compiled);
  const { run } = await import("./run.ts");
  process.exitCode = await run(words, io);
}
