import { useState } from "react";
import type { Given } from "../../api/client.ts";
import { useAnswer } from "../../api/queries.ts";
import { csvOf } from "../../charts/csv.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { ChangeLink, DecisionLink, DeploymentLink, EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Table } from "../../parts/table.tsx";
import { save } from "../../parts/taken.tsx";
import { Time } from "../../parts/when.tsx";
import { span } from "../../time.ts";
import { plural } from "../../words.ts";
import type { Measure, Row } from "./words.ts";

export type Period = NonNullable<Given<"measures.read">["query"]>;

/** Opens a number into the rows behind it. */
export function RowsButton({ measure, period }: { readonly measure: Measure; readonly period: Period }) {
  const [open, setOpen] = useState(false);
  if (measure.sample === 0) return null;
  return (
    <>
      <Button small kind="quiet" onClick={() => setOpen(true)}>
        Show {plural(measure.sample, "row")}{" "}
        <span className="unseen">
          behind {measure.name} {measure.of ?? ""}
        </span>
      </Button>
      {open ? <Rows measure={measure} period={period} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Rows({ measure, period, onClose }: { readonly measure: Measure; readonly period: Period; readonly onClose: () => void }) {
  const { id, of, name } = measure;
  const rows = useAnswer("measures.rows", { params: { measure: id }, query: { ...period, ...(of === null ? {} : { of }) } });
  return (
    <Dialog title={of === null ? name : `${name}: ${of}`} onClose={onClose}>
      <p className="soft">{measure.definition}</p>
      <Known of={rows} what="Reading the rows">
        {({ items }) => (
          <>
            <div className="dialog-act">
              <Button small onClick={() => save(`${id}${of === null ? "" : `-${of}`}.csv`, csv(items))}>
                Save as CSV
              </Button>
            </div>
            <Table
              caption={`Rows behind ${name}, the newest first`}
              rows={items}
              keyOf={({ index, sentence, decision }) => `${index} ${decision ?? ""} ${sentence}`}
              columns={[
                { head: "When", cell: ({ time }) => <Time at={time} /> },
                { head: "What", heading: true, cell: (row) => <span className="row-sentence">{row.sentence}</span> },
                { head: "Counts", numeric: true, cell: (row) => countsAs(row, measure) },
                { head: "Opens", cell: (row) => <Opens row={row} /> },
              ]}
            />
          </>
        )}
      </Known>
    </Dialog>
  );
}

function countsAs({ part, whole }: Row, { unit }: Measure): string {
  if (unit === "duration") return span(part * 1_000);
  return unit === "count" ? String(part) : `${part.toLocaleString("en-GB")} of ${whole.toLocaleString("en-GB")}`;
}

function Opens({ row: { change, decision, deployment, index } }: { readonly row: Row }) {
  if (decision !== null) return <DecisionLink id={decision}>the decision</DecisionLink>;
  if (deployment !== null) return <DeploymentLink id={deployment}>the deployment</DeploymentLink>;
  return change === null ? <EntryLink index={index} /> : <ChangeLink id={change} title="the change" />;
}

function csv(rows: readonly Row[]): string {
  const heads = ["time", "sentence", "change", "decision", "deployment", "entry", "part", "whole"];
  return csvOf(
    heads,
    rows.map(({ time, sentence, change, decision, deployment, index, part, whole }) => [time, sentence, change, decision, deployment, index, part, whole]),
  );
}
