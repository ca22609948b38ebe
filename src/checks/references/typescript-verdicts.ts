import { dirname, join } from "node:path";
import type { Reference } from "../../model/evidence.ts";
import { isAdded, type ReferenceFile } from "./checker.ts";
import type { Diagnostic } from "./typescript-compiler.ts";
import type { FileNames, Root, Standing, Use } from "./typescript-names.ts";
import { type Packages, type Specifier, specifierOf } from "./typescript-packages.ts";
import type { Project } from "./typescript-projects.ts";
import { recordIn } from "./typescript-projects.ts";
import type { NodeTypes } from "./typescript-settings.ts";

/** One changed file with all that is known about it. */
export interface Compiled {
  readonly folder: string;
  readonly file: ReferenceFile;
  readonly language: "typescript" | "javascript";
  readonly project: Project;
  /** The project's own settings could be kept, so that names of its own lead where it says. */
  readonly faithful: boolean;
  readonly names: FileNames;
  /** Of this file, on any line. */
  readonly diagnostics: readonly Diagnostic[];
  /** Complaints that stand on lines which the change leaves alone: `complaintOf` of them. */
  readonly before: ReadonlySet<string>;
  readonly packages: Packages;
  /** What a comment silences was compiled all the same. */
  readonly unsilenced: boolean;
  /** Our own types of Node.js, where the project has none; null when they were not needed. */
  readonly nodeTypes: NodeTypes | null;
}

/** What is repeated word by word is the same complaint. */
export function complaintOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

type Judged = Pick<Reference, "verdict" | "why" | "drift"> & { readonly name: string };

const codes = {
  module: [2307, 2792, 2882],
  untyped: [7016],
  export: [2305, 2614, 2724, 2613, 1192],
  member: [2339, 2551, 2694],
  name: [2304, 2552, 2503],
  missingTypes: [2580, 2581, 2582, 2591, 2592, 2593],
  laterLibrary: [2550, 2583, 2584, 2585],
  signature: [2554, 2555, 2558],
  option: [2353, 2561],
  overload: [2769],
  attribute: [2322],
} as const;

type Kind = keyof typeof codes;
const kinds: ReadonlyMap<number, Kind> = new Map(Object.entries(codes).flatMap(([kind, list]) => list.map((code): [number, Kind] => [code, kind as Kind])));

/** What the compiler and the parser together say about the names on a file's added lines. */
export async function typescriptReferences(compiled: Compiled): Promise<Reference[]> {
  const { file, language, names, diagnostics } = compiled;
  const found: Reference[] = [];
  const taken = new Set<string>();
  const add = (line: number, judged: Judged) => found.push({ path: file.path, line, language, ...judged, name: judged.name.slice(0, 200), why: judged.why.slice(0, 500) });
  for (const diagnostic of diagnostics) {
    const { line, column } = diagnostic;
    if (!kinds.has(diagnostic.code)) continue;
    const standing = names.standings.find((each) => each.line === line && each.column === column);
    const judged = await judgeDiagnostic(compiled, diagnostic, standing ?? null);
    if (judged === null) continue;
    taken.add(`${line}:${column}`);
    if (isAdded(file, line)) add(line, judged.verdict === "contradicted" ? softened(compiled, diagnostic, judged) : judged);
  }
  for (const use of names.uses) {
    const judged = taken.has(`${use.line}:${use.column}`) ? null : await judgeUse(compiled, use);
    if (judged !== null) add(use.line, judged);
  }
  return found;
}

// What the project has lived with, or says it knows about, is a person's to judge.
function softened(compiled: Compiled, diagnostic: Diagnostic, judged: Judged): Judged {
  if (compiled.before.has(complaintOf(diagnostic)))
    return { ...judged, verdict: "unverifiable", why: `The compiler says the same of a line that the change leaves alone: ${judged.why}` };
  if (asksForSilence(compiled, diagnostic.line)) return { ...judged, verdict: "unverifiable", why: `A comment tells the compiler to be silent, which would say: ${judged.why}` };
  return judged;
}

