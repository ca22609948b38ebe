import type { ChangePage } from "../../diff/shapes.ts";

type Check = Pick<ChangePage["checks"][number], "id" | "measured" | "restsOn"> & Partial<Pick<ChangePage["checks"][number], "evidence">>;

/** What a check rests on: what was measured in plain words, and one press behind it the expression with its values, the id, and the reports. */
export function CheckBehind({
  check: { id, measured, restsOn, evidence: from = [] },
  summary = measured === "" ? "Why" : measured,
  evidence = [],
}: {
  readonly check: Check;
  /** In place of what was measured, where that is said already. */
  readonly summary?: string;
  readonly evidence?: ChangePage["evidence"];
}) {
  const nameOf = (each: string) => evidence.find((item) => item.id === each)?.name ?? each;
  return (
    <details className="behind">
      <summary className="behind-summary">{summary}</summary>
      <p>
        <code>{id}</code>: <code>{restsOn}</code>
        {from.length === 0 ? "" : `, from ${from.map(nameOf).join(", ")}`}
      </p>
    </details>
  );
}
