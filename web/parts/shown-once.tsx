import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Taken } from "./taken.tsx";

/** A secret that is shown this once. The dialog takes no Escape and no press outside, so that it is not lost by accident. */
export function ShownOnce({
  title,
  secret,
  what,
  children,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  readonly what: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={title} firm onClose={onClose}>
      <div>{children}</div>
      <Taken text={secret} what={what} button={`Copy the ${what}`} />
      <div className="dialog-act">
        <Button onClick={onClose}>I have it</Button>
      </div>
    </Dialog>
  );
}
