import { useState } from "react";
import type { ChangePage } from "../../diff/shapes.ts";
import { Field, RadioGroup } from "../../parts/field.tsx";
import { Progress } from "../../parts/progress.tsx";
import { useMe } from "../../shell/me.ts";
import { tomorrow } from "../../time.ts";
import { spaced } from "../../words.ts";
import type { Drafting } from "./draft.ts";
import { choiceOf, type DraftAnswer, holds, isComplete } from "./words.ts";

type Question = ChangePage["questions"][number];

/** What evidence cannot decide, one question at a time. Nothing is chosen beforehand, and nothing answers all of them at once. */
export function Questions({ page, drafting }: { readonly page: ChangePage; readonly drafting: Drafting }) {
  const { questions } = page;
  const { acts } = useMe();
  const answerTo = (id: string) => drafting.draft.answers.find(({ criterion }) => criterion === id);
  const done = questions.filter((question) => isComplete(answerTo(question.id), question)).length;
  const [open, setOpen] = useState<string | null>(questions.find((question) => !isComplete(answerTo(question.id), question))?.id ?? null);
  if (questions.length === 0) return <p className="quiet">No question is asked of you: what is asked is decided by evidence.</p>;
  // Whose approval counts already, or would not count, is asked nothing.
  if (!acts || !page.you.mayApprove) return <Asked questions={questions} />;
  const next = (id: string) => {
    const at = questions.findIndex((question) => question.id === id);
    const order = [...questions.slice(at + 1), ...questions.slice(0, at)];
    setOpen(order.find((question) => !isComplete(answerTo(question.id), question))?.id ?? null);
  };
  return (
    <>
      <Progress done={done} of={questions.length} what="answered" />
      <ol className="questions">
        {questions.map((question) => (
          <OneQuestion
            key={question.id}
            question={question}
            page={page}
            answer={answerTo(question.id)}
            open={open === question.id}
            onOpen={() => setOpen(open === question.id ? null : question.id)}
            onAnswer={drafting.answer}
            onNext={done === questions.length ? null : () => next(question.id)}
          />
        ))}
      </ol>
      <p className="draft-state" role="status">
        {stateWords[drafting.state]}
      </p>
    </>
  );
}

/** Opens a question and puts the focus on it. */
export function showQuestion(id: string): void {
  const head = document.getElementById(headId(id));
  if (head?.getAttribute("aria-expanded") === "false") head.click();
  head?.scrollIntoView({ block: "center" });
  head?.focus();
}

function headId(question: string): string {
  return `question-${question}`;
}

