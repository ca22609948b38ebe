interface Element {
  readonly present: boolean;
  readonly text: string;
}

export interface Elements {
  readonly criteria: Element;
  readonly qualification: Element;
  readonly logging: Element;
  readonly escalation: Element;
  readonly active: boolean;
}

const names = ["criteria", "qualification", "logging", "escalation"] as const;

/** The four things without which a gate is not active (R34): a full square for each that is there, an open one for what is missing, with what there is. */
export function FourElements({ elements }: { readonly elements: Elements }) {
  return (
    <dl className="elements">
      {names.map((name) => (
        <div key={name} className={elements[name].present ? "element" : "element element-missing"}>
          <dt>
            <span className="element-mark" aria-hidden="true" />
            {name}
            {elements[name].present ? null : <strong> missing</strong>}
          </dt>
          <dd>{elements[name].text}</dd>
        </div>
      ))}
    </dl>
  );
}
