import { Says } from "../../parts/says.tsx";

/** A sentence that names a row. */
export function Sentence({ text }: { readonly text: string }) {
  return (
    <span className="sentence">
      <Says text={text} />
    </span>
  );
}
