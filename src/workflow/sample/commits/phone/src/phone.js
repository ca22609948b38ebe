import { afterQuietHours } from "./quiet-hours.js";

const hour = 60 * 60 * 1000;
const mostCalls = 3;
const betweenCalls = 3 * hour;
const lastCallBefore = 2 * hour;

// Calls are made from nine to six, while somebody is at the desk whom the patient can call back.
const deskClosed = { from: 18, until: 9 };

/** The number to call a patient on, as carriers want it (E.164: `+442079460018`); null when none of theirs is one. */
export function phoneNumber({ phone = "", mobile = "" }) {
  return dialable(phone) ?? dialable(mobile);
}

/** A number as people write it, in E.164, or null. A number without a country's prefix is taken to be of the given country. */
export function dialable(number, country = "44") {
  const digits = number.replace("(0)", "").replaceAll(/[\s().-]/g, "");
  const international = digits.replace(/^00/, "+").replace(/^0/, `+${country}`);
  return /^\+[1-9]\d{6,14}$/.test(international) ? international : null;
}

/**
 * When to call a patient about an appointment: now, and again hours later as long as nobody answers, always while the desk is open and
 * never in the last two hours before the appointment. Empty when no time is left.
 */
export function callTimes(now, appointment, zone) {
  const latest = appointment.getTime() - lastCallBefore;
  const times = [];
  let next = afterQuietHours(now, zone, deskClosed);
  while (times.length < mostCalls && next.getTime() <= latest) {
    times.push(next);
    next = afterQuietHours(new Date(next.getTime() + betweenCalls), zone, deskClosed);
  }
  return times;
}
