import type { Environment } from "../model/policy.ts";

/** The freeze window that holds at an instant, or null. Dates are days of the window's own IANA zone, both included; an unknown zone freezes. */
export function frozen(environment: Environment, now: number): Environment["freeze"][number] | null {
  return (
    environment.freeze.find(({ from, to, zone }) => {
      const today = dayIn(zone, now);
      return today === null || (today >= from && today <= to);
    }) ?? null
  );
}

function dayIn(zone: string, now: number): string | null {
  try {
    const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(now);
    const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
    return `${part("year")}-${part("month")}-${part("day")}`;
  } catch {
    return null;
  }
}
