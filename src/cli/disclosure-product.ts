import { basename, dirname } from "node:path";
import { type Repository, readFileAt, visible } from "../git/index.ts";

const longest = 200;

/** Manifests in the order in which they are asked, each with where it says the name. Whoever may commit wrote them. */
const manifests: readonly (readonly [path: string, nameIn: (text: string) => string | null])[] = [
  ["package.json", jsonName],
  ["pyproject.toml", (text) => tomlName(text, "project")],
  ["Cargo.toml", (text) => tomlName(text, "package")],
  ["composer.json", jsonName],
  ["go.mod", (text) => /^module[ \t]+(\S+)/m.exec(text)?.[1] ?? null],
];

/** What the product is called: as a manifest in the root says at this revision, else as the folder of the repository is. */
export async function productOf(repository: Repository, revision: string): Promise<string> {
  for (const [path, nameIn] of manifests) {
    const name = nameIn((await readFileAt(repository, revision, path))?.toString("utf8") ?? "");
    if (name !== null && name.trim() !== "") return visible(name.trim().slice(0, longest));
  }
  return folderName(repository.path);
}

/** The folder of a clone, or that of a bare repository without its ending. */
export function folderName(path: string): string {
  const folder = basename(path) === ".git" ? dirname(path) : path;
  return visible(basename(folder).replace(/\.git$/, "")) || "repository";
}

function jsonName(text: string): string | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && "name" in read && typeof read.name === "string" ? read.name : null;
  } catch {
    return null;
  }
}

// One key of one table; a manifest that writes it in another way leaves the name to the next.
function tomlName(text: string, table: string): string | null {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim() === `[${table}]`);
  const end = lines.findIndex((line, at) => at > start && line.startsWith("["));
  const own = start === -1 ? [] : lines.slice(start, end === -1 ? undefined : end);
  return own.flatMap((line) => /^[ \t]*name[ \t]*=[ \t]*["']([^"']+)["']/.exec(line)?.[1] ?? [])[0] ?? null;
}
