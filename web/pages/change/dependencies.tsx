import type { ChangePage } from "../../diff/shapes.ts";
import { plural } from "../../words.ts";
import { AnswerIt } from "./answer-it.tsx";
import { Few } from "./few.tsx";
import { sortedUpdates } from "./words.ts";

type Update = ChangePage["dependencies"]["updates"][number];

interface Given {
  readonly dependencies: ChangePage["dependencies"];
  /** Opens the question that asks about an update. */
  readonly onQuestion: (id: string) => void;
}

/** What the change does to its dependencies. Where they are many, those of high risk stand first, and those that only come along are one press away. */
export function Dependencies({ dependencies: { updates, troubles, beside }, onQuestion }: Given) {
  const { first, along } = sortedUpdates(updates);
  const one = (update: Update) => <OneUpdate key={keyOf(update)} update={update} onQuestion={onQuestion} />;
  return (
    <>
      {updates.length > 0 && updates.every(({ severity }) => severity === null) ? <p className="quiet">No report of known flaws was accepted.</p> : null}
      <Few items={troubles} what="trouble">
        {(sentence) => (
          <li key={sentence} className="warning">
            {sentence}
          </li>
        )}
      </Few>
      <Few items={first} what="update">
        {one}
      </Few>
      {along.length === 0 ? null : (
        <details>
          <summary className="quiet">{plural(along.length, "more that only comes along with another", "more that only come along with others")}</summary>
          <Along updates={along} onQuestion={onQuestion} />
        </details>
      )}
      <Few items={beside} what="line">
        {(sentence) => (
          <li key={sentence} className="quiet">
            {sentence}
          </li>
        )}
      </Few>
    </>
  );
}

function keyOf({ ecosystem, name, from, to }: Update): string {
  return `${ecosystem} ${name} ${from} ${to}`;
}

// One question asks about all of them, so it is offered once.
function Along({ updates, onQuestion }: { readonly updates: readonly Update[] } & Pick<Given, "onQuestion">) {
  const [question, ...others] = new Set(updates.map((update) => update.question));
  const together = question !== undefined && question !== null && others.length === 0;
  return (
    <>
      {together ? (
        <button type="button" className="row-more" onClick={() => onQuestion(question)}>
          Answer them together
        </button>
      ) : null}
      <Few items={updates} what="update">
        {(update) => <OneUpdate key={keyOf(update)} update={together ? { ...update, question: null } : update} onQuestion={onQuestion} />}
      </Few>
    </>
  );
}

function OneUpdate({ update, onQuestion }: { readonly update: Update } & Pick<Given, "onQuestion">) {
  const { name, from, to, question } = update;
  return (
    <li className="item">
      <p>
        <code>{name}</code>{" "}
        <span className="figure">
          {from ?? "none"} → {to ?? "none"}
        </span>
      </p>
      <p className="quiet">
        {sentencesOf(update).join(" ")}
        <AnswerIt question={question} before=" " onQuestion={onQuestion} />
      </p>
    </li>
  );
}

function sentencesOf({ to, risk, because, severity, flaws, licence, direct }: Update): string[] {
  const known = flaws === 0 ? "No flaw is known." : `${plural(flaws, "flaw is", "flaws are")} known, ${flaws === 1 ? "" : "the worst "}${severity}.`;
  return [
    `${risk} risk${because.length === 0 ? "" : `: ${because.join("; ")}`}.`,
    ...(to === null ? [] : [licence === null ? "No licence is known." : `Licence ${licence}.`]),
    ...(direct ? [] : ["It comes along with another."]),
    ...(to === null || severity === null ? [] : [known]),
  ];
}
