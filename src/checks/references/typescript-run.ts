import { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { ReferenceFile } from "./checker.ts";
import { isInside } from "./packages-files.ts";
import { Cut } from "./python-programs.ts";
import { type Compiler, compile, type Diagnostic, diagnosticsIn, filesIn } from "./typescript-compiler.ts";
import type { Packages } from "./typescript-packages.ts";
import { above, type Project } from "./typescript-projects.ts";
import { javascriptSettings, lenientSettings, type NodeTypes, ownNodeTypes, type Settings, typescriptSettings } from "./typescript-settings.ts";

/** Changed files of one language and one project, which are compiled together. */
export interface Group {
  readonly language: "typescript" | "javascript";
  readonly project: Project;
  readonly files: readonly ReferenceFile[];
}

export interface Answer {
  readonly diagnostics: readonly Diagnostic[];
  /** The project's own settings were kept. */
  readonly faithful: boolean;
  readonly nodeTypes: NodeTypes | null;
  /** Absolute paths of files that were also compiled without the comments that silence the compiler. */
  readonly unsilenced: ReadonlySet<string>;
}

const silencing = /@ts-(?=(?:ignore|expect-error|nocheck)\b)/g;

// In the mirror these are links into the checkout, in which nothing is written.
const throughLink = /(?:^|\/)(?:node_modules|package\.json)\//i;

const installedPackage = /[\\/]node_modules[\\/]/;

let runs = 0;

/** One group in front of the compiler. Nothing of ours is written into the checkout. */
export class TypescriptRun {
  readonly #compiler: Compiler;
  readonly #packages: Packages;
  readonly #group: Group;
  /** A folder of ours that stands for the checkout: the names of packages lead from it where they lead from there. */
  readonly #mirror: string;

  constructor(compiler: Compiler, packages: Packages, group: Group) {
    this.#compiler = compiler;
    this.#packages = packages;
    this.#group = group;
    this.#mirror = join(compiler.home, `run-${runs++}`);
  }

  /** Asks by the project's settings, and where they keep the compiler from looking, by our own. Throws `Cut`. */
  async ask(): Promise<Answer> {
    const { language, project } = this.#group;
    const { folder } = this.#compiler;
    await this.#reflect(project.folder);
    const files = project.files.filter((file) => isInside(folder, file));
    const declarations = files.filter((file) => file.endsWith(".d.ts"));
    const nodeTypes = language === "javascript" && (await this.#packages.installed(project.folder, "@types/node")) === null ? ownNodeTypes() : null;
    const own = language === "javascript" ? javascriptSettings(project, nodeTypes) : typescriptSettings(project, await this.#strictByDefault());
    const copies = await this.#copies();
    const attempts = [
      { settings: own, around: language === "javascript" ? declarations : files, copies, faithful: project.whole, nodeTypes },
      { settings: lenientSettings(project, language), around: declarations, copies: [], faithful: false, nodeTypes: null },
    ];
    let why = "";
    for (const attempt of attempts) {
      const { output, diagnostics } = await this.#compile(attempt.settings, [...attempt.around, ...attempt.copies]);
      if (diagnostics !== null) return { ...this.#merged(diagnostics, attempt.copies), faithful: attempt.faithful, nodeTypes: attempt.nodeTypes };
      why ||= (output.split("\n")[0] ?? "").replaceAll(`${folder}/`, "").slice(0, 300);
    }
    throw new Cut(`The compiler looked at nothing: ${why || "it did not say why"}`);
  }

  /** Version 6 made strictness what is usual; an earlier one of the project's means what was usual before. */
  async #strictByDefault(): Promise<boolean> {
    return Number((await this.#packages.installed(this.#group.project.folder, "typescript"))?.version.split(".")[0] ?? 0) >= 6;
  }

  /**
   * Diagnostics are null when the compiler stopped before it looked at any type, as it does for a wrong setting or a file that is no code:
   * a mistake of ours, in a file of ours, shows whether it came so far.
   */
  async #compile(settings: Settings, around: readonly string[]): Promise<{ readonly output: string; readonly diagnostics: readonly Diagnostic[] | null }> {
    const { folder } = this.#compiler;
    const place = this.#reflected(this.#group.project.folder);
    const sentinel = join(place, "countersign-sentinel.ts");
    await writeFile(sentinel, "export const sentinel: string = 1;\n");
    const config = join(place, "countersign-tsconfig.json");
    const rootDirs = [...(Array.isArray(settings["rootDirs"]) ? settings["rootDirs"] : []), folder, this.#mirror];
    const changed = this.#group.files.map(({ path }) => join(folder, path));
    const files = [...new Set([...around, ...changed, sentinel])];
    await writeFile(config, JSON.stringify({ compilerOptions: { ...settings, noEmit: true, rootDir: "/", rootDirs }, files }));
    const ended = await compile(this.#compiler, ["-p", config, "--listFiles"]);
    if ("cut" in ended) throw new Cut(`The compiler gave no answer: ${ended.cut}. Raise the limit or change fewer files at once.`);
    await this.#requireOwn(filesIn(ended.output));
    const diagnostics = diagnosticsIn(ended.output, folder);
    return { output: ended.output, diagnostics: diagnostics.some(({ path }) => path === sentinel) ? diagnostics : null };
  }

  // Packages may be installed anywhere, as in a store that projects share; other types that a link or `paths` finds outside are not what the project is.
  async #requireOwn(read: readonly string[]): Promise<void> {
    const { folder, home } = this.#compiler;
    for (const path of read) {
      const real = await realpath(path).catch(() => path);
      if (isInside(folder, real) || isInside(home, real) || installedPackage.test(real)) continue;
      const from = isInside(folder, path) ? `${relative(folder, path)}, a link` : "a path";
      throw new Cut(`The compiler read ${from} that leads out of the checkout to ${real.slice(0, 200)}: have the types inside, or install them as a package.`);
    }
  }

  /** Changed files in which a comment silences the compiler, without it, each where it would stand in the mirror. */
  async #copies(): Promise<string[]> {
    const silenced = this.#group.files.filter(({ path, text }) => !throughLink.test(path) && text.search(silencing) >= 0);
    for (const { path, text } of silenced) {
      await this.#reflect(dirname(join(this.#compiler.folder, path)));
      await writeFile(join(this.#mirror, path), text.replaceAll(silencing, "@ts_"));
    }
    return silenced.map(({ path }) => join(this.#mirror, path));
  }

  // A copy that does not find the files beside it knows less than the file itself, so it is not believed.
  #merged(all: readonly Diagnostic[], copies: readonly string[]): Pick<Answer, "diagnostics" | "unsilenced"> {
    const { folder } = this.#compiler;
    const diagnostics = all.filter(({ path }) => !isInside(this.#mirror, path));
    const unsilenced = new Set<string>();
    for (const copy of copies) {
      const path = join(folder, relative(this.#mirror, copy));
      const [own, said] = [diagnostics.filter((each) => each.path === path).map(spotOf), all.filter((each) => each.path === copy)];
      if (said.some((each) => each.code === 2307 && /'\.{1,2}\//.test(each.message) && !own.includes(spotOf(each)))) continue;
      unsilenced.add(path);
      diagnostics.push(...said.filter((each) => !own.includes(spotOf(each))).map((each) => ({ ...each, path, message: each.message.replaceAll(this.#mirror, folder) })));
    }
    return { diagnostics, unsilenced };
  }

  #reflected(place: string): string {
    return join(this.#mirror, relative(this.#compiler.folder, place));
  }

  async #reflect(place: string): Promise<void> {
    for (const each of above(place, this.#compiler.folder)) {
      const own = this.#reflected(each);
      await mkdir(own, { recursive: true });
      for (const name of ["node_modules", "package.json"]) await symlink(join(each, name), join(own, name)).catch(() => {});
    }
  }
}

function spotOf({ line, column, code }: Diagnostic): string {
  return `${line}:${column}:${code}`;
}
