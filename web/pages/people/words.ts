import type { Answer } from "../../api/client.ts";
import { plural, roleName, spaced, together } from "../../words.ts";

export type Line = Answer<"people.list">["items"][number];
export type PersonDetail = Answer<"people.read">;
export type Qualification = Answer<"qualifications.list">["items"][number];
export type Token = Answer<"tokens.list">["items"][number];
export type Duties = PersonDetail["duties"];

/** Everybody in one sentence, with what wants attention: who cannot sign, and what has run out. */
export function peopleSentence(everybody: readonly Line[]): string {
  const active = everybody.filter((line) => line.active);
  const people = active.filter(({ kind }) => kind === "person");
  const agents = active.length - people.length;
  const count = `${plural(people.length, "person", "people")}${agents === 0 ? "" : ` and ${plural(agents, "agent")}`} ${active.length === 1 ? "is" : "are"} enrolled.`;
  const notes = [...unsigned(people), ...runOut(people)];
  return notes.length === 0 ? count : `${count} ${notes.join(" ")}`;
}

function unsigned(people: readonly Line[]): string[] {
  const without = people.filter(({ keys, roles }) => keys === 0 && roles.some((role) => role !== "auditor"));
  return without.length === 0 ? [] : [`${shortList(without.map(({ name }) => name))} cannot sign yet.`];
}

function runOut(people: readonly Line[]): string[] {
  const count = people.flatMap(({ qualifications }) => openExpiries(qualifications)).length;
  return count === 0 ? [] : [`${plural(count, "qualification")} ${count === 1 ? "has" : "have"} run out.`];
}

/** Domains whose newest grant has run out, so that a renewed one is not counted. */
export function openExpiries(qualifications: readonly { readonly domain: string; readonly state: string }[]): readonly string[] {
  const held = new Set(qualifications.flatMap(({ domain, state }) => (state === "holds" ? [domain] : [])));
  return [...new Set(qualifications.flatMap(({ domain, state }) => (state === "expired" && !held.has(domain) ? [domain] : [])))];
}

function shortList(names: readonly string[]): string {
  return names.length > 3 ? plural(names.length, "person", "people") : together(names);
}

/** A person in one sentence: what they are, what they may judge, whether they can sign. */
export function personSentence({ name, kind, active, roles, qualifications, keys }: PersonDetail): string {
  if (!active) return `${name} is no longer active; what ${kind === "agent" ? "it did" : "they signed"} keeps the name.`;
  if (kind === "agent") return `${name} is an agent: it may put changes forward, attach evidence and ask the gate, and never decides.`;
  const as = roles.length === 0 ? "has no role" : `is ${together(roles.map(roleName))}`;
  const domains = [...new Set(qualifications.flatMap(({ state, domain }) => (state === "holds" ? [spaced(domain)] : [])))];
  const judges = domains.length === 0 ? "qualified for nothing yet" : `qualified for ${together(domains)}`;
  const signs = keys.some(({ revoked }) => revoked === null) ? "" : " There is no key to sign with yet.";
  return `${name} ${as}, ${judges}.${signs}`;
}

const states = { holds: "holds", expired: "has run out", "not-yet": "not yet", revoked: "revoked" } as const;

export function stateWord(state: keyof typeof states): string {
  return states[state];
}

/** Whether anything is left that must be given away or left open by name. */
export function leaves({ roles, qualifications, escalations, changes }: Duties): boolean {
  return roles.length + qualifications.length + escalations.length + changes.filter(({ alone }) => alone).length > 0;
}

/** The last day in UTC of something that holds until just before `until`. */
export function lastDay(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString().slice(0, 10);
}
