import { type ReactNode, useId } from "react";
import { type OriginCounts, origins, originWords } from "../parts/origin.tsx";
import { roundUp } from "./interval.ts";

export interface Stack {
  readonly id: string;
  readonly label: string;
  readonly counts: OriginCounts;
}

/** Pixels. Widths are shares of what there is, so that text keeps its size on a phone. */
const [top, bottom, height] = [18, 218, 244];
/** Beyond as many columns only the first and the last one are named. */
const mostNamed = 4;

/** Columns of lines by origin, from zero, under a title that is the answer. The table below has every number, so the drawing is for the eye only. */
export function Stacks({ title, stacks, note, children }: { readonly title: string; readonly stacks: readonly Stack[]; readonly note: string; readonly children: ReactNode }) {
  const end = roundUp(Math.max(...stacks.map(({ counts }) => sum(counts)), 1));
  return (
    <figure className="chart">
      <figcaption className="chart-title">{title}</figcaption>
      {stacks.length === 0 ? null : (
        <div className="stacks">
          <svg width="100%" height={height} aria-hidden="true">
            <Marks end={end} />
            <Columns stacks={stacks} end={end} />
          </svg>
        </div>
      )}
      <p className="chart-note">{note}</p>
      {children}
    </figure>
  );
}

function sum(counts: OriginCounts): number {
  return origins.reduce((all, origin) => all + counts[origin], 0);
}

function Marks({ end }: { readonly end: number }) {
  return [0, 0.5, 1].map((part) => (
    <g key={part}>
      <line className="stack-rule" x1="0" x2="100%" y1={at(part)} y2={at(part)} />
      {part === 0 ? null : (
        <text className="stack-label figure" x="0" y={at(part) - 4}>
          {Math.round(end * part).toLocaleString("en-GB")} lines
        </text>
      )}
    </g>
  ));
}

/** Where a part of the whole height stands. */
function at(part: number): number {
  return bottom - (bottom - top) * part;
}

function Columns({ stacks, end }: { readonly stacks: readonly Stack[]; readonly end: number }) {
  const id = useId();
  const step = 100 / stacks.length;
  const wide = Math.min(9, step * 0.7);
  return (
    <>
      <defs>
        <pattern id={`${id}mixed`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="stack-ai" width="2.500" height="6" />
        </pattern>
        <pattern id={`${id}unknown`} width="5" height="5" patternUnits="userSpaceOnUse">
          <circle className="stack-dot" cx="2.500" cy="2.500" r="1.300" />
        </pattern>
      </defs>
      {stacks.map((stack, place) => (
        <g key={stack.id}>
          <title>{`${stack.label}: ${origins.map((origin) => `${originWords[origin]} ${stack.counts[origin].toLocaleString("en-GB")}`).join(", ")}`}</title>
          {pieces(stack.counts, end).map(({ origin, y, tall }) => (
            <rect
              key={origin}
              className={`stack-piece stack-${origin}`}
              x={`${step * place + (step - wide) / 2}%`}
              width={`${wide}%`}
              y={y}
              height={tall}
              {...(origin === "mixed" || origin === "unknown" ? { fill: `url(#${id}${origin})` } : {})}
            />
          ))}
          <Name label={stack.label} place={place} count={stacks.length} />
        </g>
      ))}
    </>
  );
}

function Name({ label, place, count }: { readonly label: string; readonly place: number; readonly count: number }) {
  if (count > mostNamed && place > 0 && place < count - 1) return null;
  return (
    <text className="stack-label" y={bottom + 18} {...anchored(place, count)}>
      {label.length > 20 ? `${label.slice(0, 19)}…` : label}
    </text>
  );
}

// The first and the last one stay inside.
function anchored(place: number, count: number): { readonly x: string; readonly textAnchor: "start" | "middle" | "end" } {
  if (count > mostNamed) return place === 0 ? { x: "0", textAnchor: "start" } : { x: "100%", textAnchor: "end" };
  return { x: `${(100 / count) * (place + 0.5)}%`, textAnchor: "middle" };
}

/** What AI wrote stands at the bottom, where columns are compared most easily. */
function pieces(counts: OriginCounts, end: number) {
  let below = 0;
  return origins.flatMap((origin) => {
    const count = counts[origin];
    const y = at((below + count) / end);
    const tall = at(below / end) - y;
    below += count;
    return count === 0 ? [] : [{ origin, y, tall }];
  });
}
