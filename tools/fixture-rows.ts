import { readFileSync, writeFileSync } from "node:fs";

/** Puts rows about files into the table of a README, in the place of those that were there about the same files. */
export function writeRows(readme: string, files: readonly string[], rows: readonly string[]): void {
  const others = readFileSync(readme, "utf8")
    .split("\n")
    .filter((line) => !files.some((file) => line.startsWith(`| \`${file}\` |`)));
  const last = others.findLastIndex((line) => line.startsWith("| "));
  writeFileSync(readme, [...others.slice(0, last + 1), ...rows, ...others.slice(last + 1)].join("\n"));
}
