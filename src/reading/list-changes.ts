import { setImmediate } from "node:timers/promises";
import { openCase, type Workplace } from "../workflow/index.ts";
import { namesIn } from "./approvers.ts";
import { type Headline, headlineOf } from "./headline.ts";

/** One page of the changes that were put forward, the newest first. Only the changes of the page are opened. */
export async function changesPage(
  workplace: Workplace,
  { project, before, limit }: { readonly project?: string | undefined; readonly before?: string | undefined; readonly limit: number },
): Promise<{ readonly items: readonly Headline[]; readonly next: string | null }> {
  const rows = (await workplace.store.read.changes(project === undefined ? {} : { project })).reverse();
  const from = before === undefined ? 0 : rows.findIndex(({ id }) => id === before) + 1;
  const shown = rows.slice(from, from + limit);
  const nameOf = await namesIn(workplace);
  const items: Headline[] = [];
  // One after the other: what a change holds may be large, and it is let go before the next one is opened.
  for (const { id } of shown) {
    await setImmediate();
    items.push(headlineOf(await openCase(workplace, id), nameOf));
  }
  return { items, next: from + limit < rows.length ? (shown.at(-1)?.id ?? null) : null };
}
