import { useId } from "react";

/** One of several, where they are too many to stand on the page. */
export function Select<Value extends string>({
  label,
  value,
  choices,
  onChange,
  filter = false,
}: {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  /** It is the page's filter, which `/` goes to. */
  readonly filter?: boolean;
}) {
  const id = useId();
  const chosen = (text: string) => {
    const found = choices.find((choice) => choice.value === text);
    if (found !== undefined) onChange(found.value);
  };
  return (
    <div className="select">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => chosen(event.target.value)} {...(filter ? { "data-filter": true } : {})}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
