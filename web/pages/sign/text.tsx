import { Fragment } from "react";
import { Segments } from "../../parts/segments.tsx";
import { exact } from "../../time.ts";
import { spaced } from "../../words.ts";
import type { SignedAnswer, SignedDocument } from "./check.ts";
import { marked } from "./visible.ts";

interface Asked {
  readonly id: string;
  readonly ask: string;
}

const acts: Readonly<Record<string, string>> = { approve: "I approve", "request-changes": "I ask for changes in", defer: "I defer", unsure: "I am unsure about" };

/** The first sentence of what is signed: the act, and its scope. */
export function actOf({ outcome, subject }: Pick<SignedDocument, "outcome" | "subject">): string {
  const scope = subject["environment"] == null ? "" : ` for release to ${subject["environment"]}`;
  return `${acts[outcome] ?? outcome} this change${scope}.`;
}

/** What is signed, read from the document itself: the sentence first, then every other member. */
export function SignedText({
  document,
  digest,
  title,
  questions,
}: {
  readonly document: SignedDocument;
  readonly digest: string;
  readonly title: string;
  /** What was asked; the document names each by its id, and its digest of the criteria stands for the words. */
  readonly questions: readonly Asked[];
}) {
  const { printedName, meaning, answers, comment, doubt, until, time } = document;
  return (
    <>
      <p className="signed-act">{actOf(document)}</p>
      <dl className="signed-facts">
        <Row name="Change" value={`${document.subject["change"]}: ${title}`} />
        <Row name="Signed by" value={printedName} />
        <Row name="Meaning" value={meaning} />
        <Row name="Tier" value={document.tier} />
        <Row name="In doubt" value={doubt} />
        <Row name="Until" value={until} />
        <Row name="Comment" value={comment} />
        <Row name="Time" value={`${exact(time)}\n${time}`} />
      </dl>
      {answers.length === 0 ? null : <Answers answers={answers} questions={questions} />}
      <SignedIds ids={idsOf(document)} digest={digest} />
    </>
  );
}

/** The members of a signed document that nobody reads but who compares them, and the digest of all of it. */
export function SignedIds({ ids, digest }: { readonly ids: readonly (readonly [name: string, value: string | null])[]; readonly digest: string | null }) {
  return (
    <dl className="signed-facts signed-ids">
      {ids.map(([name, value]) => (
        <Row key={name} name={name} value={value} mono />
      ))}
      <Row name="Digest (SHA-256)" value={digest} mono />
    </dl>
  );
}

/** One member of a signed document; one that is null is left out. */
export function Row({ name, value, mono = false }: { readonly name: string; readonly value: string | null; readonly mono?: boolean }) {
  if (value === null) return null;
  const text = <Segments text={marked(value)} />;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{mono ? <code>{text}</code> : text}</dd>
    </div>
  );
}

function Answers({ answers, questions }: { readonly answers: readonly SignedAnswer[]; readonly questions: readonly Asked[] }) {
  const askOf = (criterion: string) => questions.find(({ id }) => id === criterion)?.ask;
  return (
    <dl className="signed-answers">
      {answers.map(({ criterion, value, until, reason, link }) => (
        <Fragment key={criterion}>
          <dt>
            {askOf(criterion)} <code>{criterion}</code>
          </dt>
          <dd>
            <strong>{spaced(value)}</strong>
            {until === undefined ? null : ` until ${until}`}
            {reason === null ? null : (
              <>
                {" — "}
                <Segments text={marked(reason)} />
              </>
            )}
            {link === null ? null : (
              <>
                {" ("}
                <Segments text={marked(link)} />)
              </>
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

// Everything else that the document holds, by the names that the policy and the ledger use.
function idsOf({ id, ledger, subject, seen, nonce, schema, person }: SignedDocument): readonly (readonly [string, string | null])[] {
  return [
    ["Decision", id],
    ["Person", person],
    ["Repository", subject["repository"] ?? null],
    ["Base", subject["base"] ?? null],
    ["Head", subject["head"] ?? null],
    ["Result", subject["resultTree"] ?? null],
    ["Listing", subject["resultListing"] ?? null],
    ["Artifact", subject["artifact"] ?? null],
    ["Policy", subject["policy"] ?? null],
    ["Criteria", subject["criteria"] ?? null],
    ["Evidence", subject["evidence"] ?? null],
    ["Ledger", ledger],
    ["Ledger seen", `${seen.size} entries, root ${seen.root}`],
    ["Nonce", nonce],
    ["Form", schema],
  ];
}
