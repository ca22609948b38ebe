/** Nobody is disturbed from eight in the evening until eight in the morning, hospital time. */
export const quietHours = { from: 20, until: 8 };

// The offset of every time zone is a multiple of it, so local hours begin on such a step.
const quarterOfAnHour = 15 * 60 * 1000;

/** The hour of day, 0 to 23, that a clock in the time zone shows. */
export function hourIn(zone, instant) {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(instant));
}

/**
 * The instant itself, or the first moment after the quiet hours when it lies within them. It goes by the clock on the wall, so it
 * is right on the days on which the clocks change.
 */
export function afterQuietHours(instant, zone, { from, until } = quietHours) {
  let moment = instant;
  while (isQuiet(hourIn(zone, moment), from, until)) moment = new Date((Math.floor(moment.getTime() / quarterOfAnHour) + 1) * quarterOfAnHour);
  return moment;
}

function isQuiet(hour, from, until) {
  return from < until ? hour >= from && hour < until : hour >= from || hour < until;
}
