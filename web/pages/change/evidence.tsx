import { useState } from "react";
import type { ChangePage } from "../../diff/shapes.ts";
import { Time } from "../../parts/when.tsx";
import { plural } from "../../words.ts";
import { Report } from "./report.tsx";

type Item = ChangePage["evidence"][number];

interface Given {
  readonly page: ChangePage;
  /** Shows a file in the diff. */
  readonly onPath: (path: string) => void;
}

/** Every report that was handed in for this commit, each one press away from its single results, and those of earlier revisions apart. */
export function Evidence({ page: { change, evidence, earlierEvidence }, onPath }: Given) {
  const [open, setOpen] = useState<string | null>(null);
  const shown = [...evidence, ...earlierEvidence].find(({ id }) => id === open);
  const leave = (path: string) => {
    setOpen(null);
    onPath(path);
  };
  return (
    <>
      {evidence.length > 0 ? <Items items={evidence} onOpen={setOpen} /> : <p className="quiet">No report was handed in for this commit.</p>}
      {earlierEvidence.length === 0 ? null : (
        <details open={evidence.length === 0}>
          <summary className="quiet">{plural(earlierEvidence.length, "report of an earlier revision does", "reports of earlier revisions do")} not count</summary>
          <Items items={earlierEvidence} onOpen={setOpen} />
        </details>
      )}
      {shown === undefined ? null : <Report change={change.id} item={shown} now={change.revision} onPath={leave} onClose={() => setOpen(null)} />}
    </>
  );
}

function Items({ items, onOpen }: { readonly items: readonly Item[]; readonly onOpen: (id: string) => void }) {
  return (
    <ul className="items">
      {items.map((item) => (
        <OneItem key={item.id} item={item} onOpen={() => onOpen(item.id)} />
      ))}
    </ul>
  );
}

function OneItem({ item: { name, id, verdict, producer, at, revision, counts, opened, troubles }, onOpen }: { readonly item: Item; readonly onOpen: () => void }) {
  return (
    <li className="item">
      <p>
        <button type="button" className="row-more" onClick={onOpen}>
          {name ?? id}
        </button>{" "}
        {verdict}
      </p>
      <p className="quiet">
        by {producer}, <Time at={at} />
        {counts ? "" : `, ${revision === null ? "" : `of revision ${revision}, `}does not count`}
        {opened ? ", opened by you" : ""}
      </p>
      {troubles.map((trouble) => (
        <Trouble key={trouble} sentence={trouble} />
      ))}
    </li>
  );
}

/** The most characters of a sentence that stand in a narrow column; it may name twenty tests. */
const mostShown = 160;

function Trouble({ sentence }: { readonly sentence: string }) {
  if (sentence.length <= mostShown) return <p className="warning">{sentence}</p>;
  return (
    <details className="warning">
      <summary>{sentence.slice(0, mostShown).replace(/\s+\S*$/, "")}…</summary>
      {sentence}
    </details>
  );
}
