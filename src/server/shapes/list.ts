import { z } from "zod";

/** A list as the workflow gives it, which nobody changes. */
export function list<T extends z.ZodType>(item: T) {
  return z.array(item).readonly();
}

/** One page of a list. `next` is the cursor of the page after it; null on the last. */
export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: list(item), next: z.string().nullable() });
}

/** How a list is asked for, page by page. */
export const paging = { cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

/** The page of `items` that begins behind the item that the cursor names. Ids do not move, so that a list that grows in between skips nothing. */
export function pageOf<T extends { readonly id: string }>(items: readonly T[], { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number }) {
  const from = cursor === undefined ? 0 : items.findIndex(({ id }) => id === cursor) + 1;
  const shown = items.slice(from, from + limit);
  return { items: shown, next: from + limit < items.length ? (shown.at(-1)?.id ?? null) : null };
}

/** A cursor that is a ledger index: the page holds what stands before it. */
export const indexCursor = z.coerce.number().int().min(0).optional();
