import { createHash, timingSafeEqual } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { PublishedPackage, Registry } from "./registry.ts";

/** Bytes of an archive after it was unpacked; it is unpacked in memory only. */
const largest = 256 * 2 ** 20;

/** What the type declarations of a package's newest version say. */
export interface NewestDeclarations {
  readonly version: string;
  /** Whether any of them declares, exports or has as a member what has this identifier as its name. */
  declares(identifier: string): boolean;
}

/**
 * The type declarations of the newest version of an npm package, for telling what another version has apart from what none has. Null when the
 * registry gives none, or other bytes than it says. Nothing of the archive is written, run or believed beyond its being text.
 */
export async function newestDeclarations(registry: Registry, name: string): Promise<NewestDeclarations | null> {
  const answer = await registry.npm(name);
  if (answer.kind !== "known") return null;
  const { latest, versions }: PublishedPackage = answer.value;
  const { archive, integrity } = versions.get(latest ?? "") ?? {};
  if (!latest || !archive || !integrity) return null;
  const bytes = await registry.archive(archive);
  if (bytes === null || !isIntact(bytes, integrity)) return null;
  const texts = declarationsIn(bytes);
  return texts === null ? null : { version: latest, declares: (identifier) => texts.some((text) => isDeclared(text, identifier)) };
}

/** Whether bytes are those that a subresource integrity of SHA-512 speaks of. */
export function isIntact(bytes: Uint8Array, integrity: string): boolean {
  const said = /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)(?:$|[\s?])/.exec(integrity)?.[1];
  return said !== undefined && timingSafeEqual(createHash("sha512").update(bytes).digest(), Buffer.from(said, "base64"));
}

/** Texts of the `.d.ts`, `.d.mts` and `.d.cts` files of a gzipped tar archive; null when it is none. */
export function declarationsIn(archive: Uint8Array): string[] | null {
  try {
    const tar = gunzipSync(archive, { maxOutputLength: largest });
    return [...filesIn(tar)].filter(({ name }) => /\.d\.[mc]?ts$/.test(name)).map(({ bytes }) => bytes.toString("utf8"));
  } catch {
    return null;
  }
}

/** @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 */
function* filesIn(tar: Buffer): Generator<{ readonly name: string; readonly bytes: Buffer }> {
  let long: string | null = null;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) => tar.toString("utf8", at + from, at + from + length).split("\0", 1)[0] as string;
    const size = Number.parseInt(text(124, 12).trim() || "0", 8);
    const [type, bytes] = [text(156, 1), tar.subarray(at + 512, at + 512 + size)];
    if (!Number.isSafeInteger(size) || size < 0 || bytes.length < size) throw new Error("cut off");
    const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
    if (type === "0" || type === "") yield { name: long ?? (prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`), bytes };
    // A longer name than the header holds stands in a record of its own before the file.
    long = type === "x" ? (/(?:^|\n)\d+ path=(.*)\n/.exec(bytes.toString("utf8"))?.[1] ?? null) : type === "L" ? bytes.toString("utf8").replace(/\0+$/, "") : null;
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

function isDeclared(text: string, identifier: string): boolean {
  if (!text.includes(identifier)) return false;
  const name = identifier.replaceAll("$", "\\$");
  const keyword = "(?:function|const|let|var|class|interface|type|enum|namespace)";
  const declared = new RegExp(`\\b${keyword}\\s+${name}(?![\\w$])|^[ \\t]*(?:(?:readonly|static)[ \\t]+)?${name}[?]?[(<:]`, "m");
  // One list after the other, so that each is read once.
  return declared.test(text) || [...text.matchAll(/\bexport\s*\{([^}]*)/g)].some(([, list = ""]) => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(list));
}
