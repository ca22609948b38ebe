import { Failure } from "../model/failure.ts";

/** The end of a day in UTC. Throws `Failure` (`bad-input`). */
export function lastMoment(day: string): number {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse takes the 31st of February for a day in March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day)
    throw new Failure("bad-input", `${JSON.stringify(day)} is not a day.`, { hint: "Write it as 2027-03-31." });
  return midnight + 86_400_000;
}
