import { useState } from "react";
import type { Given } from "../../api/client.ts";
import { useAnswer } from "../../api/queries.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { ChangeLink, EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";

type Number = Given<"portfolio.rows">["params"]["number"];

/** A number of a project's line, which opens into what it counts. */
export function Opens({ project, number, title, says }: { readonly project: string; readonly number: Number; readonly title: string; readonly says: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="opens" onClick={() => setOpen(true)}>
        {says}
        <span className="unseen">
          : {title} of {project}
        </span>
      </button>
      {open ? <Rows project={project} number={number} title={title} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Rows({ project, number, title, onClose }: { readonly project: string; readonly number: Number; readonly title: string; readonly onClose: () => void }) {
  const rows = useAnswer("portfolio.rows", { params: { project, number } });
  return (
    <Dialog title={`${title}: ${project}`} onClose={onClose}>
      <Known of={rows} what="Reading the rows">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing stands behind it any more.">It changed while the page was open; close this, and the number is read again.</Empty>
          ) : (
            <Table
              caption={`${title} of ${project}`}
              rows={items}
              keyOf={({ index, sentence }) => `${index} ${sentence}`}
              columns={[
                { head: "What", heading: true, cell: ({ sentence }) => <span className="row-sentence">{sentence}</span> },
                { head: "When", cell: ({ time }) => (time === null ? null : <Time at={time} />) },
                {
                  head: "Opens",
                  cell: ({ change, index }) => (change === null ? index === null ? null : <EntryLink index={index} /> : <ChangeLink id={change} title="the change" />),
                },
              ]}
            />
          )
        }
      </Known>
    </Dialog>
  );
}
