import type { Reference, ReferenceVerdict } from "../../model/evidence.ts";
import type { ReferenceFile } from "./checker.ts";
import { type Origin, type PythonModules, topOf } from "./python-modules.ts";
import type { PythonCall, PythonChain, PythonImport, PythonTree, Spot } from "./python-tree.ts";
import { makes } from "./python-words.ts";

/** One diagnostic of Pyright; lines from 1, columns from 0. */
export interface Complaint {
  readonly rule: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly end: number;
}

/** What is decided about one place, before it is known whether the line asks for silence. */
interface Found {
  readonly line: number;
  readonly name: string;
  readonly verdict: ReferenceVerdict;
  readonly why: string;
}

type Told = Pick<Found, "verdict" | "why">;

/**
 * What the added lines of a file name, and what the type checker says to it. A complaint counts as a contradiction only where it cannot come from
 * the type checker seeing too little: Python decides much at run time, and right code draws many complaints.
 */
export async function pythonReferences(file: ReferenceFile, tree: PythonTree, complaints: readonly Complaint[], modules: PythonModules): Promise<Reference[]> {
  const view = new PythonView(file, tree, complaints, modules);
  const found = [...(await view.imports()), ...(await view.chains()), ...(await view.attributes()), ...(await view.calls()), ...view.undefined()];
  const silenced = new Set(tree.silenced);
  const seen = new Map<string, Reference>();
  for (const { line, name, verdict, why } of found) {
    const silent = verdict === "contradicted" && silenced.has(line);
    const reference: Reference = {
      path: file.path,
      line,
      language: "python",
      name: short(name),
      verdict: silent ? "unverifiable" : verdict,
      why: short(silent ? `A comment on the line tells type checkers to be silent. ${why}` : why),
      drift: false,
    };
    const key = `${line}\0${name}`;
    if (weight(reference) > weight(seen.get(key))) seen.set(key, reference);
  }
  return [...seen.values()].sort((one, other) => one.line - other.line || (one.name < other.name ? -1 : 1));
}

function weight(reference: Reference | undefined): number {
  return reference === undefined ? 0 : { verified: 1, unverifiable: 2, contradicted: 3 }[reference.verdict];
}

const verified = (why: string): Told => ({ verdict: "verified", why });
const unverifiable = (why: string): Told => ({ verdict: "unverifiable", why });
const contradicted = (why: string): Told => ({ verdict: "contradicted", why });

class PythonView {
  readonly #file: ReferenceFile;
  readonly #tree: PythonTree;
  readonly #added: ReadonlySet<number>;
  readonly #complaints: readonly Complaint[];
  /** By rule, line and column. */
  readonly #places: ReadonlyMap<string, Complaint>;
  /** Where attributes end of whose type nothing at all is known, as `line:column`. */
  readonly #dark: ReadonlySet<string>;
  /** It has errors of syntax, by the rules of the Python that it was checked for. */
  readonly #broken: boolean;
  readonly #unresolved: ReadonlySet<string>;
  readonly #stubbed: ReadonlySet<string>;
  readonly #bound: ReadonlyMap<string, PythonImport>;
  readonly #modules: PythonModules;

