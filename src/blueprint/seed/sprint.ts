import { type BlueprintFile, type DecisionArea, decisionAreas } from "../files.ts";
import { dateOf, dayOf, workingDay } from "../plan/schedule.ts";
import { usualBlueprintDays } from "../plan/sprint.ts";
import type { SeededDecision } from "./decisions.ts";
import { headComments, headSeed, type SeedOptions } from "./head.ts";
import type { Comments } from "./yaml-text.ts";

const aDay = 86_400_000;
const usualWorkingDays = 15;

/** Roles that the documents speak of. */
const neededRoles = ["engineering-lead", "policy-owner", "project-manager", "release-manager", "reviewer"];

export function sprintSeed(options: SeedOptions, records: readonly SeededDecision[]): BlueprintFile {
  const count = Math.min(20, Math.max(10, Math.trunc(options.days ?? usualWorkingDays)));
  const unheld = neededRoles.filter((role) => options.people[role] === undefined);
  return {
    blueprint: 1,
    document: headSeed(options, "blueprint", `Blueprint of ${options.project}`, ["engineering-lead"]),
    start: options.start,
    end: endOf(options.start, count),
    days: daysOf(count),
    areas: Object.fromEntries(decisionAreas.map((area) => [area, records.filter((each) => each.area === area).map(({ entry }) => entry)])),
    exit: ["Whoever will use the product has said what it is for, in words that the team repeats without looking.", "Each of the team can say what an AI tool may not be sent."],
    people: { ...options.people, ...Object.fromEntries(unheld.map((role) => [role, { holds: [options.owner] }])) },
  };
}

// Two working weeks are eleven days from their first to their last: the sprint then ends with the day after the weekend, no shorter than is usual.
function endOf(start: string, count: number): string {
  const last = dayOf(workingDay(start, count));
  return dateOf(Math.max(last, dayOf(start) + usualBlueprintDays.least * aDay));
}

interface Stretch {
  readonly area?: DecisionArea;
  readonly first: string;
  readonly second: string;
  /** What a third day is for. */
  readonly third: string;
}

const stretches: readonly (Stretch & { readonly area: DecisionArea })[] = [
  {
    area: "architecture",
    first: "Boundaries: what the system does, what it leaves to others, and what is dear to change later",
    second: "Interfaces to others, and who may change them",
    third: "What would have to be true for another architecture",
  },
  {
    area: "data",
    first: "Which data there is, whose it is, and in which class",
    second: "Where it is kept, for how long, and how it is migrated",
    third: "A copy to test with that holds nobody's data",
  },
  {
    area: "security",
    first: "Threats: who could want what, and who gets in",
    second: "Rules that code has to keep, and where secrets live",
    third: "Hold the rules against ten changes of the past",
  },
  { area: "operations", first: "Environments, releases, and the way back", second: "What is watched, who is called, what it may cost", third: "Try the way back once" },
  {
    area: "ai-tooling",
    first: "Which AI tools and models, for what, with which data",
    second: "Constraints, rules for agents, and disclosure",
    third: "Let each tool do one task, and look at what it wrote",
  },
];

function daysOf(count: number): BlueprintFile["days"] {
  const merged = Math.max(0, usualWorkingDays - count);
  const lengthened = Math.max(0, count - usualWorkingDays);
  const topics = [
    { topic: "Begin: purpose, scope, and who holds which role" },
    ...stretches.flatMap(({ area, first, second, third }, at) => {
      const both = at < merged ? [`${first}; ${second.charAt(0).toLowerCase()}${second.slice(1)}`] : [first, second];
      return [...both, ...(at < lengthened ? [third] : [])].map((topic) => ({ topic, area }));
    }),
    { topic: "Charter: who decides what, the matrix of roles, and how a doubt escalates" },
    { topic: "Risks: judge every entry of the register" },
    { topic: "Delivery framework, audit trail and AI policy: read aloud, mended, agreed" },
    { topic: "Exit check, signatures, close" },
  ];
  return topics.map((each, at) => ({ day: at + 1, ...each }));
}

export const sprintComments: Comments = {
  ...headComments,
  start: "While the sprint runs, only documents and rules change; code waits for the end. Two to four weeks are usual.",
  days: "Working days, counted from the start. Move topics as it suits you; each area needs a day.",
  areas: "Decision records by area, written as `proposed`. Each area needs one that is accepted, and the one about AI names the tools and constraints.",
  exit: "What else must be true before code is written. Whoever closes the sprint answers for each.",
  people: "Who holds which role, by handle or e-mail address, and who stands in (`deputies`). One person cannot hold all of them: give roles to others.",
};
