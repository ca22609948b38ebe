/** What is wrong with a reason that goes into the ledger; undefined where nothing is. */
export function shortReason(reason: string): string | undefined {
  const { length } = reason.trim();
  if (length < 20) return length === 0 ? "Say it in words: at least 20 characters." : `${20 - length} more ${length === 19 ? "character is" : "characters are"} needed.`;
  return length > 2_000 ? "At most 2,000 characters are kept." : undefined;
}
