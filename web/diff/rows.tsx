import { Fragment, memo, type ReactNode } from "react";
import { originClass } from "../parts/origin.tsx";
import { plainText, Segments } from "../parts/segments.tsx";
import { lineWords } from "./coverage-words.ts";
import { CutLine } from "./cut-line.tsx";
import type { FileName } from "./file-name.ts";
import { Gap } from "./gap.tsx";
import { originSentence } from "./origin-words.ts";
import type { DiffRow, Line, OriginRun } from "./shapes.ts";

/** What a row needs to know beside itself. The same object for all rows of a file, as long as nothing of it changes. */
export interface RowContext {
  readonly change: string;
  readonly name: FileName;
  readonly runs: readonly OriginRun[];
  /** A file that is new, or gone, has the numbers of one side only. */
  readonly sides: "both" | "old" | "new";
  readonly hunks: readonly { readonly oldStart: number; readonly oldLines: number; readonly newStart: number; readonly newLines: number }[];
  /** Findings, comments and what is being written, below a line; null for most lines. */
  readonly below: (line: Line) => ReactNode;
  /** Begins a comment; null for whoever may not. */
  readonly onComment: ((line: Line) => void) | null;
}

/** Rows of a diff in their order. `before` is the row that stands before the first one. */
export const Rows = memo(function Rows({ rows, before, context }: { readonly rows: readonly DiffRow[]; readonly before: DiffRow | undefined; readonly context: RowContext }) {
  return rows.map((row, at) => <Row key={keyOf(row)} row={row} before={at === 0 ? before : rows[at - 1]} context={context} />);
});

function keyOf(row: DiffRow): string {
  return row.kind === "deleted" ? `base:${row.old}` : `head:${row.new}`;
}

function Row({ row, before, context }: { readonly row: DiffRow; readonly before: DiffRow | undefined; readonly context: RowContext }) {
  if (row.kind === "gap") return <Gap gap={row} context={context} />;
  const line = lineOf(row);
  const below = context.below(line);
  return (
    <Fragment>
      <tr className={movedOf(row) === null ? `row row-${row.kind}` : `row row-${row.kind} row-moved`} data-line={`${line.side}:${line.line}`} tabIndex={-1}>
        <Mark row={row} before={before} runs={context.runs} />
        <Numbers row={row} onComment={context.onComment} />
        <td className="row-sign">{signs[row.kind]}</td>
        <Text row={row} before={before} line={line} context={context} />
      </tr>
      {below === null ? null : (
        <tr className="row-below">
          <td colSpan={5}>{below}</td>
        </tr>
      )}
    </Fragment>
  );
}

const signs = { context: "", added: "+", deleted: "−" } as const;

function lineOf(row: Exclude<DiffRow, { kind: "gap" }>): Line {
  return row.kind === "deleted" ? { side: "base", line: row.old } : { side: "head", line: row.new };
}

/** The margin: who wrote an added line. Where a run begins, the mark can be reached with the keyboard. */
function Mark({ row, before, runs }: { readonly row: DiffRow; readonly before: DiffRow | undefined; readonly runs: readonly OriginRun[] }) {
  const at = row.kind === "added" ? row.run : undefined;
  if (at === undefined) return <td className="row-mark" />;
  const run = at === null ? undefined : runs[at];
  if (run === undefined) return <td className="row-mark origin-unknown" />;
  const begins = before?.kind !== "added" || before.run !== at;
  const marked = run.origin === "human" ? "row-mark" : `row-mark ${originClass(run.origin)}`;
  return (
    <td className={marked} data-run={at}>
      {begins && run.origin !== "human" ? <button type="button" className="run-mark" data-run={at} aria-label={originSentence(run)} /> : null}
    </td>
  );
}

function Numbers({ row, onComment }: { readonly row: Exclude<DiffRow, { kind: "gap" }>; readonly onComment: RowContext["onComment"] }) {
  const old = row.kind === "added" ? null : row.old;
  const now = row.kind === "deleted" ? null : row.new;
  return (
    <>
      <td className="row-number">{old !== null && row.kind === "deleted" ? <LineNumber line={{ side: "base", line: old }} onComment={onComment} /> : old}</td>
      <td className="row-number">{now === null ? null : <LineNumber line={{ side: "head", line: now }} onComment={onComment} />}</td>
    </>
  );
}

function LineNumber({ line, onComment }: { readonly line: Line; readonly onComment: RowContext["onComment"] }) {
  if (onComment === null) return line.line;
  return (
    // Not a stop of the Tab key: there are thousands, and `c` does the same on the line with the focus.
    <button type="button" className="line-number" tabIndex={-1} title="Comment on this line" aria-label={`Line ${line.line}, comment on it`} onClick={() => onComment(line)}>
      {line.line}
    </button>
  );
}

/** Why nobody knows that a test ran the line; null where one did, or none is expected to. */
function notRun(row: Exclude<DiffRow, { kind: "gap" }>): keyof typeof lineWords | null {
  return row.kind !== "added" || row.coverage === "hit" ? null : row.coverage;
}

type Moved = Extract<DiffRow, { kind: "added" }>["moved"];

function movedOf(row: DiffRow | undefined): Moved {
  return row?.kind === "added" || row?.kind === "deleted" ? row.moved : null;
}

/** Where a line was moved from or to. Said once for an unbroken block; a reader who hears the lines hears of each. */
function MovedMark({ row, before }: { readonly row: DiffRow; readonly before: DiffRow | undefined }) {
  const [moved, last] = [movedOf(row), movedOf(before)];
  if (moved === null) return null;
  const goesOn = before?.kind === row.kind && last !== null && plainText(last.path) === plainText(moved.path) && last.line + 1 === moved.line;
  if (goesOn) return <span className="unseen">moved</span>;
  return (
    <span className="moved-word">
      {row.kind === "added" ? "moved from " : "moved to "}
      <Segments text={moved.path} />:{moved.line}
    </span>
  );
}

function Text({
  row,
  before,
  line,
  context,
}: {
  readonly row: Exclude<DiffRow, { kind: "gap" }>;
  readonly before: DiffRow | undefined;
  readonly line: Line;
  readonly context: RowContext;
}) {
  const state = notRun(row);
  const first = before === undefined || before.kind === "gap" || notRun(before) !== state;
  return (
    <td className={state === null ? "row-text" : `row-text row-${state}`}>
      <MovedMark row={row} before={before} />
      {state === null ? null : <span className={first ? "uncovered-word" : "unseen"}>{lineWords[state]}</span>}
      {row.cut === 0 ? <Segments text={row.text} /> : <CutLine change={context.change} name={context.name} line={line} row={row} />}
    </td>
  );
}
