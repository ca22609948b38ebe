import { Link } from "@tanstack/react-router";
import { EntryLink } from "../../parts/goes.tsx";
import { Section, Tag } from "../../parts/page.tsx";
import { either, plural, roleName } from "../../words.ts";
import { AdvanceButton, type AdvancingPhase } from "./advance.tsx";
import { EffortButton } from "./effort.tsx";
import { awayWords, type Checkpoint, dayName, type Metric, metricStates, type Phase, type Plan, stateWords } from "./words.ts";

/** The phases in their order, each with its checkpoints; what is passed is folded away. */
export function Phases({ plan, project, onAdvance }: { readonly plan: Plan; readonly project: string; readonly onAdvance: (phase: AdvancingPhase) => void }) {
  return (
    <Section title="Phases" note="A phase ends when its last checkpoint is signed, and that needs every exit criterion and every metric of it, however fast it went.">
      <ol className="plan-phases">
        {plan.phases.map((phase) => (
          <li key={phase.id}>
            <details className="plan-phase" open={phase.state === "now" || phase.checkpoints.some(({ state }) => state === "late")}>
              <summary>
                <h3>{phase.title}</h3> <Tag>{phase.state}</Tag> <span className="quiet">{phaseWords(phase)}</span>
              </summary>
              <p className="soft">{phase.purpose}</p>
              {phase.entry.length === 0 || phase.state === "passed" ? null : <Listed title="Begins when" items={phase.entry} />}
              <ul className="plan-checkpoints">
                {phase.checkpoints.map((checkpoint) => (
                  <OneCheckpoint key={checkpoint.id} checkpoint={checkpoint} project={project} />
                ))}
              </ul>
              <p className="plan-advance">
                <AdvanceButton phase={phase} onAdvance={onAdvance} />
              </p>
            </details>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function phaseWords({ checkpoints }: Phase): string {
  const dated = checkpoints.flatMap(({ date }) => date ?? []);
  const last = dated.at(-1);
  return `${plural(checkpoints.length, "checkpoint")}${last === undefined ? "" : `, until ${dayName(last)}`}`;
}

function OneCheckpoint({ checkpoint, project }: { readonly checkpoint: Checkpoint; readonly project: string }) {
  const { id, title, state, minutes, passed } = checkpoint;
  const done = state === "passed" || state === "held";
  return (
    <li className={done ? "item" : "item item-open"} id={id}>
      <span className="element-mark" aria-hidden="true" />
      <div className="plan-checkpoint">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: j and k go from checkpoint to checkpoint. */}
        <p className="plan-checkpoint-title" data-row tabIndex={0}>
          {title} <Tag>{stateWords[state]}</Tag>
        </p>
        <p className="item-state">
          <When checkpoint={checkpoint} /> <Who checkpoint={checkpoint} />
        </p>
        {passed === null ? <Open checkpoint={checkpoint} /> : null}
        <p className="item-state">
          <span className="figure">
            {minutes.estimated} min estimated, {minutes.recorded} recorded
          </span>{" "}
          <EffortButton checkpoint={checkpoint} project={project} />
        </p>
      </div>
    </li>
  );
}

function When({ checkpoint: { date, undated, passed, in: away, when } }: { readonly checkpoint: Checkpoint }) {
  if (passed !== null) {
    return (
      <>
        Passed on {dayName(passed.time.slice(0, 10))} by {passed.by}, <EntryLink index={passed.index} />.
      </>
    );
  }
  if (date === null) return <>No date yet. {undated}</>;
  const boundary = when === "sprint-start" ? ", at the start of a sprint" : when === "sprint-end" ? ", at the end of a sprint" : "";
  return (
    <>
      <time dateTime={date}>{dayName(date)}</time>, {away === null ? "" : awayWords(away)}
      {boundary}.
    </>
  );
}

function Who({ checkpoint: { who, roles, passed, last } }: { readonly checkpoint: Checkpoint }) {
  if (passed !== null) return null;
  const does = last ? "sign" : "hold";
  if (who.length === 0)
    return (
      <strong>
        Nobody is {either(roles.map(roleName))}, who {does}s it.
      </strong>
    );
  return (
    <>
      {either(who)} {who.length === 1 ? `${does}s` : `can ${does}`} it.
    </>
  );
}

function Open({ checkpoint: { exit, metrics, evidence } }: { readonly checkpoint: Checkpoint }) {
  return (
    <>
      <ul className="plan-exit">
        {metrics.map((metric) => (
          <MetricLine key={metric.id} metric={metric} />
        ))}
        {exit.map(({ says, waiver }) => (
          <li key={says} className={waiver === null ? "plan-open" : "plan-met"}>
            <span className="unseen">{waiver === null ? "Still to be answered: " : "Waived: "}</span>
            {says}
            {waiver === null ? "" : <span className="quiet"> waived by {waiver}</span>}
          </li>
        ))}
      </ul>
      {evidence.length === 0 ? null : <Listed title="Shown by" items={evidence} />}
    </>
  );
}

function MetricLine({ metric: { says, formula, source, target, threshold, state, value, sample, waiver } }: { readonly metric: Metric }) {
  const done = state === "met" || waiver !== null;
  return (
    <li className={done ? "plan-met" : "plan-open"}>
      <span className="unseen">{done ? "Met: " : "Open: "}</span>
      {says} <span className="nowrap">(wanted: {target})</span>
      {": "}
      <strong>
        {value === null ? "" : `${value}, `}
        {waiver === null ? metricStates[state] : `waived by ${waiver}`}
      </strong>
      {sample === 0 ? "" : <span className="quiet"> from {sample}</span>}
      <span className="item-state plan-formula">
        {formula}. Source: {source.startsWith("measures.") ? <Link to={"/measures" as string}>the page Measures</Link> : source}.
        {threshold === null ? "" : ` An action is opened at ${threshold}.`}
      </span>
    </li>
  );
}

function Listed({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  return (
    <p className="item-state">
      {title}: {items.join("; ")}.
    </p>
  );
}
