/**
 * The words of a reminder. They say when and where, never why or to whom, because somebody else may read them.
 *
 * @param {{ at: Date, place: string }} appointment
 */
export function reminderText({ at, place }, zone) {
  return `Northwind Hospital: you have an appointment on ${timeInWords(at, zone)} at ${place}. If you cannot come, please call us.`;
}

/** The instant in words by the clock of the time zone: `Tuesday 6 October at 09:30`. */
export function timeInWords(instant, zone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const { weekday, day, month, hour, minute } = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${weekday} ${day} ${month} at ${hour}:${minute}`;
}