async function judgeDiagnostic(compiled: Compiled, diagnostic: Diagnostic, standing: Standing | null): Promise<Judged | null> {
  const { message } = diagnostic;
  switch (kinds.get(diagnostic.code)) {
    case "module":
      return await judgeModule(compiled, quotedIn(message) ?? "");
    case "untyped":
      return unverifiable(quotedIn(message) ?? "", "The package has no types, so nothing tells what it holds.");
    case "export":
      return await judgeExport(compiled, diagnostic);
    case "member":
      return await judgeMember(compiled, diagnostic, standing);
    case "name":
      return judgeName(compiled, diagnostic);
    case "missingTypes":
      return unverifiable(quotedIn(message) ?? "", "The name is usually there, but the types that tell it are not installed.");
    case "laterLibrary":
      return {
        ...unverifiable(
          standing?.chain ?? quotedIn(message) ?? "",
          `A later library of the language has it, the one that the project asks for does not: ${said(compiled, diagnostic)}`,
        ),
        drift: true,
      };
    case "signature":
      return await judgeSignature(compiled, diagnostic, standing);
    case "option":
      return await judgeOption(compiled, diagnostic, standing);
    case "overload":
      return await judgeOverload(compiled, diagnostic, standing);
    case "attribute":
      return judgeAttribute(compiled, diagnostic);
    default:
      return null;
  }
}

async function judgeModule(compiled: Compiled, module: string): Promise<Judged | null> {
  const specifier = specifierOf(module);
  const folder = folderOf(compiled);
  if (specifier.kind === "builtin")
    return specifier.known
      ? unverifiable(module, "The types of Node.js are not installed, so nothing tells what the module holds.")
      : contradicted(module, "Node.js has no module of that name.");
  if (specifier.kind === "relative") return judgeRelative(module);
  if (isAlias(compiled.project, module)) return compiled.faithful ? contradicted(module, "The project's own paths lead to no such module.") : unverifiable(module, unknownSettings);
  if (specifier.kind !== "package") return unverifiable(module, "It is an alias that the project's settings, as far as they are known, lead nowhere.");
  const installed = await compiled.packages.installed(folder, specifier.name);
  if (installed === null) {
    if (await compiled.packages.declared(folder, specifier.name)) return unverifiable(module, `The package ${specifier.name} is declared, but not installed.`);
    // JavaScript runs without a compiler that would miss it, and an example may leave it to its reader: whether there is such a package is the registry's to say.
    return compiled.language === "javascript" ? null : contradicted(module, `No package ${specifier.name} is declared, locked or installed.`);
  }
  if (installed.own) return unverifiable(module, `${specifier.name} is a part of this repository, and is not built.`);
  if (installed.locked !== null && installed.locked !== installed.version) return drifted(module, specifier.name, installed.version, installed.locked);
  if (specifier.subpath === "" || (await compiled.packages.exists(installed, specifier.subpath)))
    return unverifiable(module, `${specifier.name} ${installed.version} is installed, but does not offer this to the compiler.`);
  return contradicted(module, `${specifier.name} ${installed.version} has no module ${specifier.subpath}.`);
}

const unknownSettings = "The project's settings are not all known, so nothing tells where the name leads.";

// What a build or a bundler puts there is not there before it has run.
function judgeRelative(module: string): Judged {
  if (/\.(?!(?:[cm]?[jt]sx?|json)$)[a-z0-9]+(?:\?.*)?$/i.test(module)) return unverifiable(module, "It is no code, and only a bundler knows what it holds.");
  if (/(?:^|\/)(?:dist|build|out|lib|gen|generated|__generated__|\.[a-z][\w-]*)\//i.test(module.replace(/^(?:\.{1,2}\/)+/, "")))
    return unverifiable(module, "It seems to be made by a build that has not run.");
  return contradicted(module, "The repository has no such file.");
}

async function judgeExport(compiled: Compiled, diagnostic: Diagnostic): Promise<Judged | null> {
  const { message } = diagnostic;
  const module = /'"([^"]+)"'/.exec(message)?.[1] ?? "";
  const name = /(?:exported member|member named) '([^']+)'/.exec(message)?.[1] ?? "default";
  const specifier = specifierOf(module);
  const external = isExternal(compiled, module, specifier);
  if (!external && compiled.language === "javascript") return null;
  return await heldAgainstLock(compiled, external ? module : null, contradicted(`${module}.${name}`, said(compiled, diagnostic)));
}

// Of what is nothing in particular, or one of several things, nobody can tell that a member is invented.
const nothingInParticular = /on type '(?:never|\{\}|object|unknown|void|null|undefined|any)'/;

async function judgeMember(compiled: Compiled, diagnostic: Diagnostic, standing: Standing | null): Promise<Judged | null> {
  const { message } = diagnostic;
  const name = standing?.chain ?? quotedIn(message) ?? "";
  const root = standing?.root ?? null;
  if (nothingInParticular.test(message) || standing?.guarded === true) return null;
  if (compiled.language === "javascript" && !isSureInJavaScript(compiled, root)) return null;
  if (message.includes("\n")) return unverifiable(name, `Only some of what it may be lacks it: ${said(compiled, diagnostic)}`);
  return await heldAgainstLock(compiled, root?.from === "module" ? root.module : null, contradicted(name, said(compiled, diagnostic)));
}

