import { visible } from "../git/marks.ts";
import { digestOf } from "../model/canonical.ts";
import type { QuestionKind } from "../model/decision.ts";
import { type Finding, severities } from "../model/evidence.ts";
import { type FindingWord, type Policy, risks, type Tier } from "../model/policy.ts";
import type { AssessedUpdate } from "./updates.ts";

/** Something in a change that every approver answers by itself: a finding on an added line, or an update of a dependency. */
export interface Item {
  readonly about: Exclude<QuestionKind, "criterion" | "release">;
  /** The same for the same finding or update of another revision, as far as the producer's fingerprint is. */
  readonly id: string;
  /** What is asked, in one sentence. Holds what the author or a tool wrote, with what is invisible made visible. */
  readonly ask: string;
  /** Names of the packages that an update is about; empty for a finding. */
  readonly names: readonly string[];
  /** Repository path and line of a finding; null for an update, and where the producer names none. */
  readonly path: string | null;
  readonly line: number | null;
  /** Tiers of the change that ask it. */
  readonly tiers: readonly string[];
}

/** More than a person can answer one by one; beyond it nothing is asked, and the change does not pass. */
export const mostItems = 50;

/** What the tiers of a change ask about it, the worst first. Attacker-controlled but for the policy. */
export function itemsOf({ tiers }: Pick<Policy, "tiers">, ruling: readonly string[], findings: readonly Finding[], updates: readonly AssessedUpdate[]): Item[] {
  const asking = tiers.filter(({ name }) => ruling.includes(name));
  const sorted = [...findings].sort((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
  const items = [...sorted.flatMap((finding) => findingItem(finding, asking)), ...updateItems(updates, asking)];
  // One result that a tool reports twice is answered once, as the worst that it was called.
  const first = new Map<string, Item>();
  for (const item of items) if (!first.has(item.id)) first.set(item.id, item);
  return [...first.values()];
}

/** The question that a finding asks, if any tier asks about it. A line moves with every edit above it, so it names a finding only where the producer has nothing better. */
export function itemIdOf({ tool, rule, path, fingerprint, message, line }: Finding): string {
  return `finding-${digestOf(["finding", tool, rule, path, fingerprint ?? [message, line]]).slice(0, 16)}`;
}

/** Whether a finding is one of those that a word of the policy is about. */
export function speaksOf(finding: Finding, { word, atLeast }: FindingWord): boolean {
  const named = word === "sast" || finding.rule.toLowerCase().includes(word);
  return named && (atLeast === null || severities.indexOf(finding.severity) >= severities.indexOf(atLeast));
}

function findingItem(finding: Finding, asking: readonly Tier[]): Item[] {
  const tiers = asking.filter(({ findings }) => findings?.some((word) => speaksOf(finding, word))).map(({ name }) => name);
  if (tiers.length === 0) return [];
  const { tool, rule, severity, message, path, line } = finding;
  const where = path === null ? "" : ` at ${path}${line === null ? "" : `:${line}`}`;
  const ask = `${tool} reports ${rule}${where}, ${severity}: ${short(message)} What is to become of it?`;
  return [{ about: "finding", id: itemIdOf(finding), ask: visible(ask), names: [], path, line, tiers }];
}

// What only comes with another package is answered together with the rest of its kind, unless something is known against it.
function updateItems(updates: readonly AssessedUpdate[], asking: readonly Tier[]): Item[] {
  const asked = updates.map((update) => ({ update, tiers: tiersAsking(update, asking) })).filter(({ tiers }) => tiers.length > 0);
  // A first manifest may name more than anybody answers one by one; what nothing is known against is then answered together.
  const many = asked.filter(({ update }) => !isAlong(update)).length > mostAlone;
  const together = ({ update }: (typeof asked)[number]) => isAlong(update) || (many && !update.suspect);
  const [alone, along] = [asked.filter((each) => !together(each)), asked.filter(together)];
  const items = alone.map(({ update, tiers }) => item([update], `${update.name} ${stepOf(update)} (${update.because.join("; ")}). Approve it, or defer it?`, tiers));
  if (along.length === 0) return items;
  const names = along.slice(0, mostNamed).map(({ update }) => `${update.name} ${stepOf(update)}`);
  const more = along.length > names.length ? `, and ${along.length - names.length} more` : "";
  const what = many ? `${along.length} packages move together` : `${along.length} ${along.length === 1 ? "package comes" : "packages come"} along with others`;
  const ask = `${what}: ${names.join(", ")}${more}. Approve ${along.length === 1 ? "it" : "them"}, or defer?`;
  return [
    ...items,
    item(
      along.map(({ update }) => update),
      ask,
      [...new Set(along.flatMap(({ tiers }) => tiers))],
    ),
  ];
}

const mostNamed = 8;
const mostAlone = 30;

function isAlong({ direct, suspect }: AssessedUpdate): boolean {
  return direct === false && !suspect;
}

function tiersAsking({ risk }: AssessedUpdate, asking: readonly Tier[]): string[] {
  return asking.filter(({ updates }) => updates !== undefined && risks.indexOf(risk) >= risks.indexOf(updates)).map(({ name }) => name);
}

function stepOf({ from, to, jump }: AssessedUpdate): string {
  if (jump === "added") return `${to} is added`;
  return jump === "removed" ? `${from} is removed` : `goes from ${from} to ${to}`;
}

function item(updates: readonly AssessedUpdate[], ask: string, tiers: readonly string[]): Item {
  const same = digestOf(["update", ...updates.map(({ ecosystem, name, from, to, elsewhere = false }) => [ecosystem, name, from, to, ...(elsewhere ? ["elsewhere"] : [])])]);
  return { about: "update", id: `update-${same.slice(0, 16)}`, ask: visible(ask), names: updates.map(({ name }) => name), path: null, line: null, tiers };
}

const longest = 300;

function short(message: string): string {
  const [line = ""] = message.trim().split("\n");
  const text = line.length > longest ? `${line.slice(0, longest).toWellFormed()}…` : line;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
