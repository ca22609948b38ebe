import { Link } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";

/** `primary` is the one next step of a page; `plain` stands beside it as an equal; `quiet` is for what is seldom needed. */
export type ButtonKind = "primary" | "plain" | "quiet";

interface Looks {
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  readonly children: ReactNode;
}

/**
 * A button, named by the act ("Approve for production"). `busy` keeps its place and focus while it works and takes no second press;
 * `why` disables it and says what is missing, to everybody.
 */
export function Button({
  kind = "plain",
  small = false,
  busy = false,
  why,
  children,
  onClick,
  ...rest
}: Looks & { readonly busy?: boolean; readonly why?: string | undefined } & Omit<ComponentProps<"button">, "disabled" | "className">) {
  const stopped = busy || why !== undefined;
  return (
    <button
      type="button"
      {...rest}
      className={classOf(kind, small)}
      // Not `disabled`: it stays in the order of focus, so that the reason can be read and the place is not lost.
      aria-disabled={stopped}
      aria-busy={busy}
      title={why}
      onClick={(event) => {
        if (stopped) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere and does nothing. */
export function ButtonLink({ kind = "plain", small = false, children, to }: Looks & { readonly to: string }) {
  return (
    <Link to={to} className={classOf(kind, small)}>
      {children}
    </Link>
  );
}

function classOf(kind: ButtonKind, small: boolean): string {
  return `button button-${kind}${small ? " button-small" : ""}`;
}