/** For whoever is not asked: what the questions are, and what was answered. */
function Asked({ questions }: { readonly questions: readonly Question[] }) {
  return (
    <ul className="items">
      {questions.map(({ id, ask, result, restsOn }) => (
        <li key={id} className="item held">
          <span className={holds(result) ? "tick tick-done" : "tick"} aria-hidden="true" />
          <div>
            <p>{ask}</p>
            <p className="quiet">{restsOn}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

const stateWords: Readonly<Record<Drafting["state"], string>> = {
  saved: "Your answers are kept; only you see them until you sign.",
  saving: "Saving…",
  unsaved: "Saving…",
  failed: "Your last answers could not be saved. They are tried again with your next stroke.",
};

interface QuestionProps {
  readonly question: Question;
  readonly page: ChangePage;
  readonly answer: DraftAnswer | undefined;
  readonly open: boolean;
  readonly onOpen: () => void;
  readonly onAnswer: (answer: DraftAnswer) => void;
  /** Null when no other question is open. */
  readonly onNext: (() => void) | null;
}

function OneQuestion({ question, page, answer, open, onOpen, onAnswer, onNext }: QuestionProps) {
  const complete = isComplete(answer, question);
  return (
    <li className="question">
      <button type="button" id={headId(question.id)} className="question-head" aria-expanded={open} onClick={onOpen}>
        <span className={complete ? "tick tick-done" : "tick"} aria-hidden="true" />
        <span>
          {question.ask}
          <span className="question-state">{answer?.value === undefined ? "not answered" : `${spaced(answer.value)}${complete ? "" : ", not complete"}`}</span>
        </span>
      </button>
      {open ? (
        <AnswerForm
          question={question}
          page={page}
          answer={answer ?? { criterion: question.id, reason: null, link: null }}
          complete={complete}
          onAnswer={onAnswer}
          onNext={onNext}
        />
      ) : null}
    </li>
  );
}

type Value = NonNullable<DraftAnswer["value"]>;

const labels: { readonly [value in Value]: { readonly label: string; readonly hint?: string } } = {
  met: { label: "Met" },
  "not-met": { label: "Not met" },
  "not-applicable": { label: "Not applicable" },
  accepted: { label: "Accepted until a day", hint: "It is so, and may stay for now." },
  "false-positive": { label: "False positive", hint: "The tool is wrong here." },
  fixed: { label: "Fixed first", hint: "No approval until a report no longer has it." },
  approved: { label: "Approve" },
  deferred: { label: "Defer until a day", hint: "No approval of this change while it holds the update." },
};

function AnswerForm({
  question,
  page,
  answer,
  complete,
  onAnswer,
  onNext,
}: {
  readonly question: Question;
  readonly page: ChangePage;
  readonly answer: DraftAnswer;
  readonly complete: boolean;
  readonly onAnswer: QuestionProps["onAnswer"];
  readonly onNext: QuestionProps["onNext"];
}) {
  const needs = choiceOf(answer, question.choices)?.needs ?? [];
  const choices = question.choices.map(({ value }) => ({ value, ...labels[value] }));
  // What another value asked for is no part of this answer.
  const choose = (value: Value) => onAnswer({ ...answer, value, ...(question.choices.find((each) => each.value === value)?.needs.includes("until") ? {} : { until: undefined }) });
  return (
    <div className="answer">
      {question.because === null ? null : <p className="quiet">{question.because}</p>}
      {question.restsOn === "" || question.result === "unanswered" ? null : <p className="quiet">So far: {question.restsOn}</p>}
      <RadioGroup label={question.ask} bare choices={choices} value={answer.value ?? null} onChange={choose} />
      {answer.value === "met" && question.link !== null ? <LinkField question={question} page={page} answer={answer} onAnswer={onAnswer} /> : null}
      {needs.includes("until") ? (
        <Field
          label="Until"
          type="date"
          min={tomorrow()}
          value={answer.until ?? ""}
          onChange={(event: { target: { value: string } }) => onAnswer({ ...answer, until: event.target.value === "" ? undefined : event.target.value })}
        />
      ) : null}
      {answer.value === undefined ? null : (
        <Field
          label={needs.includes("reason") ? "Reason" : "Remark (may stay empty)"}
          rows={2}
          maxLength={10_000}
          value={answer.reason ?? ""}
          onChange={(event: { target: { value: string } }) => onAnswer({ ...answer, reason: event.target.value === "" ? null : event.target.value })}
        />
      )}
      {complete && onNext !== null ? (
        <button type="button" className="row-more" onClick={onNext}>
          Next question
        </button>
      ) : null}
    </div>
  );
}

/** What an answer rests on: the requirement, or evidence that is within one press. */
function LinkField({
  question,
  page,
  answer,
  onAnswer,
}: {
  readonly question: Question;
  readonly page: ChangePage;
  readonly answer: DraftAnswer;
  readonly onAnswer: QuestionProps["onAnswer"];
}) {
  const set = (link: string) => onAnswer({ ...answer, link: link === "" ? null : link });
  const offers =
    question.link === "requirement"
      ? page.change.requirement === null
        ? []
        : [{ value: page.change.requirement, says: page.change.requirement }]
      : page.evidence.filter(({ counts }) => counts).map(({ id, name, verdict }) => ({ value: id, says: `${name ?? id}: ${verdict}` }));
  return (
    <div className="answer-link">
      <Field
        label={question.link === "requirement" ? "Requirement that it meets" : "Evidence that shows it"}
        maxLength={2_000}
        value={answer.link ?? ""}
        onChange={(event: { target: { value: string } }) => set(event.target.value)}
      />
      <p className="offers">
        {offers
          .filter(({ value }) => value !== answer.link)
          .map(({ value, says }) => (
            <button key={value} type="button" className="row-more" onClick={() => set(value)}>
              {says}
            </button>
          ))}
      </p>
    </div>
  );
}
