import { FourElements } from "../../parts/elements.tsx";
import { Section, Tag } from "../../parts/page.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { spaced } from "../../words.ts";
import { type Gate, type Policy, strictestFirst } from "./words.ts";

/** What each tier and environment asks, in words, with the four things without which it is not active (R34). */
export function Gates({ policy: { tiers, environments } }: { readonly policy: Pick<Policy, "tiers" | "environments"> }) {
  return (
    <>
      <Section title="Tiers, the strictest first" note="What a change touches decides its tier; of several, the strictest rules the whole change.">
        <GateList gates={strictestFirst(tiers)} />
      </Section>
      <Section title="Environments" note="What stands in front of each, besides the tier.">
        <GateList gates={environments} />
      </Section>
    </>
  );
}

function GateList({ gates }: { readonly gates: readonly Gate[] }) {
  return (
    <ul className="gates">
      {gates.map((gate) => (
        <GateItem key={gate.name} gate={gate} />
      ))}
    </ul>
  );
}

function GateItem({ gate }: { readonly gate: Gate }) {
  return (
    <li className="gate">
      <div className="gate-head">
        <h3>{spaced(gate.name)}</h3>
        {gate.types.map((type) => (
          <Tag key={type}>{spaced(type)}</Tag>
        ))}
        {gate.elements.active ? null : <VerdictMark verdict="deny" word="not active" />}
      </div>
      <p className="gate-human">{gate.human || "Nothing says what the person decides."}</p>
      <Asks gate={gate} />
      <FourElements elements={gate.elements} />
    </li>
  );
}

function Asks({ gate: { criteria, approvals, passesAlone, breakGlass, freezes } }: { readonly gate: Gate }) {
  const checks = criteria.filter(({ decidedBy }) => decidedBy === "automated");
  const questions = criteria.filter(({ decidedBy }) => decidedBy === "human");
  return (
    <dl className="asks">
      <Criteria name="Evidence shows" criteria={checks} />
      <Criteria name="A person answers" criteria={questions} />
      <div>
        <dt>Approved by</dt>
        <dd>
          {approvals.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </dd>
      </div>
      {passesAlone === null ? null : (
        <div>
          <dt>Passes alone if</dt>
          <dd>
            {passesAlone.criterion.words} Then nobody is asked, and {passesAlone.sample} of these are looked at afterwards.
          </dd>
        </div>
      )}
      {breakGlass === null ? null : (
        <div>
          <dt>Break-glass</dt>
          <dd>{breakGlass}</dd>
        </div>
      )}
      {freezes.length === 0 ? null : (
        <div>
          <dt>Frozen</dt>
          <dd>
            {freezes.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}

function Criteria({ name, criteria }: { readonly name: string; readonly criteria: Gate["criteria"] }) {
  if (criteria.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {criteria.map(({ id, words }) => (
          <p key={id} title={id}>
            {words}
          </p>
        ))}
      </dd>
    </div>
  );
}
