import { channelFor } from "./channel.js";
import { dueReminders } from "./due.js";
import { reminderText } from "./message.js";
import { deliver } from "./outbox.js";
import { callTimes, phoneNumber } from "./phone.js";

const unreachable = { delivered: false, attempts: 0, reason: "no channel reaches the patient" };
const tooLate = { delivered: false, attempts: 0, reason: "no time is left to call" };

/**
 * Sends the reminders that fell due since the last run, one after another, and reports what became of each. The key that a carrier
 * gets is the same for every attempt, so that it can tell a repeated message from a new one.
 * The carrier for calls also gets the number, and the times at which to call until somebody answers.
 *
 * @param {{ since: Date, now: Date, zone: string, carriers: Record<string, (message: object) => Promise<void>>, wait?: (milliseconds: number) => Promise<void> }} surroundings
 */
export async function run(appointments, { since, now, zone, carriers, wait }) {
  const report = { sent: [], failed: [] };
  for (const { appointment, days } of dueReminders(appointments, { since, now, zone })) {
    const { patient } = appointment;
    const message = { key: `${appointment.id}-${days}`, patient, text: reminderText(appointment, zone) };
    const channel = channelFor(patient, days);
    if (channel === "phone") Object.assign(message, { number: phoneNumber(patient), calls: callTimes(now, appointment.at, zone) });
    const { delivered, ...outcome } = obstacle(channel, message) ?? (await deliver(() => carriers[channel](message), { wait }));
    report[delivered ? "sent" : "failed"].push({ key: message.key, channel, ...outcome });
  }
  return report;
}

/** Why a message can't even be handed to a carrier, as an outcome; null when it can. */
function obstacle(channel, { calls }) {
  if (channel === null) return unreachable;
  return calls?.length === 0 ? tooLate : null;
}
