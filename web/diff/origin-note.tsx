import { useQueryClient } from "@tanstack/react-query";
import { type FocusEvent, type PointerEvent, type ReactNode, useState } from "react";
import { keyOf } from "./file-name.ts";
import { moveLine } from "./moves.ts";
import { originFacts } from "./origin-words.ts";
import type { FileDiff, OriginRun } from "./shapes.ts";

interface Shown {
  readonly run: OriginRun;
  readonly top: number;
  readonly left: number;
}

/** Shows who wrote a run of lines while its mark in the margin is pointed at or has the focus. One note for the whole diff: it listens where the marks are. */
export function WithOriginNotes({ change, children }: { readonly change: string; readonly children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const client = useQueryClient();
  const show = (event: PointerEvent | FocusEvent) => {
    const mark = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-run]") : null;
    const key = mark?.closest<HTMLElement>("[data-file]")?.dataset["file"];
    if (mark === null || key === undefined) return setShown(null);
    const run = runsOf(client, change, key)?.[Number(mark.dataset["run"])];
    const { bottom, right } = mark.getBoundingClientRect();
    setShown(run === undefined ? null : { run, top: bottom + 4, left: right });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the marks themselves are buttons; this only hears of them.
    <div
      className="diff"
      onPointerOver={show}
      onFocus={show}
      onBlur={() => setShown(null)}
      onPointerLeave={() => setShown(null)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setShown(null);
        // Arrows move as `j` and `k` do, also while they are held.
        const step = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key];
        if (step === undefined || !(event.target instanceof HTMLTableRowElement)) return;
        event.preventDefault();
        moveLine(step);
      }}
    >
      {children}
      {shown === null ? null : <Note {...shown} />}
    </div>
  );
}

// Every part of a file's diff has all of its runs; any one will do.
function runsOf(client: ReturnType<typeof useQueryClient>, change: string, key: string): readonly OriginRun[] | undefined {
  const known = client.getQueriesData<FileDiff>({ queryKey: ["files.diff", { change }] });
  return known.find(([, diff]) => diff !== undefined && keyOf(diff.file) === key)?.[1]?.runs;
}

function Note({ run, top, left }: Shown) {
  return (
    <div className="origin-note" role="tooltip" style={{ top: Math.min(top, window.innerHeight - 190), left }}>
      <dl>
        {originFacts(run).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
