import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BlueprintContext, type BlueprintFiles, checkGenerated, documentPath, type FileKind, fileKinds, filePath, renderDocuments } from "../blueprint/index.ts";
import type { Failure, Place } from "../model/failure.ts";
import { type Person, spoken } from "../model/people.ts";
import { type BlueprintStatus, documentName, type Missing } from "../reading/index.ts";
import type { ReadBlueprint, SignedState } from "../workflow/index.ts";
import { writeFiles } from "./brief-files.ts";
import { plural } from "./change-page.ts";
import { blank, command, faint, heading, labelled, line, type Page, strong, table, under } from "./page.ts";
import { exact, short } from "./time.ts";

/** What is wrong with a file, or with what several say together. */
export interface Finding {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly says: string;
  readonly hint: string;
  readonly place: Place | null;
}

/** What could not be read, then what the lint found. A file that is there and cannot be read is no file that is missing. */
export function findingsOf(failures: readonly Failure[], linted: readonly Finding[]): Finding[] {
  const broken = failures.map(({ code, message, hint, place }): Finding => ({ code, severity: "error", says: message, hint, place: place ?? null }));
  const unread = new Set(broken.map(({ place }) => place?.file));
  return [...broken, ...linted.filter(({ code, place }) => code !== "file-missing" || !unread.has(place?.file))];
}

export function findingsPage(findings: readonly Finding[], about = "The blueprint"): Page {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (findings.length === 0) return [line(strong(`${about} is in order.`))];
  return [line(strong(`${about}: ${plural(errors, "error")}, ${plural(findings.length - errors, "warning")}.`)), ...gathered(findings).flatMap(gatheredLines)];
}

