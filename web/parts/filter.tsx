/** Narrows what a page lists while one types; `/` leads to it. */
export function Filter({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <input
      className="input filter"
      type="search"
      data-filter
      aria-label={label}
      placeholder="Filter"
      aria-keyshortcuts="/"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
