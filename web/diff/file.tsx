import { useState } from "react";
import { useMe } from "../shell/me.ts";
import { fileCoverageNote } from "./coverage-words.ts";
import { FileBody } from "./file-body.tsx";
import { FileHeader } from "./file-header.tsx";
import { keyOf } from "./file-name.ts";
import type { FileEntry } from "./shapes.ts";

/** One file of the change. What was seen is folded, and so is what was generated, which says so. */
export function File({ change, file, at }: { readonly change: string; readonly file: FileEntry; readonly at: number }) {
  const { acts } = useMe();
  const [unfolded, setUnfolded] = useState<boolean | null>(null);
  const [onFile, setOnFile] = useState(false);
  const [seen, setSeen] = useState(file.seen);
  // A new mark folds the file, and taking it away opens it, whatever was chosen before.
  if (seen !== file.seen) {
    setSeen(file.seen);
    setUnfolded(null);
  }
  const open = unfolded ?? !(file.seen || file.generated);
  return (
    <section className="file" id={fileId(at)} data-file={keyOf(file)} aria-label={file.path}>
      <FileHeader
        change={change}
        file={file}
        open={open}
        onToggle={() => setUnfolded(!open)}
        onComment={
          acts
            ? () => {
                setUnfolded(true);
                setOnFile(true);
              }
            : null
        }
      />
      <Notes file={file} open={open} />
      {open ? <FileBody change={change} file={file} onFile={onFile} onFileDone={() => setOnFile(false)} /> : null}
    </section>
  );
}

/** Where a file stands on the page. */
export function fileId(at: number): string {
  return `file-${at + 1}`;
}

function Notes({ file: { notes, generated, seen, changedSinceSeen, uncovered, added, aiLines }, open }: { readonly file: FileEntry; readonly open: boolean }) {
  const coverage = fileCoverageNote(aiLines);
  const said = [
    ...notes,
    ...(changedSinceSeen ? ["You had seen another content of it."] : []),
    ...(generated && !open && !seen ? ["A tool writes this file, so it is folded; it is part of what is approved all the same."] : []),
    ...(uncovered !== null && uncovered > 0 ? [`No test ran ${uncovered.toLocaleString("en-GB")} of its ${added.toLocaleString("en-GB")} added lines.`] : []),
    ...(coverage === null ? [] : [coverage]),
  ];
  if (said.length === 0) return null;
  return (
    <ul className="file-notes">
      {said.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
