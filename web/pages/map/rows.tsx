import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { call } from "../../api/client.ts";
import { usePaged } from "../../api/paged.ts";
import { problemFrom } from "../../api/problem.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Loading } from "../../parts/loading.tsx";
import { More } from "../../parts/more.tsx";
import { OriginMark, originWords } from "../../parts/origin.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Segments } from "../../parts/segments.tsx";
import { Table } from "../../parts/table.tsx";
import { plural } from "../../words.ts";
import { type Filter, methodWords, type Place, type RunRow, searchOf } from "./words.ts";

/** A number of lines that opens into the runs of lines behind it. */
export function LinesButton({
  lines,
  place,
  filter,
  of,
}: {
  readonly lines: number;
  readonly place: Place;
  readonly filter: Filter;
  /** What they are, for the title: `lines of claude-code`. */
  readonly of: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  if (lines === 0) return <span className="figure quiet">none</span>;
  return (
    <>
      <button type="button" className="map-number figure" onClick={() => setOpen(true)}>
        {plural(lines, "line")} <span className="unseen">behind {of}</span>
      </button>
      {open ? <Rows place={place} filter={filter} of={of} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface Asked {
  readonly place: Place;
  readonly filter: Filter;
}

/** The runs of one page. A map that had to be made anew while it was asked is asked again by whoever looks. */
async function pageOf({ place: { project, rev, folder, file }, filter }: Asked, cursor: string | undefined) {
  const query = { ...(rev === undefined ? {} : { rev }), ...filter, path: file ?? folder ?? "", from: Number(cursor ?? 0), limit: 100 };
  const found = await call("map.rows", { params: { project }, query });
  if (found.state !== "ready") throw new Error(found.state === "failed" ? found.sentence : "The map is being made anew; open this again in a moment.");
  return { items: found.items, next: found.next === null ? null : String(found.next) };
}

function Rows({ place, filter, of, onClose }: Asked & { readonly of: ReactNode; readonly onClose: () => void }) {
  const { data, error, more } = usePaged(["map.rows", place, filter], (cursor) => pageOf({ place, filter }, cursor));
  return (
    <Dialog title="The lines behind it" onClose={onClose}>
      <p className="soft">{of}</p>
      {data === undefined ? error === null ? <Loading what="Looking for the lines" /> : null : <RowsTable rows={data} place={place} onGo={onClose} />}
      <More more={more} what="more lines" />
      {error === null || "problem" in error ? <Problem error={error} /> : <p role="alert">{problemFrom(error).detail}</p>}
    </Dialog>
  );
}

function RowsTable({ rows, place, onGo }: { readonly rows: readonly RunRow[]; readonly place: Place; readonly onGo: () => void }) {
  return (
    <Table
      caption="Runs of lines, by file"
      rows={rows}
      keyOf={({ path, start }) => `${path}:${start}`}
      columns={[
        { head: "Where", heading: true, cell: (row) => <Where row={row} place={place} onGo={onGo} /> },
        {
          head: "Who",
          cell: ({ origin, tool, method }) => (
            <>
              <span className="nowrap">
                <OriginMark origin={origin} />
                {tool ?? originWords[origin]}
              </span>{" "}
              <span className="map-under">by {methodWords(method)}</span>
            </>
          ),
        },
        {
          head: "Commit",
          cell: ({ commit, subject }) => (
            <>
              <code>{commit.slice(0, 12)}</code>{" "}
              <span className="map-under">
                <Segments text={subject} />
              </span>
            </>
          ),
        },
      ]}
    />
  );
}

function Where({ row: { path, shown, start, end }, place, onGo }: { readonly row: RunRow; readonly place: Place; readonly onGo: () => void }) {
  const { project, rev } = place;
  const search = searchOf({ project, ...(rev === undefined ? {} : { rev }), file: path }, { line: start });
  return (
    <Link to={"/map" as string} search={search} onClick={onGo} className="map-where">
      <Segments text={shown} />
      <span className="figure">
        :{start}
        {end === start ? "" : `–${end}`}
      </span>
    </Link>
  );
}
