import type { BriefRule } from "./rule.ts";

/** Rules that hold under the same globs. */
export interface PathGroup {
  /** Names the files of the group: a change type, or what its first rule is about. */
  readonly name: string;
  readonly paths: readonly string[];
  readonly rules: readonly BriefRule[];
}

/** Rules that hold only under paths, together where their paths are the same. */
export function pathGroups(rules: readonly BriefRule[]): PathGroup[] {
  const pathed = rules.filter(({ paths }) => paths.length > 0);
  return [...Map.groupBy(pathed, ({ paths }) => paths.join("\n")).values()].flatMap((group) => {
    const named = group.find(({ section }) => section === "types") ?? group[0];
    return named === undefined ? [] : [{ name: fileName(named.id), paths: named.paths, rules: group }];
  });
}

function fileName(id: string): string {
  const name = id
    .replace(/^change-types\./, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return name.replace(/^-|-$/g, "").slice(0, 60);
}

/** The folder that a glob takes whole: `src/pay` for `src/pay/**`; null for any other glob. */
export function wholeFolder(glob: string): string | null {
  const folder = glob.endsWith("/**") ? glob.slice(0, -"/**".length) : "";
  return folder === "" || /[*?\\]/.test(folder) ? null : folder;
}

/** Rules by the folders that they hold under whole, of those that are there. Folders of settings are left out: no agent looks for rules in them. */
export function folderRules(rules: readonly BriefRule[], folders: ReadonlySet<string>): Map<string, BriefRule[]> {
  const under = rules.flatMap((rule) => rule.paths.flatMap((glob) => wholeFolder(glob) ?? []).map((folder) => ({ folder, rule })));
  const there = under.filter(({ folder }) => folders.has(folder) && !folder.split("/").some((name) => name.startsWith(".")));
  const sorted = there.toSorted((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0));
  return new Map([...Map.groupBy(sorted, ({ folder }) => folder)].map(([folder, all]) => [folder, [...new Set(all.map(({ rule }) => rule))]]));
}
