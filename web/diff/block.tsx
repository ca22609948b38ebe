import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { question } from "../api/queries.ts";
import { type Block as BlockOf, pageOf, pageRows, shownContext } from "./blocks.ts";
import { useNear } from "./near.ts";
import { type RowContext, Rows } from "./rows.tsx";

/** Pixels of a row that is not wrapped, as `diff.css` has it. */
export const rowHeight = 20;

/** A block of rows. It is drawn while it is near what is looked at; else its place is kept. */
export function Block({
  block,
  context,
  holds,
}: {
  readonly block: BlockOf;
  readonly context: RowContext;
  /** Something is being written in it. */
  readonly holds: boolean;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const { near, height } = useNear(ref);
  const { change, name } = context;
  const from = pageOf(block.from);
  const drawn = near || holds;
  const { data } = useQuery({ ...question("files.diff", { params: { change }, query: { ...name, context: shownContext, from, rows: pageRows } }), enabled: drawn });
  const rows = drawn ? (data?.rows?.slice(block.from - from, block.from - from + block.rows) ?? null) : null;
  const before = data?.rows?.[block.from - from - 1];
  return (
    <div ref={ref} className="block" style={rows === null ? { height: height ?? block.rows * rowHeight } : undefined}>
      {rows === null ? null : (
        <table className={context.sides === "both" ? "rows" : `rows rows-${context.sides}`} aria-label={`Rows ${block.from + 1} to ${block.from + block.rows}`}>
          <colgroup>
            <col className="col-mark" />
            <col className="col-number" />
            <col className="col-number" />
            <col className="col-sign" />
            <col />
          </colgroup>
          <tbody>
            <Rows rows={rows} before={before} context={context} />
          </tbody>
        </table>
      )}
    </div>
  );
}
