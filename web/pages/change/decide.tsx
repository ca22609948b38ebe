import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { problemFrom } from "../../api/problem.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { useMe } from "../../shell/me.ts";
import { tomorrow } from "../../time.ts";
import type { Draft, Drafting } from "./draft.ts";
import { approvalObstacle, criteriaOf, type Open, type Outcome, scopeOf } from "./words.ts";

/** The four outcomes, of equal weight. Each leads to the text that would be signed; none records anything by itself. */
export function Decide({
  page,
  drafting,
  open,
  onShow,
}: {
  readonly page: ChangePage;
  readonly drafting: Drafting;
  readonly open: Open;
  /** Goes to the first thing that is open. */
  readonly onShow: () => void;
}) {
  const [asking, setAsking] = useState<Exclude<Outcome, "approve"> | null>(null);
  const goOn = useGoOn(page, drafting);
  const obstacle = approvalObstacle(page, open);
  const id = useId();
  const { acts } = useMe();
  if (!acts) return <p className="decide-why">You read this change; deciding is for others.</p>;
  if (!page.you.mayDecide) return <p className="decide-why">{page.you.because ?? "You read this change; deciding is for others."}</p>;
  return (
    <div className="decide">
      <p className="decide-why">
        <span id={id}>{obstacle === null ? page.human : page.you.mayApprove ? `You cannot approve yet. ${obstacle}` : obstacle}</span>{" "}
        {obstacle !== null && page.you.mayApprove ? (
          <button type="button" className="row-more" onClick={onShow}>
            Show it
          </button>
        ) : null}
      </p>
      <fieldset className="decide-verbs">
        <legend className="unseen">Your decision</legend>
        <Button why={obstacle ?? undefined} aria-describedby={id} onClick={() => void goOn({ outcome: "approve", doubt: null, until: null })}>
          <span>
            Approve<span className="verb-rest"> {scopeOf(page.environment)}</span>
          </span>
        </Button>
        <Button onClick={() => setAsking("request-changes")}>Request changes</Button>
        <Button onClick={() => setAsking("defer")}>
          <span>
            Defer<span className="verb-rest"> until…</span>
          </span>
        </Button>
        <Button onClick={() => setAsking("unsure")}>Unsure</Button>
      </fieldset>
      {asking === null ? null : <Ask outcome={asking} page={page} draft={drafting.draft} onClose={() => setAsking(null)} onDone={goOn} />}
    </div>
  );
}

type Rest = Pick<Draft, "outcome"> & Partial<Pick<Draft, "doubt" | "until" | "comment">>;

// What was said is kept first: the page where it is signed reads it from there.
function useGoOn({ change, environment }: ChangePage, { flush }: Drafting) {
  const navigate = useNavigate();
  return async (rest: Rest): Promise<void> => {
    try {
      await flush(rest);
    } catch (error) {
      return announce(problemFrom(error).detail);
    }
    await navigate({
      to: "/changes/$change/sign",
      params: { change: change.id },
      search: { outcome: rest.outcome ?? "approve", ...(environment === null ? {} : { environment }) },
    });
  };
}

const titles = { "request-changes": "Request changes", defer: "Defer until a day", unsure: "Unsure" } as const;
const leads = {
  "request-changes": "The change goes back to whoever put it forward, with what you write here.",
  defer: "The gate waits until the day, then it is your turn again.",
  unsure: "Doubt is an answer. Somebody better qualified for the criterion gets it, with a time until when, and the gate waits for them.",
} as const;

/** What an outcome other than approval needs: words, a day, or the criterion in doubt. */
function Ask({
  outcome,
  page,
  draft,
  onClose,
  onDone,
}: {
  readonly outcome: Exclude<Outcome, "approve">;
  readonly page: ChangePage;
  readonly draft: Draft;
  readonly onClose: () => void;
  readonly onDone: (rest: Rest) => Promise<void>;
}) {
  const [comment, setComment] = useState(draft.comment ?? "");
  const [until, setUntil] = useState(draft.until ?? "");
  const [doubt, setDoubt] = useState(draft.doubt ?? "");
  const [error, setError] = useState<unknown>(null);
  const missing = missingFor(outcome, { comment, until, doubt });
  const go = () => onDone({ outcome, comment: comment.trim(), until: outcome === "defer" ? until : null, doubt: outcome === "unsure" ? doubt : null }).catch(setError);
  return (
    <Dialog title={titles[outcome]} onClose={onClose}>
      <p>{leads[outcome]}</p>
      {outcome === "defer" ? (
        <Field label="Until" type="date" min={tomorrow()} value={until} onChange={(event: { target: { value: string } }) => setUntil(event.target.value)} />
      ) : null}
      {outcome === "unsure" ? <Doubt page={page} value={doubt} onChange={setDoubt} /> : null}
      <Field
        label={outcome === "request-changes" ? "What should change" : "Why"}
        rows={4}
        maxLength={20_000}
        value={comment}
        onChange={(event: { target: { value: string } }) => setComment(event.target.value)}
      />
      <Problem error={error} />
      <p className="dialog-verbs">
        <Button kind="primary" why={missing ?? undefined} onClick={() => void go()}>
          Read what you will sign
        </Button>
        {missing === null ? null : <span className="quiet">{missing}</span>}
      </p>
    </Dialog>
  );
}

function Doubt({ page, value, onChange }: { readonly page: ChangePage; readonly value: string; readonly onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Criterion in doubt</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">Choose one</option>
        {criteriaOf(page).map(({ id: criterion, says }) => (
          <option key={criterion} value={criterion}>
            {says}
          </option>
        ))}
      </select>
    </div>
  );
}

function missingFor(outcome: Exclude<Outcome, "approve">, { comment, until, doubt }: { readonly comment: string; readonly until: string; readonly doubt: string }): string | null {
  if (outcome === "defer" && until === "") return "Choose the day.";
  if (outcome === "unsure" && doubt === "") return "Choose the criterion that is in doubt.";
  return comment.trim() === "" ? "Say it in words." : null;
}
