import type { ChangePage } from "../diff/shapes.ts";
import { People } from "../parts/person.tsx";
import { VerdictMark } from "../parts/verdict.tsx";

const elementNames = { criteria: "Criteria", qualification: "Qualification", logging: "Logging", escalation: "Escalation" } as const;

/** The gate that the page is about: what it says, every reason with who can cure it, and the four things without which it is not active (R34). */
export function GateNow({ page: { verdict, gates, environment, human } }: { readonly page: ChangePage }) {
  const gate = gates.find((each) => each.environment === environment);
  const reasons = verdict.reasons.filter(({ effect }) => effect !== "note");
  return (
    <>
      <p>
        <VerdictMark verdict={verdict.verdict} large />
      </p>
      <p>{human}</p>
      {reasons.length === 0 ? null : (
        <ul className="items">
          {reasons.map(({ code, effect, sentence, about, who }) => (
            <li key={`${code} ${about} ${sentence}`} className="item">
              <p>{sentence}</p>
              <p className="quiet">
                {effect === "deny" ? "It denies. " : ""}
                {who.length === 0 ? null : (
                  <>
                    <People people={who} /> can mend it.{" "}
                  </>
                )}
                <code>{code}</code>
              </p>
            </li>
          ))}
        </ul>
      )}
      {gate === undefined ? null : <Elements elements={gate.elements} />}
    </>
  );
}

function Elements({ elements }: { readonly elements: ChangePage["gates"][number]["elements"] }) {
  const names = Object.entries(elementNames) as [keyof typeof elementNames, string][];
  const present = names.filter(([name]) => elements[name].present).length;
  return (
    <div className="elements">
      <p>{elements.active ? "The gate is active: it has all four elements." : `The gate has ${present} of 4 elements, so it is not active.`}</p>
      <dl>
        {names.map(([name, says]) => (
          <div key={name}>
            <dt>
              <span className={elements[name].present ? "tick tick-done" : "tick"} aria-hidden="true" />
              {says}
              <span className="unseen">{elements[name].present ? ", present" : ", missing"}</span>
            </dt>
            <dd>{elements[name].text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
