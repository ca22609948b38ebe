import { type ReactNode, useState } from "react";
import { plural } from "../../words.ts";

const most = 12;

/** The first items of a list that can be very long, and the rest when it is asked for. */
export function Few<Item>({ items, what, children }: { readonly items: readonly Item[]; readonly what: string; readonly children: (item: Item) => ReactNode }) {
  const [all, setAll] = useState(false);
  if (items.length === 0) return null;
  const shown = all || items.length <= most + 3 ? items : items.slice(0, most);
  return (
    <>
      <ul className="items">{shown.map(children)}</ul>
      {shown.length === items.length ? null : (
        <button type="button" className="row-more" onClick={() => setAll(true)}>
          Show {plural(items.length - shown.length, `more ${what}`, `more ${what}s`)}
        </button>
      )}
    </>
  );
}
