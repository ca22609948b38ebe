/** Narrows a list to one of its groups, each with how many it has. */
export function Choices<Id extends string>({
  all,
  offers,
  chosen,
  onChoose,
}: {
  readonly all: number;
  readonly offers: readonly { readonly id: Id; readonly says: string; readonly count: number }[];
  /** Null for all of them. */
  readonly chosen: Id | null;
  readonly onChoose: (id: Id | null) => void;
}) {
  return (
    <div className="filters">
      {[{ id: null, says: "All", count: all }, ...offers].map(({ id, says, count }) => (
        <button key={id} type="button" className="filter-choice" aria-pressed={chosen === id} onClick={() => onChoose(id)}>
          {says} <span className="figure quiet">{count.toLocaleString("en-GB")}</span>
        </button>
      ))}
    </div>
  );
}
