import { type ComponentProps, type ReactNode, useId } from "react";

interface Labelled {
  readonly label: string;
  /** One sentence below the label. */
  readonly hint?: ReactNode;
  /** What is wrong and what to write instead. */
  readonly wrong?: string | undefined;
}

/** A line or, with `rows`, a block of text to be written. */
export function Field({
  label,
  hint,
  wrong,
  rows,
  ...rest
}: Labelled & { readonly rows?: number } & Omit<ComponentProps<"input"> & ComponentProps<"textarea">, "id" | "className" | "rows" | "ref">) {
  const id = useId();
  const described = [hint === undefined ? null : `${id}-hint`, wrong === undefined ? null : `${id}-wrong`].filter((part) => part !== null).join(" ");
  const shared = { ...rest, id, className: "input", "aria-describedby": described || undefined, "aria-invalid": wrong !== undefined };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {rows === undefined ? <input {...shared} /> : <textarea {...shared} rows={rows} />}
      {wrong === undefined ? null : (
        <p className="field-wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** Why it cannot be chosen. */
  readonly why?: string | undefined;
}

/** One of a few, all of them on screen. `value` null: nothing is chosen yet, and nothing is chosen for the person. */
export function RadioGroup<Value extends string>({
  label,
  hint,
  choices,
  value,
  onChange,
  inline = false,
  bare = false,
}: Omit<Labelled, "wrong"> & {
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  /** Side by side instead of one below the other. */
  readonly inline?: boolean;
  /** The label is already on screen beside the group. */
  readonly bare?: boolean;
}) {
  const id = useId();
  return (
    <fieldset className="radio-group" aria-describedby={hint === undefined ? undefined : `${id}-hint`}>
      <legend className={bare ? "unseen" : undefined}>{label}</legend>
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div className={inline ? "radios radios-inline" : "radios"}>
        {choices.map((choice) => (
          <label key={choice.value} className="radio">
            <input type="radio" name={id} value={choice.value} checked={choice.value === value} disabled={choice.why !== undefined} onChange={() => onChange(choice.value)} />
            <span>
              {choice.label}
              {choice.hint === undefined && choice.why === undefined ? null : <span className="field-hint">{choice.why ?? choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Yes or no. */
export function Check({
  label,
  hint,
  checked,
  onChange,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className="radio">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint === undefined ? null : <span className="field-hint">{hint}</span>}
      </span>
    </label>
  );
}
