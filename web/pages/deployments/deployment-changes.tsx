import { Digest } from "../../parts/digest.tsx";
import { ChangeLink, DecisionLink, EntryLink } from "../../parts/goes.tsx";
import { OriginBar } from "../../parts/origin.tsx";
import { Facts, Section, Tag } from "../../parts/page.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { plural, spaced } from "../../words.ts";
import { actWord, attentionSentence, type Review, type ShippedChange } from "./words.ts";

/** The changes that went along, each with who judged it and what they had in front of them. */
export function ShippedChanges({ changes, gap }: { readonly changes: readonly ShippedChange[]; readonly gap: string | null }) {
  return (
    <Section title="What went along" count={changes.length} {...(gap === null ? {} : { note: gap })}>
      {changes.map((change) => (
        <Shipped key={`${change.id} ${change.revision}`} change={change} />
      ))}
    </Section>
  );
}

function Shipped({ change }: { readonly change: ShippedChange }) {
  return (
    <div className="shipped">
      <h3>
        <ChangeLink id={change.id} title={change.title} />
      </h3>
      <Facts
        items={[
          ["Requirement", change.requirement ?? "none was named"],
          ["Tier", <Tag key="tier">{change.tier}</Tag>],
          ["Change types", change.types.map(spaced).join(", ")],
          ["Origin", <OriginBar key="origin" counts={change.origin} />],
          ["AI tools", change.tools.length === 0 ? null : change.tools.join(", ")],
          ["Put forward", <PutForward key="by" change={change} />],
          ["Contributors", <People key="contributors" people={change.contributors} joined="and" />],
          ["Commits", <Range key="range" change={change} />],
        ]}
      />
      <Reviews reviews={change.reviews} />
      <Evidence evidence={change.evidence} />
      <Comments comments={change.comments} />
      <Escalations escalations={change.escalations} />
    </div>
  );
}

function PutForward({ change: { proposer, proposedAt, revision, index } }: { readonly change: ShippedChange }) {
  return (
    <>
      <Time at={proposedAt} /> by <Person person={proposer} />, revision {revision} (<EntryLink index={index} />)
    </>
  );
}

function Range({ change: { base, head } }: { readonly change: ShippedChange }) {
  return (
    <span className="range">
      <Digest value={base} of="base commit" /> to <Digest value={head} of="head commit" />
    </span>
  );
}

function Reviews({ reviews }: { readonly reviews: readonly Review[] }) {
  if (reviews.length === 0) return <p className="shipped-none">Nobody decided on it.</p>;
  return (
    <>
      <h4>Decisions, and what each decider had in front of them</h4>
      <ol className="reviews">
        {reviews.map((review) => (
          <ReviewItem key={review.decision} review={review} />
        ))}
      </ol>
    </>
  );
}

function ReviewItem({ review }: { readonly review: Review }) {
  const { person, outcome, environment, time, meaning, decision, attention, evidenceShown, answers, index } = review;
  return (
    <li className="review">
      <p>
        <strong>
          <Person person={person} />
        </strong>{" "}
        {actWord(outcome)}
        {environment === null ? "" : ` for ${environment}`}, <Time at={time} exactly />, meaning {meaning} (<DecisionLink id={decision}>decision</DecisionLink>,{" "}
        <EntryLink index={index} />)
      </p>
      <p className="soft">
        {attention?.openedAt == null ? null : (
          <>
            Opened <Time at={attention.openedAt} exactly />.{" "}
          </>
        )}
        {attentionSentence(attention)} {evidenceShown.length === 0 ? "No report" : plural(evidenceShown.length, "report")} stood beside it. {standing(review)}
      </p>
      {review.comment === null ? null : <p className="review-comment">“{review.comment}”</p>}
      {answers.length === 0 ? null : (
        <ul className="review-answers">
          {answers.map(({ criterion, value, until, reason, link }) => (
            <li key={criterion}>
              <code>{criterion}</code> {spaced(value)}
              {until === undefined ? "" : ` until ${until}`}
              {link === null ? "" : ` (${link})`}
              {reason === null ? "" : `: ${reason}`}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function standing({ counted, withdrawn, signature }: Review): string {
  const counts = withdrawn ? "It was withdrawn later." : counted ? "The allow rests on it." : "No allow rests on it.";
  return `${counts} Signed with ${signature.kind === "passkey" ? "a passkey" : "an SSH key"}.`;
}

function Evidence({ evidence }: { readonly evidence: ShippedChange["evidence"] }) {
  if (evidence.length === 0) return <p className="shipped-none">No evidence was attached.</p>;
  return (
    <Table
      caption="Evidence"
      captionShown
      rows={evidence}
      keyOf={({ id }) => id}
      columns={[
        { head: "Report", heading: true, cell: ({ name, kind }) => name ?? kind ?? "unknown" },
        { head: "Kind", cell: ({ kind, format }) => [kind ?? "unknown", format ?? ""].filter(Boolean).join(", ") },
        { head: "State", cell: ({ state }) => spaced(state) },
        { head: "Producer", cell: ({ producer }) => producer },
        { head: "Added", cell: ({ time }) => <Time at={time} /> },
        { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
      ]}
    />
  );
}

function Comments({ comments }: { readonly comments: ShippedChange["comments"] }) {
  if (comments.length === 0) return null;
  return (
    <>
      <h4>Comments</h4>
      <ul className="reviews">
        {comments.map(({ id, person, time, path, line, text, resolved, index }) => (
          <li key={id} className="review">
            <p>
              <Person person={person} /> <Time at={time} />
              {path === null ? "" : `, ${path}${line === null ? "" : `:${line}`}`}
              {resolved ? ", resolved" : ""} (<EntryLink index={index} />)
            </p>
            <p className="review-comment">“{text}”</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Escalations({ escalations }: { readonly escalations: ShippedChange["escalations"] }) {
  if (escalations.length === 0) return null;
  return (
    <>
      <h4>Escalations</h4>
      <ul className="reviews">
        {escalations.map(({ id, kind, criterion, opened, resolved, index }) => (
          <li key={id}>
            {spaced(kind)}
            {criterion === null ? "" : ` about ${criterion}`}, opened <Time at={opened} />, {resolved === null ? "still open" : <>resolved {<Time at={resolved} />}</>} (
            <EntryLink index={index} />)
          </li>
        ))}
      </ul>
    </>
  );
}
