import { channelFor } from "./channel.js";
import { dueReminders } from "./due.js";
import { reminderText } from "./message.js";
import { deliver } from "./outbox.js";

const unreachable = { delivered: false, attempts: 0, reason: "no channel reaches the patient" };

/**
 * Sends the reminders that fell due since the last run, one after another, and reports what became of each. The key that a carrier
 * gets is the same for every attempt, so that it can tell a repeated message from a new one.
 *
 * @param {{ since: Date, now: Date, zone: string, carriers: Record<string, (message: object) => Promise<void>>, wait?: (milliseconds: number) => Promise<void> }} surroundings
 */
export async function run(appointments, { since, now, zone, carriers, wait }) {
  const report = { sent: [], failed: [] };
  for (const { appointment, days } of dueReminders(appointments, { since, now, zone })) {
    const { patient } = appointment;
    const message = { key: `${appointment.id}-${days}`, patient, text: reminderText(appointment, zone) };
    const channel = channelFor(patient, days);
    const { delivered, ...outcome } = channel === null ? unreachable : await deliver(() => carriers[channel](message), { wait });
    report[delivered ? "sent" : "failed"].push({ key: message.key, channel, ...outcome });
  }
  return report;
}
