import { useState } from "react";
import type { ChangePage } from "../../diff/shapes.ts";
import { Choices } from "../../parts/choices.tsx";
import { keyed } from "../../parts/keyed.ts";
import { Segments } from "../../parts/segments.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { plural } from "../../words.ts";
import { AnswerIt } from "./answer-it.tsx";
import { Few } from "./few.tsx";
import { manyRows, nothingFound, notReportedWords } from "./words.ts";

type OneFound = ChangePage["found"][number];

interface Given {
  readonly page: ChangePage;
  /** Shows the file in the diff. */
  readonly onFile: (path: string) => void;
  /** Opens the question that asks about it. */
  readonly onQuestion: (id: string) => void;
}

const effects = [
  { id: "blocks", says: "Blocks" },
  { id: "asks", says: "Asks" },
  { id: "shown", says: "To be known" },
] as const;

/** Everything that was found in what the change adds, as the server sorts it: what blocks, what is asked, the rest. Where it is much, one of the three at a time. */
export function FoundList({ page, onFile, onQuestion }: Given) {
  const { found, foundMore, notReported } = page;
  const [chosen, setChosen] = useState<OneFound["effect"] | null>(null);
  const missing = notReportedWords(notReported);
  if (found.length === 0) return <p className="quiet">{nothingFound(page)}</p>;
  const all = keyed(found, ({ source, by, path, line, says }) => [source, by, path?.path, line, says].join(" "));
  const offers = effects.map(({ id, says }) => ({ id, says, count: found.filter(({ effect }) => effect === id).length })).filter(({ count }) => count > 0);
  // What was chosen may be gone once the change is read anew.
  const kept = offers.some(({ id }) => id === chosen) ? chosen : null;
  return (
    <>
      <p className="quiet">
        {summary(found, foundMore)} {missing}
      </p>
      {found.length > manyRows && offers.length > 1 ? <Choices all={found.length} offers={offers} chosen={kept} onChoose={setChosen} /> : null}
      <Few key={kept} items={all.filter(({ item }) => kept === null || item.effect === kept)} what="finding">
        {({ item, key }) => <One key={key} found={item} onFile={onFile} onQuestion={onQuestion} />}
      </Few>
    </>
  );
}

function One({ found, onFile, onQuestion }: { readonly found: OneFound } & Omit<Given, "page">) {
  const { effect, severity, by, says, path, line, question } = found;
  return (
    <li className="item">
      {effect === "shown" ? null : <VerdictMark verdict={effect === "blocks" ? "deny" : "wait"} word={effect === "blocks" ? "blocks" : "asks"} />}
      <p>{says}</p>
      <p className="quiet">
        {severity === null || severity === "none" ? null : `${severity}, `}
        {by}
        {path === null ? null : (
          <>
            {" in "}
            <button type="button" className="row-more" onClick={() => onFile(path.path)}>
              <Segments text={path.shown} />
              {line === null ? null : `:${line}`}
            </button>
          </>
        )}
        <AnswerIt question={question} before=" · " onQuestion={onQuestion} />
      </p>
    </li>
  );
}

function summary(found: ChangePage["found"], more: number): string {
  const count = (effect: OneFound["effect"]) => found.filter((each) => each.effect === effect).length;
  const parts = [
    count("blocks") > 0 ? `${plural(count("blocks"), "keeps", "keep")} the change from passing` : null,
    count("asks") > 0 ? `${plural(count("asks"), "is", "are")} asked of a person` : null,
    count("shown") > 0 ? `${plural(count("shown"), "is", "are")} there to be known` : null,
  ].filter((part) => part !== null);
  return `${parts.join(", ")}.${more > 0 ? ` ${plural(more, "more is", "more are")} not listed.` : ""}`;
}
