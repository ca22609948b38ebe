import { type DecisionRecord, readDecision, recordPaths, successor } from "../blueprint/index.ts";
import { visible } from "../git/index.ts";
import { compileGlob, splitPath } from "../policy/index.ts";

/** Something that was learnt and is not to be learnt again (R15). */
export interface Lesson {
  /** Stable: what sentences and agents name it by. */
  readonly id: string;
  /** One sentence that begins with what must not be done: `choose …`. */
  readonly says: string;
  /** Globs of the policy's language; empty where it holds everywhere. */
  readonly paths: readonly string[];
  /** The file or record that it comes from. */
  readonly from: string;
}

const mostTitle = 120;
const mostReason = 240;
// Whoever writes to the repository chooses how many there are, and every page of a change looks through all of them.
const mostOfRecord = 50;
const mostPaths = 5_000;

/** What decision records teach: each option that an accepted one turned down, with why, and what a superseded one had chosen. A line `Paths: src/pay/**, …` in a record says where its lessons hold. */
export function lessonsOf(records: readonly DecisionRecord[]): Lesson[] {
  const next = successorsAmong(records);
  let room = mostPaths;
  return records.flatMap((record) => {
    const given = recordPaths(record);
    const paths = given.slice(0, mostOfRecord).filter(isGlob);
    // A lesson for paths that nobody can tell holds nowhere rather than everywhere; `adr lint` says so.
    const found = given.length > 0 && paths.length === 0 ? [] : [...turnedDown(record, paths), ...replaced(record, next, paths)].slice(0, mostOfRecord);
    room -= found.length * paths.length;
    return room < 0 ? [] : found;
  });
}

function turnedDown(record: DecisionRecord, paths: readonly string[]): Lesson[] {
  const { options, chosen, file, status } = record;
  if (status !== "accepted" || chosen === null) return [];
  const rejected = options.filter((option) => option !== chosen);
  return rejected.slice(0, mostOfRecord).map((option) => ({ id: `${nameOf(file)}/${slug(option)}`, says: sentenceOf(record, option), paths, from: file }));
}

type Successors = (record: Pick<DecisionRecord, "supersededBy" | "file">) => DecisionRecord | undefined;

function successorsAmong(records: readonly DecisionRecord[]): Successors {
  const files = records.map(({ file }) => file);
  const byFile = new Map(records.map((record) => [record.file, record]));
  return ({ supersededBy, file }) => (supersededBy === null ? undefined : byFile.get(successor(supersededBy, file, files) ?? ""));
}

function replaced({ status, chosen, supersededBy, title, file }: DecisionRecord, successors: Successors, paths: readonly string[]): Lesson[] {
  if (status !== "superseded" || chosen === null) return [];
  const next = successors({ supersededBy, file });
  // Superseded by a record that chose the same for another reason: nothing was turned down.
  if (next?.chosen === chosen) return [];
  const by = supersededBy === null ? "a later record" : quoted(supersededBy);
  const now = next?.chosen == null ? by : `${quoted(next.chosen)} (${next.number === null ? nameOf(next.file) : `ADR-${String(next.number).padStart(4, "0")}`})`;
  const why = next === undefined || next.because === "" ? "" : `, because ${quoted(next.because, mostReason)}`;
  const says = `go back to ${quoted(chosen)}, which ${quoted(title)} had chosen and ${now} replaced${why}`;
  return [{ id: `${nameOf(file)}/superseded`, says, paths, from: file }];
}

function isGlob(path: string): boolean {
  try {
    compileGlob(path);
    return true;
  } catch {
    return false;
  }
}

/** The lessons whose paths take one of these files; one that holds everywhere is told to agents, and not again with every change. */
export function lessonsFor(lessons: readonly Lesson[], files: readonly string[]): Lesson[] {
  const split = files.map(splitPath);
  return lessons.filter(({ paths }) => paths.map(compileGlob).some((glob) => split.some((path) => glob.matches(path))));
}

function sentenceOf({ chosen, because, prosAndCons }: DecisionRecord, option: string): string {
  const against = (prosAndCons.find(({ title }) => title === option)?.arguments ?? []).filter(({ effect }) => effect === "bad").map((each) => each.because);
  const why = against.length > 0 ? against.join("; ") : because;
  const reason = why === "" ? "" : `, because ${quoted(why.replace(/\.$/, ""), mostReason)}`;
  return `choose ${quoted(option)}, which was turned down for ${quoted(chosen ?? "")}${reason}`;
}

/** Text of a record as a quotation that it cannot end, nor make anything in it code or an id: agents read lessons among their rules, and whoever writes a record would write rules for them. */
function quoted(text: string, most = mostTitle): string {
  const inner = text
    .slice(0, most)
    .replace(/[“”„‟«»"`]/g, "'")
    .replaceAll("[", "(")
    .replaceAll("]", ")");
  return `“${visible(inner)}${text.length > most ? "…" : ""}”`;
}

// A file's name may hold anything but a slash, a line break too.
function nameOf(file: string): string {
  return file
    .slice(file.lastIndexOf("/") + 1)
    .replace(/\.md$/, "")
    .replace(/[^\w.-]+/g, "-")
    .slice(0, 100);
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40);
}

/** The lessons in decision records, as their files have them. What is no record in the form of MADR teaches nothing. */
export function lessonsIn(files: readonly { readonly file: string; readonly text: string }[]): Lesson[] {
  return lessonsOf(
    files.flatMap(({ file, text }) => {
      const read = readDecision(text, file);
      return "record" in read ? [read.record] : [];
    }),
  );
}
