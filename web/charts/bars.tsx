import type { ReactNode } from "react";

export interface Bar {
  readonly label: string;
  /** Null is too few to say; then there is no bar. */
  readonly value: number | null;
  /** The thin line over the bar: an interval, or the reach from the median to the 90th percentile. */
  readonly reach: readonly [from: number, to: number] | null;
  readonly words: ReactNode;
}

/** Bars from zero under a title that is the answer. What they show stands in words beside each and in the table below, so the drawing itself is for the eye only. */
export function Bars({
  title,
  bars,
  end,
  note,
  children,
}: {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly end: number;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <figure className="chart">
      <figcaption className="chart-title">{title}</figcaption>
      <ul className="bars">
        {bars.map((bar) => (
          <li key={bar.label} className="bar-row">
            <span className="bar-label">{bar.label}</span>
            <Drawn bar={bar} end={end} />
            <span className="bar-words figure">{bar.words}</span>
          </li>
        ))}
      </ul>
      <p className="chart-note">{note}</p>
      {children}
    </figure>
  );
}

function Drawn({ bar: { value, reach }, end }: { readonly bar: Bar; readonly end: number }) {
  const at = (amount: number) => `${Math.min(100, (amount / end) * 100)}%`;
  return (
    <svg className="bar-drawn" width="100%" height="18" aria-hidden="true">
      <line className="bar-zero" x1="0.5" x2="0.5" y1="0" y2="18" />
      {value === null ? null : <rect className="bar-value" x="1" y="4" height="10" width={at(value)} />}
      {value === null || reach === null ? null : (
        <>
          <line className="bar-reach" x1={at(reach[0])} x2={at(reach[1])} y1="9" y2="9" />
          <line className="bar-reach" x1={at(reach[1])} x2={at(reach[1])} y1="5" y2="13" />
        </>
      )}
    </svg>
  );
}
