import { parseDuration } from "../../model/duration.ts";
import { spanText } from "../matrix.ts";

/** `2 weeks` for `2w`. */
export function spanWords(text: string): string {
  const span = parseDuration(text);
  return span === null ? text : spanText(span);
}

/** `1 person`, `3 people`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `45 minutes`, `1 h 30 min`. */
export function minutesText(minutes: number): string {
  if (minutes < 60) return counted(minutes, "minute");
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}