/** Findings that one and the same hint mends, where the first of them stands: thirty hints in a row hide what else is wrong. */
function gathered(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const each of findings) {
    const key = JSON.stringify([each.severity, each.code, each.hint]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

function gatheredLines(group: readonly Finding[]): Page {
  const [first] = group;
  if (first === undefined || group.length < 3) return group.flatMap(findingLines);
  const { severity, code, says, hint } = first;
  const head = (sentence: string) => under(2, `${severity === "error" ? "✗" : "·"} ${group.length} times: ${sentence} `, faint(code));
  if (group.every((each) => each.says === says)) return [head(says), ...(hint === "" ? [] : [under(4, hint)]), ...placesLines(group)];
  return [head(hint), ...group.map((each) => under(4, `${placeText(each.place)}${each.says}`))];
}

function placesLines(group: readonly Finding[]): Page {
  const files = [...new Set(group.flatMap(({ place }) => place?.file ?? []))];
  return files.map((file) => {
    const lines = group.flatMap(({ place }) => (place?.file === file ? (place.line ?? []) : []));
    return under(4, lines.length === 0 ? file : `${file}:${lines.join(", ")}`);
  });
}

function findingLines({ code, severity, says, hint, place }: Finding): Page {
  const first = under(2, `${severity === "error" ? "✗" : "·"} ${placeText(place)}${says} `, faint(code));
  return hint === "" ? [first] : [first, under(4, hint)];
}

function placeText(place: Place | null): string {
  return place === null ? "" : `${[place.file, place.line, place.column].filter((part) => part !== undefined).join(":")}: `;
}

/** A generated document, and what was made of the one that stands there. */
export interface WrittenDocument {
  readonly path: string;
  readonly state: "same" | "stale" | "missing" | "edited";
  /** First line that somebody changed by hand; null unless it is `edited`. */
  readonly line: number | null;
  readonly hint: string | null;
}

/** A document that is not written, and what keeps it from that: its source is missing, or a file that it is made from cannot be read. */
export interface UnwrittenDocument {
  readonly path: string;
  readonly why: string;
  readonly place: Place | null;
}

/** What each document is made from; one of which nothing could be read would say something else than its sources. */
const sources: { readonly [document: string]: readonly FileKind[] } = {
  charter: ["charter", "audit-trail"],
  delivery: ["delivery"],
  risks: ["risks"],
  "audit-trail": ["audit-trail"],
  "ai-policy": ["ai-policy"],
};

/** The first thing that is wrong with the sources of each document that cannot be written. */
export function unwrittenDocuments({ files, failures }: Pick<ReadBlueprint, "files" | "failures">): UnwrittenDocument[] {
  const kinds = new Set(fileKinds.map(filePath));
  const record = failures.find(({ place }) => place?.file !== undefined && !kinds.has(place.file));
  const found = Object.entries(sources).flatMap(([document, [own, ...others]]) => {
    const wrong = [own, ...others].flatMap((kind) => failures.find(({ place }) => kind !== undefined && place?.file === filePath(kind)) ?? [])[0];
    if (wrong !== undefined) return [unwritten(document, wrong)];
    return own !== undefined && files[own] === null ? [{ path: documentPath(document), why: `${filePath(own)} is not there.`, place: null }] : [];
  });
  return [...found, ...(record === undefined ? [] : [unwritten("decisions", record)])];
}

function unwritten(document: string, { message, hint, place }: Failure): UnwrittenDocument {
  return { path: documentPath(document), why: [message, hint].filter(Boolean).join(" "), place: place ?? null };
}

/** Generates every document beside its sources, but for those that are `left` out, and writes those that are out of date; one that somebody changed by hand stays as it is. With `dry` nothing is written. Throws `Failure` for a link or a folder in the way, before anything is written. */
export async function writtenDocuments(root: string, files: BlueprintFiles, context: BlueprintContext, left: readonly string[], dry: boolean): Promise<WrittenDocument[]> {
  const wanted = renderDocuments(files, context).filter(({ path }) => !left.includes(path));
  const found = await Promise.all(wanted.map(async ({ path, text }) => documentFound(path, await standingText(join(root, path)), text)));
  const due = wanted.filter(({ path }) => found.some((each) => each.path === path && (each.state === "stale" || each.state === "missing")));
  if (!dry)
    await writeFiles(
      root,
      due.map(({ path, text }) => ({ path, after: Buffer.from(text) })),
    );
  return found;
}

function documentFound(path: string, standing: string | null, wanted: string): WrittenDocument {
  if (standing === null) return { path, state: "missing", line: null, hint: null };
  const state = checkGenerated(path, standing, wanted);
  return typeof state === "string" ? { path, state, line: null, hint: null } : { path, state: "edited", line: state.edited, hint: state.instead };
}

async function standingText(path: string): Promise<string | null> {
  const stat = await lstat(path).catch(() => null);
  // What is no file is refused, with its reason, by whoever writes.
  return stat?.isFile() ? await readFile(path, "utf8") : null;
}

export function writtenPage(documents: readonly WrittenDocument[], unwritten: readonly UnwrittenDocument[], dry: boolean): Page {
  const due = documents.filter(({ state }) => state === "stale" || state === "missing");
  const edited = documents.filter(({ state }) => state === "edited");
  const done =
    due.length === 0
      ? unwritten.length === 0
        ? "Every document says already what its sources say."
        : "No other document was out of date."
      : `${plural(due.length, "document")} ${dry ? "would be " : ""}written.`;
  return [
    line(strong(edited.length === 0 ? done : `${edited.length === 1 ? "One document was" : `${edited.length} documents were`} changed by hand, and stays as it is.`)),
    ...documents.flatMap(({ path, state, line: at, hint }) =>
      state === "edited" ? [under(2, `✗ ${path}:${at} was changed by hand.`), under(4, hint ?? "")] : [under(2, `${path} `, faint(stateWords(state, dry)))],
    ),
    ...unwritten.flatMap(({ path, why, place }) => [under(2, `✗ ${path} ${dry ? "cannot be" : "was not"} written.`), under(4, `${placeText(place)}${why}`)]),
    ...(dry && due.length > 0 ? [command("countersign blueprint write")] : []),
  ];
}

function stateWords(state: WrittenDocument["state"], dry: boolean): string {
  if (state === "same") return "unchanged";
  return dry ? (state === "missing" ? "is not there" : "is stale") : "written";
}

/** Day n of m, the five areas, what is missing and whose turn it is. */
export function statusPage(status: BlueprintStatus, people: readonly Person[]): Page {
  return [
    line(strong(headlineOf(status))),
    ...(status.sprint?.warning ? [line(status.sprint.warning)] : []),
    ...(status.sprint?.topics.length ? [line(`Today: ${status.sprint.topics.map(({ topic }) => topic).join("; ")}`)] : []),
    line(faint(status.commit === null ? "Read from the work tree, as a draft: nothing of it is in force." : `Read at ${status.ref} (${short(status.commit)}).`)),
    ...(status.commit !== null && status.sprint === null ? [line("What stands only in a work tree does not count until it is merged; --draft shows it.")] : []),
    blank,
    heading("The five areas"),
    ...labelled(
      status.areas.map(({ area, records, accepted }) => [
        spoken(area),
        `${accepted ? "✓" : "·"} ${records.length === 0 ? "no record is named" : records.map(recordText).join("; ")}`,
      ]),
    ),
    blank,
    heading("Documents"),
    ...documentsPage(status, people),
    ...acknowledgementPage(status),
    ...missingPage(status),
  ];
}

function documentsPage({ documents, commit }: BlueprintStatus, people: readonly Person[]): Page {
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? id;
  const signed = ({ current, signings }: SignedState) => {
    if (current === null) return "";
    return [...new Set(signings.map(({ person, at }) => `${nameOf(person)} (${exact(new Date(at).toISOString())})`))].join(", ") || "nobody, as it is now";
  };
  const rows = documents.map((each) => [documentName(each.document), each.current?.version ?? "", each.current?.status ?? "not there", ...(commit === null ? [] : [signed(each)])]);
  return table(["Document", "Version", "Status", ...(commit === null ? [] : ["Signed by"])], rows, "");
}

function headlineOf({ blueprint, sprint, debt, project }: BlueprintStatus): string {
  if (blueprint?.closed) return `The blueprint of ${project} was closed on ${exact(new Date(blueprint.closed.at).toISOString())}.`;
  const where =
    sprint === null
      ? ""
      : sprint.state === "ahead"
        ? `${blueprint === null ? "" : `it starts on ${blueprint.start} and takes `}${plural(sprint.of, "day")}`
        : sprint.late > 0
          ? `${plural(sprint.late, "day")} late`
          : `day ${sprint.day} of ${sprint.of}`;
  if (blueprint !== null) return `The blueprint of ${project} is open${where === "" ? "" : `: ${where}`}. It is meant to close on ${blueprint.end}.`;
  if (debt === null) return where === "" ? "No blueprint is started." : `A draft of a blueprint: ${where}.`;
  return debt.kind === "skipped"
    ? `${project} is built without a blueprint: governance debt for ${plural(debt.age, "day")}.`
    : `No blueprint of ${project} is started: governance debt for ${plural(debt.age, "day")}.`;
}

function recordText({ file, title, status }: BlueprintStatus["areas"][number]["records"][number]): string {
  return status === null && title === null ? `${file} is not there` : `${title ?? file} (${status ?? "no status"})`;
}

function acknowledgementPage({ acknowledgements: state }: BlueprintStatus): Page {
  if (state === null) return [];
  const all = state.by.length + state.missing.length;
  const said = line(
    `Version ${state.version} of the AI policy by ${state.by.length} of ${plural(all, "person", "people")}${state.missing.length === 0 ? "." : `; missing: ${state.missing.map(({ person }) => person.name).join(", ")}.`}`,
  );
  return [blank, heading("Acknowledged"), said, ...(state.missing.length === 0 ? [] : [command("countersign blueprint acknowledge ai-policy")])];
}

function missingPage({ missing, blueprint, project }: BlueprintStatus): Page {
  if (blueprint?.closed) return [];
  const start = blueprint === null && project !== null ? [command("countersign blueprint start")] : [];
  if (missing.length === 0) return [blank, line(strong("Nothing is missing.")), ...start, ...(blueprint === null ? [] : [command("countersign blueprint close")])];
  return [blank, heading(`Missing before it is closed: ${missing.length}`), ...missing.flatMap(missingLines), ...start];
}

function missingLines({ says, hint, who, place }: Missing): Page {
  const turn = ` — ${who.join(" or ") || "nobody can"}`;
  const where = place?.file !== undefined && says.includes(place.file) ? "" : placeText(place);
  return [under(2, `· ${where}${says}${turn}`), ...(hint === "" ? [] : [under(4, hint)])];
}
