import { Failure, type Place } from "../../model/failure.ts";
import { didYouMean, nearest, readYaml, type YamlSource } from "../../policy/index.ts";
import { type DecisionRecord, type DecisionState, decisionStates } from "./record.ts";
import { oneLine } from "./text.ts";

/** What stands above the title of a record. */
export type DecisionHead = Pick<DecisionRecord, "status" | "supersededBy" | "date" | "decisionMakers" | "consulted" | "informed">;

export const emptyHead: DecisionHead = { status: null, supersededBy: null, date: null, decisionMakers: [], consulted: [], informed: [] };

/** A file in its two parts, without a byte order mark. */
export interface Parts {
  /** The YAML between the two lines `---`; null where there is none. */
  readonly head: string | null;
  readonly body: string;
  /** Line on which the body begins. */
  readonly bodyLine: number;
}

/** Null for a head that begins and does not end. */
export function partsOf(text: string): Parts | null {
  const own = text.startsWith("\ufeff") ? text.slice(1) : text;
  const lines = own.split(/\r\n?|\n/);
  if (!/^---[ \t]*$/.test(lines[0] ?? "")) return { head: null, body: own, bodyLine: 1 };
  const end = lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line));
  return end < 0 ? null : { head: lines.slice(1, end).join("\n"), body: lines.slice(end + 1).join("\n"), bodyLine: end + 2 };
}

const keys = { status: "status", date: "date", decisionMakers: "decision-makers", consulted: "consulted", informed: "informed" } as const;
const known: readonly string[] = Object.values(keys);
/** As earlier versions of MADR, and people, call them. */
const renamed: Readonly<Record<string, string>> = { deciders: "decision-makers", "decision-maker": "decision-makers", "decided-by": "decision-makers" };
/** Keys of other programs which look like slips of ours. */
const foreign = ["name", "data", "tags", "title", "state"];

export interface ReadHead {
  readonly head: DecisionHead;
  readonly failures: readonly Failure[];
  at(key: string): Place;
}

