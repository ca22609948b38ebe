import { digestOf } from "./bill.ts";
import { Halt, quoted } from "./outcome.ts";
import { describedBy, type Relationship, type SpdxDocument, type SpdxPackage, unlisted } from "./spdx-document.ts";
import { isPurl } from "./spdx-json.ts";

/** One `Tag: value` of a document, with the line on which it begins. */
interface Tag {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Reads SPDX 2.2 or 2.3 in tag-value form. The format has no end of its own: a package without the members that each must have is one that
 * breaks off, and so is a last line without its end. What is missing behind a whole package, only relationships and the lockfile can tell.
 * Throws `Halt` (`corrupt`).
 */
export function spdxOfTags(text: string): SpdxDocument {
  if (!text.endsWith("\n")) throw new Halt("corrupt", "The last line has no end: the file is cut off; hand in the whole of it.");
  const reading = new TagReading();
  for (const tag of tagsOf(text)) reading.tag(tag);
  return reading.document();
}

/** Value of the tag `SPDXVersion` when that is what a text begins with, comments aside; null for another text. */
export function versionOfTags(text: string): string | null {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? text.length : end).trim();
    if (line !== "" && !line.startsWith("#")) return /^SPDXVersion:(.*)$/.exec(line)?.[1]?.trim() ?? null;
    if (end === -1) return null;
    start = end + 1;
  }
  return null;
}

const opening = "<text>";
const closing = "</text>";

// A value in `<text>` goes on over several lines, whatever stands on them.
function* tagsOf(text: string): Generator<Tag> {
  let number = 0;
  let open: { readonly name: string; readonly line: number } | null = null;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end).trim();
    start = end + 1;
    number++;
    if (open !== null) {
      if (!line.endsWith(closing)) continue;
      yield { ...open, value: "" };
      open = null;
    } else if (line !== "" && !line.startsWith("#")) {
      const tag = tagOn(line, number);
      if (tag.value.startsWith(opening) && !tag.value.includes(closing)) open = { name: tag.name, line: number };
      else yield { ...tag, value: tag.value.startsWith(opening) ? tag.value.slice(opening.length, tag.value.indexOf(closing)).trim() : tag.value };
    }
  }
  if (open !== null) throw broken(open.line, `${open.name} begins with ${opening} and never ends`);
}

function tagOn(line: string, number: number): Tag {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0));
  if (!/^[A-Za-z][A-Za-z0-9]{1,60}$/.test(name)) throw broken(number, `${quoted(line, 40)} is no tag with its value`);
  return { name, value: line.slice(colon + 1).trim(), line: number };
}

interface OpenPackage {
  readonly name: string;
  readonly line: number;
  readonly licences: string[];
  readonly checksums: Tag[];
  readonly once: Map<string, string>;
  purl: string | null;
}

/** Tags with which a file or a part of one begins, and the package ends. */
const others = new Set(["FileName", "SnippetSPDXID", "SnippetSPDXIdentifier"]);
/** Tags that a package has once, and those of them that every package has. */
const single = new Set(["SPDXID", "PackageVersion", "PackageDownloadLocation"]);
const needed = ["SPDXID", "PackageDownloadLocation"];

class TagReading {
  readonly #packages: SpdxPackage[] = [];
  readonly #relationships: Relationship[] = [];
  readonly #ids = new Set<string>();
  #open: OpenPackage | null = null;

  tag(tag: Tag): void {
    if (tag.name === "PackageName") this.#begin(tag);
    else if (others.has(tag.name)) this.#finish();
    else if (tag.name === "Relationship") this.#relate(tag);
    else if (this.#open !== null) inPackage(this.#open, tag);
    else if (tag.name.startsWith("Package")) throw broken(tag.line, `${tag.name} stands outside of any package`);
    if (tag.name === "SPDXID" || tag.name.startsWith("SnippetSPDXI")) this.#ids.add(tag.value);
  }

  document(): SpdxDocument {
    this.#finish();
    const describes = new Set(describedBy(this.#relationships));
    return { packages: this.#packages, describes, missing: unlisted(this.#relationships, describes, this.#ids) };
  }

  #begin({ value, line }: Tag): void {
    this.#finish();
    if (value === "") throw broken(line, "a package has no name");
    this.#open = { name: value, line, licences: [], checksums: [], once: new Map(), purl: null };
  }

  #relate({ value, line }: Tag): void {
    const [from, type, to, ...rest] = value.split(/\s+/);
    if (!from || !type || !to || rest.length > 0) throw broken(line, `${quoted(value, 80)} relates nothing to anything`);
    this.#relationships.push({ from, type: type.toUpperCase(), to });
  }

  #finish(): void {
    if (this.#open === null) return;
    const { name, line, licences, checksums, once, purl } = this.#open;
    for (const tag of needed) if (!once.get(tag)) throw broken(line, `the package ${quoted(name, 80)} has no ${tag}, which every package has`);
    this.#packages.push({ id: once.get("SPDXID") ?? "", name, version: once.get("PackageVersion") || null, purl, licences, digests: () => checksums.flatMap(digestsOf) });
    this.#open = null;
  }
}

function inPackage(open: OpenPackage, { name, value, line }: Tag): void {
  if (single.has(name)) {
    if (open.once.has(name)) throw broken(line, `${name} stands twice in the package ${quoted(open.name, 80)}`);
    open.once.set(name, value);
  } else if (name === "PackageLicenseConcluded" || name === "PackageLicenseDeclared") open.licences.push(value);
  else if (name === "PackageChecksum") open.checksums.push({ name, value, line });
  else if (name === "ExternalRef") {
    const [category, type, locator] = value.split(/\s+/);
    if (locator && isPurl(category ?? "", type ?? "")) open.purl ??= locator;
  }
}

function digestsOf({ value, line }: Tag): readonly string[] {
  const colon = value.indexOf(":");
  const digest = digestOf(value.slice(0, Math.max(colon, 0)), value.slice(colon + 1), `line ${line}`);
  return digest === null ? [] : [digest];
}

function broken(line: number, what: string): Halt {
  return new Halt("corrupt", `Line ${line}: ${what}; the file is cut off or is no SPDX.`);
}
