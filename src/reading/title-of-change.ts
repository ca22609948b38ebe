import { visible } from "../git/index.ts";
import type { Workplace } from "../workflow/index.ts";

/** As it was put forward last; null where it has none or was erased. */
export async function titleOfChange({ store }: Workplace, change: string): Promise<string | null> {
  const detail = (await store.read.change(change))?.latest.detail;
  const title = typeof detail === "object" && detail !== null && "title" in detail ? detail["title"] : null;
  return typeof title === "string" && title !== "" ? visible(title) : null;
}
