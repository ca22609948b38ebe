import type { Answer } from "../../api/client.ts";
import { plural, roleName, together } from "../../words.ts";

export type Blueprint = Answer<"blueprint.read">;
export type Missing = Blueprint["missing"][number];
export type DocumentLine = Blueprint["documents"][number];

export const areaNames: { readonly [area in Blueprint["areas"][number]["area"]]: string } = {
  architecture: "Architecture",
  data: "Data",
  security: "Security",
  operations: "Operations",
  "ai-tooling": "AI tooling",
};

/** Also of an area that only the file knows. */
export function areaName(area: string): string {
  const known: Readonly<Record<string, string>> = areaNames;
  return known[area] ?? area;
}

/** Where a blueprint stands, then whose turn it is. */
export function blueprintSentence(page: Blueprint): string {
  const { state, project, debt, closed } = page;
  if (state === "running") return runningSentence(page);
  if (closed !== null) return `${closed.by.name} closed the blueprint of ${project} after ${plural(closed.days, "day")}; code may be written.`;
  const age = debt === null ? "" : debt.days === 0 ? " since today" : ` for ${plural(debt.days, "day")}`;
  return debt?.skipped == null
    ? `${project} builds without a blueprint${age}: nobody started one.`
    : `${project} builds without a blueprint${age}, as ${debt.skipped.by.name} decided: governance debt.`;
}

function runningSentence({ sprint, missing, unread, may }: Blueprint): string {
  if (sprint === null) return "";
  const day =
    sprint.state === "ahead"
      ? `The sprint begins on ${sprint.start}`
      : sprint.state === "late"
        ? `${plural(sprint.late, "day")} over its end`
        : `Day ${sprint.day} of ${sprint.of}`;
  if (unread !== null) return `${day}. Its files cannot be read here, so nobody can say what is missing.`;
  if (missing.length === 0) return `${day}. Nothing that records show is missing: ${nobodyOr(may.close.map(({ name }) => name))} may close it.`;
  return `${day}. ${plural(missing.length, "thing")} ${missing.length === 1 ? "is" : "are"} missing before it can close; it is the turn of ${turnOf(missing)}.`;
}

function nobodyOr(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "nobody") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Everybody who can mend something, whoever can mend most first, at most four by name. */
export function turnOf(missing: readonly Missing[]): string {
  const counts = new Map<string, number>();
  for (const { name } of missing.flatMap(({ who }) => who)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  return names.length === 0 ? "nobody: give the roles to somebody" : names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} others` : together(names);
}

const statusNames: { readonly [status in DocumentLine["status"]]: string } = { draft: "draft", "in-review": "in review", approved: "approved", superseded: "superseded" };

export function statusName(status: DocumentLine["status"]): string {
  return statusNames[status];
}

/** `signed by Bo Berg; policy owner missing`, `not signed yet; policy owner missing`. */
export function signedWords({ approvers }: Pick<DocumentLine, "approvers">): string {
  const names = [...new Set(approvers.flatMap(({ signed }) => signed.map(({ name }) => name)))];
  const open = approvers.filter(({ signed }) => signed.length === 0).map(({ role }) => roleName(role));
  const by = names.length === 0 ? "not signed yet" : `signed by ${together(names)}`;
  return open.length === 0 ? by : `${by}; ${together(open)} missing`;
}

/** `4 of 6`, of those who are asked to read it; empty where nobody is asked. */
export function readWords({ readers }: Pick<DocumentLine, "readers">): string {
  return readers.length === 0 ? "" : `${readers.filter(({ state }) => state === "read").length} of ${readers.length}`;
}

/** Of a decision record's path, what stands beside its title: its number, else the name of its file. */
export function recordName(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /^\d+(?=-)/.exec(name)?.[0] ?? name;
}

/** `.countersign/charter.yaml:12`. */
export function placeWords(place: Missing["place"]): string | null {
  if (place?.file === undefined) return null;
  return place.line === undefined ? place.file : `${place.file}:${place.line}`;
}
