import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Reference } from "../../model/evidence.ts";
import { type Checker, type Looked, nothingLooked, type ReferenceFile, type ReferenceInput } from "./checker.ts";
import { type PythonEnvironment, pythonEnvironment } from "./python-environment.ts";
import { PythonModules } from "./python-modules.ts";
import { Cut, parserFlags, pyrightFolder, runProgram } from "./python-programs.ts";
import type { PythonTree } from "./python-tree.ts";
import { type Complaint, pythonReferences } from "./python-verdicts.ts";

/** Versions of Python between which what is called another version's is told apart from an invention. */
const [oldest, newest] = ["3.9", "3.14"] as const;

/** Python, through our own Pyright: what the project says about how it is to be checked is not asked. */
export const python: Checker = async (input) => {
  const files = input.files.filter(({ path, added }) => /\.pyi?$/.test(path) && added.length > 0);
  if (files.length === 0) return nothingLooked;
  const home = await mkdtemp(join(await realpath(tmpdir()), "countersign-python-"));
  try {
    return await new PythonLook({ ...input, folder: await realpath(input.folder) }, files, home).look();
  } catch (error) {
    if (error instanceof Cut) return { looked: [], references: [], notChecked: files.map(({ path }) => ({ path, why: error.message })) };
    throw error;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

class PythonLook {
  readonly #input: ReferenceInput;
  readonly #files: readonly ReferenceFile[];
  /** An empty folder of ours. */
  readonly #home: string;

  constructor(input: ReferenceInput, files: readonly ReferenceFile[], home: string) {
    this.#input = input;
    this.#files = files;
    this.#home = home;
  }

  async look(): Promise<Looked> {
    const trees = await this.#trees();
    const environment = await pythonEnvironment(
      this.#input.folder,
      this.#files.map(({ path }) => path),
      this.#input.pythonPackages,
    );
    const modules = new PythonModules({ environment, typeshed: join(pyrightFolder(), "dist", "typeshed-fallback") });
    const ask = async (version: string) => {
      const said = await this.#complaints(environment, version);
      const parts = await Promise.all(this.#files.map((file, index) => pythonReferences(file, trees[index] as PythonTree, said.complaints.get(file.path) ?? [], modules)));
      return { failed: said.failed, references: parts.flat().filter(({ path }) => !said.failed.has(path)) };
    };
    const version = environment.version ?? newest;
    const { failed, references } = await ask(version);
    const paths = this.#files.map(({ path }) => path);
    const looked = paths.filter((path) => !failed.has(path));
    const notChecked = paths
      .filter((path) => failed.has(path))
      .map((path) => ({ path, why: "Pyright failed on it. Make it simpler, or look at it with a type checker of your own." }));
    if (!references.some(({ verdict }) => verdict === "contradicted")) return { looked, references, notChecked };
    // What another Python has is no invention.
    const other = version === newest ? (environment.oldest ?? oldest) : newest;
    const elsewhere = (await ask(other)).references;
    return { looked, references: apart(references, elsewhere, { version, other, known: environment.version !== null }), notChecked };
  }

  async #trees(): Promise<readonly PythonTree[]> {
    const texts = this.#files.map(({ path, text }) => ({ path, text }));
    const output = await runProgram({
      who: "The parser of Python",
      name: "python-tree",
      flags: parserFlags,
      reads: [],
      args: [],
      input: JSON.stringify(texts),
      home: this.#home,
      limits: this.#input.limits,
    });
    return JSON.parse(output) as readonly PythonTree[];
  }

  async #complaints(environment: PythonEnvironment, version: string): Promise<Said> {
    const { folder } = this.#input;
    const place = await mkdtemp(join(this.#home, "look-"));
    await writeEnvironment(place, environment.packages);
    await writeFile(join(place, "pyrightconfig.json"), JSON.stringify(settings(place, folder, this.#files, environment, version)));
    const texts = Object.fromEntries(this.#files.map(({ path, text }) => [join(folder, path), text]));
    const args = ["--outputjson", "-p", join(place, "pyrightconfig.json")];
    const output = await runProgram({
      who: "Pyright",
      name: "python-types",
      flags: [],
      reads: [place, folder, ...environment.packages],
      args,
      input: JSON.stringify(texts),
      home: this.#home,
      limits: this.#input.limits,
    });
    const answer = answerOf(output);
    if (answer === null || answer.summary.filesAnalyzed < this.#files.length)
      throw new Cut("Pyright did not look at every file that was named to it. Look at it with a type checker of your own.");
    const pathOf = ({ file }: Diagnostic) => relative(folder, file).replaceAll("\\", "/");
    const complaints = answer.generalDiagnostics.flatMap(({ range, ...one }) => (range === undefined ? [] : [{ path: pathOf(one), ...complaintOf({ ...one, range }) }]));
    // What Pyright says without a place is that it failed.
    const failed = new Set(answer.generalDiagnostics.filter(({ range }) => range === undefined).map(pathOf));
    return { complaints: Map.groupBy(complaints, ({ path }) => path), failed };
  }
}

/** An environment as Pyright looks for one: a `.pth` file leads to the folders of installed packages, so that no interpreter has to be asked for them. */
async function writeEnvironment(place: string, packages: readonly string[]): Promise<void> {
  const site = join(place, "environment", "lib", "python3.0", "site-packages");
  await mkdir(site, { recursive: true });
  await writeFile(join(site, "installed.pth"), packages.map((path) => `${path}\n`).join(""));
}

function settings(place: string, folder: string, files: readonly ReferenceFile[], { roots }: PythonEnvironment, version: string): object {
  const here = (path: string) => relative(place, path).replaceAll("\\", "/");
  return {
    include: files.map(({ path }) => here(join(folder, path))),
    exclude: [],
    pythonVersion: version,
    // Which system runs it is not known: what only one of them has counts as there.
    pythonPlatform: "All",
    venvPath: ".",
    venv: "environment",
    stubPath: "no-stubs-of-the-project",
    executionEnvironments: [{ root: here(folder), extraPaths: roots.slice(1).map(here) }],
    enableTypeIgnoreComments: false,
    typeCheckingMode: "off",
    reportMissingImports: "error",
    reportMissingModuleSource: "error",
    reportAttributeAccessIssue: "error",
    reportCallIssue: "error",
    reportUndefinedVariable: "error",
    reportUnknownMemberType: "error",
    reportUnknownVariableType: "error",
  };
}

interface Answer {
  readonly generalDiagnostics: readonly Diagnostic[];
  readonly summary: { readonly filesAnalyzed: number };
}

interface Diagnostic {
  readonly file: string;
  readonly rule?: string;
  readonly message: string;
  readonly range?: { readonly start: Position; readonly end: Position };
}

interface Said {
  readonly complaints: ReadonlyMap<string, readonly Complaint[]>;
  /** Paths of files that it gave up on. */
  readonly failed: ReadonlySet<string>;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function answerOf(output: string): Answer | null {
  try {
    return JSON.parse(output.slice(output.indexOf("{"))) as Answer;
  } catch {
    return null;
  }
}

function complaintOf({ rule, message, range: { start, end } }: Required<Pick<Diagnostic, "range">> & Omit<Diagnostic, "range">): Complaint {
  return { rule: rule ?? "", message: message.replaceAll("\u00a0", " "), line: start.line + 1, column: start.character, endLine: end.line + 1, end: end.character };
}

interface Versions {
  readonly version: string;
  readonly other: string;
  /** Whether it is the one that runs. */
  readonly known: boolean;
}

/** Tells apart what no Python has from what one of two has. */
function apart(references: readonly Reference[], elsewhere: readonly Reference[], { version, other, known }: Versions): Reference[] {
  const key = ({ path, line, name }: Reference) => `${path}\0${line}\0${name}`;
  const still = new Set(elsewhere.filter(({ verdict }) => verdict === "contradicted").map(key));
  return references.map((reference) => {
    if (reference.verdict !== "contradicted" || still.has(key(reference))) return reference;
    const has = `${reference.why} Python ${other} has it, Python ${version} does not`;
    return known ? { ...reference, why: `${has}.`, drift: true } : { ...reference, verdict: "unverifiable", why: `${has}; which of them runs this is not known.` };
  });
}
