import fs, { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import path from "node:path";

// A program of its own (`node --permission python-types.ts --outputjson -p CONFIG`): Pyright under Node's permission model, so that no
// interpreter, hook or plug-in of the checkout can be started by it, whatever it is told. It takes the texts of the changed files as a JSON
// object of absolute path → text: what stands in the folder under those names is not read.

/** A module as Node hands it to `require`. */
type Load = (request: string, ...rest: unknown[]) => unknown;

/** `# pyright: …` of the file decides nothing: settings and silence are the author's. */
function overlay(texts: ReadonlyMap<string, string>): void {
  const spoken = new Map([...texts].map(([file, text]) => [file, text.replaceAll(/(#\s*pyright):/g, "$1.")]));
  const read = fs.readFileSync;
  const replaced = (file: unknown, options?: unknown): unknown => {
    const text = typeof file === "string" ? spoken.get(file) : undefined;
    if (text === undefined) return Reflect.apply(read, fs, [file, options]);
    const encoding = typeof options === "string" ? options : (options as { encoding?: string } | null | undefined)?.encoding;
    return encoding ? text : Buffer.from(text);
  };
  Object.assign(fs, { readFileSync: replaced });
}

overlay(new Map(Object.entries(JSON.parse(readFileSync(0, "utf8")) as Record<string, string>)));
const require = createRequire(import.meta.url);
const entry = require.resolve("pyright/index.js");
process.argv.splice(1, 1, entry);
// Under the permission model `path` is frozen, and Pyright derives an object from it whose members it sets.
const thawed: unknown = { ...path, posix: { ...path.posix }, win32: { ...path.win32 } };
const loading = Module as unknown as { _load: Load };
const load = loading._load;
loading._load = (request, ...rest) => (request === "path" || request === "node:path" ? thawed : load(request, ...rest));
require(entry);
