import { type FormEvent, useState } from "react";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import { shortReason } from "../reason.ts";
import { itemWords, leftSentence, type OpenReview, type ReviewItem } from "./words.ts";

/** An open review with its three items: what was done for each, or whose turn it is. */
export function Review({ review, tool }: { readonly review: OpenReview; readonly tool: string }) {
  const { id, model, project, items, by, opened, index } = review;
  return (
    <section className="tool-review" aria-label={`Review of ${model ?? tool}`}>
      <p>
        <strong>Review of {model ?? tool}</strong>
        {project === null ? "" : ` in ${project}`}: {leftSentence(review)}{" "}
        <span className="quiet">
          Opened by <Person person={by} /> <Time at={opened} />, <EntryLink index={index} />.
        </span>
      </p>
      <ul className="items">
        {items.map((item) => (
          <Item key={item.item} item={item} review={id} of={model ?? tool} />
        ))}
      </ul>
    </section>
  );
}

interface Given {
  readonly item: ReviewItem;
  readonly review: string;
  readonly of: string;
}

function Item({ item, review, of }: Given) {
  const { item: id, closed, who } = item;
  const { person } = useMe();
  const { name, asks } = itemWords[id];
  return (
    <li className={closed === null ? "item item-open" : "item"}>
      <span className="element-mark" aria-hidden="true" />
      <div>
        <p>
          <span className="unseen">{closed === null ? "Open: " : "Closed: "}</span>
          {name}
        </p>
        {closed === null ? (
          <p className="item-state">
            {asks} Waits for <People people={who} />.
          </p>
        ) : (
          <>
            <blockquote className="item-state">{closed.done}</blockquote>
            <p className="item-state">
              <Person person={closed.by} />, <Time at={closed.time} />, <EntryLink index={closed.index} />
            </p>
          </>
        )}
        {closed === null && who.some(({ id: each }) => each === person.id) ? <Close item={item} review={review} of={of} /> : null}
      </div>
    </li>
  );
}

function Close(given: Given) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Close {itemWords[given.item.item].name.toLowerCase()} <span className="unseen">in the review of {given.of}</span>
      </Button>
      {open ? <Done {...given} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Done({ item: { item }, review, of, onClose }: Given & { readonly onClose: () => void }) {
  const [done, setDone] = useState("");
  const { name, asks } = itemWords[item];
  const { mutate, isPending, error } = useSend("aiTools.closeItem", ({ open }) => {
    announce(open.length === 0 ? `The review of ${of} is closed.` : `${name} is closed.`);
    onClose();
  });
  const missing = shortReason(done);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) mutate({ params: { review, item }, body: { done: done.trim() } });
  };
  return (
    <Dialog title={`${name}, in the review of ${of}`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>{asks}</p>
        <Field label="What was done" hint="20 to 2,000 characters. An auditor reads this." rows={4} value={done} onChange={(event) => setDone(event.target.value)} />
        <p className="soft">It is recorded in your name and cannot be taken back.</p>
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Close this item
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
