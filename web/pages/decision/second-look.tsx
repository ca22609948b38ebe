import { type FormEvent, useState } from "react";
import type { Answer } from "../../api/client.ts";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Field, RadioGroup } from "../../parts/field.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Sure } from "../../parts/sure.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import { mayOrder, type ReReview, reReviewSentence } from "../re-review-words.ts";
import "../../style/lists.css";
import "../../style/second-look.css";

type Decided = Answer<"decisions.read">;

/** Second looks at an approval: what was ordered and answered, the answer where this person was asked, and the order where they may give it (R35). */
export function SecondLook({ page: { decision, reReviews } }: { readonly page: Decided }) {
  const { person } = useMe();
  const approves = decision.outcome === "approve" && decision.environment === null;
  const waits = reReviews.some(({ answered, person: asked }) => answered === null && asked !== null);
  if (reReviews.length === 0 && !(approves && mayOrder(person.roles))) return null;
  return (
    <Section title="A second look" beside={approves && !waits && mayOrder(person.roles) ? <OrderOne decision={decision.id} /> : undefined}>
      {reReviews.length === 0 ? <p className="quiet">None was ordered at this decision.</p> : null}
      {reReviews.map((each) => (
        <One key={each.id} reReview={each} mine={[each.person, ...each.deputies].some((one) => one?.id === person.id)} />
      ))}
    </Section>
  );
}

function One({ reReview, mine }: { readonly reReview: ReReview; readonly mine: boolean }) {
  const { answered, due, overdue, drawn, index, id } = reReview;
  return (
    <div className="second-look">
      <p>
        {reReviewSentence(reReview)} <EntryLink index={answered?.index ?? index} />
      </p>
      {answered === null ? (
        <p className="quiet">
          {overdue ? "It was due " : "It is due "}
          <Time at={due} />.
        </p>
      ) : (
        <blockquote className="second-look-reason">{answered.reason}</blockquote>
      )}
      {drawn === null ? null : <Drawn drawn={drawn} />}
      {mine && answered === null ? <AnswerIt review={id} /> : null}
    </div>
  );
}

/** What a stranger needs to draw the sample again. */
function Drawn({ drawn: { since, until, size, root, order, seed } }: { readonly drawn: NonNullable<ReReview["drawn"]> }) {
  return (
    <details>
      <summary>How it was drawn</summary>
      <p>
        From the approvals of <Time at={since} exactly /> to before <Time at={until} exactly />: those whose SHA-256 of the seed, a space and the decision’s id is lowest. The seed
        follows from the ledger’s root at {size.toLocaleString("en-GB")} entries, just before the order, and the order’s id, which is random: nobody chose.
      </p>
      <dl className="facts">
        <dt>Root</dt>
        <dd>
          <code className="fingerprint">{root}</code>
        </dd>
        <dt>Order</dt>
        <dd>
          <code className="fingerprint">{order}</code>
        </dd>
        <dt>Seed</dt>
        <dd>
          <code className="fingerprint">{seed}</code>
        </dd>
      </dl>
    </details>
  );
}

function AnswerIt({ review }: { readonly review: string }) {
  const [answer, setAnswer] = useState<"agrees" | "disagrees" | null>(null);
  const [reason, setReason] = useState("");
  const { mutate, isPending, error } = useSend("reReviews.answer", () => announce("Your second look is recorded."));
  const missing = answer === null ? "Say whether you agree." : reason.trim() === "" ? "Say why." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (answer !== null && missing === undefined) mutate({ params: { review }, body: { answer, reason: reason.trim() } });
  };
  return (
    <form className="form" onSubmit={send}>
      <RadioGroup
        label="Read the change again: would you have approved it?"
        value={answer}
        onChange={setAnswer}
        choices={[
          { value: "agrees", label: "Yes, I agree with the approval" },
          { value: "disagrees", label: "No, I disagree", hint: "The verdict stays as it was; somebody better qualified is asked, as for a doubt." },
        ]}
      />
      <Field label="Why" hint="What you looked at, and what you found." rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Problem error={error} />
      <div className="dialog-act">
        <Button kind="primary" type="submit" busy={isPending} why={missing}>
          Record the second look
        </Button>
      </div>
    </form>
  );
}

function OrderOne({ decision }: { readonly decision: string }) {
  const { mutateAsync } = useSend("reReviews.order", () => announce("A second look is ordered."));
  return (
    <Sure button="Order a second look" title="Order a second look at this decision?" confirm="Order the second look" act={() => mutateAsync({ body: { decision } })}>
      <p>
        The ledger draws who is asked among those who are qualified and neither contributed nor approved. It is due in 7 days. The decision goes on to count, whatever the answer
        is.
      </p>
    </Sure>
  );
}
