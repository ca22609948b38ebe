import type { ChangePage } from "../../diff/shapes.ts";
import { People } from "../../parts/person.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { GateAsked } from "../sign/gate.tsx";
import { CheckBehind } from "./check.tsx";
import { Governed } from "./governed.tsx";
import { givenPlaces, holds, wordsOf } from "./words.ts";

const elementNames = { criteria: "Criteria", qualification: "Qualification", logging: "Logging", escalation: "Escalation" } as const;

/** The gate that the page is about: what it says, what is missing and who can give it, what holds, and the four things without which it is not active (R34). */
export function GateNow({ page }: { readonly page: ChangePage }) {
  const { verdict, gates, environment, human } = page;
  const gate = gates.find((each) => each.environment === environment);
  return (
    <>
      <p className="gate-now">
        <VerdictMark verdict={verdict.verdict} large />
        <span>{human}</span>
      </p>
      <Missing page={page} />
      <Holds page={page} />
      <GateAsked page={page} />
      {gate === undefined ? null : <Elements elements={gate.elements} />}
    </>
  );
}

function Missing({ page }: { readonly page: ChangePage }) {
  const { verdict, checks, escalations } = page;
  const reasons = verdict.reasons.filter(({ effect }) => effect !== "note").toSorted((a, b) => urgency(a) - urgency(b));
  if (reasons.length === 0) return null;
  return (
    <>
      <h3>What is missing</h3>
      <ul className="items gate-items">
        {reasons.map((reason) => {
          const check = checks.find(({ id, result }) => id === reason.about && !holds(result));
          const doubt = escalations.find(({ id }) => id === reason.about)?.criterion ?? null;
          const asked = check?.says ?? (doubt === null ? null : wordsOf(page, doubt));
          return (
            <li key={`${reason.code} ${reason.about} ${reason.sentence}`} className="item">
              <p>{reason.sentence}</p>
              {asked === null || reason.sentence.includes(asked) ? null : (
                <p className="soft">
                  {check === undefined ? "In doubt: " : "Asked: "}
                  {asked}
                </p>
              )}
              <Governed page={page} code={reason.code} />
              <Who reason={reason} />
              {check === undefined ? null : <CheckBehind check={check} summary="How it was measured" evidence={page.evidence} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

// Somebody's doubt first, then what no approval can cure.
function urgency({ code, effect }: ChangePage["verdict"]["reasons"][number]): number {
  if (code === "escalated" || code === "escalation-timed-out") return 0;
  return effect === "deny" ? 1 : 2;
}

// The sentence may name them already.
function Who({ reason: { code, effect, sentence, who } }: { readonly reason: ChangePage["verdict"]["reasons"][number] }) {
  const named = who.every(({ name }) => sentence.includes(name));
  return (
    <p className="quiet">
      {effect === "deny" ? "It denies. " : ""}
      {named ? null : (
        <>
          <People people={who} /> can mend it.{" "}
        </>
      )}
      <code>{code}</code>
    </p>
  );
}

function Holds({ page: { checks, questions, places, evidence } }: { readonly page: ChangePage }) {
  const [met, answered, given] = [checks.filter(({ result }) => holds(result)), questions.filter(({ result }) => holds(result)), givenPlaces(places)];
  if (met.length + answered.length + given.length === 0) return null;
  return (
    <>
      <h3>What holds</h3>
      <ul className="items gate-items">
        {met.map((check) => (
          <li key={check.id} className="item held">
            <Tick />
            <div>
              <p>{check.says}</p>
              <CheckBehind check={check} evidence={evidence} />
            </div>
          </li>
        ))}
        {answered.map(({ id, ask, restsOn }) => (
          <li key={id} className="item held">
            <Tick />
            <div>
              <p>{ask}</p>
              <p className="quiet">{restsOn}</p>
            </div>
          </li>
        ))}
        {given.map(({ needs, by }) => (
          <li key={needs} className="item held">
            <Tick />
            <p>
              Approved by {needs}: <People people={by} joined="and" />
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Tick() {
  return <span className="tick tick-done" aria-hidden="true" />;
}

function Elements({ elements }: { readonly elements: ChangePage["gates"][number]["elements"] }) {
  const names = Object.entries(elementNames) as [keyof typeof elementNames, string][];
  const present = names.filter(([name]) => elements[name].present).length;
  return (
    // A gate that is not active is no gate, so that is never folded away.
    <details className="elements" open={!elements.active}>
      <summary className="elements-summary">
        {elements.active ? "The gate is active: it has all four elements." : `The gate has ${present} of 4 elements, so it is not active.`}
      </summary>
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
    </details>
  );
}
