import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { Known } from "../../parts/known.tsx";
import { Page } from "../../parts/page.tsx";
import { Select } from "../../parts/select.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { linesAtOnce, useFile, useFolder } from "./ask.ts";
import { FileView } from "./file.tsx";
import { FolderView, Way } from "./folder.tsx";
import { History } from "./history.tsx";
import { OfMap } from "./state.tsx";
import { mapSentence, type Place, type Revisions, searchOf } from "./words.ts";
import "../../style/diff.css";
import "../../style/lists.css";
import "../../style/measures.css";
import "../../style/map.css";

/** Who or what wrote every line of a project, at any of its revisions. */
export function MapPage() {
  const projects = useAnswer("projects.list");
  const { project } = useSearch({ strict: false });
  const known = projects.data?.items;
  const chosen = project ?? known?.[0]?.id;
  if (chosen === undefined)
    return (
      <Page title="Map">
        <Known of={projects} what="Asking which projects there are">
          {() => <Empty title="No project is registered yet.">Once one is, this says who or what wrote every line of it, and who approved them.</Empty>}
        </Known>
      </Page>
    );
  return <OfProject project={chosen} projects={known?.map(({ id }) => id) ?? [chosen]} />;
}

function usePlace(project: string): Place {
  const { rev, folder, file } = useSearch({ strict: false });
  return { project, ...(rev === undefined ? {} : { rev }), ...(folder === undefined ? {} : { folder }), ...(file === undefined ? {} : { file }) };
}

function OfProject({ project, projects }: { readonly project: string; readonly projects: readonly string[] }) {
  const place = usePlace(project);
  const { part } = useSearch({ strict: false });
  const navigate = useNavigate();
  useRowKeys("entry");
  const beside = <Chosen place={place} projects={projects} />;
  if (place.file !== undefined) return <FilePage place={place} beside={beside} />;
  const select = (id: string) => void navigate({ to: "/map" as string, search: searchOf(place, { part: id === "history" ? id : undefined }) });
  return <FolderPage place={place} beside={beside} part={part === "history" ? "history" : "now"} onSelect={select} />;
}

interface Given {
  readonly place: Place;
  readonly beside: ReactNode;
}

function FolderPage({ place, beside, part, onSelect }: Given & { readonly part: string; readonly onSelect: (id: string) => void }) {
  const folder = useFolder(place);
  const sentence = folder.data?.state === "ready" ? mapSentence(folder.data) : undefined;
  return (
    <Page title="Map" {...(sentence === undefined ? {} : { answer: sentence })} beside={beside}>
      <Way way={folder.data?.state === "ready" ? folder.data.way : []} place={place} />
      {folder.error === null ? null : <Back place={place} />}
      <Tabs
        label="Parts of the map"
        selected={part}
        onSelect={onSelect}
        tabs={[
          {
            id: "now",
            label: "Lines",
            panel: (
              <Known of={folder} what="Asking for the map">
                {(found) => <OfMap found={found}>{(ready) => <FolderView folder={ready} place={place} />}</OfMap>}
              </Known>
            ),
          },
          { id: "history", label: "Over releases", panel: part === "history" ? <History place={place} /> : null },
        ]}
      />
    </Page>
  );
}

function FilePage({ place, beside }: Given) {
  const { line } = useSearch({ strict: false });
  const wanted = Math.max(1, line ?? 1);
  const file = useFile(place, wanted - ((wanted - 1) % linesAtOnce));
  const ready = file.data?.state === "ready" ? file.data : undefined;
  const unreadable = ready?.settled === "unreadable" ? 1 : 0;
  return (
    <Page title="Map" {...(ready === undefined ? {} : { answer: mapSentence({ ...ready, unreadable }) })} beside={beside}>
      <Way way={ready?.way ?? []} place={place} />
      {file.error === null ? null : <Back place={place} />}
      <Known of={file} what="Reading the file">
        {(found) => <OfMap found={found}>{(shown) => <FileView file={shown} place={place} />}</OfMap>}
      </Known>
    </Page>
  );
}

/** From where nothing is to where everything begins. */
function Back({ place: { project } }: Pick<Given, "place">) {
  return (
    <p className="map-way">
      <Link to={"/map" as string} search={searchOf({ project })}>
        The whole of {project}
      </Link>
    </p>
  );
}

function Chosen({ place, projects }: { readonly place: Place; readonly projects: readonly string[] }) {
  const { project, rev, folder, file } = place;
  const { part } = useSearch({ strict: false });
  const revisions = useAnswer("map.revisions", { params: { project } });
  const navigate = useNavigate();
  const go = (search: ReturnType<typeof searchOf>) => void navigate({ to: "/map" as string, search });
  const here = { ...(folder === undefined ? {} : { folder }), ...(file === undefined ? {} : { file }) };
  return (
    <div className="map-choices">
      {projects.length > 1 ? (
        <Select label="Of" value={project} choices={projects.map((id) => ({ value: id, label: id }))} onChange={(value) => go(searchOf({ project: value }, { part }))} />
      ) : null}
      {revisions.data === undefined || part === "history" ? null : (
        <Select
          label="At"
          value={rev ?? ""}
          choices={choicesOf(revisions.data, rev)}
          onChange={(value) => go(searchOf({ project, ...(value === "" ? {} : { rev: value }), ...here }))}
        />
      )}
    </div>
  );
}

/** The branch that changes go to first, then what was released, then other branches; and what the address names, if it is none of these. */
function choicesOf({ target, deployments, tags, branches }: Revisions, rev: string | undefined) {
  const choices = new Map([["", target]]);
  const day = (at: string) => at.slice(0, 10);
  for (const { rev, name, at } of deployments) if (!choices.has(rev)) choices.set(rev, `${name}, deployed ${day(at)}`);
  for (const { rev, name } of tags) choices.set(rev, `${name} (tag)`);
  for (const { rev, name } of branches) choices.set(rev, `${name} (branch)`);
  if (rev !== undefined && !choices.has(rev)) choices.set(rev, rev.length === 40 || rev.length === 64 ? rev.slice(0, 12) : rev);
  return [...choices].map(([value, label]) => ({ value, label: label.length > 48 ? `${label.slice(0, 47)}…` : label }));
}
