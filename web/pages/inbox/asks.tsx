import { Link } from "@tanstack/react-router";
import { Due } from "../../parts/due.tsx";
import { Section } from "../../parts/page.tsx";
import type { Inbox } from "./words.ts";

/** What is asked of the person beside the changes that wait: second looks, attestations, and what a blueprint or the review of a tool waits for. */
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

function AskRow({ ask: { title, why, project, until, overdue, page } }: { readonly ask: Inbox["asks"][number] }) {
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
        {project === null || title.includes(project) ? null : <span>{project}</span>}
        {until === null ? null : <Due until={until} overdue={overdue} />}
      </p>
    </li>
  );
}
