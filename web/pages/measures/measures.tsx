import { useNavigate, useSearch } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { Known } from "../../parts/known.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Select } from "../../parts/select.tsx";
import { Time } from "../../parts/when.tsx";
import { Consistency, LeadTime, ReviewSignals } from "./charts.tsx";
import { Checklists } from "./checklists.tsx";
import { CoverageOfAi } from "./coverage.tsx";
import { Reversals } from "./reversals.tsx";
import { type Period, RowsButton } from "./rows.tsx";
import { SecondLooks } from "./second-looks.tsx";
import { type Measure, type Measures, measuresSentence, sampleWords, valueWords } from "./words.ts";
import "../../style/lists.css";
import "../../style/measures.css";

const spans = ["30", "90", "365"] as const;

/** How fast changes go and how well they are judged, never one without the other. */
export function MeasuresPage() {
  const { project, days: asked } = useSearch({ strict: false });
  const days = spans.find((each) => each === asked) ?? "90";
  const period: Period = { since: dayBefore(Number(days)), ...(project === undefined ? {} : { project }) };
  const measures = useAnswer("measures.read", { query: period });
  return (
    <Page title="Measures" answer={measures.data === undefined ? undefined : measuresSentence(measures.data, Number(days))} beside={<Chosen days={days} project={project} />}>
      <Known of={measures} what="Counting">
        {(found) => <All measures={found} period={period} />}
      </Known>
      <Reversals project={project} />
      <Checklists />
    </Page>
  );
}

// A day, so that the same question is asked all day long.
function dayBefore(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

function Chosen({ days, project }: { readonly days: (typeof spans)[number]; readonly project: string | undefined }) {
  const { data } = useAnswer("projects.list");
  const navigate = useNavigate();
  const go = (next: { days?: string; project?: string }) => {
    const search = { days, ...(project === undefined ? {} : { project }), ...next };
    void navigate({ to: "/measures" as string, search: Object.fromEntries(Object.entries(search).filter(([, value]) => value !== "")) });
  };
  const projects = [{ value: "", label: "every project" }, ...(data?.items ?? []).map(({ id }) => ({ value: id, label: id }))];
  return (
    <>
      <Select label="In the last" value={days} choices={spans.map((value) => ({ value, label: `${value} days` }))} onChange={(value) => go({ days: value })} />
      {projects.length > 2 || project !== undefined ? <Select label="of" value={project ?? ""} choices={projects} onChange={(value) => go({ project: value })} /> : null}
    </>
  );
}

function All({ measures, period }: { readonly measures: Measures; readonly period: Period }) {
  const { since, until, throughput, control, coverage, review, consistency } = measures;
  return (
    <>
      <p className="measures-period quiet">
        From <Time at={since} exactly /> to <Time at={until} exactly />
        {measures.project === null ? ", every project" : `, ${measures.project}`}.
      </p>
      <Section title="Speed and control" note="Speed says nothing alone: whatever passes faster has to be judged as well as before.">
        <div className="pairs">
          <Numbers title="Speed" measures={throughput.filter(({ id }) => id !== "lead-time")} period={period} />
          <Numbers title="Control" measures={control} period={period} />
        </div>
      </Section>
      <LeadTime tiers={throughput.filter(({ id }) => id === "lead-time")} period={period} />
      <CoverageOfAi measures={coverage} period={period} />
      <Consistency measures={consistency} period={period} />
      <ReviewSignals measures={review} period={period} />
      <SecondLooks period={period} />
    </>
  );
}

function Numbers({ title, measures, period }: { readonly title: string; readonly measures: readonly Measure[]; readonly period: Period }) {
  return (
    <div className="numbers">
      <h3>{title}</h3>
      <dl>
        {measures.map((measure) => (
          <div key={`${measure.id} ${measure.of ?? ""}`} className="number">
            <dt>{measure.name}</dt>
            <dd className={measure.tooFew ? "number-value number-few" : "number-value figure"}>{valueWords(measure)}</dd>
            <dd className="number-definition">{measure.definition}</dd>
            <dd className="number-sample">
              {sampleWords(measure)} <RowsButton measure={measure} period={period} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
