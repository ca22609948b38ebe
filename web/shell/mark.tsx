/** The product's mark: a first tick in ink, the countersigning one in signature blue, and the line that both stand on. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 28 24" aria-hidden="true" fill="none" strokeLinecap="round" strokeLinejoin="round">
      <path className="mark-ink" strokeWidth="2.4" d="m2.5 10.5 4.5 4.8L15.5 4" />
      <path className="mark-accent" strokeWidth="2.4" d="m12.5 14 1.5 1.5L24 4" />
      <path className="mark-ink" strokeWidth="1.4" d="M2 21h24" />
    </svg>
  );
}
