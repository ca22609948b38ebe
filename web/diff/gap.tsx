import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { question } from "../api/queries.ts";
import { plural } from "../words.ts";
import { wholeRowOf } from "./blocks.ts";
import type { RowContext } from "./rows.tsx";
import { Rows } from "./rows.tsx";
import type { DiffRow } from "./shapes.ts";

type GapRow = Extract<DiffRow, { kind: "gap" }>;
/** Lines that one press shows; a gap hardly longer is shown whole. */
const step = 25;

/** Unchanged lines that are left out, and shown piece by piece from either end. */
export function Gap({ gap, context }: { readonly gap: GapRow; readonly context: RowContext }) {
  const [[head, tail], setShown] = useState<readonly [head: number, tail: number]>([0, 0]);
  const left = gap.lines - head - tail;
  const atStart = gap.new === 1;
  return (
    <>
      <Piece from={0} lines={head} gap={gap} context={context} />
      {left <= 0 ? null : (
        <tr className="row-gap">
          <td colSpan={5}>
            <span className="gap-words">{plural(left, "unchanged line")}</span>
            {left <= 2 * step ? (
              <GapButton says={left === 1 ? "Show it" : "Show them"} onPress={() => setShown([head + left, tail])} />
            ) : (
              <>
                {atStart ? null : <GapButton says={`Show ${step} more below`} onPress={() => setShown([head + step, tail])} />}
                <GapButton says={`Show ${step} more above`} onPress={() => setShown([head, tail + step])} />
                <GapButton says="Show all" onPress={() => setShown([head + left, tail])} />
              </>
            )}
          </td>
        </tr>
      )}
      <Piece from={gap.lines - tail} lines={tail} gap={gap} context={context} />
    </>
  );
}

function GapButton({ says, onPress }: { readonly says: string; readonly onPress: () => void }) {
  return (
    <button type="button" className="row-more" onClick={onPress}>
      {says}
    </button>
  );
}

/** The most that one request answers. */
const most = 2_000;

function Piece({ from, lines, gap, context }: { readonly from: number; readonly lines: number; readonly gap: GapRow; readonly context: RowContext }) {
  const { change, name, hunks } = context;
  const row = wholeRowOf(hunks, gap.new) + from;
  const rows = Math.min(lines, most);
  const { data } = useQuery({ ...question("files.diff", { params: { change }, query: { ...name, context: "whole", from: row, rows: Math.max(1, rows) } }), enabled: lines > 0 });
  if (lines === 0) return null;
  return (
    <>
      <Rows rows={data?.rows ?? []} before={undefined} context={context} />
      {lines > most ? <Piece from={from + most} lines={lines - most} gap={gap} context={context} /> : null}
    </>
  );
}
