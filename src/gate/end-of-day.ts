/** The last millisecond of a date in UTC; 0 for text that is no date, so that what depends on it has run out. */
export function endOfDay(date: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(midnight) ? 0 : midnight + 86_399_999;
}
