import fc from "fast-check";
import type { Entry, Step, Tree } from "../../git/testing-history.ts";

/** What is drawn by chance for one commit; every choice is a number, so that fast-check can make a failing history smaller. */
export interface Drawn {
  /** How far back each parent lies, 0 for the commit before; none for a root. */
  readonly back: readonly number[];
  /** Which parent each path of a merge is taken from. */
  readonly picks: readonly number[];
  readonly skew: number;
  readonly deeds: readonly Deed[];
}

type Deed = readonly [kind: keyof typeof deeds, one: number, other: number, how: number];

const paths = [
  "a",
  "b",
  "d/a",
  "d/b",
  "e/a",
  "e/d/a",
  "e/d/b",
  "d/a.b",
  "a-c",
  'q"uo\\te',
  "new\nline",
  " sp ace ",
  "-dash",
  "[br]*?",
  ":(top)a",
  "\xff\xfe/a",
  "\xc3\xa9",
  "tab\there",
  "d/.gitattributes",
  ".mailmap",
  "__proto__",
];

const words = [
  "",
  "{",
  "}",
  "  return value;",
  "alpha beta",
  "gamma delta epsilon",
  "one more line",
  "@@ -1 +1 @@",
  "+++ b/a",
  "--- a/b",
  "\tindented",
  "* -diff -text binary",
  "caf\xe9",
];

/** A text of which there are a few kin: files that are alike, and files that are the same. */
function family(kin: number, length: number): string {
  return lines(Array.from({ length }, (_, at) => `${words[(at * (kin + 3) + kin) % words.length]}${(at * 7 + kin) % 5 === 0 ? "" : ` ${kin}.${at}`}`));
}

/** So that of one family many are the same, and shorter ones the beginning of longer ones. */
const lengths = [5, 9, 10, 12, 12];

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}

function split(content: string): string[] {
  return content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** One small edit; `how` says where and what. */
function edited(content: string, how: number): string {
  const all = split(content);
  const at = (how >> 3) % (all.length + 1);
  const word = `${words[(how >> 5) % words.length]} ${how % 4}\n`;
  const ways = [
    () => all.splice(at, 0, word),
    () => all.splice(at, 1),
    () => all.splice(at, 1, word),
    () => all.splice(at, 0, all[at] ?? word),
    () => all.splice(at, 2, ...all.slice(at, at + 2).reverse()),
    () => all.splice(at, 3),
    () => all.splice(at, 0, word, "\n", word),
    () => all.push(...all.slice(at, at + 4)),
  ];
  ways[how % ways.length]?.();
  return all.join("");
}

class Work {
  readonly tree: Map<string, Entry>;

  constructor(tree: Tree) {
    this.tree = new Map(tree);
  }

  /** Puts something there; a file in the way of a folder goes, and a folder in the way of a file. */
  put(path: string, entry: Entry): void {
    for (const other of this.tree.keys()) if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) this.tree.delete(other);
    this.tree.set(path, entry);
  }

  /** The files there are, in an order that does not hang on how they came. */
  nth(number: number): readonly [string, Entry] | undefined {
    const all = [...this.tree].sort(([one], [other]) => (one < other ? -1 : 1));
    return all[number % Math.max(1, all.length)];
  }

  change(number: number, how: (content: string) => string): void {
    const found = this.nth(number);
    if (found !== undefined && found[1].mode !== "160000") this.put(found[0], { ...found[1], content: how(found[1].content) });
  }
}

function path(number: number): string {
  return paths[number % paths.length] as string;
}

