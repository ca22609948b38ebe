import type { ReactNode } from "react";

/** A titled piece of what is known of a change. */
export function Part({ title, count, children }: { readonly title: string; readonly count?: number; readonly children: ReactNode }) {
  return (
    <section className="part">
      <h2>
        {title}
        {count === undefined || count === 0 ? null : <span className="section-count figure"> {count}</span>}
      </h2>
      {children}
    </section>
  );
}
