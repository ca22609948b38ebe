import { Bars } from "../../charts/bars.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Section } from "../../parts/page.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { type Period, RowsButton } from "./rows.tsx";
import { type CoverageMeasure, coverageTitle, ofWords, partWords, valueWords } from "./words.ts";

const tables = [
  { id: "ai-coverage-by-project", caption: "By project", head: "Project" },
  { id: "ai-coverage-by-tool", caption: "By tool", head: "Tool" },
  { id: "ai-coverage-by-method", caption: "By how it is known who wrote them", head: "Known by" },
] as const;

/** How well tests run what AI wrote, over time, by project and by tool (R83). */
export function CoverageOfAi({ measures, period }: { readonly measures: readonly CoverageMeasure[]; readonly period: Period }) {
  const months = measures.filter(({ id }) => id === "ai-coverage-by-month");
  const [first] = measures;
  return (
    <Section
      title="Coverage of AI lines"
      note="Of changes that were decided on, allowed or deployed in this time. Lines without data are never taken for covered, and who wrote a line is only as sure as the marks that it carries."
    >
      {first === undefined ? (
        <Empty title="No change with AI's lines was judged in this time.">Once one is, this says how many of its lines tests ran, and of how many no report knows anything.</Empty>
      ) : (
        <>
          <Bars
            title={coverageTitle(months)}
            bars={months.map((month) => ({ label: ofWords(month), value: month.value, reach: null, words: valueWords(month) }))}
            end={1}
            note="The bar is the share of executable AI lines that a test ran, by the month in which a change was first judged. From zero to all."
          >
            <CoverageTable caption="By month" head="Month" measures={months} period={period} />
          </Bars>
          {tables.map(({ id, caption, head }) => (
            <CoverageTable key={id} caption={caption} head={head} measures={measures.filter((each) => each.id === id)} period={period} />
          ))}
        </>
      )}
    </Section>
  );
}

function CoverageTable({
  caption,
  head,
  measures,
  period,
}: {
  readonly caption: string;
  readonly head: string;
  readonly measures: readonly CoverageMeasure[];
  readonly period: Period;
}) {
  // Of a tool's lines none is of unknown origin, and of those that are all.
  const unknown: readonly Column<CoverageMeasure>[] = measures.some(unknownApart)
    ? []
    : [{ head: "Unknown origin", numeric: true, cell: (measure) => partWords(measure, measure.unknown.lines, measure.unknown.of) }];
  return (
    <div className="coverage-table">
      <h3>{caption}</h3>
      <Table
        caption={`Coverage of AI lines, ${caption.toLowerCase()}`}
        rows={measures}
        keyOf={({ of }) => of ?? ""}
        columns={[
          { head, heading: true, cell: ofWords },
          { head: "AI lines", numeric: true, cell: ({ lines }) => lines.lines.toLocaleString("en-GB") },
          { head: "Ran, of executable", numeric: true, cell: (measure) => partWords(measure, measure.lines.hit, measure.lines.executable) },
          { head: "Without data", numeric: true, cell: (measure) => partWords(measure, measure.lines.withoutData, measure.lines.coverable) },
          ...unknown,
          { head: "Changes", numeric: true, cell: ({ sample }) => sample },
          { head: "Behind it", cell: (measure) => <RowsButton measure={measure} period={period} /> },
        ]}
      />
    </div>
  );
}

function unknownApart({ id }: CoverageMeasure): boolean {
  return id === "ai-coverage-by-tool" || id === "ai-coverage-by-method";
}