const deeds = {
  write: (work: Work, one: number, other: number, how: number) => work.put(path(one), { mode: "100644", content: family(other % 2, lengths[how % lengths.length] ?? 0) }),
  edit: (work: Work, one: number, _: number, how: number) => work.change(one, (content) => edited(content, how)),
  editMuch: (work: Work, one: number, other: number, how: number) => work.change(one, (content) => edited(edited(edited(content, how), other), how >> 2)),
  rename: (work: Work, one: number, other: number, how: number) => move(work, work.nth(one)?.[0], path(other), how),
  copy: (work: Work, one: number, other: number, how: number) => {
    const found = work.nth(one);
    if (found !== undefined) work.put(path(other), { ...found[1], content: how % 2 === 0 || found[1].mode === "160000" ? found[1].content : edited(found[1].content, how) });
  },
  remove: (work: Work, one: number) => work.tree.delete(work.nth(one)?.[0] ?? ""),
  mode: (work: Work, one: number) => {
    const [at, entry] = work.nth(one) ?? [];
    if (at !== undefined && entry?.mode.startsWith("100")) work.put(at, { ...entry, mode: entry.mode === "100644" ? "100755" : "100644" });
  },
  kind: (work: Work, one: number) => {
    const [at, entry] = work.nth(one) ?? [];
    if (at !== undefined && entry !== undefined && entry.mode !== "160000") work.put(at, { ...entry, mode: entry.mode === "120000" ? "100644" : "120000" });
  },
  link: (work: Work, one: number, other: number) => work.put(path(one), { mode: "120000", content: work.nth(other)?.[1].content || "a" }),
  submodule: (work: Work, one: number, other: number) => work.put(path(one), { mode: "160000", content: `${1 + (other % 3)}`.repeat(40) }),
  carriage: (work: Work, one: number) => work.change(one, (content) => (content.includes("\r\n") ? content.replaceAll("\r\n", "\n") : content.replaceAll("\n", "\r\n"))),
  noEnd: (work: Work, one: number) => work.change(one, (content) => (content.endsWith("\n") ? content.slice(0, -1) : `${content}\n`)),
  binary: (work: Work, one: number) => work.change(one, (content) => (content.includes("\0") ? content.replaceAll("\0", "") : `\0${content}`)),
  empty: (work: Work, one: number) => work.change(one, () => ""),
  swap: (work: Work, one: number, other: number) => {
    const [first, second] = [work.nth(one), work.nth(other)];
    if (first === undefined || second === undefined) return;
    work.put(first[0], second[1]);
    work.put(second[0], first[1]);
  },
  folder: (work: Work, one: number, other: number) => {
    const found = work.nth(one);
    if (found !== undefined) work.put(`${found[0]}/${other % 2 === 0 ? "a" : "b"}`, found[1]);
  },
  file: (work: Work, one: number) => {
    const found = work.nth(one);
    if (found?.[0].includes("/")) work.put(found[0].slice(0, found[0].lastIndexOf("/")), found[1]);
  },
  /** Several files go and as many come that are like them, under the same names elsewhere and under other names. */
  reorder: (work: Work, one: number, other: number, how: number) => {
    const all = [...work.tree.keys()].sort();
    for (const [index, from] of all.entries()) if (((one >> index) & 1) === 1) move(work, from, path(other + index * (1 + (how % 5))), how >> index);
  },
  /** All of a folder moves. */
  moveFolder: (work: Work, one: number, other: number, how: number) => {
    const [from, to] = [["d/", "e/", "e/d/"][one % 3] ?? "", ["d/", "e/", "f/", ""][other % 4] ?? ""];
    for (const name of [...work.tree.keys()].sort()) if (name.startsWith(from)) move(work, name, to + name.slice(from.length), how);
  },
  /** Several files go away, of which one comes again in another folder under its own name. */
  rescue: (work: Work, one: number, other: number, how: number) => {
    const [kept] = work.nth(one) ?? [];
    const folder = ["", "d/", "e/", "f/"][how % 4] ?? "";
    for (const [index, name] of [...work.tree.keys()].sort().entries()) if (name !== kept && ((other >> index) & 1) === 1) work.tree.delete(name);
    if (kept !== undefined) move(work, kept, `${folder}${kept.slice(kept.lastIndexOf("/") + 1)}`, how >> 2);
  },
  /** Twins: the same text, or nearly, in two places. */
  twins: (work: Work, one: number, other: number, how: number) => {
    const content = family(how % 2, 10);
    work.put(path(one), { mode: "100644", content });
    work.put(path(other), { mode: "100644", content: how % 3 === 0 ? content : edited(content, how) });
  },
};

function move(work: Work, from: string | undefined, to: string, how: number): void {
  const entry = work.tree.get(from ?? "");
  if (from === undefined || entry === undefined || to === "") return;
  work.tree.delete(from);
  const content =
    entry.mode === "160000" || how % 3 === 0
      ? entry.content
      : how % 3 === 1
        ? edited(entry.content, how >> 2)
        : edited(edited(edited(entry.content, how >> 2), how >> 4), how >> 6);
  work.put(to, { ...entry, content });
}

