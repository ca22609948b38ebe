import { type ReactNode, useEffect, useRef } from "react";
import { arriveAt } from "../shell/arrive.ts";
import { setTitle } from "../shell/title.ts";

/**
 * A page: its name, then its one sentence, then what supports the sentence. The sentence answers what the page is asked for
 * ("Two changes wait for you; the first is due in 3 h."), so that nobody has to read further to know.
 */
export function Page({
  title,
  answer,
  beside,
  width = "page",
  children,
}: {
  readonly title: string;
  /** The one sentence. Left out only while it is not known. */
  readonly answer?: ReactNode;
  /** What can be done with the whole page, right of its head. */
  readonly beside?: ReactNode;
  /** `narrow` for forms and reading. Every page lies on the grid of the header. */
  readonly width?: "narrow" | "page" | "wide";
  readonly children?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => setTitle(title), [title]);
  useEffect(() => arriveAt(heading.current), []);
  return (
    <article className={width === "page" ? "page" : `page page-${width}`}>
      <header className="page-head">
        <div>
          <h1 ref={heading} className="page-title" tabIndex={-1}>
            {title}
          </h1>
          {answer === undefined ? null : <p className="page-answer">{answer}</p>}
        </div>
        {beside === undefined ? null : <div className="page-beside">{beside}</div>}
      </header>
      {children}
    </article>
  );
}

/** A part of a page under its own heading. `note` is one quiet sentence below it. */
export function Section({
  title,
  count,
  note,
  beside,
  children,
}: {
  readonly title: string;
  readonly count?: number;
  readonly note?: ReactNode;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="section">
      <div className="section-head">
        <h2>
          {title}
          {count === undefined ? null : <span className="section-count figure"> {count}</span>}
        </h2>
        {beside}
      </div>
      {note === undefined ? null : <p className="section-note">{note}</p>}
      {children}
    </section>
  );
}

/** Names and values, such as the facts for an approver. A value that is null is left out. */
export function Facts({ items }: { readonly items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** A short word in a frame: a tier, a project, a kind. Never a verdict, which has its own mark. */
export function Tag({ children }: { readonly children: ReactNode }) {
  return <span className="tag">{children}</span>;
}
