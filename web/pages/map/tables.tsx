import type { ReactNode } from "react";
import { OriginBar } from "../../parts/origin.tsx";
import { Section } from "../../parts/page.tsx";
import { plainText, Segments } from "../../parts/segments.tsx";
import { Table } from "../../parts/table.tsx";
import { either, percent, plural } from "../../words.ts";
import { LinesButton } from "./rows.tsx";
import { ageWords, type Folder, type Place } from "./words.ts";

interface Given {
  readonly folder: Folder;
  readonly place: Place;
}

type Tool = Folder["tools"][number];
type Model = Folder["models"][number];

const listings = { listed: "listed", suspended: "suspended: an exception", "not-listed": "not listed: an exception" } as const;

/** The tools that wrote lines, each held against the policy's register where it keeps one (R80). */
export function Tools({ folder: { tools, models, lines }, place }: Given) {
  if (tools.length === 0) return null;
  const registered = tools.some(({ listing }) => listing !== null);
  const exceptions = tools.filter(({ listing }) => listing === "not-listed" || listing === "suspended");
  return (
    <Section title="AI tools" note="Of the lines that AI wrote or had a part in.">
      {exceptions.length === 0 ? null : (
        <p className="map-exceptions" role="note">
          <strong>{plural(exceptions.length, "exception")}:</strong> {either(exceptions.map(nameOf)).replace(" or ", " and ")} wrote lines here, and the policy's register of AI
          tools {exceptions.every(({ listing }) => listing === "suspended") ? "suspends" : "does not list"} {exceptions.length === 1 ? "it" : "them"}.
        </p>
      )}
      <Table
        caption="AI tools"
        rows={tools}
        keyOf={nameOf}
        columns={[
          { head: "Tool", heading: true, cell: ({ tool }) => (tool === null ? "none named" : <Segments text={tool.shown} />) },
          ...(registered ? [{ head: "In the register", cell: ({ listing }: Tool) => (listing === null ? "" : listings[listing]) }] : []),
          { head: "Lines", numeric: true, cell: (row) => <LinesButton lines={row.lines} place={place} filter={{ tool: row.tool?.raw ?? "" }} of={`lines of ${nameOf(row)}`} /> },
          { head: "Of all lines", numeric: true, cell: (row) => percent(row.lines, lines) },
        ]}
      />
      <Folded says={`Models (${models.length})`} open={models.length <= shortList}>
        <Table
          caption="Models"
          rows={models}
          keyOf={modelOf}
          columns={[
            { head: "Model", heading: true, cell: ({ model }) => (model === null ? "none named" : <Segments text={model.shown} />) },
            { head: "Tool", cell: ({ tool }) => (tool === null ? "none named" : <Segments text={tool.shown} />) },
            {
              head: "Lines",
              numeric: true,
              cell: (row) => <LinesButton lines={row.lines} place={place} filter={{ tool: row.tool?.raw ?? "", model: row.model?.raw ?? "" }} of={`lines of ${modelOf(row)}`} />,
            },
            { head: "Of all lines", numeric: true, cell: (row) => percent(row.lines, lines) },
          ]}
        />
      </Folded>
    </Section>
  );
}

/** Longer lists are opened by whoever wants them. */
const shortList = 10;

function Folded({ says, open, children }: { readonly says: string; readonly open: boolean; readonly children: ReactNode }) {
  return (
    <details className="map-fold" open={open}>
      <summary>{says}</summary>
      {children}
    </details>
  );
}

function nameOf({ tool }: Pick<Tool, "tool">): string {
  return tool === null ? "a tool that is not named" : plainText(tool.shown);
}

function modelOf({ tool, model }: Model): string {
  return `${model === null ? "a model that is not named" : plainText(model.shown)} with ${nameOf({ tool })}`;
}

/** Whose commits the lines are of, and who had AI write them. By name: nobody is ranked. */
export function People({ folder: { authors, sponsors, morePeople }, place }: Given) {
  if (authors.length + sponsors.length === 0) return null;
  return (
    <Section title="People" note="By name, as commits and evidence have it; nobody is ranked. Who committed a line need not have written it.">
      <PeopleTable caption="Authors of the commits" head="Author" people={authors} place={place} filter="author" />
      {sponsors.length === 0 ? null : <PeopleTable caption="Sponsors: on whose instruction AI wrote" head="Sponsor" people={sponsors} place={place} filter="sponsor" />}
      {morePeople === 0 ? null : <p className="quiet">{plural(morePeople, "more person", "more people")} are counted and not listed.</p>}
    </Section>
  );
}

function PeopleTable({
  caption,
  head,
  people,
  place,
  filter,
}: {
  readonly caption: string;
  readonly head: string;
  readonly people: Folder["authors"];
  readonly place: Place;
  readonly filter: "author" | "sponsor";
}) {
  return (
    <Folded says={`${caption} (${people.length})`} open={people.length <= shortList}>
      <Table
        caption={caption}
        rows={people}
        keyOf={({ name }) => name.raw}
        columns={[
          { head, heading: true, cell: ({ name }) => <Segments text={name.shown} /> },
          { head: "Who wrote them", cell: ({ origins: counts }) => <OriginBar counts={counts} compact /> },
          {
            head: "Lines",
            numeric: true,
            cell: ({ name, lines }) => (
              <LinesButton
                lines={lines}
                place={place}
                filter={filter === "author" ? { author: name.raw } : { sponsor: name.raw }}
                of={`lines of the ${filter} ${plainText(name.shown)}`}
              />
            ),
          },
        ]}
      />
    </Folded>
  );
}

/** How long lines have stood. */
export function Ages({ folder: { ages, lines }, place }: Given) {
  return (
    <Section title="Age" note="Since a line was committed, counted back from the newest commit of the map, by the clocks of those who committed.">
      <Table
        caption="Lines by age"
        rows={ages}
        keyOf={({ age }) => age}
        columns={[
          { head: "Age", heading: true, cell: ({ age }) => ageWords(age) },
          { head: "Who wrote them", cell: (row) => (row.lines === 0 ? "" : <OriginBar counts={row.origins} compact />) },
          { head: "Lines", numeric: true, cell: (row) => <LinesButton lines={row.lines} place={place} filter={{ age: row.age }} of={`lines that are ${ageWords(row.age)} old`} /> },
          { head: "Share", numeric: true, cell: (row) => percent(row.lines, lines) },
        ]}
      />
    </Section>
  );
}
