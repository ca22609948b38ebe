import { isBuiltin } from "node:module";
import satisfies from "semver/functions/satisfies.js";
import maxSatisfying from "semver/ranges/max-satisfying.js";
import validRange from "semver/ranges/valid.js";
import type { Reference } from "../../model/evidence.ts";
import type { ReferenceFile } from "./checker.ts";
import { contradicted, history, type PackageVerdict, there, unverifiable, withNearness } from "./packages-answer.ts";
import { askedFor, fieldsOf, type Installed, type Locked, type Manifest, type NpmFolder, pinOf } from "./packages-npm-folder.ts";
import type { ModuleImport } from "./packages-tree.ts";
import { isNpmName, type PublishedPackage, type Registry } from "./registry.ts";

export interface NpmSide {
  readonly folder: NpmFolder;
  /** Null: nobody is asked. */
  readonly registry: Registry | null;
  readonly files: readonly ReferenceFile[];
  readonly now: number;
}

/** What an import of a file names, as a package; null for what is no package, but the project's own or a name that only its tools know. */
export async function importedPackage({ path }: ReferenceFile, { line, specifier, types }: ModuleImport, side: NpmSide): Promise<Reference | null> {
  const said = specifier.startsWith("node:") || isBuiltin(specifier) ? builtinModule(specifier) : await ofPackage(path, specifier, types, side);
  return said === null ? null : { path, line, language: "npm", ...said };
}

type Named = PackageVerdict & { readonly name: string };

function builtinModule(name: string): Named {
  if (isBuiltin(name)) return { name, verdict: "verified", why: "It is part of Node.", drift: false };
  return { name, ...contradicted(`Node ${process.versions.node.split(".", 1)[0]} has no module of this name.`) };
}

