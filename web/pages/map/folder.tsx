import { Link } from "@tanstack/react-router";
import { Empty } from "../../parts/empty.tsx";
import { ChangeLink, DecisionLink } from "../../parts/goes.tsx";
import { OriginBar, OriginMark, origins, originWords } from "../../parts/origin.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { plainText, Segments } from "../../parts/segments.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { percent, plural } from "../../words.ts";
import { Evidence } from "./evidence.tsx";
import { LinesButton } from "./rows.tsx";
import { Ages, People, Tools } from "./tables.tsx";
import { type Folder, grainWords, type Judged, judgedParts, judgedWords, methodWords, type Place, searchOf } from "./words.ts";

/** A folder of the map: the shares, what is in it, and what they rest on. */
export function FolderView({ folder, place }: { readonly folder: Folder; readonly place: Place }) {
  if (folder.lines === 0 && folder.rows.length === 0)
    return <Empty title="There is no text in it.">Lines are counted of regular files with text. Once there are some, this says who wrote them.</Empty>;
  return (
    <>
      <Origins folder={folder} place={place} />
      <Contents folder={folder} place={place} />
      <Approved folder={folder} place={place} />
      <Tools folder={folder} place={place} />
      <People folder={folder} place={place} />
      <Ages folder={folder} place={place} />
      <Evidence folder={folder} />
    </>
  );
}

function Origins({ folder, place }: { readonly folder: Folder; readonly place: Place }) {
  const { lines, origins: counts, known } = folder;
  return (
    <Section title="Who wrote the lines">
      <div className="map-glance">
        <div className="map-bar">
          <OriginBar counts={counts} />
        </div>
        <dl className="map-origins">
          {origins.map((origin) => (
            <div key={origin}>
              <dt>
                <OriginMark origin={origin} />
                {originWords[origin]}
              </dt>
              <dd>
                <LinesButton lines={counts[origin]} place={place} filter={{ origin }} of={`lines whose origin is ${originWords[origin]}`} />{" "}
                <span className="quiet figure">{percent(counts[origin], lines)}</span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <Table
        caption="How it is known"
        captionShown
        rows={known}
        keyOf={({ origin, method, grain, confidence }) => `${origin} ${method} ${grain} ${confidence}`}
        columns={[
          {
            head: "Origin",
            heading: true,
            cell: ({ origin }) => (
              <>
                <OriginMark origin={origin} />
                {originWords[origin]}
              </>
            ),
          },
          { head: "Known by", cell: ({ method }) => methodWords(method) },
          { head: "What it speaks of", cell: ({ grain }) => grainWords(grain) },
          { head: "Confidence", cell: ({ confidence }) => confidence },
          {
            head: "Lines",
            numeric: true,
            cell: ({ origin, method, grain, confidence, lines: some }) => (
              <LinesButton
                lines={some}
                place={place}
                filter={{ origin, method, confidence, ...(grain === null ? {} : { grain }) }}
                of={`lines known to be ${originWords[origin]} by ${methodWords(method)}`}
              />
            ),
          },
        ]}
      />
    </Section>
  );
}

function Contents({ folder, place }: { readonly folder: Folder; readonly place: Place }) {
  const { rows, more, files } = folder;
  return (
    <Section title={folder.path === "" ? "Folders and files" : "In this folder"} note={`${plural(files, "file")} in all. Files that git doesn't hold as text are not among them.`}>
      <Table
        caption="Folders and files with who wrote their lines"
        rows={rows}
        keyOf={({ path }) => path}
        columns={[
          { head: "Name", heading: true, cell: (row) => <RowLink row={row} place={place} /> },
          { head: "Lines", numeric: true, cell: ({ lines, unreadable }) => (unreadable ? "nobody can tell" : lines.toLocaleString("en-GB")) },
          { head: "Who wrote them", cell: ({ lines, origins: counts }) => (lines === 0 ? "" : <OriginBar counts={counts} compact />) },
          { head: "Approved", cell: ({ judged, lines }) => judgedWords(judged, lines) },
          { head: "Last approval", cell: ({ judged, lines }) => (lines === 0 ? "" : <LastApproval judged={judged} />) },
        ]}
      />
      {more === 0 ? null : <p className="quiet">{plural(more, "more entry", "more entries")} of this folder are counted and not listed. `countersign map` lists all of them.</p>}
    </Section>
  );
}

function RowLink({ row, place: { project, rev } }: { readonly row: Folder["rows"][number]; readonly place: Place }) {
  const here = { project, ...(rev === undefined ? {} : { rev }) };
  const search = searchOf(row.kind === "folder" ? { ...here, folder: row.path } : { ...here, file: row.path });
  return (
    <Link to={"/map" as string} search={search} data-row className="map-name">
      <Segments text={row.name} />
      {row.kind === "folder" ? "/" : ""}
    </Link>
  );
}

function LastApproval({ judged: { placed, last } }: { readonly judged: Judged }) {
  if (last === null) return <span className="quiet">{placed === 0 ? "unavailable" : "none"}</span>;
  return (
    <>
      <Person person={last.person} />, <Time at={last.at} />
      <span className="map-under">
        <ChangeLink id={last.change} title={last.title} />
      </span>
    </>
  );
}

function Approved({ folder: { judged, lines }, place }: { readonly folder: Folder; readonly place: Place }) {
  const { approved, notApproved, unavailable } = judgedParts(judged, lines);
  const rows = [
    { id: "approved", says: "Came with a change that somebody approved", lines: approved },
    { id: "not-approved", says: "Came with a change that nobody approved", lines: notApproved },
    { id: "unavailable", says: "Unavailable: the ledger knows no change that they came with", lines: unavailable },
  ] as const;
  return (
    <Section
      title="Who approved them"
      note="A line counts as approved when its commit is in the range of a revision that somebody approved, or makes exactly that revision's result, as a squash does. What came before the ledger, or past it, is unavailable."
    >
      <Table
        caption="Lines by whether the ledger knows who approved them"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { head: "Lines that", heading: true, cell: ({ says }) => <span className="map-plain">{says}</span> },
          { head: "Lines", numeric: true, cell: (row) => <LinesButton lines={row.lines} place={place} filter={{ judged: row.id }} of={row.says} /> },
          { head: "Share", numeric: true, cell: (row) => percent(row.lines, lines) },
        ]}
      />
      {judged.last === null ? null : (
        <p className="map-last">
          <Person person={judged.last.person} /> approved last, <Time at={judged.last.at} />
          {judged.last.environment === null ? "" : ` for ${judged.last.environment}`}: <DecisionLink id={judged.last.decision}>the decision</DecisionLink> on{" "}
          <ChangeLink id={judged.last.change} title={judged.last.title} />.
        </p>
      )}
    </Section>
  );
}

/** The folders on the way to a file or folder, each to go back to. */
export function Way({ way, place: { project, rev } }: { readonly way: Folder["way"]; readonly place: Place }) {
  const here = { project, ...(rev === undefined ? {} : { rev }) };
  if (way.length === 0) return null;
  return (
    <nav className="map-way" aria-label="The way to this place">
      <Link to={"/map" as string} search={searchOf(here)}>
        {project}
      </Link>
      {way.map(({ path, name }, at) => (
        <span key={path}>
          {" / "}
          {at === way.length - 1 ? (
            <strong aria-current="page">
              <Segments text={name} />
            </strong>
          ) : (
            <Link to={"/map" as string} search={searchOf({ ...here, folder: path })} title={plainText(name)}>
              <Segments text={name} />
            </Link>
          )}
        </span>
      ))}
    </nav>
  );
}
