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

/** The four things without which a gate is not active (R34): a full square for each that is there, an open one with what is missing. */
export function FourElements({ elements }: { readonly elements: Elements }) {
  return (
    <ul className="elements" aria-label="What makes the gate active">
      {names.map((name) => (
        <li key={name} className={elements[name].present ? "element" : "element element-missing"} title={elements[name].text}>
          <span className="element-mark" aria-hidden="true" />
          <span>
            {name}
            {elements[name].present ? <span className="unseen">: {elements[name].text}</span> : ` missing: ${elements[name].text}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
