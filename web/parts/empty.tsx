import type { ReactNode } from "react";

/** Nothing is here: why that is, and what will be here. Two lines, never more. */
export function Empty({ title, children, action }: { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      <p>{children}</p>
      {action}
    </div>
  );
}
