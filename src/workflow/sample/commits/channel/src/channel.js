/** The ways to reach a patient, the cheapest first. */
export const channels = ["email", "sms", "letter"];

// A letter that comes after the appointment is worse than none.
const daysByPost = 3;

const reaches = {
  email: ({ email }) => Boolean(email),
  sms: ({ mobile }) => Boolean(mobile),
  letter: ({ address }, days) => Boolean(address) && days >= daysByPost,
};

/**
 * The channel of a reminder that goes out this many days before the appointment: the one that the patient prefers when it can
 * reach them, else the cheapest that can, or null.
 *
 * @param {{ email?: string, mobile?: string, address?: string, prefers?: string }} patient
 */
export function channelFor(patient, days) {
  const possible = channels.filter((channel) => reaches[channel](patient, days));
  return possible.includes(patient.prefers) ? patient.prefers : (possible[0] ?? null);
}
