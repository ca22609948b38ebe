import { Link } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { Section } from "../../parts/page.tsx";
import { Says } from "../../parts/says.tsx";
import { useMe } from "../../shell/me.ts";
import { together } from "../../words.ts";
import { type Step, stepsNote } from "./words.ts";

/** What the organisation still lacks, computed from records; nothing once nothing is missing. */
export function NextSteps() {
  const { data } = useAnswer("nextSteps.read");
  const { person } = useMe();
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section title="Next steps" count={data.items.length} note={stepsNote(data.items, person.id)}>
      <ol className="steps">
        {data.items.map((step) => (
          <StepItem key={step.page + step.id} step={step} me={person.id} />
        ))}
      </ol>
    </Section>
  );
}

function StepItem({ step: { act, state, page, who }, me }: { readonly step: Step; readonly me: string }) {
  const mine = who.some(({ id }) => id === me);
  return (
    <li className="step">
      <p className="step-act">{mine ? <Link to={page as string}>{act}</Link> : act}</p>
      <p className="step-state">
        <Says text={state} />
        {mine ? null : ` ${who.length === 0 ? "Nobody holds a role that may do it." : `It is for ${together(who.map(({ name }) => name))}.`}`}
      </p>
    </li>
  );
}
