import { Link } from "@tanstack/react-router";
import { Section } from "../../parts/page.tsx";
import { Time, useNow } from "../../parts/when.tsx";
import { exact, span } from "../../time.ts";
import type { Inbox } from "./words.ts";

/** What is asked of the person beside the changes that wait: second looks and attestations. */
export function Asks({ asks }: { readonly asks: Inbox["asks"] }) {
  if (asks.length === 0) return null;
  return (
    <Section title="Asked of me" count={asks.length}>
      <ul className="turns">
        {asks.map((ask) => (
          <AskRow key={`${ask.kind} ${ask.id}`} ask={ask} />
        ))}
      </ul>
    </Section>
  );
}

function AskRow({ ask: { title, why, until, overdue, page } }: { readonly ask: Inbox["asks"][number] }) {
  const now = useNow();
  return (
    <li className="turn">
      <div className="turn-what">
        <p className="turn-title">
          <Link to={page as string} data-row className="turn-link">
            {title}
          </Link>
        </p>
        <p className="turn-missing">{why}</p>
      </div>
      <p className="turn-times">
        {overdue ? (
          <time className="turn-due turn-overdue" dateTime={until} title={exact(until)}>
            Overdue by {span(now - Date.parse(until))}
          </time>
        ) : (
          <span className="turn-due">
            Due <Time at={until} />
          </span>
        )}
      </p>
    </li>
  );
}
