import { Link } from "@tanstack/react-router";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { announce } from "./status.tsx";

/** `primary` is the one next step of a page; `plain` stands beside it as an equal; `quiet` is for what is seldom needed. */
export type ButtonKind = "primary" | "plain" | "quiet";

interface Looks {
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  readonly children: ReactNode;
}

/**
 * A button, named by the act ("Approve for production"). `busy` keeps its place and focus while it works and takes no second press;
 * `why` disables it and says what is missing, to everybody: a press shows it beside the button, or, where the page says it already (`aria-describedby`), once more.
 */
export function Button({
  kind = "plain",
  small = false,
  busy = false,
  why,
  children,
  onClick,
  "aria-describedby": described,
  ...rest
}: Looks & { readonly busy?: boolean; readonly why?: string | undefined } & Omit<ComponentProps<"button">, "disabled" | "className">) {
  const id = useId();
  // What was told; another reason than that is told at the next press.
  const [told, setTold] = useState<string | null>(null);
  const stopped = busy || why !== undefined;
  const tell = (reason: string) => (described === undefined ? setTold(reason) : announce(reason));
  return (
    <>
      <button
        type="button"
        {...rest}
        className={classOf(kind, small)}
        // Not `disabled`: it stays in the order of focus, so that the reason can be read and the place is not lost.
        aria-disabled={stopped}
        aria-busy={busy}
        aria-describedby={described ?? (why === undefined ? undefined : id)}
        title={why}
        onClick={(event) => {
          if (!stopped) return onClick?.(event);
          event.preventDefault();
          if (why !== undefined) tell(why);
        }}
      >
        {children}
      </button>
      {described === undefined && why !== undefined ? <Why id={id} why={why} shown={told === why} /> : null}
    </>
  );
}

/** Read with the button by a screen reader; seen, and announced, once it was pressed. */
function Why({ id, why, shown }: { readonly id: string; readonly why: string; readonly shown: boolean }) {
  return (
    <>
      <span id={id} hidden>
        {why}
      </span>
      {shown ? (
        <span className="button-why" role="alert">
          {why}
        </span>
      ) : null}
    </>
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
