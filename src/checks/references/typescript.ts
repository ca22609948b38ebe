import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { referenceLanguage } from "../../evidence/index.ts";
import type { Reference } from "../../model/evidence.ts";
import { type Checker, isAdded, type Looked, type NotChecked, nothingLooked, type ReferenceFile, type ReferenceInput, timeIsOver, together } from "./checker.ts";
import { Cut, parserFlags, runProgram } from "./python-programs.ts";
import type { Compiler, Diagnostic } from "./typescript-compiler.ts";
import type { FileNames, NamesTask } from "./typescript-names.ts";
import { Packages } from "./typescript-packages.ts";
import { Projects } from "./typescript-projects.ts";
import { type Answer, type Group, TypescriptRun } from "./typescript-run.ts";
import { complaintOf, typescriptReferences } from "./typescript-verdicts.ts";

/** TypeScript and JavaScript, through the diagnostics of our own compiler. */
export const typescript: Checker = async (input) => {
  const files = input.files.filter(({ path, added }) => added.length > 0 && languageOf(path) !== null);
  if (files.length === 0) return nothingLooked;
  const home = await mkdtemp(join(await realpath(tmpdir()), "countersign-typescript-"));
  try {
    return await new TypescriptLook({ ...input, folder: await realpath(input.folder) }, home).look(files);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

function languageOf(path: string): Group["language"] | null {
  const language = referenceLanguage(path);
  return language === "python" ? null : language;
}

const notInstalled = "What the project depends on is not installed: install it, as with `npm ci --ignore-scripts`, and look again.";

class TypescriptLook {
  readonly #input: ReferenceInput;
  readonly #compiler: Compiler;
  readonly #packages: Packages;

  constructor(input: ReferenceInput, home: string) {
    this.#input = input;
    this.#compiler = { folder: input.folder, home, limits: input.limits };
    this.#packages = new Packages(input.folder);
  }

  async look(files: readonly ReferenceFile[]): Promise<Looked> {
    const [ready, notChecked]: [ReferenceFile[], NotChecked[]] = [[], []];
    for (const file of files) {
      if (await this.#packages.missing(dirname(join(this.#input.folder, file.path)))) notChecked.push({ path: file.path, why: notInstalled });
      else ready.push(file);
    }
    const parts: Looked[] = [{ ...nothingLooked, notChecked }];
    try {
      for (const group of await this.#grouped(ready)) parts.push(await this.#lookAt(group).catch((error: unknown) => cutOff(group.files, error)));
    } catch (error) {
      parts.push(cutOff(ready, error));
    }
    return together(parts);
  }

  async #grouped(files: readonly ReferenceFile[]): Promise<Group[]> {
    const projects = new Projects(this.#compiler);
    const of = new Map<Group["project"], Map<Group["language"], ReferenceFile[]>>();
    for (const file of files) {
      const [project, language] = [await projects.of(file.path), languageOf(file.path) ?? "typescript"];
      const languages = of.get(project) ?? new Map<Group["language"], ReferenceFile[]>();
      of.set(project, languages.set(language, [...(languages.get(language) ?? []), file]));
    }
    return [...of].flatMap(([project, languages]) => [...languages].map(([language, own]) => ({ project, language, files: own })));
  }

  async #lookAt(group: Group): Promise<Looked> {
    const answer = await new TypescriptRun(this.#compiler, this.#packages, group).ask();
    const names = await this.#namesIn(group.files, answer.diagnostics);
    const before = this.#before(group, answer.diagnostics);
    const parts: Looked[] = [];
    for (const [at, file] of group.files.entries()) parts.push(await this.#judge(group, file, names[at], answer, before));
    return together(parts);
  }

  async #judge(
    group: Group,
    file: ReferenceFile,
    found: FileNames | undefined,
    { diagnostics, faithful, nodeTypes, unsilenced }: Answer,
    before: ReadonlySet<string>,
  ): Promise<Looked> {
    const { path } = file;
    const not = (why: string) => ({ ...nothingLooked, notChecked: [{ path, why }] });
    if (this.#input.limits.stop?.aborted === true) return not(`It was not looked at: ${timeIsOver}. Raise the limit or change fewer files at once.`);
    if (found === undefined) return not("The parser gave no answer.");
    const { folder } = this.#input;
    const heard = unsilenced.has(join(folder, path));
    if (found.silenced === null && !heard) return not("A comment (@ts-nocheck) keeps the compiler from looking at the file: take it out.");
    const own = diagnostics.filter((each) => each.path === join(folder, path));
    const { language, project } = group;
    const references: Reference[] = await typescriptReferences({
      folder,
      file,
      language,
      project,
      faithful,
      names: found,
      unsilenced: heard,
      diagnostics: own,
      before,
      packages: this.#packages,
      nodeTypes,
    });
    return { looked: [path], references, notChecked: [] };
  }

  async #namesIn(files: readonly ReferenceFile[], diagnostics: readonly Diagnostic[]): Promise<readonly FileNames[]> {
    const { folder, limits } = this.#input;
    const tasks: NamesTask[] = files.map(({ path, text, added }) => ({ path, text, added, points: diagnostics.filter((each) => each.path === join(folder, path)) }));
    const { home } = this.#compiler;
    const output = await runProgram({
      who: "The parser of TypeScript",
      name: "typescript-names",
      flags: parserFlags,
      reads: [],
      args: [],
      input: JSON.stringify(tasks),
      home,
      limits,
    });
    return JSON.parse(output) as FileNames[];
  }

  #before({ files }: Group, diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
    const changed = new Map(files.map((file) => [join(this.#input.folder, file.path), file]));
    const old = diagnostics.filter(({ path, line }) => {
      const file = changed.get(path);
      return file === undefined || !isAdded(file, line);
    });
    return new Set(old.map(complaintOf));
  }
}

function cutOff(files: readonly ReferenceFile[], error: unknown): Looked {
  if (!(error instanceof Cut)) throw error;
  return { ...nothingLooked, notChecked: files.map(({ path }) => ({ path, why: error.message })) };
}