// What JavaScript gives its own objects while it runs, the compiler only guesses.
const sureGlobals = new Set("JSON Math Object Array Promise Number String Symbol Reflect BigInt Date Map Set WeakMap WeakSet Atomics Intl console".split(" "));

function isSureInJavaScript(compiled: Compiled, root: Root): boolean {
  if (root?.from === "literal") return true;
  if (root?.from === "global") return sureGlobals.has(root.name);
  return root?.from === "module" && isExternal(compiled, root.module, specifierOf(root.module));
}

function judgeName(compiled: Compiled, diagnostic: Diagnostic): Judged {
  const name = quotedIn(diagnostic.message) ?? "";
  if (compiled.language === "javascript") return unverifiable(name, "The file does not declare it; another script or the place where it runs may.");
  return compiled.faithful ? contradicted(name, said(compiled, diagnostic)) : unverifiable(name, unknownSettings);
}

async function judgeSignature(compiled: Compiled, diagnostic: Diagnostic, standing: Standing | null): Promise<Judged | null> {
  const root = standing?.callee ?? null;
  const external =
    root?.from === "module"
      ? isExternal(compiled, root.module, specifierOf(root.module))
      : root?.from === "global" && sureGlobals.has(root.name) && compiled.language === "typescript";
  if (!external) return null;
  return await heldAgainstLock(compiled, root?.from === "module" ? root.module : null, contradicted(`${standing?.calleeChain ?? ""}()`, said(compiled, diagnostic)));
}

const notInType = /'([^']+)' does not exist in type/;

async function judgeOption(compiled: Compiled, diagnostic: Diagnostic, standing: Standing | null): Promise<Judged | null> {
  const root = standing?.callee ?? null;
  const module = root?.from === "module" && isExternal(compiled, root.module, specifierOf(root.module)) ? root.module : null;
  if (compiled.language === "javascript" && module === null) return null;
  const name = notInType.exec(diagnostic.message)?.[1] ?? "";
  // A package may take more than its types say, as an analyser takes the names of any rules; JavaScript need not please them.
  if (compiled.language === "javascript") return unverifiable(name, `The types of ${module} know no such option: ${said(compiled, diagnostic)}`);
  return await heldAgainstLock(compiled, module, contradicted(name, said(compiled, diagnostic)));
}

// An option is invented when none of the forms of the function knows it; of many the compiler names only the last.
async function judgeOverload(compiled: Compiled, diagnostic: Diagnostic, standing: Standing | null): Promise<Judged | null> {
  const forms = diagnostic.message.split(/\n +Overload \d+ of \d+, /).slice(1);
  const [name, ...others] = (forms.length === 0 ? [diagnostic.message] : forms).map((form) => notInType.exec(form)?.[1]);
  if (name === undefined || others.some((other) => other !== name)) return null;
  const judged = await judgeOption(compiled, diagnostic, standing);
  if (judged?.verdict !== "contradicted") return judged;
  if (forms.length === 0) return unverifiable(name, `The last form of the function knows no option ${name}; another may.`);
  return contradicted(name, `No form of the function knows the option ${name}.`);
}

function judgeAttribute(compiled: Compiled, diagnostic: Diagnostic): Judged | null {
  const name = /Property '([^']+)' does not exist on type 'IntrinsicAttributes/.exec(diagnostic.message)?.[1];
  return name === undefined || compiled.language === "javascript" ? null : contradicted(name, `The element has no attribute ${name}: ${said(compiled, diagnostic)}`);
}

