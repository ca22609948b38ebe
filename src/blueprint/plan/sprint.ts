import type { BlueprintFile, DecisionArea } from "../files.ts";
import { dayOf } from "./schedule.ts";

/** How long a blueprint takes usually, in days from its start to its end (R49). */
export const usualBlueprintDays = { least: 14, most: 28 } as const;

const aDay = 86_400_000;

/** Where a sprint stands on a day, by its dates alone. */
export interface SprintState {
  readonly state: "ahead" | "running" | "late";
  /** Day of the sprint, 1 on its first; 0 before it, and beyond `of` once it is late. */
  readonly day: number;
  /** Days from its first to its last, both counted. */
  readonly of: number;
  /** Days beyond its end; 0 until then. */
  readonly late: number;
  /** Working day that the plan counts by; 0 before the sprint. */
  readonly workingDay: number;
  readonly topics: readonly { readonly day: number; readonly topic: string; readonly area: DecisionArea | null }[];
  /** That it is shorter or longer than is usual; null where it is neither. */
  readonly warning: string | null;
}

/** `today` is `YYYY-MM-DD`. Whether the blueprint was closed is a fact, which no file knows. */
export function sprintState({ start, end, days }: Pick<BlueprintFile, "start" | "end" | "days">, today: string): SprintState {
  const [from, to, at] = [dayOf(start), dayOf(end), dayOf(today)];
  const day = at < from ? 0 : Math.round((at - from) / aDay) + 1;
  const late = Math.max(0, Math.round((at - to) / aDay));
  const nth = workingDayOf(start, today);
  // On a free day the topics are those of the working day before.
  const topics = at > to ? [] : days.filter((each) => each.day === nth).map(({ day: number, topic, area }) => ({ day: number, topic, area: area ?? null }));
  return {
    state: at < from ? "ahead" : late > 0 ? "late" : "running",
    day,
    of: Math.round((to - from) / aDay) + 1,
    late,
    workingDay: nth,
    topics,
    warning: lengthWarning({ start, end }),
  };
}

/** What is unusual about a sprint's length; null within the usual days. */
export function lengthWarning({ start, end }: Pick<BlueprintFile, "start" | "end">): string | null {
  const days = Math.round((dayOf(end) - dayOf(start)) / aDay);
  const { least, most } = usualBlueprintDays;
  return days < least || days > most ? `${days} ${days === 1 ? "day" : "days"}: a blueprint usually takes ${least} to ${most}.` : null;
}

/** How many working days there are from the start to a day, both counted. */
export function workingDayOf(start: string, today: string): number {
  const days = Math.max(0, Math.round((dayOf(today) - dayOf(start)) / aDay) + 1);
  const from = new Date(dayOf(start)).getUTCDay();
  const rest = Array.from({ length: days % 7 }, (_, at) => (from + at) % 7).filter((day) => day !== 0 && day !== 6);
  return Math.floor(days / 7) * 5 + rest.length;
}
