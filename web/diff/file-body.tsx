import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { Loading } from "../parts/loading.tsx";
import { Problem } from "../parts/problem.tsx";
import { useMe } from "../shell/me.ts";
import { AboveRows, BelowLine, placeBeside } from "./beside.tsx";
import { Block, rowHeight } from "./block.tsx";
import { blocksOf, guessRows } from "./blocks.ts";
import { nameOf } from "./file-name.ts";
import { firstRows } from "./first-rows.ts";
import { useNear } from "./near.ts";
import type { RowContext } from "./rows.tsx";
import type { FileDiff, FileEntry, Line } from "./shapes.ts";
import { Composer } from "./thread.tsx";
import { Unshown } from "./unshown.tsx";

/** The rows of a file, asked for when the file comes near. */
export function FileBody({ change, file, onFile, onFileDone }: { readonly change: string; readonly file: FileEntry; readonly onFile: boolean; readonly onFileDone: () => void }) {
  const ref = useRef<HTMLDivElement>(null);
  const { near } = useNear(ref);
  const [asked, setAsked] = useState(false);
  if (near && !asked) setAsked(true);
  const { data, error } = useQuery({ ...firstRows(change, file), enabled: asked });
  return (
    <div ref={ref} className="file-body" style={data === undefined ? { minHeight: guessRows(file) * rowHeight } : undefined}>
      {onFile ? (
        <Composer change={change} place={{ path: file.path, pair: file.pair, side: file.newBlob === null ? "base" : "head" }} label="Comment on the file" onClose={onFileDone} />
      ) : null}
      {data === undefined ? error === null ? <Loading what="Reading the file" /> : <Problem error={error} /> : <Content change={change} diff={data} />}
    </div>
  );
}

function Content({ change, diff }: { readonly change: string; readonly diff: FileDiff }) {
  const { rows, total, encoding, noNewline, file } = diff;
  const [writing, setWriting] = useState<Line | null>(null);
  const beside = useMemo(() => placeBeside(diff), [diff]);
  const context = useRowContext(change, diff, beside, writing, setWriting);
  return (
    <>
      {encoding === null ? null : <p className="file-remark">{encoding}</p>}
      <AboveRows above={beside.above} />
      {rows === null ? (
        <div className="unshown">
          <Unshown diff={diff} />
        </div>
      ) : null}
      {rows !== null && total === 0 ? <p className="file-remark">{file.status === "renamed" ? "Only the path changed; the content is the same." : "No line changed."}</p> : null}
      {blocksOf(total).map((block) => (
        <Block key={block.from} block={block} context={context} holds={writing !== null} />
      ))}
      {noNewline.old && file.content === "text" ? <p className="file-remark">Before, the last line had no line feed.</p> : null}
      {noNewline.new && file.content === "text" ? <p className="file-remark">Now the last line has no line feed.</p> : null}
    </>
  );
}

function useRowContext(
  change: string,
  { file: { path, pair, oldBlob, newBlob }, runs, hunks }: FileDiff,
  { placed }: ReturnType<typeof placeBeside>,
  writing: Line | null,
  setWriting: (line: Line | null) => void,
): RowContext {
  const { acts } = useMe();
  const sides = oldBlob === null ? "new" : newBlob === null ? "old" : "both";
  return useMemo(() => {
    const below = (line: Line) => {
      const here = placed.get(`${line.side}:${line.line}`);
      const mine = writing?.side === line.side && writing.line === line.line;
      if (here === undefined && !mine) return null;
      return <BelowLine placed={here} writing={mine} change={change} file={{ path, pair }} line={line} onClose={() => setWriting(null)} />;
    };
    return { change, name: nameOf({ path, pair }), runs, sides, hunks, below, onComment: acts ? setWriting : null };
  }, [change, path, pair, runs, sides, hunks, placed, writing, setWriting, acts]);
}
