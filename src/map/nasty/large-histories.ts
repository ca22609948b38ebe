import type { Step, Tree } from "../../git/testing-history.ts";

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function step(parents: readonly number[], files: Tree | Readonly<Record<string, string>>, at: number): Step {
  const tree: Tree = files instanceof Map ? files : new Map(Object.entries(files).map(([path, content]) => [path, { mode: "100644", content }]));
  return { parents, tree, date: 1_700_000_000 + at };
}

/** A row of numbers that is the same on each run and looks like chance (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One file of so many lines that each commit edits in a few places: lines change, go, come and come back. */
export function longChain(lines: number, commits: number): readonly Step[] {
  const next = chance(lines + commits);
  let all = Array.from({ length: lines }, (_, at) => `l${at}`);
  return Array.from({ length: commits }, (_, at) => {
    if (at > 0) {
      all = [...all];
      for (let edit = 0; edit < 4; edit++) {
        const place = next(all.length);
        const moved = all.slice(place, place + 3);
        [
          () => all.splice(place, 2, `c${at}`),
          () => all.splice(place, 0, `c${at}`, `l${next(lines)}`),
          () => all.splice(place, 3),
          () => all.splice(next(all.length), 0, ...moved),
        ][next(4)]?.();
      }
    }
    return step(at === 0 ? [] : [at - 1], { "file.txt": text(all) }, at);
  });
}

/** A merge of so many branches, each of which edits and adds lines of its own; the merge changes lines that no branch has so. */
export function widest(parents: number): readonly Step[] {
  const base = Array.from({ length: 3 * parents }, (_, at) => `line ${at}`);
  const branches = Array.from({ length: parents }, (_, at) =>
    step([0], { shared: text(base.toSpliced(3 * at, 1, `branch ${at}`, "added")), [`own/${at}`]: text([`own ${at}`]), [`renamed/${at}`]: text(base.slice(at)) }, at + 1),
  );
  const merged = base.flatMap((line, at) => (at % 3 === 0 ? [`branch ${at / 3}`, "added"] : at % 7 === 0 ? [`merge ${at}`] : [line]));
  const merge: Record<string, string> = { shared: text(merged) };
  for (let at = 0; at < parents; at++) merge[`own/${at}`] = text([`own ${at}`, "merge"]);
  merge["new/0"] = text([...base.slice(0), "merge"]);
  const renames = step(
    Array.from({ length: parents }, (_, at) => at + 1),
    merge,
    parents + 1,
  );
  return [step([], { shared: text(base) }, 0), ...branches, renames];
}

/** So many files in folders of a hundred; then edits, a folder that moves with edits, and a merge. Says which paths are more than the first commit. */
export function largeTree(files: number): { readonly history: readonly Step[]; readonly touched: readonly string[] } {
  const path = (at: number) => `d${Math.floor(at / 10_000)}/d${Math.floor(at / 100)}/f${at}`;
  const body = (at: number, ...more: string[]) => ({ mode: "100644", content: text([`file ${at}`, "common", `${at % 97}`, ...more]) }) as const;
  const first = new Map(Array.from({ length: files }, (_, at) => [path(at), body(at)] as const));
  const second = new Map(first);
  for (let at = 0; at < files; at += 501) second.set(path(at), body(at, "edited"));
  const moved = new Map(
    [...second].map(([name, entry]) => (name.startsWith("d0/d3/") ? [name.replace("d0/d3/", "moved/here/"), { ...entry, content: `${entry.content}moved\n` }] : [name, entry])),
  );
  const side = new Map(first).set("side", body(1, "side")).set(path(7), body(7, "side"));
  const merged = new Map(moved).set("side", body(1, "side")).set(path(7), body(7, "side", "merge"));
  const history = [step([], first, 0), step([0], second, 1), step([1], moved, 2), step([0], side, 3), step([2, 3], merged, 4)];
  return { history, touched: [...merged].filter(([name, entry]) => first.get(name) !== entry).map(([name]) => name) };
}