/** Reads a head. Keys that MADR does not have are left to whoever wrote them, unless they are slips of one that it has. */
export function headOf(yaml: string, file: string): ReadHead {
  const nothing = { head: emptyHead, at: () => ({ file, line: 1 }) };
  if (yaml.split("\n").every((line) => /^\s*(?:#.*)?$/.test(line))) return { ...nothing, failures: [] };
  try {
    // One empty line in the place of the one that begins the head, so that places are the file's.
    return fieldsOf(readYaml(`\n${yaml}`, file), file);
  } catch (error) {
    if (error instanceof Failure) return { ...nothing, failures: [ofHead(error)] };
    throw error;
  }
}

// The reader of YAML speaks of policies.
function ofHead({ message, hint, place }: Failure): Failure {
  const told = (text: string) => text.replaceAll(/(?:policy file|policy)/g, "head");
  return new Failure("document-invalid", told(message), { hint: told(hint), ...(place === undefined ? {} : { place }) });
}

function fieldsOf(source: YamlSource, file: string): ReadHead {
  const failures: Failure[] = [];
  const at = (key: string) => source.at(key);
  const fail = (place: Place, sentence: string, hint: string) => void failures.push(new Failure("document-invalid", sentence, { hint, place }));
  const { value } = source;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail({ file, line: 2 }, "The head of the record is no set of keys.", "Write `status: proposed`, each key on a line of its own.");
    return { head: emptyHead, failures, at };
  }
  const fields = new Map(Object.entries(value));
  for (const key of fields.keys()) {
    const meant = renamed[key] ?? nearest(key, known);
    if (known.includes(key) || foreign.includes(key) || meant === null) continue;
    fail(source.keyAt(key), `The head of a record has no \`${key}\`.`, `Did you mean \`${meant}\`?`);
  }
  const text = (key: string) => {
    const found = fields.get(key) ?? null;
    if (found === null || typeof found === "string" || typeof found === "number") return found === null ? "" : oneLine(String(found));
    fail(at(key), `\`${key}\` is not a text.`, "Put it in quotes, on one line.");
    return "";
  };
  const names = (key: string) => {
    const found = fields.get(key) ?? null;
    if (!Array.isArray(found)) return namesOf(text(key).split(","));
    if (found.every((each) => typeof each === "string" || typeof each === "number")) return namesOf(found.map(String));
    fail(at(key), `\`${key}\` is no list of names.`, "Write `[ana, bo]`; put a name that begins with @ in quotes.");
    return [];
  };
  const date = text(keys.date);
  if (date !== "" && !isDate(date)) fail(at(keys.date), `\`${date}\` is no date.`, "Write it as 2026-11-23.");
  const state = stateOf(text(keys.status), (sentence, hint) => fail(at(keys.status), sentence, hint));
  const people = { decisionMakers: names(keys.decisionMakers), consulted: names(keys.consulted), informed: names(keys.informed) };
  return { head: { ...state, date: isDate(date) ? date : null, ...people }, failures, at };
}

type Status = Pick<DecisionHead, "status" | "supersededBy">;

function stateOf(text: string, fail: (sentence: string, hint: string) => void): Status {
  if (text === "") return { status: null, supersededBy: null };
  const [, by] = /^superseded\s+by\s+(.+)$/i.exec(text) ?? [];
  if (by !== undefined) return { status: "superseded", supersededBy: successorOf(by) };
  const lower = text.toLowerCase();
  const status = decisionStates.find((each) => each === lower) ?? null;
  if (status === null) fail(`\`${text.slice(0, 100)}\` is no status of a decision.`, didYouMean(lower, decisionStates, `It is ${decisionStates.join(", ")} by ADR-0123.`));
  return { status, supersededBy: null };
}

/** `ADR-0005`, also out of a link of Markdown. */
function successorOf(text: string): string {
  return oneLine(/^\[([^\][]+)\]\([^)]*\)$/.exec(text.trim())?.[1] ?? text);
}

function namesOf(names: readonly string[]): string[] {
  return [...new Set(names.map(oneLine).filter((name) => name !== ""))];
}

export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A head in the form in which it is written. */
export function headAgain({ status, supersededBy, date, decisionMakers, consulted, informed }: DecisionHead): DecisionHead {
  const by = status === "superseded" && supersededBy !== null ? successorOf(oneLine(supersededBy)) : "";
  return {
    status,
    supersededBy: by === "" ? null : by,
    date: date !== null && isDate(date) ? date : null,
    decisionMakers: namesOf(decisionMakers),
    consulted: namesOf(consulted),
    informed: namesOf(informed),
  };
}

/** The lines of a head, without the two that enclose it. */
export function headLines(head: DecisionHead): string[] {
  const { status, supersededBy, date, decisionMakers, consulted, informed } = head;
  const list = (key: string, names: readonly string[]) => (names.length === 0 ? [] : [`${key}: [${names.map(scalar).join(", ")}]`]);
  return [
    ...(status === null ? [] : [`${keys.status}: ${scalar(statusText({ status, supersededBy }))}`]),
    ...(date === null ? [] : [`${keys.date}: ${date}`]),
    ...list(keys.decisionMakers, decisionMakers),
    ...list(keys.consulted, consulted),
    ...list(keys.informed, informed),
  ];
}

/** The status as people read it; empty where there is none. */
export function statusText({ status, supersededBy }: { readonly status: DecisionState | null; readonly supersededBy: string | null }): string {
  return [status ?? "", ...(supersededBy === null ? [] : ["by", supersededBy])].join(" ");
}

const plain = /^[A-Za-z][A-Za-z0-9._-]*(?: [A-Za-z0-9._-]+)*$/;
const spoken = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

function scalar(text: string): string {
  return plain.test(text) && !spoken.test(text) ? text : JSON.stringify(text);
}

/**
 * The file with these keys of its head, and everything else as it was: an accepted record keeps its text to the letter. A key that stands there is written over with whatever
 * lines belong to it. For a file that was read without a failure.
 */
export function withHead(text: string, wanted: Partial<DecisionHead>): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const eol = /\r\n/.test(text) ? "\r\n" : "\n";
  const lines = text.slice(mark.length).split(/\r\n?|\n/);
  const end = /^---[ \t]*$/.test(lines[0] ?? "") ? lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line)) : -1;
  const [old, body] = end < 0 ? [[], lines] : [lines.slice(1, end), lines.slice(end + 1)];
  const made = headLines({ ...emptyHead, ...wanted });
  const keyOf = (line: string) => /^["']?([A-Za-z-]+)["']?\s*:/.exec(line)?.[1];
  let head = [...old];
  for (const line of made) {
    const at = head.findIndex((each) => keyOf(each) === keyOf(line));
    const next = head.findIndex((each, index) => index > at && /^[^\s-]/.test(each));
    head = at < 0 ? [...head, line] : [...head.slice(0, at), line, ...(next < 0 ? [] : head.slice(next))];
  }
  return mark + ["---", ...head, "---", ...body].join(eol);
}
