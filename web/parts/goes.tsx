import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A change by its title, or by its id where the title is not known. */
export function ChangeLink({ id, title, row = false }: { readonly id: string; readonly title?: string | null; readonly row?: boolean }) {
  return (
    <Link to={`/changes/${encodeURIComponent(id)}` as string} {...(row ? { "data-row": true } : {})}>
      {title || id}
    </Link>
  );
}

export function DeploymentLink({ id, children, row = false }: { readonly id: string; readonly children?: ReactNode; readonly row?: boolean }) {
  return (
    <Link to={`/deployments/${encodeURIComponent(id)}` as string} {...(row ? { "data-row": true } : {})}>
      {children ?? id}
    </Link>
  );
}

export function DecisionLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return <Link to={`/decisions/${encodeURIComponent(id)}` as string}>{children}</Link>;
}

/** Where something stands in the ledger. */
export function EntryLink({ index }: { readonly index: number }) {
  return (
    <Link className="nowrap figure" to={`/ledger/${index}` as string}>
      entry {index}
    </Link>
  );
}
