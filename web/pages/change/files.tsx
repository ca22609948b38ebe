import type { Answer } from "../../api/client.ts";
import { keyOf } from "../../diff/file-name.ts";
import { type Filter, filtered, statusLetters, statusWords } from "../../diff/file-words.ts";
import type { ChangePage, FileEntry } from "../../diff/shapes.ts";
import { originClass } from "../../parts/origin.tsx";
import { Progress } from "../../parts/progress.tsx";
import { plainText, Segments } from "../../parts/segments.tsx";
import { plural } from "../../words.ts";

/** The files, the riskiest first, each with whether it was seen. */
export function Files({
  list,
  since,
  filter,
  onFilter,
  onFile,
}: {
  readonly list: Answer<"files.list">;
  readonly since: ChangePage["sinceLastLook"];
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly onFile: (file: FileEntry) => void;
}) {
  const shown = filtered(list.files, filter, since?.files ?? []);
  return (
    <>
      <Progress done={list.seen} of={list.files.length} what="files seen" />
      <Filters files={list.files} since={since} filter={filter} onFilter={onFilter} />
      <ol className="files">
        {shown.map((file) => (
          <li key={keyOf(file)}>
            <FileLink file={file} onFile={onFile} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Filters({
  files,
  since,
  filter,
  onFilter,
}: {
  readonly files: readonly FileEntry[];
  readonly since: ChangePage["sinceLastLook"];
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}) {
  const changed = filtered(files, "since", since?.files ?? []).length;
  const offers = [
    { id: "all", says: "All", count: files.length },
    { id: "unseen", says: "Not seen", count: filtered(files, "unseen", []).length },
    ...(changed === 0 && filter !== "since" ? [] : ([{ id: "since", says: "Since my last look", count: changed }] as const)),
  ] as const;
  return (
    <div className="filters">
      {offers.map(({ id, says, count }) => (
        <button key={id} type="button" className="filter-choice" aria-pressed={filter === id} onClick={() => onFilter(id)}>
          {says} <span className="figure quiet">{count}</span>
        </button>
      ))}
    </div>
  );
}

function FileLink({ file, onFile }: { readonly file: FileEntry; readonly onFile: (file: FileEntry) => void }) {
  const { ai, mixed, unknown } = file.origin;
  const origin = ai > 0 ? "ai" : mixed > 0 ? "mixed" : unknown > 0 ? "unknown" : "human";
  return (
    <button type="button" className="file-link" title={plainText(file.shown)} onClick={() => onFile(file)}>
      <span className={file.seen ? "tick tick-done" : "tick"} aria-hidden="true" />
      <span className={`file-origin ${originClass(origin)}`} aria-hidden="true" />
      <span className="file-letter" aria-hidden="true">
        {statusLetters[file.status]}
      </span>
      <span className="file-path">
        <Segments text={file.shown} />
      </span>
      {isRemarkable(file) ? (
        <span className="file-flag" aria-hidden="true">
          !
        </span>
      ) : null}
      <span className="unseen">
        , {statusWords(file)}, {file.seen ? "seen" : "not seen"}
        {file.findings > 0 ? `, ${plural(file.findings, "finding")}` : ""}
        {file.weakened > 0 ? `, finds less in ${plural(file.weakened, "place")}` : ""}
        {isRemarkable(file) && file.notes.length > 0 ? `, ${file.notes.join(" ")}` : ""}
      </span>
    </button>
  );
}

// That a tool wrote a file is no news.
function isRemarkable({ flags, findings, weakened }: FileEntry): boolean {
  return findings > 0 || weakened > 0 || flags.some((flag) => flag !== "generated");
}
