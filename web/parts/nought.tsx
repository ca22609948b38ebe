/** A number of which there is none: it steps back, and on a phone its whole line goes. */
export function Nought({ says = "0" }: { readonly says?: string }) {
  return <span className="quiet nought">{says}</span>;
}
