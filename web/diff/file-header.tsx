import { useState } from "react";
import { OriginBar } from "../parts/origin.tsx";
import { plainText, Segments } from "../parts/segments.tsx";
import { plural } from "../words.ts";
import { statusWords } from "./file-words.ts";
import type { FileEntry } from "./shapes.ts";
import { useSeen } from "./use-seen.ts";

/** The band above a file, which stays while its rows pass: what happened to it, how much, who wrote it, and whether it was seen. */
export function FileHeader({
  change,
  file,
  open,
  onToggle,
  onComment,
}: {
  readonly change: string;
  readonly file: FileEntry;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onComment: (() => void) | null;
}) {
  const name = plainText(file.shown);
  return (
    <header className="file-head">
      <button type="button" className="file-toggle" aria-expanded={open} aria-label={`${open ? "Fold" : "Unfold"} ${name}`} onClick={onToggle}>
        <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6">
          <path d={open ? "m3.500 6 4.500 4.500L12.500 6" : "m6 3.500 4.500 4.500L6 12.500"} />
        </svg>
      </button>
      <h3 className="file-name" tabIndex={-1}>
        {file.from === null ? null : (
          <>
            <span className="file-from">
              <Segments text={file.from} />
            </span>
            <span aria-hidden="true"> → </span>
            <span className="unseen"> is now </span>
          </>
        )}
        <Segments text={file.shown} />
      </h3>
      <span className="file-status">{statusWords(file)}</span>
      <span className="file-counts figure">
        +{file.added.toLocaleString("en-GB")} −{file.deleted.toLocaleString("en-GB")}
      </span>
      {file.moved === 0 ? null : <span className="file-note">{file.moved.toLocaleString("en-GB")} only moved</span>}
      {file.added === 0 ? null : <OriginBar counts={file.origin} compact />}
      {file.findings === 0 ? null : <span className="file-note">{plural(file.findings, "finding")}</span>}
      {file.weakened === 0 ? null : <span className="file-note">finds less in {plural(file.weakened, "place")}</span>}
      {file.comments === 0 ? null : <span className="file-note">{plural(file.comments, "open comment")}</span>}
      <span className="file-verbs">
        {onComment === null ? null : (
          <button type="button" className="row-more" onClick={onComment} aria-label={`Comment on ${name}`}>
            Comment
          </button>
        )}
        <SeenBox change={change} file={file} />
      </span>
    </header>
  );
}

function SeenBox({ change, file }: { readonly change: string; readonly file: FileEntry }) {
  const { set } = useSeen(change);
  // A box shows at once what was pressed; the list follows a moment later.
  const [pressed, setPressed] = useState<boolean | null>(null);
  if (pressed === file.seen) setPressed(null);
  const press = (seen: boolean) => {
    setPressed(seen);
    set(file, seen, () => setPressed(null));
  };
  return (
    <label className="file-seen">
      <input type="checkbox" checked={pressed ?? file.seen} aria-keyshortcuts="v" onChange={(event) => press(event.target.checked)} />
      {file.changedSinceSeen ? "seen again" : "seen"}
    </label>
  );
}
