import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Dialog } from "../../parts/dialog.tsx";
import { Digest } from "../../parts/digest.tsx";
import { ChangeLink, DecisionLink } from "../../parts/goes.tsx";
import { OriginBar, originClass, originWords } from "../../parts/origin.tsx";
import { Facts, Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Segments } from "../../parts/segments.tsx";
import { Time } from "../../parts/when.tsx";
import { plural } from "../../words.ts";
import { linesAtOnce } from "./ask.ts";
import { type Commit, grainWords, judgedWords, type MapFile, methodWords, type Place, type Run, searchOf } from "./words.ts";

const settledWords = {
  followed: null,
  blamed: "A step of this file's history could not be followed, so git blame was asked instead.",
  unreadable: "An object of this file's history is missing, so nobody can tell whose its lines are; they count nowhere.",
} as const;

/** A file line by line: who or what wrote each run, the commit, the change that it came with, and who approved that. */
export function FileView({ file, place }: { readonly file: MapFile; readonly place: Place }) {
  const { lines, origins: counts, judged, rows, remark, settled, from } = file;
  return (
    <Section title="Lines" note={`${plural(lines, "line")}. Press what stands above some lines to see all that is known of them.`}>
      <div className="map-file-shares">
        {lines === 0 ? null : <OriginBar counts={counts} />}
        <span className="quiet">{lines === 0 ? "" : `approval: ${judgedWords(judged, lines)}`}</span>
      </div>
      {[settledWords[settled], remark].map((says) => (says === null ? null : <p key={says}>{says}</p>))}
      {rows.length === 0 ? null : <Lines file={file} />}
      <Pages from={from} lines={lines} place={place} />
    </Section>
  );
}

