import { percent, plural } from "../words.ts";

export type Origin = "ai" | "mixed" | "unknown" | "human";
export type OriginCounts = Readonly<Record<Origin, number>>;

/** In the order in which they are shown everywhere; what nobody knows stands before what a human wrote, so that it is never overlooked. */
export const origins: readonly Origin[] = ["ai", "mixed", "unknown", "human"];
export const originWords: Readonly<Record<Origin, string>> = { ai: "AI", mixed: "mixed", unknown: "unknown", human: "human" };

const meanings: Readonly<Record<Origin, string>> = {
  ai: "An AI tool wrote the line.",
  mixed: "An AI tool wrote it and a human changed it, or the other way round.",
  unknown: "Nothing says who wrote it.",
  human: "A human wrote it.",
};

/** The mark in a margin: AI solid, mixed hatched, unknown dotted, human none. Give the element `originClass(origin)` to draw it yourself. */
export function OriginMark({ origin }: { readonly origin: Origin }) {
  return <span className={`origin ${originClass(origin)}`} role="img" aria-label={originWords[origin]} />;
}

/** Class that paints an element's background as the mark of an origin; the diff's gutter uses it. */
export function originClass(origin: Origin): string {
  return `origin-${origin}`;
}

/** Shares of added lines as one bar with its numbers in words. Human lines are the empty part. */
export function OriginBar({ counts, compact = false }: { readonly counts: OriginCounts; readonly compact?: boolean }) {
  const whole = counts.ai + counts.mixed + counts.unknown + counts.human;
  if (whole === 0) return <span className="quiet">no added lines</span>;
  const present = origins.filter((origin) => counts[origin] > 0);
  return (
    <span className={compact ? "origin-bar origin-bar-compact" : "origin-bar"}>
      <span className="origin-track" aria-hidden="true">
        {present.map((origin) => (
          <span key={origin} className={originClass(origin)} style={{ flexGrow: counts[origin] }} />
        ))}
      </span>
      <span className="origin-shares figure">
        {compact ? compactShare(counts, whole) : present.map((origin) => `${originWords[origin]} ${percent(counts[origin], whole)}`).join(" · ")}
      </span>
    </span>
  );
}

// The share that AI had a part in; what is unknown is said beside it, never hidden in it.
function compactShare(counts: OriginCounts, whole: number): string {
  const ai = `AI ${percent(counts.ai + counts.mixed, whole)}`;
  return counts.unknown === 0 ? ai : `${ai}, unknown ${percent(counts.unknown, whole)}`;
}

/** What the four marks mean. With `counts`, also how many lines each has. */
export function OriginLegend({ counts }: { readonly counts?: OriginCounts }) {
  return (
    <dl className="legend">
      {origins.map((origin) => (
        <div key={origin}>
          <dt>
            <span className={`origin ${originClass(origin)}`} aria-hidden="true" />
            {originWords[origin]}
            {counts === undefined ? null : <span className="quiet figure"> {plural(counts[origin], "line")}</span>}
          </dt>
          <dd>{meanings[origin]}</dd>
        </div>
      ))}
    </dl>
  );
}
