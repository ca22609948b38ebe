import { Bars } from "../../charts/bars.tsx";
import { roundUp } from "../../charts/interval.ts";
import { Empty } from "../../parts/empty.tsx";
import { Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { plural, spaced } from "../../words.ts";
import { currentSprint, dayName, estimatedOf, type Plan, type Sprint, spentOf, sprintTitle } from "./words.ts";

/** What governance was meant to take in a sprint, and what it took (R98, R111). */
export function Minutes({ plan: { sprints, reviews } }: { readonly plan: Plan }) {
  const current = currentSprint(sprints);
  return (
    <Section
      title="Minutes of governance"
      note="Recorded for checkpoints, and observed while people decided on these pages. Nobody observes a decision in a terminal, so what was spent is the least."
    >
      {current === undefined ? (
        <Empty title="No sprint has a date yet.">Give `sprints.start` in the delivery framework, or the blueprint an end; sprints are then counted from there.</Empty>
      ) : (
        <Bars title={sprintTitle(current)} bars={barsOf(current)} end={endOf(current)} note="Minutes of all people together, those of checkpoints + those of reviews, from zero.">
          <Table
            caption="Minutes of governance by sprint"
            rows={sprints}
            keyOf={({ number }) => String(number)}
            columns={[
              { head: "Sprint", heading: true, cell: ({ number, state }) => `${number}${state === "now" ? ", now" : ""}` },
              { head: "Days", cell: ({ start, end }) => `${dayName(start)} to ${dayName(end)}` },
              { head: "Budget", numeric: true, cell: ({ budget }) => budget ?? "none" },
              { head: "Estimated", numeric: true, cell: estimatedOf },
              { head: "Spent", numeric: true, cell: spentOf },
              { head: "Decisions observed", numeric: true, cell: ({ decisions, observed }) => `${observed} of ${decisions}` },
              { head: "Over", cell: (sprint) => <Over sprint={sprint} /> },
            ]}
          />
        </Bars>
      )}
      {reviews.length === 0 ? null : (
        <div className="coverage-table">
          <h3>A review, by tier</h3>
          <Table
            caption="Minutes of a review by tier, estimated and observed"
            rows={reviews}
            keyOf={({ tier }) => tier}
            columns={[
              { head: "Tier", heading: true, cell: ({ tier }) => spaced(tier) },
              { head: "Changes", numeric: true, cell: ({ changes }) => changes },
              { head: "Estimated, median", numeric: true, cell: ({ estimated }) => `${estimated} min` },
              { head: "Observed, median", numeric: true, cell: ({ observed, sample }) => (observed === null ? `too few to say (${sample})` : `${observed} min, from ${sample}`) },
            ]}
          />
        </div>
      )}
    </Section>
  );
}

function barsOf({ budget, estimated, spent }: Sprint) {
  const bar = (label: string, value: number | null, words: string) => ({ label, value, reach: null, words });
  const parts = (of: Sprint["spent"]) => `${of.checkpoints} + ${of.reviews} min`;
  return [
    bar("Budget", budget, budget === null ? "none" : `${budget} min`),
    bar("Estimated", estimated.checkpoints + estimated.reviews, parts(estimated)),
    bar("Spent", spent.checkpoints + spent.reviews, parts(spent)),
  ];
}

function endOf(sprint: Sprint): number {
  return roundUp(Math.max(1, sprint.budget ?? 0, estimatedOf(sprint), spentOf(sprint)));
}

function Over({ sprint: { over, willBeOver, state } }: { readonly sprint: Sprint }) {
  if (over > 0) return <strong>{plural(over, "minute")} over</strong>;
  return willBeOver && state !== "past" ? <>the estimate is over</> : null;
}
