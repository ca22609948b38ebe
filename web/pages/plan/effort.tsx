import { type FormEvent, useState } from "react";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { useMe } from "../../shell/me.ts";
import type { Checkpoint } from "./words.ts";

/** Whether the person keeps plans: records efforts and drills. */
export function usePlans(): boolean {
  const { acts, person } = useMe();
  return acts && person.roles.some((role) => role === "project-manager" || role === "engineering-lead");
}

interface Given {
  readonly checkpoint: Checkpoint;
  readonly project: string;
}

/** Records what a checkpoint took; drawn for whoever may. */
export function EffortButton(given: Given) {
  const [open, setOpen] = useState(false);
  if (!usePlans()) return null;
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Record time <span className="unseen">for {given.checkpoint.title}</span>
      </Button>
      {open ? <Effort {...given} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Effort({ checkpoint: { id, title, minutes: before }, project, onClose }: Given & { readonly onClose: () => void }) {
  const [minutes, setMinutes] = useState("");
  const { mutate, isPending, error } = useSend("plan.effort", () => {
    announce("The time is recorded.");
    onClose();
  });
  const missing = /^[1-9]\d{0,4}$/.test(minutes.trim()) ? undefined : "Give whole minutes, such as 45.";
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ params: { project }, body: { checkpoint: id, minutes: Number(minutes) } });
  };
  return (
    <Dialog title={`Time for “${title}”`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <Field
          label="Minutes"
          hint={`Of all people together. Estimated are ${before.estimated}; ${before.recorded === 0 ? "nothing is" : `${before.recorded} are`} recorded so far, and this is added.`}
          inputMode="numeric"
          value={minutes}
          onChange={(event) => setMinutes(event.target.value)}
        />
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Record the time
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
