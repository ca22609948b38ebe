import { type ListedFile, type Repository, readBlobs } from "../git/index.ts";
import { endingOf } from "../model/source-path.ts";
import { isTest, isVendored } from "./detect-folders.ts";

export interface Language {
  readonly name: string;
  readonly files: number;
  readonly lines: number;
  /** Lines of its files in test folders; not in `lines`. */
  readonly testLines: number;
}

export interface Languages {
  readonly languages: readonly Language[];
  /** Files of a known language that this clone does not hold, or that were too many to read. */
  readonly unread: number;
}

const endings: Readonly<Record<string, string>> = {
  JavaScript: "js jsx mjs cjs",
  TypeScript: "ts tsx mts cts",
  Python: "py pyi",
  Java: "java",
  Go: "go",
  Rust: "rs",
  C: "c h",
  "C++": "cc cpp cxx hpp hh",
  "C#": "cs",
  Ruby: "rb",
  PHP: "php",
  Swift: "swift",
  Kotlin: "kt kts",
  Scala: "scala",
  Elixir: "ex exs",
  Shell: "sh bash",
  SQL: "sql",
  Vue: "vue",
  Svelte: "svelte",
  Dart: "dart",
  Lua: "lua",
  R: "r",
  Perl: "pl pm",
  Haskell: "hs",
  Clojure: "clj cljs",
  Tcl: "tcl",
  Terraform: "tf",
};
const byEnding = new Map(Object.entries(endings).flatMap(([name, list]) => list.split(" ").map((ending) => [ending, name] as const)));

const mostFiles = 20_000;
const largestFile = 1_000_000;

/** What the files of a commit are written in, by their endings, with how many lines; the most first. Vendored code is left out. Throws `Failure` (`repository-unreadable`). */
export async function readLanguages(repository: Repository, files: readonly ListedFile[]): Promise<Languages> {
  const known = files.flatMap(({ mode, id, path }) => {
    const name = mode.startsWith("100") && !isVendored(path) ? byEnding.get(endingOf(path)) : undefined;
    return name === undefined ? [] : [{ id, name, test: isTest(path), lines: null as number | null }];
  });
  const asked = known.slice(0, mostFiles);
  await readBlobs(
    repository,
    asked.map(({ id }) => id),
    largestFile,
    (place, bytes) => {
      const file = asked[place];
      if (file !== undefined) file.lines = linesOf(bytes);
    },
  );
  const languages = [...Map.groupBy(known, ({ name }) => name)].map(([name, each]): Language => {
    const lines = (test: boolean) => each.reduce((sum, file) => sum + (file.test === test ? (file.lines ?? 0) : 0), 0);
    return { name, files: each.length, lines: lines(false), testLines: lines(true) };
  });
  return {
    languages: languages.toSorted((a, b) => b.lines - a.lines || b.testLines - a.testLines || b.files - a.files),
    unread: known.filter(({ lines }) => lines === null).length,
  };
}

function linesOf(bytes: Buffer): number {
  let lines = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
