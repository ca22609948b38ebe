const day = 24 * 60 * 60 * 1000;

/** How many days before an appointment its reminders go out. */
export const leadDays = [7, 1];

/**
 * The reminders that fall due after `since` and up to `now`, the earliest first. An appointment that was cancelled or has begun gets none.
 *
 * @param {{ id: string, at: Date, place: string, patient: object, cancelled?: boolean }[]} appointments
 * @param {{ since: Date, now: Date }} period from the last run until this one
 */
export function dueReminders(appointments, { since, now }) {
  return appointments
    .filter(({ at, cancelled }) => !cancelled && at > now)
    .flatMap((appointment) => leadDays.map((days) => ({ appointment, days, due: new Date(appointment.at.getTime() - days * day) })))
    .filter(({ due }) => due > since && due <= now)
    .sort((a, b) => a.due.getTime() - b.due.getTime());
}