function Lines({ file }: { readonly file: MapFile }) {
  const { runs, rows, commits, path } = file;
  const [open, setOpen] = useState<Run | null>(null);
  const { line } = useSearch({ strict: false });
  const wanted = line ?? 0;
  // Comes to the line that the address names, once it is there.
  useEffect(() => {
    if (wanted > 1) document.getElementById(`L${wanted}`)?.scrollIntoView({ block: "center" });
  }, [wanted]);
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const [first, last] = [rows[0]?.line ?? 1, rows.at(-1)?.line ?? 0];
  return (
    <div className="file map-file">
      <table className="rows" aria-label={`Lines ${first} to ${last} of ${path}`}>
        <colgroup>
          <col className="col-mark" />
          <col className="col-number" />
          <col />
        </colgroup>
        {runs.map((run) => (
          <tbody key={run.start}>
            <RunHead run={run} commit={byId.get(run.commit)} onOpen={() => setOpen(run)} />
            {rows.slice(Math.max(0, run.start - first), Math.max(0, run.end - first + 1)).map((row) => (
              <tr key={row.line} id={`L${row.line}`} className={row.line === wanted ? "row row-wanted" : "row"}>
                <td className={run.origin === "human" ? "row-mark" : `row-mark ${originClass(run.origin)}`} />
                <td className="row-number">{row.line}</td>
                <td className="row-text">
                  <Segments text={row.text} />
                  {row.cut === 0 ? null : <span className="quiet"> … {plural(row.cut, "more byte")}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      {open === null ? null : <RunDialog run={open} commit={byId.get(open.commit)} onClose={() => setOpen(null)} />}
    </div>
  );
}

function RunHead({ run, commit, onOpen }: { readonly run: Run; readonly commit: Commit | undefined; readonly onOpen: () => void }) {
  const { start, end, origin, tool, method } = run;
  const where = start === end ? `Line ${start}` : `Lines ${start} to ${end}`;
  return (
    <tr className="map-run">
      <td className={origin === "human" ? "row-mark" : `row-mark ${originClass(origin)}`} />
      <td colSpan={2}>
        <button type="button" onClick={onOpen} data-row>
          <span>
            <span className="unseen">{where}: </span>
            <strong>{originWords[origin]}</strong>
            {tool === null ? "" : `, ${tool}`}
            {method === "none" ? "" : `, by ${methodWords(method)}`}
          </span>
          <span className="map-run-commit">
            <Segments text={commit?.subject ?? []} />
          </span>
          <span className="map-run-approved">{approvedBy(commit)}</span>
        </button>
      </td>
    </tr>
  );
}

/** Who approved the change that a commit came with; what the ledger doesn't know is unavailable. */
function approvedBy(commit: Commit | undefined): string {
  if (commit === undefined || commit.changes.length === 0) return "approval unavailable";
  const names = new Set(commit.changes.flatMap(({ approvals }) => approvals.map(({ person }) => person.name)));
  return names.size === 0 ? "nobody approved it" : `approved by ${[...names].join(", ")}`;
}

function RunDialog({ run, commit, onClose }: { readonly run: Run; readonly commit: Commit | undefined; readonly onClose: () => void }) {
  const { start, end, origin, tool, model, sponsor, method, grain, confidence, original } = run;
  const ai = origin === "ai" || origin === "mixed";
  return (
    <Dialog title={start === end ? `Line ${start}` : `Lines ${start} to ${end}`} onClose={onClose}>
      <Facts
        items={[
          ["Written by", originWords[origin]],
          ["Tool", ai ? (tool ?? "not named") : null],
          ["Model", ai ? (model ?? "not named") : null],
          ["Sponsor", ai ? (sponsor ?? "not named") : sponsor],
          ["Known by", `${methodWords(method)}${grain === null ? "" : `, which speaks ${grainWords(grain)}`}`],
          ["Confidence", confidence],
          ["Commit", commit === undefined ? null : <CommitOf key="commit" commit={commit} />],
          ["Author", commit === undefined ? null : <Segments key="author" text={commit.author} />],
          ["Committed", commit === undefined ? null : <Time key="time" at={commit.at} />],
          [
            "Stood first at",
            <span key="original">
              <Segments text={original.path} />:{original.line}
            </span>,
          ],
        ]}
      />
      <h3 className="map-dialog-head">The change that they came with</h3>
      {commit === undefined || commit.changes.length === 0 ? (
        <p>Unavailable: the ledger knows no change that has this commit, so it can't say who reviewed it.</p>
      ) : (
        commit.changes.map((change) => <ChangeOf key={change.change} change={change} />)
      )}
    </Dialog>
  );
}

function CommitOf({ commit }: { readonly commit: Commit }) {
  return (
    <>
      <Segments text={commit.subject} /> <Digest value={commit.id} of="commit" />
    </>
  );
}

function ChangeOf({ change: { change, title, by, approvals } }: { readonly change: Commit["changes"][number] }) {
  return (
    <div className="map-change">
      <p>
        <ChangeLink id={change} title={title} />
        {by === "tree" ? <span className="quiet"> (the commit makes exactly its result)</span> : null}
      </p>
      {approvals.length === 0 ? (
        <p>Nobody approved it.</p>
      ) : (
        <ul className="map-sentences">
          {approvals.map(({ decision, person, at, environment }) => (
            <li key={decision}>
              <Person person={person} /> approved it{environment === null ? "" : ` for ${environment}`}, <Time at={at} />: <DecisionLink id={decision}>the decision</DecisionLink>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The parts of a long file. */
function Pages({ from, lines, place }: { readonly from: number; readonly lines: number; readonly place: Place }) {
  if (lines <= linesAtOnce) return null;
  const link = (start: number, says: string) => (
    <Link to={"/map" as string} search={searchOf(place, { line: start })}>
      {says}
    </Link>
  );
  return (
    <p className="map-pages">
      {from > 1 ? link(Math.max(1, from - linesAtOnce), `Lines from ${Math.max(1, from - linesAtOnce)}`) : null}
      {from + linesAtOnce <= lines ? link(from + linesAtOnce, `Lines from ${from + linesAtOnce}`) : null}
    </p>
  );
}
