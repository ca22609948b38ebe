import { Section } from "../../parts/page.tsx";
import { spaced, together } from "../../words.ts";
import type { Plan } from "./words.ts";

type Part = Plan["done"]["tiers"][number];

/** When a change is done: compiled from the criteria that the gate judges by, so that the two cannot differ (R108). */
export function Done({ done: { tiers, environments, always } }: { readonly done: Plan["done"] }) {
  return (
    <Section title="Definition of Done" note="Compiled from the criteria of the policy in force. What a machine decides and what a person answers is marked.">
      <ul className="plan-always">
        {always.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div className="plan-done">
        {[...tiers, ...environments].map((part) => (
          <details key={`${part.kind} ${part.name}`} className="fold">
            <summary>
              {part.kind === "tier" ? `Tier ${spaced(part.name)}` : `Release to ${part.name}`} <span className="quiet">{typeWords(part)}</span>
            </summary>
            <Items part={part} />
          </details>
        ))}
      </div>
    </Section>
  );
}

function typeWords({ types }: Part): string {
  return types.length === 0 ? "" : `for ${together(types.map(({ name }) => spaced(name)))}`;
}

function Items({ part: { items, approvals, alone, human, byOrigin } }: { readonly part: Part }) {
  return (
    <>
      <p>{human}</p>
      <ul className="plan-items">
        {items.map(({ id, says, decidedBy }) => (
          <li key={id}>
            <span className="tag">{decidedBy}</span> {says}
          </li>
        ))}
        {approvals.map((approval) => (
          <li key={approval}>
            <span className="tag">human</span> Approved by {approval}.
          </li>
        ))}
        {byOrigin.map(({ origins, approvals: more }) => (
          <li key={origins.join()}>
            <span className="tag">human</span> Where lines are of {origins.join(" or ")} origin, approved by {more.join("; ")}.
          </li>
        ))}
        {alone === null ? null : (
          <li>
            <span className="tag">{alone.item.decidedBy}</span> Passes without a person when: {alone.item.says} {alone.sample} of these are looked at afterwards.
          </li>
        )}
      </ul>
    </>
  );
}
