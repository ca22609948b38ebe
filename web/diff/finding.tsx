import type { LineFinding } from "./shapes.ts";

/** A finding at its line: what the tool says, by which rule, and which of the organisation's constraints the rule stands for. */
export function Finding({ finding, at }: { readonly finding: LineFinding; readonly at?: string }) {
  const { line, tool, rule, severity, message, constraints, suppressed } = finding;
  return (
    <div
      className={suppressed ? "finding finding-suppressed" : "finding"}
      role="note"
      aria-label={`${severity ?? "contradicted"}, ${tool} ${rule}${line === null ? "" : `, line ${line}`}`}
    >
      <p className="finding-head">
        <strong>{severity ?? "contradicted"}</strong>
        {at === undefined ? null : <span>{at}</span>}
        <span className="quiet">
          {tool} · {rule}
        </span>
        {constraints.map((id) => (
          <span key={id} className="tag">
            constraint {id}
          </span>
        ))}
        {suppressed ? <span className="quiet">suppressed</span> : null}
      </p>
      <p className="finding-message">{message}</p>
    </div>
  );
}
