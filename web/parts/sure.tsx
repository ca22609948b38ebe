import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Problem } from "./problem.tsx";

/** A button for what cannot be taken back: it asks once more, saying what will follow. `act` throws what the server refuses. */
export function Sure({
  button,
  title,
  children,
  confirm,
  act,
}: {
  /** On the page; names the act. */
  readonly button: ReactNode;
  readonly title: string;
  /** What follows from it. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly act: () => Promise<unknown>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        {button}
      </Button>
      {open ? (
        <Ask title={title} confirm={confirm} act={act} onClose={() => setOpen(false)}>
          {children}
        </Ask>
      ) : null}
    </>
  );
}

function Ask({
  title,
  children,
  confirm,
  act,
  onClose,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await act();
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div>{children}</div>
      <Problem error={error} />
      <div className="dialog-act">
        <Button kind="primary" busy={busy} onClick={() => void go()}>
          {confirm}
        </Button>
        <Button onClick={onClose}>Leave it as it is</Button>
      </div>
    </Dialog>
  );
}
