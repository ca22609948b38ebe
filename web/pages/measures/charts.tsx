import { Bars } from "../../charts/bars.tsx";
import { intervalOf, roundUp } from "../../charts/interval.ts";
import { Empty } from "../../parts/empty.tsx";
import { Section } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { span } from "../../time.ts";
import { spaced } from "../../words.ts";
import { type Period, RowsButton } from "./rows.tsx";
import { type Consistency as Alike, consistencyTitle, leadTimeTitle, type Measure, sampleWords, spreadWords, valueWords } from "./words.ts";

interface Given {
  readonly period: Period;
}

/** How long judging takes, tier by tier (R17). */
export function LeadTime({ tiers, period }: Given & { readonly tiers: readonly Measure[] }) {
  const [first] = tiers;
  return (
    <Section title="Governance lead time" {...(first === undefined ? {} : { note: first.definition })}>
      {first === undefined ? (
        <Empty title="No change passed a gate in this time.">Once one does, this says how long people took to judge it, so that hours go to the few changes that need them.</Empty>
      ) : (
        <Bars
          title={leadTimeTitle(tiers)}
          bars={tiers.map((tier) => ({ label: spaced(tier.of ?? "all"), value: tier.value, reach: reachOf(tier), words: valueWords(tier) }))}
          end={roundUp(Math.max(...tiers.map(({ value, p90 }) => Math.max(value ?? 0, p90 ?? 0))))}
          note="The bar is the median; the thin line reaches to where nine of ten were through. From zero."
        >
          <Table
            caption="Lead time by tier"
            rows={tiers}
            keyOf={({ of }) => of ?? ""}
            columns={[
              { head: "Tier", heading: true, cell: ({ of }) => spaced(of ?? "all") },
              { head: "Median", numeric: true, cell: valueWords },
              { head: "Nine of ten", numeric: true, cell: ({ p90 }) => (p90 === null ? "too few to say" : span(p90 * 1_000)) },
              { head: "Changes", numeric: true, cell: ({ sample }) => sample },
              rowsColumn(period),
            ]}
          />
        </Bars>
      )}
    </Section>
  );
}

function reachOf({ value, p90 }: Measure): readonly [number, number] | null {
  return value === null || p90 === null ? null : [value, p90];
}

/** How alike people judge: the same criteria for the same change type, and the same question answered alike (R16). */
export function Consistency({ measures, period }: Given & { readonly measures: readonly Alike[] }) {
  const same = measures.find(({ id }) => id === "same-criteria");
  const criteria = measures.filter(({ id }) => id === "criterion-met");
  return (
    <Section title="How alike changes are judged">
      {same === undefined ? null : (
        <p className="alike">
          <strong>{same.name}:</strong> {valueWords(same)}, {sampleWords(same)}. <RowsButton measure={same} period={period} /> <span className="soft">{same.definition}</span>
        </p>
      )}
      {criteria.every(({ value }) => value === null) ? (
        <Empty title={criteria.length === 0 ? "No question was answered in this time." : "No question was answered five times yet."}>
          Once one is, this shows how often each was answered met, and how far reviewers are apart, without saying who.
        </Empty>
      ) : (
        <Bars
          title={consistencyTitle(criteria)}
          bars={criteria.map((each) => ({ label: each.of ?? "all", value: each.value, reach: intervalOf(each.part, each.whole), words: valueWords(each) }))}
          end={1}
          note="The bar is the share of answers of met; the thin line is its 95 % interval. From zero to all."
        >
          <Table
            caption="Answers of met by criterion"
            rows={criteria}
            keyOf={({ of }) => of ?? ""}
            columns={[
              { head: "Criterion", heading: true, cell: ({ of }) => of ?? "all" },
              { head: "Answered met", numeric: true, cell: valueWords },
              { head: "Reviewers apart", cell: ({ spread }) => spreadWords(spread) },
              { head: "Answers", numeric: true, cell: ({ sample }) => sample },
              rowsColumn(period),
            ]}
          />
        </Bars>
      )}
    </Section>
  );
}

/** Signals of how reviews are done, by project and never by person (R35). */
export function ReviewSignals({ measures, period }: Given & { readonly measures: readonly Measure[] }) {
  return (
    <Section title="How reviews are done" note="Signals for a team to talk about. They are by project; nobody is ranked, and no number here is about a person.">
      {measures.length === 0 ? (
        <Empty title="No review was observed in this time.">
          Time and files are counted where somebody decides on these pages; a decision in a terminal is observed by nobody.
        </Empty>
      ) : (
        <Table
          caption="Signals of how reviews are done"
          rows={measures}
          keyOf={({ id, of }) => `${id} ${of ?? ""}`}
          columns={[
            { head: "Signal", heading: true, cell: (measure) => <Signal measure={measure} /> },
            { head: "Project", cell: ({ of }) => of ?? "every project" },
            { head: "Value", cell: valueWords },
            { head: "Sample", cell: sampleWords },
            rowsColumn(period),
          ]}
        />
      )}
    </Section>
  );
}

function Signal({ measure: { name, definition } }: { readonly measure: Measure }) {
  return (
    <span className="named signal">
      <strong>{name}</strong>
      <span className="quiet">{definition}</span>
    </span>
  );
}

function rowsColumn(period: Period): Column<Measure> {
  return { head: "Behind it", cell: (measure) => <RowsButton measure={measure} period={period} /> };
}
