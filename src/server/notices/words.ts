import type { Ask, WaitsFor } from "../../reading/index.ts";
import type { Notice } from "./outbox.ts";

/** What notices say. A mail names what waits and links to its page; nothing is decided by opening a link. */

type Turn = WaitsFor["turn"];

const openings = {
  needsMyDecision: "It is your turn",
  escalatedToMe: "Escalated to you",
  returnedToMe: "Returned to you",
} as const satisfies Record<WaitsFor["section"], string>;

export function turnWords(origin: string, { section, turn }: WaitsFor): Pick<Notice, "about" | "body"> {
  return { about: oneLine(`${openings[section]}: ${turn.change.title}`), body: letter(origin, [...describe(turn), "", addressOf(origin, turn)]) };
}

export function overdueWords(origin: string, { turn }: WaitsFor): Pick<Notice, "about" | "body"> {
  return { about: oneLine(`Overdue: ${turn.change.title}`), body: letter(origin, ["It should have been answered by now.", "", ...describe(turn), "", addressOf(origin, turn)]) };
}

/** What is asked of somebody beside the changes that wait. */
export function askWords(origin: string, { title, why, until: time, overdue, page }: Ask): Pick<Notice, "about" | "body"> {
  const late = overdue ? ["It should have been answered by now.", ""] : [];
  return {
    about: oneLine(`${overdue ? "Overdue" : "Asked of you"}: ${title}`),
    body: letter(origin, [...late, title, why, ...(time === null ? [] : [`Due: ${time}`]), "", `${origin}${page}`]),
  };
}

export function digestWords(origin: string, waits: readonly WaitsFor[]): Pick<Notice, "about" | "body"> {
  const lines = waits.flatMap((each) => [
    `${openings[each.section]}: ${each.turn.change.title}`,
    `  ${each.turn.missing || each.turn.why}${until(each.turn)}`,
    `  ${addressOf(origin, each.turn)}`,
    "",
  ]);
  return { about: waits.length === 1 ? "One change waits for you" : `${waits.length} changes wait for you`, body: letter(origin, lines.slice(0, -1)) };
}

/** To somebody who signs already: whoever opens the link before them could sign in their name. */
export function invitedWords(origin: string): Pick<Notice, "about" | "body"> {
  return {
    about: "A new passkey of yours can be made",
    body: letter(origin, [
      "An administrator made a link with which a new passkey of yours can be made.",
      "",
      "If you did not ask for it, tell somebody else of your organisation at once.",
    ]),
  };
}

function describe({ why, missing, change, waited, ...turn }: Turn): string[] {
  const share = Math.round(change.aiShare * 100);
  return [
    why,
    ...(missing === "" ? [] : [missing]),
    "",
    `Change: ${change.title} (${change.project}${change.requirement === null ? "" : `, for ${change.requirement}`})`,
    `Tier: ${change.tier}. ${change.added} lines added, ${change.deleted} deleted; AI wrote ${share} % of what was added.`,
    ...(turn.environment === null ? [] : [`For: ${turn.environment}`]),
    ...(turn.until === null ? [] : [`Due: ${turn.until}`]),
  ];
}

function until({ until: time }: Turn): string {
  return time === null ? "" : ` Due ${time}.`;
}

function addressOf(origin: string, { change, environment }: Turn): string {
  return `${origin}/changes/${change.id}${environment === null ? "" : `?environment=${encodeURIComponent(environment)}`}`;
}

function letter(origin: string, lines: readonly string[]): string {
  return `${[...lines, "", "--", `Nothing is decided by opening a link. What you are sent: ${origin}/settings`].join("\n")}\n`;
}

// A title is whatever its author typed; a subject is one line.
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 200);
}
