import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { question } from "../api/queries.ts";
import { type Segment, Segments } from "../parts/segments.tsx";
import type { FileName } from "./file-name.ts";
import type { Line } from "./shapes.ts";

/** A long line: its beginning, and the rest when it is asked for. */
export function CutLine({
  change,
  name,
  line,
  row,
}: {
  readonly change: string;
  readonly name: FileName;
  readonly line: Line;
  readonly row: { readonly text: readonly Segment[]; readonly cut: number };
}) {
  const [asked, setAsked] = useState(false);
  const { data } = useQuery({ ...question("files.line", { params: { change }, query: { ...name, side: line.side, line: line.line } }), enabled: asked });
  if (data !== undefined) return <Segments text={data.text} />;
  return (
    <>
      <Segments text={row.text} />
      <button type="button" className="row-more" aria-busy={asked} onClick={() => setAsked(true)}>
        … {row.cut.toLocaleString("en-GB")} more bytes
      </button>
    </>
  );
}