async function judgeUse(compiled: Compiled, use: Use): Promise<Judged | null> {
  const { root, name } = use;
  if (root.from === "own" || root.from === "literal") return null;
  if (root.from === "global") return judgeGlobal(compiled, use, root.name);
  const specifier = specifierOf(root.module);
  if (!isExternal(compiled, root.module, specifier)) return null;
  if (isSilenced(compiled, use.line)) return unverifiable(name, silenced);
  const trouble = compiled.diagnostics.find((each) => isOfModule(each, root.module, use.imported));
  if (trouble !== undefined) return unverifiable(name, `Its module, or its import, cannot be told: ${said(compiled, trouble)}`);
  if (specifier.kind === "builtin") {
    const types = compiled.nodeTypes ?? (await compiled.packages.installed(folderOf(compiled), "@types/node"));
    return types === null
      ? unverifiable(name, "The types of Node.js are not installed, so nothing tells what the module holds.")
      : verified(name, `The types of Node.js ${types.version} have it.`);
  }
  const installed = specifier.kind === "package" ? await compiled.packages.installed(folderOf(compiled), specifier.name) : null;
  if (installed === null || specifier.kind !== "package") return unverifiable(name, "No such package is installed, and only the project itself declares it.");
  if (installed.locked !== null && installed.locked !== installed.version) return drifted(name, specifier.name, installed.version, installed.locked);
  return installed.typed
    ? verified(name, `${specifier.name} ${installed.version} has it.`)
    : unverifiable(name, `${specifier.name} ${installed.version} has no types, so nothing tells what it holds.`);
}

function judgeGlobal(compiled: Compiled, use: Use, root: string): Judged | null {
  if (compiled.diagnostics.some((each) => ["name", "missingTypes", "laterLibrary"].includes(kinds.get(each.code) ?? "") && quotedIn(each.message) === root)) return null;
  return isSilenced(compiled, use.line) ? unverifiable(use.name, silenced) : verified(use.name, "The language, the platform or the project declares it.");
}

const silenced = "A comment tells the compiler to be silent about this line.";

function isSilenced(compiled: Compiled, line: number): boolean {
  return !compiled.unsilenced && asksForSilence(compiled, line);
}

function asksForSilence({ names }: Compiled, line: number): boolean {
  return names.silenced?.includes(line) ?? true;
}

function isOfModule({ code, message }: Diagnostic, module: string, imported: string | null): boolean {
  const kind = kinds.get(code);
  if (kind === "module" || kind === "untyped") return quotedIn(message) === module;
  return kind === "export" && imported !== null && message.includes(`'"${module}"'`) && message.includes(`'${imported}'`);
}

/** A module that neither is a file of the repository nor one that the project's own paths lead to. */
function isExternal({ project }: Compiled, module: string, { kind }: Specifier): boolean {
  return (kind === "builtin" || kind === "package") && !isAlias(project, module);
}

// `*` takes every name, those of packages too: it says nothing about this one.
function isAlias({ options }: Project, module: string): boolean {
  return Object.keys(recordIn(options, "paths")).some((pattern) => {
    const [before = "", after] = pattern.split("*");
    if (pattern === "*") return false;
    return after === undefined ? module === pattern : module.startsWith(before) && module.endsWith(after) && module.length >= before.length + after.length;
  });
}

// What another version of the package is locked may have what the installed one lacks.
async function heldAgainstLock(compiled: Compiled, module: string | null, judged: Judged): Promise<Judged> {
  const specifier = module === null ? null : specifierOf(module);
  if (specifier?.kind !== "package") return judged;
  const installed = await compiled.packages.installed(folderOf(compiled), specifier.name);
  if (installed === null) return judged;
  if (installed.locked !== null && installed.locked !== installed.version) return drifted(judged.name, specifier.name, installed.version, installed.locked);
  if (installed.lacks !== null) return unverifiable(judged.name, `${specifier.name} needs ${installed.lacks}, which is not installed, and may hand it on from there.`);
  return installed.loose && compiled.language === "javascript" ? unverifiable(judged.name, `The types of ${specifier.name} are of another version than the package.`) : judged;
}

function drifted(name: string, pack: string, installed: string, locked: string): Judged {
  return { ...unverifiable(name, `${pack} ${installed} is installed, but the lockfile has ${locked}: install what is locked.`), drift: true };
}

function folderOf({ folder, file }: Compiled): string {
  return dirname(join(folder, file.path));
}

/** The compiler's words, without where the checkout stands on this machine. */
function said({ folder }: Compiled, { message }: Diagnostic): string {
  const [first = ""] = message.replaceAll(`${folder}/`, "").split("\n");
  // A type may be the text of a constant, and a file that the change names may stand outside the checkout.
  return first.replace(/ type '.*/, (rest) => rest.replace(/"(?:[^"\\]+|\\.)*"/g, '"…"'));
}

function quotedIn(message: string): string | null {
  return /'([^']+)'/.exec(message)?.[1] ?? null;
}

function contradicted(name: string, why: string): Judged {
  return { name, verdict: "contradicted", why, drift: false };
}

function unverifiable(name: string, why: string): Judged {
  return { name, verdict: "unverifiable", why, drift: false };
}

function verified(name: string, why: string): Judged {
  return { name, verdict: "verified", why, drift: false };
}
