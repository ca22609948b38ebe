import { Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { plural } from "../../words.ts";
import { type Plan, reworkSentence } from "./words.ts";

type Month = Plan["rework"]["months"][number];

/** The days of the blueprint beside the days of rework and of reversal that came after it; nothing adds them up (R59, R99). */
export function Rework({ rework }: { readonly rework: Plan["rework"] }) {
  return (
    <Section title="Blueprint and rework" note={reworkSentence(rework)}>
      {rework.months.length === 0 ? null : (
        <Table
          caption="Rework and reversals by month, in UTC"
          rows={rework.months}
          keyOf={({ month }) => month}
          columns={[
            { head: "Month", heading: true, cell: ({ month }) => month },
            { head: "Changes", numeric: true, cell: ({ changes }) => changes },
            { head: "Sent back", numeric: true, cell: ({ sentBack }) => daysWords(sentBack) },
            { head: "Took an earlier one back", numeric: true, cell: ({ reversals }) => daysWords(reversals) },
          ]}
        />
      )}
    </Section>
  );
}

function daysWords({ count, days }: Month["sentBack"]): string {
  return count === 0 ? "none" : `${count}, ${plural(days, "day")} together`;
}
