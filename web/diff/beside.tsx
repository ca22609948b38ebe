import type { ReactNode } from "react";
import { isShown, shownContext } from "./blocks.ts";
import { Finding } from "./finding.tsx";
import type { Comment, FileDiff, FileEntry, Line, LineFinding, Weakening as WeakeningFound } from "./shapes.ts";
import { Composer, Thread } from "./thread.tsx";
import { Weakening } from "./weakening.tsx";

interface Placed {
  readonly findings: readonly LineFinding[];
  readonly weakenings: readonly WeakeningFound[];
  readonly comments: readonly Comment[];
}

export interface Beside {
  /** By line, as `head:12`. */
  readonly placed: ReadonlyMap<string, Placed>;
  /** About the whole file, or about a line that is not among the rows: shown above them, so that nothing is lost. */
  readonly above: Placed;
}

/** Puts findings, weakenings and comments where they belong. A comment on another content than the one that is shown has no line any more. */
export function placeBeside({ findings, weakenings, comments, hunks }: Pick<FileDiff, "findings" | "weakenings" | "comments" | "hunks">): Beside {
  const keyOfFinding = ({ line }: Pick<LineFinding, "line">) => (line !== null && isShown(hunks, "head", line, shownContext) ? `head:${line}` : "");
  const keyOfComment = ({ line, side, outdated }: Comment) => (line !== null && side !== null && !outdated && isShown(hunks, side, line, shownContext) ? `${side}:${line}` : "");
  const [foundAt, weakerAt, saidAt] = [Map.groupBy(findings, keyOfFinding), Map.groupBy(weakenings, keyOfFinding), Map.groupBy(comments, keyOfComment)];
  const at = (key: string): Placed => ({ findings: foundAt.get(key) ?? [], weakenings: weakerAt.get(key) ?? [], comments: saidAt.get(key) ?? [] });
  const keys = new Set([...foundAt.keys(), ...weakerAt.keys(), ...saidAt.keys()]);
  return { placed: new Map([...keys].filter((key) => key !== "").map((key) => [key, at(key)])), above: at("") };
}

/** What stands below a line; null for a line with nothing. */
export function BelowLine({
  placed,
  writing,
  change,
  file,
  line,
  onClose,
}: {
  readonly placed: Placed | undefined;
  readonly writing: boolean;
  readonly change: string;
  readonly file: Pick<FileEntry, "path" | "pair">;
  readonly line: Line;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <div className="below">
      {placed?.findings.map((finding) => (
        <Finding key={`${finding.tool} ${finding.rule} ${finding.message}`} finding={finding} />
      ))}
      {placed?.weakenings.map((found) => (
        <Weakening key={`${found.kind} ${found.sentence}`} found={found} />
      ))}
      {placed === undefined || placed.comments.length === 0 ? null : <Thread comments={placed.comments} />}
      {writing ? <Composer change={change} place={{ ...file, side: line.side, line: line.line }} label={`Comment on line ${line.line}`} onClose={onClose} /> : null}
    </div>
  );
}

/** What is said of the file as a whole, or of a line that is not among the rows. */
export function AboveRows({ above: { findings, weakenings, comments } }: { readonly above: Placed }) {
  if (findings.length + weakenings.length + comments.length === 0) return null;
  const places = Map.groupBy(comments, ({ line, outdated }) =>
    line === null ? "On the file" : outdated ? `On line ${line} of an earlier content` : `On line ${line}, which did not change`,
  );
  return (
    <div className="below above">
      {findings.map((finding) => (
        <Finding
          key={`${finding.line} ${finding.tool} ${finding.rule} ${finding.message}`}
          finding={finding}
          at={finding.line === null ? "whole file" : `line ${finding.line}, which did not change`}
        />
      ))}
      {weakenings.map((found) => (
        <Weakening key={`${found.line} ${found.kind} ${found.sentence}`} found={found} at={`line ${found.line}`} />
      ))}
      {[...places].map(([at, all]) => (
        <Thread key={at} at={at} comments={all} />
      ))}
    </div>
  );
}