async function ofPackage(path: string, specifier: string, types: boolean, side: NpmSide): Promise<Named | null> {
  if (/^[./#\\]/.test(specifier) || specifier === "") return null;
  const [, name, first] = /^((@[^/]+)\/[^/]+|[^@/][^/]*)/.exec(specifier) ?? [];
  if (name === undefined || !isNpmName(name)) return specifier.includes(":") ? { name: specifier, ...unverifiable("A bundler or another runtime has to know this name.") } : null;
  const manifests = await side.folder.manifests(path);
  if (manifests.some(({ fields }) => fields["name"] === name)) return null;
  const installed = await side.folder.installed(path, name);
  if (installed?.own) return null;
  const asking = asksFor(manifests, name) ?? (types ? asksFor(manifests, typesOf(name)) : null);
  if (asking !== null) return { name, ...(await declared(path, name, asking, installed, side)) };
  const alias =
    (await side.folder.isNamedBySettings(path, name)) || (first !== undefined && (await side.folder.isNamedBySettings(path, first))) || (await side.folder.stands(path, name));
  if (alias) return { name, ...unverifiable("No manifest asks for it, but the project's settings or folders know the name.") };
  return { name, ...(await undeclared(name, installed, side)) };
}

function asksFor(manifests: readonly Manifest[], name: string): string | null {
  for (const { fields } of manifests) {
    const range = askedFor(fields).get(name);
    if (range !== undefined) return range;
  }
  return null;
}

function typesOf(name: string): string {
  return `@types/${name.startsWith("@") ? name.slice(1).replace("/", "__") : name}`;
}

async function declared(path: string, name: string, range: string, installed: Installed | null, side: NpmSide): Promise<PackageVerdict> {
  if (installed !== null) return { verdict: "verified", why: `The manifest asks for it, and ${installed.version ?? "it"} is installed.`, drift: false };
  return await dependency(path, name, range, side);
}

/** A package that no manifest asks for: an accident of the installation, or nothing at all. */
async function undeclared(name: string, installed: Installed | null, side: NpmSide): Promise<PackageVerdict> {
  if (installed !== null) return withNearness(name, "npm", unverifiable("No manifest asks for it. It is installed because some other package brings it."));
  const missing = "No manifest asks for it, and it is not installed";
  if (side.registry === null) return withNearness(name, "npm", unverifiable(`${missing}. The registry was not asked whether there is one.`));
  const answer = await side.registry.npm(name);
  if (answer.kind === "unknown") return withNearness(name, "npm", contradicted(`${missing}. The registry knows no package of this name.`));
  return withNearness(
    name,
    "npm",
    unverifiable(answer.kind === "silent" ? `${missing}, and ${answer.why}.` : `${missing}. The registry has one: ${history(answer.value, side.now)}.`),
  );
}

/** What the added lines of a manifest ask for; null when it cannot be read. */
export async function manifestPackages(file: ReferenceFile, side: NpmSide): Promise<Reference[] | null> {
  const manifest = await side.folder.document(file.path);
  if (manifest === null) return null;
  const references: Reference[] = [];
  for (const [name, range] of askedFor(manifest)) {
    const line = addedKeys(file).get(JSON.stringify(name));
    if (line === undefined || /^(workspace|file|link|portal):/.test(range)) continue;
    references.push({ path: file.path, line, language: "npm", name: `${name}@${range}`.slice(0, 300), ...(await dependency(file.path, name, range, side)) });
  }
  return references;
}

async function dependency(path: string, asked: string, spec: string, side: NpmSide): Promise<PackageVerdict> {
  const [, name = asked, range = spec] = /^npm:((?:@[^/@]+\/)?[^@]+)(?:@(.*))?$/.exec(spec) ?? [];
  if (/^[\w.+-]+:|^[\w.-]+\/[\w.-]+(#.*)?$/.test(range) && !range.startsWith("catalog:"))
    return unverifiable(`It comes from an address, "${range.slice(0, 100)}", and from no registry.`);
  if (!isNpmName(name)) return contradicted("No package of npm can have this name.");
  const [locked, installed] = [await side.folder.locked(path, asked), await side.folder.installed(path, asked)];
  if (side.registry === null) return withNearness(name, "npm", withoutRegistry(range, locked, installed, side));
  const answer = await side.registry.npm(name);
  if (answer.kind === "silent")
    return withNearness(name, "npm", {
      ...withoutRegistry(range, locked, installed, side),
      why: `${withoutRegistry(range, locked, installed, side).why} Nothing more is known: ${answer.why}.`,
    });
  if (answer.kind === "unknown") {
    if (installed !== null)
      return withNearness(name, "npm", unverifiable(`The registry that was asked knows no package of this name, but ${installed.version ?? "one"} is installed.`));
    return withNearness(name, "npm", contradicted("The registry knows no package of this name."));
  }
  return published(name, range, locked, answer.value, side.now);
}

function published(name: string, range: string, locked: Locked | null, answer: PublishedPackage, now: number): PackageVerdict {
  const versions = [...answer.versions.keys()];
  const best = validRange(range) === null ? answer.latest : maxSatisfying(versions, range, { includePrerelease: false });
  if (validRange(range) !== null && best === null) return contradicted(`No published version satisfies "${range}": ${history(answer, now)}.`, versions.length > 0);
  const pinned = locked === null ? null : pinAgainst(locked, answer);
  if (pinned !== null) return pinned;
  const deprecated = answer.versions.get(locked?.version ?? best ?? "")?.deprecated;
  return there(name, "npm", `The registry has it: ${history(answer, now)}.${deprecated ? ` Its author deprecated it: ${deprecated}.` : ""}`, answer, now);
}

/** What is wrong with a pin of a lockfile, against what was published; null when nothing is. */
function pinAgainst({ lockfile, version, integrity }: Pick<Locked, "lockfile" | "version" | "integrity">, { versions, latest }: PublishedPackage): PackageVerdict | null {
  if (version === null) return null;
  const real = versions.get(version);
  if (real === undefined) return contradicted(`${lockfile} pins ${version}, which was never published; the latest is ${latest ?? "unknown"}.`, versions.size > 0);
  const sha512 = (text: string | null) => /sha512-[A-Za-z0-9+/=]+/.exec(text ?? "")?.[0] ?? null;
  const [mine, theirs] = [sha512(integrity), sha512(real.integrity)];
  return mine !== null && theirs !== null && mine !== theirs ? contradicted(`${lockfile} pins ${version} with other content than the registry has.`) : null;
}

function withoutRegistry(range: string, locked: Locked | null, installed: Installed | null, side: NpmSide): PackageVerdict {
  if (installed?.version) {
    const fits = validRange(range) === null || satisfies(installed.version, range, { includePrerelease: true });
    return fits
      ? { verdict: "verified", why: `${installed.version} is installed.`, drift: false }
      : unverifiable(`${installed.version} is installed, which is not what is asked for.`);
  }
  if (locked === null) return unverifiable("It is neither installed nor in a lockfile.");
  const own = side.files.find(({ path }) => path === locked.lockfile);
  if (own !== undefined && addedKeys(own).has(JSON.stringify(locked.key))) return unverifiable("Only the lockfile of the same change has it.");
  return { verdict: "verified", why: `${locked.lockfile} had it before.`, drift: false };
}

/** What the added lines of a lockfile pin; null when it cannot be read. */
export async function lockedPackages(file: ReferenceFile, side: NpmSide): Promise<Reference[] | null> {
  const packages = (await side.folder.document(file.path))?.["packages"];
  if (typeof packages !== "object" || packages === null) return null;
  const references: Reference[] = [];
  for (const [key, entry] of Object.entries(packages)) {
    const [line, at] = [addedKeys(file).get(JSON.stringify(key)), key.lastIndexOf("node_modules/")];
    const pin = pinOf(fieldsOf(entry));
    if (line === undefined || at === -1 || fieldsOf(entry)["link"] === true || pin.version === null) continue;
    const name = key.slice(at + "node_modules/".length);
    references.push({
      path: file.path,
      line,
      language: "npm",
      name: `${name}@${pin.version}`.slice(0, 300),
      ...(await pinnedPackage(file.path, key.slice(0, at), name, pin, side)),
    });
  }
  return references;
}

async function pinnedPackage(lockfile: string, above: string, name: string, pin: Pick<Locked, "version" | "resolved" | "integrity">, side: NpmSide): Promise<PackageVerdict> {
  const installed = await side.folder.installed(`${lockfile.slice(0, lockfile.lastIndexOf("/") + 1)}${above}package.json`, name);
  if (installed !== null && installed.version === pin.version) return { verdict: "verified", why: "This version is installed.", drift: false };
  const answer = (await side.registry?.npm(name)) ?? null;
  if (answer === null) return withNearness(name, "npm", unverifiable("It is not installed, and the registry was not asked."));
  if (answer.kind === "silent") return withNearness(name, "npm", unverifiable(`It is not installed, and ${answer.why}.`));
  if (answer.kind === "unknown") return withNearness(name, "npm", contradicted("The registry knows no package of this name."));
  return pinAgainst({ lockfile, ...pin }, answer.value) ?? there(name, "npm", `The registry has this version: ${history(answer.value, side.now)}.`, answer.value, side.now);
}

const keysOf = new WeakMap<ReferenceFile, ReadonlyMap<string, number>>();

/** The first added line that has each key of a JSON text, by the key as it stands there in quotes. */
function addedKeys(file: ReferenceFile): ReadonlyMap<string, number> {
  const known = keysOf.get(file);
  if (known !== undefined) return known;
  const found = new Map<string, number>();
  const lines = file.text.split("\n");
  for (const { start, end } of file.added) {
    for (let line = start; line <= Math.min(end, lines.length); line++) {
      // No name of a package or place of one is longer; without the limit a line of quotes would take for ever.
      for (const [, key] of (lines[line - 1] as string).matchAll(/("(?:[^"\\]|\\.){1,1000}")\s*:/g)) if (key !== undefined && !found.has(key)) found.set(key, line);
    }
  }
  keysOf.set(file, found);
  return found;
}
