import { useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { wrongAt } from "../../api/problem.ts";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Select } from "../../parts/select.tsx";
import { announce } from "../../parts/status.tsx";
import { useMe } from "../../shell/me.ts";
import { tomorrow } from "../../time.ts";
import { shortReason } from "../reason.ts";
import type { Blueprint } from "./words.ts";

type Opened = "start" | "skip" | "except" | null;

/** What the person at the screen may do with the blueprint. What the server would refuse is not drawn. */
export function Acts({ blueprint, onClose }: { readonly blueprint: Blueprint; readonly onClose: () => void }) {
  const { change } = useSearch({ strict: false });
  const { state, may, missing, unread, debt } = blueprint;
  const [starts, excepts, closes] = [useMay(may.start), useMay(may.except), useMay(may.close)];
  const [open, setOpen] = useState<Opened>(change !== undefined && excepts && state === "running" ? "except" : null);
  const shut = () => setOpen(null);
  const running = state === "running";
  return (
    <>
      {running && excepts ? <Button onClick={() => setOpen("except")}>Except a change</Button> : null}
      {running && closes ? (
        <Button kind="primary" why={missing.length > 0 || unread !== null ? "Something is missing yet; it stands below." : undefined} onClick={onClose}>
          Close the blueprint
        </Button>
      ) : null}
      {!running && starts && debt !== null && debt.skipped === null ? <Button onClick={() => setOpen("skip")}>Skip it</Button> : null}
      {!running && starts ? (
        <Button kind={state === "closed" ? "plain" : "primary"} onClick={() => setOpen("start")}>
          {state === "closed" ? "Start another blueprint" : "Start the blueprint"}
        </Button>
      ) : null}
      {open === "start" ? <Start blueprint={blueprint} onClose={shut} /> : null}
      {open === "skip" ? <Skip blueprint={blueprint} onClose={shut} /> : null}
      {open === "except" ? <Except blueprint={blueprint} change={change} onClose={shut} /> : null}
    </>
  );
}

function useMay(people: readonly { readonly id: string }[]): boolean {
  const { acts, person } = useMe();
  return acts && people.some(({ id }) => id === person.id);
}

interface Given {
  readonly blueprint: Blueprint;
  readonly onClose: () => void;
}

const aDay = 86_400_000;

function dayFrom(days: number): string {
  return new Date(Date.now() + days * aDay).toISOString().slice(0, 10);
}

function Start({ blueprint: { project }, onClose }: Given) {
  const [start, setStart] = useState(dayFrom(0));
  const [end, setEnd] = useState(dayFrom(21));
  const { mutate, isPending, error } = useSend("blueprint.start", ({ warning }) => {
    announce(`The blueprint is started.${warning === null ? "" : ` ${warning}`}`);
    onClose();
  });
  const days = Math.round((Date.parse(end) - Date.parse(start)) / aDay);
  const missing = Number.isNaN(days) ? "Give both days." : days <= 0 ? "It ends after it starts." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ params: { project }, body: { start, end } });
  };
  return (
    <Dialog title={`Start the blueprint of ${project}`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>From then on only documents of {project} change. Everything else is denied until the blueprint is closed, or excepted by name.</p>
        <Field label="First day" type="date" value={start} wrong={wrongAt(error, "start")} onChange={(event) => setStart(event.target.value)} />
        <Field
          label="Day on which it is meant to close"
          type="date"
          hint="Two to four weeks are usual."
          value={end}
          wrong={wrongAt(error, "end")}
          onChange={(event) => setEnd(event.target.value)}
        />
        {missing === undefined && (days < 14 || days > 28) ? <p className="soft">{days} days: a blueprint usually takes 14 to 28.</p> : null}
        <Problem error={error} fields={["start", "end"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Start it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Skip({ blueprint: { project }, onClose }: Given) {
  const [reason, setReason] = useState("");
  const { mutate, isPending, error } = useSend("blueprint.skip", () => {
    announce("It is recorded as governance debt.");
    onClose();
  });
  const missing = shortReason(reason);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ params: { project }, body: { reason: reason.trim() } });
  };
  return (
    <Dialog title={`Build ${project} without a blueprint`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>It is recorded in your name as governance debt. Its age stands here and on the portfolio until a blueprint is started.</p>
        <Field label="Why" hint="20 to 2,000 characters. An auditor reads this." rows={4} value={reason} onChange={(event) => setReason(event.target.value)} />
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Record that it is skipped
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Except({ blueprint: { project }, change: given, onClose }: Given & { readonly change: string | undefined }) {
  const [change, setChange] = useState(given ?? "");
  const [until, setUntil] = useState(tomorrow());
  const [reason, setReason] = useState("");
  const changes = useAnswer("changes.list", { query: { project, limit: 100 } });
  const { mutate, isPending, error } = useSend("blueprint.except", () => {
    announce("The change is excepted.");
    onClose();
  });
  const missing = change === "" ? "Choose the change." : until === "" ? "Give the last day." : shortReason(reason);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ params: { change }, body: { until, reason: reason.trim() } });
  };
  const known = changes.data?.items ?? [];
  const choices = [
    { value: "", label: "choose one" },
    ...(known.some(({ id }) => id === change) || change === "" ? [] : [{ value: change, label: change }]),
    ...known.map(({ id, title }) => ({ value: id, label: title || id })),
  ];
  return (
    <Dialog title="Let one change pass" onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>
          The blueprint no longer holds it up until that day; everything else that is asked of it stays asked. The exception stands in the ledger and beside every verdict that
          rests on it.
        </p>
        <Select label="Change" value={change} choices={choices} onChange={setChange} />
        <Field label="Last day on which it holds" type="date" value={until} wrong={wrongAt(error, "until")} onChange={(event) => setUntil(event.target.value)} />
        <Field label="Why it cannot wait" hint="20 to 2,000 characters." rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
        <Problem error={error} fields={["until"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Except this change
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
