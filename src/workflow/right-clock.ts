import { Failure } from "../model/failure.ts";
import type { Workplace } from "./workplace.ts";

/** Two machines, or a clock that is being set, may differ by this much. */
const most = 60_000;

/** How far the ledger's newest entry lies ahead of the machine's clock, in milliseconds; 0 when it is no matter. The clock is wrong then, or was when that entry was made. */
export function clockBehind({ clock, machineClock }: Pick<Workplace, "clock" | "machineClock">): number {
  const ahead = clock() - machineClock();
  return ahead > most ? ahead : 0;
}

/**
 * Refuses what goes by the time while nobody knows it: the ledger's time stands still until the clock has come after it, so that no approval, emergency or signature would run out (F10). Throws `Failure`
 * (`clock-wrong`).
 */
export function requireRightClock(workplace: Pick<Workplace, "clock" | "machineClock">): void {
  const behind = clockBehind(workplace);
  if (behind > 0)
    throw new Failure("clock-wrong", `The machine's clock is ${Math.round(behind / 1_000)} s behind the newest entry of the ledger, so nobody can say what still holds.`, {
      hint: "Set the machine's clock; when the entry is the one that is wrong, wait until the clock has come after it.",
    });
}
