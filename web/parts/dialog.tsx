import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

/**
 * A dialog in front of the page, drawn while it is mounted: `{open && <Dialog title="…" onClose={…}>…</Dialog>}`. The browser keeps the focus
 * in it and gives it back. `side` makes it a sheet that slides in from the right, or from below on a phone; `firm` takes no Escape and no press outside.
 */
export function Dialog({
  title,
  onClose,
  children,
  side = false,
  firm = false,
  bare = false,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly side?: boolean;
  readonly firm?: boolean;
  /** Without a visible head; the title still names it. */
  readonly bare?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the page is drawn again: a dialog that has left the page gives no focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same and is the browser's own.
    <dialog
      ref={ref}
      className={side ? "dialog dialog-side" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!firm) onClose();
      }}
      onClose={() => {
        // A browser closes at the second Escape whatever the page says; a firm dialog comes back.
        if (firm && ref.current?.open === false) ref.current.showModal();
      }}
      onClick={(event) => {
        if (!firm && event.target === ref.current) onClose();
      }}
    >
      <div className="dialog-body">
        <div className={bare ? "unseen" : "dialog-head"}>
          <h2 id={id}>{title}</h2>
          {firm || bare ? null : (
            <button type="button" className="dialog-close" aria-label="Close" onClick={onClose}>
              <svg viewBox="0 0 16 16" aria-hidden="true" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
                <path d="m3.5 3.5 9 9m0-9-9 9" />
              </svg>
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}
