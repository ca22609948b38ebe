import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { coverageSentence, coverageWords, rangeWords } from "../../diff/coverage-words.ts";
import type { ChangePage, CoveragePage, FileEntry } from "../../diff/shapes.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Known } from "../../parts/known.tsx";
import { OriginMark } from "../../parts/origin.tsx";
import { Segments } from "../../parts/segments.tsx";
import { Select } from "../../parts/select.tsx";
import { plural, spaced } from "../../words.ts";

export type FileName = Pick<FileEntry, "path" | "pair">;
type Row = CoveragePage["rows"][number];

const everybody = "";
/** No tool has a blank in its name. */
const unknownOrigin = "unknown origin";
const notNamed = "tool not named";

interface Given {
  readonly page: ChangePage;
  /** Shows a file in the diff. */
  readonly onFile: (file: FileName) => void;
}

/** How well tests run what AI wrote: each number opens into the lines behind it (R83). */
export function Coverage({ page: { change, coverage }, onFile }: Given) {
  const [open, setOpen] = useState<string | null>(null);
  const { unknown, unknownCounts, tools, methods } = coverage;
  return (
    <>
      <p>{coverageSentence(coverage)}</p>
      <ul className="items">
        {tools.map(({ tool, ...counts }) => (
          <li key={tool ?? notNamed} className="item">
            <Opens says={tool ?? notNamed} counts={counts} onOpen={() => setOpen(tool ?? notNamed)} />
          </li>
        ))}
        {unknown.lines === 0 ? null : (
          <li className="item">
            <Opens says={unknownOrigin} counts={unknown} onOpen={() => setOpen(unknownOrigin)} />
            <p className="quiet">The policy {unknownCounts ? "counts them as AI's" : "does not count them as AI's"}.</p>
          </li>
        )}
      </ul>
      {methods.length === 0 ? null : <p className="quiet">Known by: {methods.map(({ method, lines }) => `${knownBy(method)} (${plural(lines, "line")})`).join(", ")}.</p>}
      <button type="button" className="row-more" onClick={() => setOpen(everybody)}>
        Show them by file
      </button>
      {open === null ? null : (
        <Lines
          change={change.id}
          of={open}
          onClose={() => setOpen(null)}
          onFile={(file) => {
            setOpen(null);
            onFile(file);
          }}
        />
      )}
    </>
  );
}

function Opens({ says, counts, onOpen }: { readonly says: string; readonly counts: ChangePage["coverage"]["ai"]; readonly onOpen: () => void }) {
  return (
    <p>
      <button type="button" className="row-more" onClick={onOpen}>
        {says}, {plural(counts.lines, "line")}
      </button>{" "}
      {coverageWords(counts)}
    </p>
  );
}

function knownBy(method: Row["method"]): string {
  return method === "none" ? "nothing" : spaced(method);
}

function toolOf({ origin, tool }: Row): string {
  return origin === "unknown" ? unknownOrigin : (tool ?? notNamed);
}

function Lines({ change, of, onClose, onFile }: { readonly change: string; readonly of: string; readonly onClose: () => void; readonly onFile: (file: FileName) => void }) {
  const coverage = useAnswer("files.coverage", { params: { change } });
  const [chosen, setChosen] = useState(of);
  return (
    <Dialog title="Coverage of AI lines" side onClose={onClose}>
      <Known of={coverage} what="Reading the coverage">
        {({ rows, more }) => (
          <>
            <Select
              label="Written by"
              value={chosen}
              choices={[{ value: everybody, label: "all of them" }, ...[...new Set(rows.map(toolOf))].map((tool) => ({ value: tool, label: tool }))]}
              onChange={setChosen}
            />
            <ul className="items">
              {rows
                .filter((row) => chosen === everybody || toolOf(row) === chosen)
                .map((row) => (
                  <OneRow key={[row.path, row.pair.old, row.pair.new, row.origin, row.tool, row.method].join(" ")} row={row} onFile={onFile} />
                ))}
            </ul>
            {more === 0 ? null : <p className="quiet">{plural(more, "more row")} beyond these.</p>}
          </>
        )}
      </Known>
    </Dialog>
  );
}

function OneRow({ row, onFile }: { readonly row: Row; readonly onFile: (file: FileName) => void }) {
  const { path, pair, shown, origin, method, lines, missedLines, withoutDataLines } = row;
  return (
    <li className="item">
      <p>
        <button type="button" className="row-more" onClick={() => onFile({ path, pair })}>
          <Segments text={shown} />
        </button>
      </p>
      <p>
        <OriginMark origin={origin} />
        {toolOf(row)}, {plural(lines, "line")}: {coverageWords(row)}
      </p>
      {missedLines.ranges.length === 0 ? null : <p className="figure">No test ran {rangeWords(missedLines)}.</p>}
      {withoutDataLines.ranges.length === 0 ? null : <p className="figure">Without data {rangeWords(withoutDataLines)}.</p>}
      <p className="quiet">known by {knownBy(method)}</p>
    </li>
  );
}
