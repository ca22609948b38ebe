import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

// A second witness beside the type checker: text. Where types are inferred from code, what the code does at run time stays unseen; but a name
// that some text never mentions cannot come from it.

const most = { files: 6_000, bytes: 96 * 2 ** 20, file: 4 * 2 ** 20, native: 24 * 2 ** 20 } as const;
const aside = new Set(["node_modules", "__pycache__", "site-packages", "dist-packages", ".git", ".venv", "venv", "env", ".env", ".tox", ".nox"]);

/** Text of Python modules below some places, `text` whole or not: not whole, it cannot witness that a name is absent. */
export interface Words {
  readonly texts: readonly string[];
  readonly whole: boolean;
}

/** The text of a file or of all modules below a folder; native modules as the bytes they are, since they hold the names that they offer. */
export async function wordsOf(places: readonly string[], { native }: { readonly native: boolean }): Promise<Words> {
  const texts: string[] = [];
  let [files, bytes] = [0, 0];
  const open = [...places];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const entry = await stat(place).catch(() => null);
    if (entry === null) continue;
    if (entry.isDirectory()) {
      const inner = await readdir(place, { withFileTypes: true }).catch(() => []);
      // A link may lead round in circles, or out of the checkout.
      open.push(...inner.filter((found) => !found.isSymbolicLink() && !aside.has(found.name)).map(({ name }) => join(place as string, name)));
      continue;
    }
    const compiled = /\.(so|pyd)$/.test(place);
    if (!entry.isFile() || !(/\.pyi?$/.test(place) || (native && compiled))) continue;
    files += 1;
    bytes += entry.size;
    if (files > most.files || bytes > most.bytes || entry.size > (compiled ? most.native : most.file)) return { texts, whole: false };
    texts.push(await readFile(place, compiled ? "latin1" : "utf8").catch(() => ""));
  }
  return { texts, whole: true };
}

/** Whether a text mentions an identifier as a word. */
export function mentions({ texts, whole }: Words, name: string): boolean {
  if (!whole || !isIdentifier(name)) return true;
  const word = new RegExp(`(?<![\\w])${name}(?![\\w])`);
  return texts.some((text) => text.includes(name) && word.test(text));
}

/** Whether a text makes something of an identifier: a function, a class, a variable, an attribute that is set, or a string by which it could be set. */
export function makes({ texts, whole }: Words, name: string): boolean {
  if (!whole || !isIdentifier(name)) return true;
  const made = new RegExp(`\\b(?:def|class)\\s+${name}\\b|^[ \\t]*${name}[ \\t]*(?::|=(?!=))|\\.${name}\\s*(?::[^\\n=]{1,200})?=(?!=)|["']${name}["']`, "m");
  return texts.some((text) => text.includes(name) && made.test(text));
}

/** Whether a stub declares an identifier with a type, as it does each parameter. */
export function declares({ texts, whole }: Words, name: string): boolean {
  if (!whole || !isIdentifier(name)) return true;
  const declared = new RegExp(`(?<![\\w.])${name}\\s*:`);
  return texts.some((text) => declared.test(text));
}

/** Anything else, as a key of a dictionary may be, is left in doubt. */
function isIdentifier(name: string): boolean {
  return /^[\p{L}\p{N}_]+$/u.test(name);
}
