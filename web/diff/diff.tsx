import { useState } from "react";
import { Empty } from "../parts/empty.tsx";
import type { OriginCounts } from "../parts/origin.tsx";
import { useKeys } from "../shell/keys.ts";
import { File } from "./file.tsx";
import { keyOf } from "./file-name.ts";
import { Legend } from "./legend.tsx";
import { commentHere, goTo, keyHere, moveFile, moveHunk, moveLine } from "./moves.ts";
import { WithOriginNotes } from "./origin-note.tsx";
import type { FileEntry } from "./shapes.ts";
import { useSeen } from "./use-seen.ts";

/** What changed, file by file in the server's order. `all` numbers the files; `shown` is what a filter leaves of them. */
export function Diff({
  change,
  all,
  shown,
  counts,
}: {
  readonly change: string;
  readonly all: readonly FileEntry[];
  readonly shown: readonly FileEntry[];
  readonly counts: OriginCounts;
}) {
  const [legend, setLegend] = useState(false);
  useDiffKeys(change, all, () => setLegend(true));
  return (
    <WithOriginNotes change={change}>
      <h2 className="unseen">What changed</h2>
      <p className="diff-marks">
        <button type="button" className="row-more" aria-keyshortcuts="l" onClick={() => setLegend(true)}>
          What the marks mean
        </button>
      </p>
      {shown.length === 0 ? <Empty title="No file is left by the filter.">All files of the change are there as soon as the filter is taken away.</Empty> : null}
      {shown.map((file) => (
        <File key={keyOf(file)} change={change} file={file} at={all.indexOf(file)} />
      ))}
      {legend ? <Legend counts={counts} onClose={() => setLegend(false)} /> : null}
    </WithOriginNotes>
  );
}

function useDiffKeys(change: string, files: readonly FileEntry[], legend: () => void): void {
  const { set } = useSeen(change);
  const see = () => {
    const here = keyHere();
    const file = files.find((each) => keyOf(each) === here);
    if (file === undefined) return;
    set(file, !file.seen);
    if (!file.seen) goToNext(files, file);
  };
  useKeys("In the diff", [
    { keys: "n", says: "Next file", act: () => moveFile(1) },
    { keys: "p", says: "Previous file", act: () => moveFile(-1) },
    { keys: "j", says: "Next line", act: () => moveLine(1) },
    { keys: "k", says: "Previous line", act: () => moveLine(-1) },
    { keys: "J", says: "Next changed lines", act: () => moveHunk(1) },
    { keys: "K", says: "Previous changed lines", act: () => moveHunk(-1) },
    { keys: "v", says: "Mark the file as seen, or not", act: see },
    { keys: "c", says: "Comment on the line", act: commentHere },
    { keys: "l", says: "What the marks mean", act: legend },
  ]);
}

// After the seen file has folded, the next one that is not seen takes its place.
function goToNext(files: readonly FileEntry[], seen: FileEntry): void {
  const next = files.slice(files.indexOf(seen) + 1).find((file) => !file.seen) ?? files.find((file) => !file.seen && file !== seen);
  const key = keyOf(next ?? seen);
  requestAnimationFrame(() => goTo(document.querySelector<HTMLElement>(`[data-file="${CSS.escape(key)}"]`)));
}