  constructor(file: ReferenceFile, tree: PythonTree, complaints: readonly Complaint[], modules: PythonModules) {
    this.#file = file;
    this.#tree = tree;
    this.#modules = modules;
    this.#added = linesOf(file);
    this.#complaints = complaints.filter(({ line }) => this.#added.has(line));
    this.#places = new Map(complaints.map((one) => [`${one.rule}:${one.line}:${one.column}`, one]));
    this.#dark = new Set(complaints.filter((one) => one.rule === "reportUnknownMemberType" && one.message.endsWith("is unknown")).map((one) => `${one.endLine}:${one.end}`));
    this.#broken = complaints.some(({ rule }) => rule === "");
    const named = (rule: string) => new Set(complaints.filter((one) => one.rule === rule).map(({ message }) => /^Import "([^"]*)"/.exec(message)?.[1] ?? ""));
    this.#unresolved = named("reportMissingImports");
    this.#stubbed = named("reportMissingModuleSource");
    // Of two imports that bind one name (`import a`, `import a.b`), the one that is found.
    const found = tree.imports.toSorted((one, other) => Number(this.#unresolved.has(other.module)) - Number(this.#unresolved.has(one.module)));
    this.#bound = new Map(found.flatMap((one) => (one.bound === null ? [] : [[one.bound, one]])));
  }

  async imports(): Promise<Found[]> {
    const found: Found[] = [];
    for (const one of this.#tree.imports) {
      if (!this.#added.has(one.line) || one.module === "__future__") continue;
      const whole = this.#unresolved.has(one.module) || one.symbol === null || one.symbol === "*";
      const told = whole ? await this.#module(one) : await this.#symbol(one);
      if (told !== null) found.push({ line: one.line, name: whole ? one.module : `${one.module}.${one.symbol}`, ...told });
    }
    return found;
  }

  /** Attributes of what the file imports. */
  async chains(): Promise<Found[]> {
    const found: Found[] = [];
    for (const chain of this.#tree.chains) {
      const from = this.#bound.get(chain.root);
      const last = chain.parts.at(-1);
      if (from === undefined || last === undefined || !this.#added.has(last.line) || (await this.#isOwn(from))) continue;
      const at = chain.parts.findIndex((part) => this.#attribute(part) !== null);
      const named = nameOf(from, at === -1 ? chain.parts.map(({ name }) => name) : chain.parts.slice(0, at + 1).map(({ name }) => name));
      found.push({ line: (chain.parts[at] ?? last).line, name: named, ...(await this.#chain(chain, from, at)) });
    }
    return found;
  }

  /** Attributes of what the file does not import: values, and what calls gave back. */
  async attributes(): Promise<Found[]> {
    const found: Found[] = [];
    for (const chain of this.#tree.chains) {
      const from = this.#bound.get(chain.root);
      if (chain.root === "<own>" || (from !== undefined && !(await this.#isOwn(from)))) continue;
      for (const [index, part] of chain.parts.entries()) {
        const complaint = this.#added.has(part.line) ? this.#attribute(part) : null;
        const start = from === undefined ? null : nameOf(from, partsBefore(chain, index));
        const told = complaint === null ? null : await this.#value(complaint, part.name, chain, start);
        if (told !== null) found.push({ line: part.line, name: told.name, verdict: told.verdict, why: told.why });
      }
    }
    return found;
  }

  async calls(): Promise<Found[]> {
    const found: Found[] = [];
    for (const complaint of this.#complaints.filter(({ rule }) => rule === "reportCallIssue").slice(0, mostCalls)) {
      const call = calledBy(this.#tree.calls, complaint);
      const told = call === null ? null : await this.#call(call, complaint);
      if (told !== null) found.push({ line: complaint.line, ...told });
    }
    return found;
  }

  undefined(): Found[] {
    return this.#complaints.flatMap(({ rule, message, line }) => {
      const name = /^"(.+)" is not defined/.exec(message)?.[1];
      if (rule !== "reportUndefinedVariable" || name === undefined || injected.has(name)) return [];
      // A name that the file itself makes somewhere is out of reach, not invented.
      if (makes({ texts: [this.#file.text], whole: true }, name)) return [];
      const doubt = this.#doubtOf(name);
      const told = doubt === null ? contradicted("Nothing of this name is defined, imported or built in.") : unverifiable(`Nothing of this name is to be seen, but ${doubt}.`);
      return [{ line, name, ...told }];
    });
  }

  /** What may bring a name that nothing in the file does. */
  #doubtOf(name: string): string | null {
    if (this.#broken) return "the file has errors of syntax";
    if (/\bglobals\(\)|\bexec\(|\bbuiltins\b/.test(this.#file.text)) return "the file makes names as it runs";
    const stars = this.#tree.imports.some(({ symbol, module }) => symbol === "*" && this.#unresolved.has(module));
    if (stars) return "an import of everything from a module that is not installed may bring it";
    return python2.has(name) ? "Python 2 has it" : null;
  }

  async #module(one: PythonImport): Promise<Told | null> {
    const { module, guards } = one;
    const origin = module.startsWith(".") ? "own" : await this.#modules.origin(module);
    if (!this.#unresolved.has(module)) return origin === "own" ? null : verified(this.#where(module, origin));
    if (origin === "own") return unverifiable("The checkout holds no such module; it may be generated.");
    if (guards.some((guard) => guard === "ImportError" || guard === "ModuleNotFoundError" || guard === "condition"))
      return unverifiable("It is not installed, and the code provides for that.");
    if (origin === "missing") return unverifiable("No package that offers this module is installed.");
    if (origin === "standard" && (loose.has(topOf(module)) || /(^|\.)_/.test(module)))
      return unverifiable("The standard library's description has no such module; it leaves out what is private or was removed.");
    if (origin === "standard")
      return contradicted(module.includes(".") ? `"${topOf(module)}" of the standard library has no such module.` : "The standard library of this Python has no such module.");
    const last = module.split(".").at(-1) as string;
    if (origin === "opaque" || origin === "stub" || (await this.#modules.mentioned(module, last)))
      return unverifiable(`"${topOf(module)}" is installed, but what it offers is decided when it runs.`);
    return contradicted(`"${topOf(module)}" is installed and has no such module.`);
  }

  async #symbol(one: PythonImport): Promise<Told | null> {
    const symbol = one.symbol as string;
    const complaint = this.#at(one, "reportAttributeAccessIssue");
    const own = await this.#isOwn(one);
    if (complaint?.message.endsWith("is unknown import symbol")) return await this.#absent(one.module, symbol, one.guards, `"${one.module}" offers no "${symbol}".`);
    if (own) return null;
    if (this.#at(one, "reportUnknownVariableType") !== null) return unverifiable(`"${one.module}" is installed, but gives no types that say what it offers.`);
    return verified(this.#where(one.module, await this.#modules.origin(one.module)));
  }

  async #chain(chain: PythonChain, from: PythonImport, at: number): Promise<Told> {
    if (this.#unresolved.has(from.module)) return unverifiable(`"${from.module}" is not installed.`);
    const part = chain.parts[at];
    if (part === undefined) return await this.#types(chain, from);
    const complaint = this.#attribute(part) as Complaint;
    return (await this.#value(complaint, part.name, chain, nameOf(from, partsBefore(chain, at)))) ?? unverifiable("Its type is seen only in part.");
  }

  async #types(chain: PythonChain, { module }: PythonImport): Promise<Told> {
    const dark = chain.parts.find((part) => this.#unknown(part));
    if (dark !== undefined) return unverifiable(`The type of "${dark.name}" is not known.`);
    return verified(this.#where(module, await this.#modules.origin(module)));
  }

  #where(module: string, origin: Origin): string {
    if (origin === "standard") return "The standard library has it.";
    return this.#stubbed.has(module) ? "The type checker's description of the package has it; the package itself is not installed." : "The installed package has it.";
  }

  /** A module was looked into, and a name is not there: could it be all the same? */
  async #absent(module: string, name: string, guards: readonly string[], why: string): Promise<Told> {
    const origin = module.startsWith(".") ? "own" : await this.#modules.origin(module);
    if (guards.some((guard) => guard !== "TypeError" && guard !== "NameError")) return unverifiable(`${why} The code provides for that.`);
    if (await this.#modules.exists(`${module.replace(/^\.+/, "")}.${name}`)) return unverifiable(`${why} There is a module of this name, which only an import of its own loads.`);
    if (origin === "own") return (await this.#modules.made(name)) ? unverifiable(`${why} The project makes something of that name elsewhere.`) : contradicted(why);
    if (origin === "standard")
      return name.startsWith("_") || loose.has(topOf(module)) || (module === "builtins" && python2.has(name))
        ? unverifiable(`${why} Names that are private or were removed are not described.`)
        : contradicted(why);
    if (origin === "typed") return contradicted(why);
    return (await this.#modules.mentioned(module, name)) ? unverifiable(`${why} Its code mentions the name, so it may be there when it runs.`) : contradicted(why);
  }

  /** `start` is the module or name of one that the attribute is asked of, as far as imports say. */
  async #value(complaint: Complaint, name: string, { guards, root }: PythonChain, start: string | null): Promise<(Told & { name: string }) | null> {
    const literal = /^<(string|concatenated_string|integer|float|list|dictionary|set|tuple)>$/.test(root);
    const module = attributeOf(complaint.message, "module");
    if (module !== null && start !== null) {
      return { name: `${start}.${name}`, ...(await this.#absent(start, name, guards, `Module "${start}" has no "${name}".`)) };
    }
    const type = attributeOf(complaint.message, "class");
    if (type === null || !this.#isWhole(complaint)) return null;
    const head = /^(?:type\[)?(Literal\[['"b\d]|[\w.]+)/.exec(type)?.[1] ?? "_";
    const plain = head.startsWith("Literal[") ? ({ "'": "str", '"': "str", b: "bytes" }[head.slice(-1)] ?? "int") : head;
    if (plain.startsWith("_") || vague.has(plain) || name.startsWith("_") || type.includes("*")) return null;
    // Stubs do not say of the types of `collections.abc` that they are abstract base classes.
    if (name === "register" && type.startsWith("type[")) return null;
    const why = `Type "${short(type, 80)}" has no "${name}".`;
    const told = { name: `${plain}.${name}` };
    if (guards.some((guard) => guard === "AttributeError" || guard === "condition")) return { ...told, ...unverifiable(`${why} The code provides for that.`) };
    if (!builtin.has(plain) && (await this.#modules.made(plain))) return null;
    // A literal is what it is; a variable may hold what the type checker does not see.
    if (!literal && (await this.#modules.made(name))) return { ...told, ...unverifiable(`${why} The project makes something of that name elsewhere.`) };
    if (!builtin.has(plain) && (await this.#dynamic(name)))
      return { ...told, ...unverifiable(`${why} A package that the file imports mentions the name, so it may be there when it runs.`) };
    return { ...told, ...contradicted(why) };
  }

  async #call(call: PythonCall, { message }: Complaint): Promise<Pick<Found, "name" | "verdict" | "why"> | null> {
    const from = this.#bound.get(call.root);
    if (call.root === "<own>" || (from !== undefined && (await this.#isOwn(from)))) return null;
    const method = call.parts.at(-1) ?? call.root;
    // A function of the project itself is no reference to elsewhere, and whether it is one shows only its name.
    if (from === undefined && (method.startsWith("<") || (await this.#modules.made(method)))) return null;
    const callee = from === undefined ? [call.root, ...call.parts].join(".") : nameOf(from, call.parts);
    const overloads = message.startsWith("No overloads for ");
    const parameter = /^No parameter named "(.+)"/.exec(message)?.[1] ?? (overloads ? await this.#strange(call, from) : undefined);
    if (parameter === undefined && (overloads || !/^(Expected \d+ |Arguments? missing for parameters? )/.test(message))) return null;
    const name = parameter === undefined ? `${callee}()` : `${callee}(${parameter}=)`;
    const why = parameter === undefined ? `Called otherwise than "${callee}" is declared: ${sentence(message)}` : `"${callee}" has no parameter "${parameter}".`;
    if (call.guards.includes("TypeError") || call.guards.includes("condition")) return { name, ...unverifiable(`${why} The code provides for that.`) };
    return {
      name,
      ...((await this.#declared(from, parameter)) ? contradicted(why) : unverifiable(`${why} What is called is not declared with types, so it may take it all the same.`)),
    };
  }

  /** Whether the parameters of what is called are known for certain. */
  async #declared(from: PythonImport | undefined, parameter: string | undefined): Promise<boolean> {
    if (from === undefined) return parameter === undefined ? !(await this.#hasInferred()) : !(await this.#dynamic(parameter));
    const origin = await this.#modules.origin(from.module);
    // Nodes of `ast` may be made empty and filled afterwards.
    if (from.module === "ast" && parameter === undefined) return false;
    if (origin === "standard" || origin === "typed") return true;
    return parameter !== undefined && !(await this.#modules.mentioned(from.module, parameter));
  }

  /** Of a call that fits no overload: a keyword that nothing in the module's description takes. */
  async #strange(call: PythonCall, from: PythonImport | undefined): Promise<string | undefined> {
    const module = from?.module ?? "builtins";
    if ((from === undefined && call.parts.length > 0) || (await this.#modules.origin(module)) !== "standard") return undefined;
    for (const { name } of call.keywords) if (!(await this.#modules.takes(module, name))) return name;
    return undefined;
  }

  /** Whether a package whose types are not declared, and that the file imports, mentions a name. */
  async #dynamic(name: string): Promise<boolean> {
    for (const module of await this.#inferred()) if (await this.#modules.mentioned(module, name)) return true;
    return false;
  }

  async #hasInferred(): Promise<boolean> {
    return (await this.#inferred()).length > 0;
  }

  async #inferred(): Promise<string[]> {
    const found: string[] = [];
    for (const module of new Set(this.#tree.imports.map((one) => topOf(one.module)))) {
      if (["inferred", "opaque", "stub"].includes(await this.#modules.origin(module))) found.push(module);
    }
    return found;
  }

  async #isOwn({ module }: PythonImport): Promise<boolean> {
    return module.startsWith(".") || (await this.#modules.origin(module)) === "own";
  }

  #attribute(part: Spot): Complaint | null {
    const complaint = this.#at(part, "reportAttributeAccessIssue");
    return complaint !== null && / is not a known attribute of module |^Cannot access attribute /.test(complaint.message) ? complaint : null;
  }

  #at({ line, column }: Spot, rule: string): Complaint | null {
    return this.#places.get(`${rule}:${line}:${column}`) ?? null;
  }

  #unknown({ line, end }: Pick<Spot, "line" | "end">): boolean {
    return this.#dark.has(`${line}:${end}`);
  }

  /** Of a union, one type that lacks an attribute says nothing. */
  #isWhole(complaint: Complaint): boolean {
    return this.#unknown({ line: complaint.endLine, end: complaint.end });
  }
}

/** Complaints about calls that are followed up in one file: each is sought among all its calls, and the rest adds nothing to so many. */
const mostCalls = 2_000;
const builtin = new Set(["str", "bytes", "bytearray", "int", "float", "complex", "bool", "list", "dict", "set", "frozenset", "tuple", "range", "slice"]);
// What says too little about what stands behind it.
const vague = new Set([
  "None",
  "Literal",
  "object",
  "Any",
  "Never",
  "NoReturn",
  "function",
  "type",
  "Module",
  "property",
  "FunctionType",
  "MethodType",
  "NotImplementedType",
  "Namespace",
]);
// What some surroundings bring along.
const injected = new Set([
  "_",
  "__",
  "ngettext",
  "reveal_type",
  "reveal_locals",
  "get_ipython",
  "display",
  "__IPYTHON__",
  "WindowsError",
  "exit",
  "quit",
  "snakemake",
  "dbutils",
  "spark",
  "c",
]);
// Left out of newer Pythons, described in part, and brought back by packages.
const loose = new Set(["distutils", "lib2to3", "test"]);
const python2 = new Set(["unicode", "xrange", "basestring", "raw_input", "long", "unichr", "reduce", "file", "cmp", "execfile", "intern", "reload", "apply", "buffer", "coerce"]);

function linesOf({ text, added }: ReferenceFile): Set<number> {
  const last = text.split("\n").length;
  return new Set(added.flatMap(({ start, end }) => Array.from({ length: Math.max(0, Math.min(end, last) - start + 1) }, (_, index) => start + index)));
}

function attributeOf(message: string, of: "module" | "class"): string | null {
  if (of === "module") return / is not a known attribute of module "(.*)"$/m.exec(message)?.[1] ?? null;
  return /^Cannot access attribute ".+?" for class "(.*)"$/m.exec(message)?.[1] ?? null;
}

function nameOf({ module, symbol, bound }: PythonImport, parts: readonly string[]): string {
  // `import a.b` binds `a`, and `import a.b as c` binds the module itself.
  const start = symbol !== null ? `${module}.${symbol}` : bound === topOf(module) ? bound : module;
  return [start, ...parts].join(".");
}

function partsBefore({ parts }: PythonChain, index: number): string[] {
  return parts.slice(0, index).map(({ name }) => name);
}

/** The call that a complaint is about: one argument too many is shown at that argument, which may be a call itself. */
function calledBy(calls: readonly PythonCall[], complaint: Complaint): PythonCall | null {
  const [start, end] = [[complaint.line, complaint.column] as const, [complaint.endLine, complaint.end] as const];
  const argument = complaint.message.startsWith("Expected ");
  const holds = ({ from, to }: PythonCall) => !before(start, from) && !before(to, end) && !(argument && !before(from, start) && !before(end, to));
  return calls.filter(holds).reduce<PythonCall | null>((best, call) => (best === null || before(best.from, call.from) || before(call.to, best.to) ? call : best), null);
}

function before(one: readonly [number, number], other: readonly [number, number]): boolean {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
}

function sentence(message: string): string {
  const first = short(message.split("\n", 1)[0] ?? "", 200);
  return `${first.charAt(0).toLowerCase()}${first.slice(1)}.`;
}

function short(text: string, most = 300): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