/** The history that was drawn: what each commit holds follows from its parents and its deeds. */
export function historyOf(drawn: readonly Drawn[]): readonly Step[] {
  const steps: Step[] = [];
  for (const [index, { back, picks, skew, deeds: done }] of drawn.entries()) {
    const parents = back.map((far) => Math.max(0, index - 1 - far));
    const work = new Work(
      merged(
        parents.map((parent) => (steps[parent] as Step).tree),
        picks,
      ),
    );
    for (const [kind, one, other, how] of done) deeds[kind](work, one, other, how);
    steps.push({ parents, tree: work.tree, date: 1_700_000_000 + index * 60 - skew });
  }
  return steps;
}

/** Path by path from one parent or the other; where both have it and differ, at times the upper half of one and the lower of the other. */
function merged(trees: readonly Tree[], picks: readonly number[]): Tree {
  const work = new Work(new Map());
  const all = [...new Set(trees.flatMap((tree) => [...tree.keys()]))].sort();
  for (const [index, name] of all.entries()) {
    const pick = trees.length === 1 ? 0 : (picks[index % Math.max(1, picks.length)] ?? 0);
    const one = trees[pick % trees.length]?.get(name);
    const next = trees[(pick + 1) % trees.length]?.get(name);
    const entry = one ?? (pick % 3 === 0 ? undefined : next);
    if (entry === undefined) continue;
    const halves = pick > 11 && next !== undefined && entry.mode !== "160000";
    work.put(name, halves ? { ...entry, content: joined(entry.content, next.content) } : entry);
  }
  return work.tree;
}

function joined(one: string, other: string): string {
  const [upper, lower] = [split(one), split(other)];
  return [...upper.slice(0, Math.ceil(upper.length / 2)), ...lower.slice(Math.floor(lower.length / 2))].join("");
}

const number = fc.nat({ max: 4_095 });
const deed: fc.Arbitrary<Deed> = fc.tuple(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<keyof typeof deeds>("edit", "edit", "write", "editMuch", "twins") },
    { weight: 3, arbitrary: fc.constantFrom<keyof typeof deeds>("rename", "reorder", "rescue", "rescue", "moveFolder", "copy", "remove", "swap") },
    { weight: 1, arbitrary: fc.constantFrom<keyof typeof deeds>("mode", "kind", "link", "submodule", "carriage", "noEnd", "binary", "empty", "folder", "file") },
  ),
  number,
  number,
  number,
);

const back = fc.oneof(
  { weight: 8, arbitrary: fc.constant([0]) },
  { weight: 3, arbitrary: fc.tuple(fc.nat({ max: 4 })) },
  { weight: 5, arbitrary: fc.array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(fc.nat({ max: 7 }), { minLength: 3, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant([]) },
);

const drawn: fc.Arbitrary<Drawn> = fc.record({
  back,
  picks: fc.array(fc.nat({ max: 15 }), { maxLength: 5 }),
  skew: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 1_000 }) }),
  deeds: fc.array(deed, { maxLength: 5, size: "max" }),
});

/** Several files in the first commit, so that there is something to do anything with. */
const planted: fc.Arbitrary<Drawn> = fc
  .array(fc.tuple(fc.constant<keyof typeof deeds>("write"), number, number, number), { minLength: 1, maxLength: 14, size: "max" })
  .map((all) => ({ back: [], picks: [], skew: 0, deeds: all }));

export interface NastyHistory {
  readonly drawn: readonly Drawn[];
  /** The commits that are read before the last one is, in this order, by their place from the first on (and round again). */
  readonly before: readonly number[];
}

export const nastyHistory: fc.Arbitrary<NastyHistory> = fc.record({
  drawn: fc.tuple(planted, fc.array(drawn, { minLength: 1, maxLength: 24, size: "max" })).map(([first, others]) => [first, ...others]),
  before: fc.oneof(fc.constant([]), fc.array(fc.nat({ max: 24 }), { minLength: 1, maxLength: 2 })),
});
