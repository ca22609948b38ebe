import { Link } from "@tanstack/react-router";
import { Section, Tag } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { byState, type Control, type Covered, type Risks, stateWords } from "./words.ts";

/** The controls of one framework, each with what leads from the policy to its evidence. */
export function Controls({ covered: { title, version, note, controls, coverage }, risks }: { readonly covered: Covered; readonly risks: Risks | null }) {
  return (
    <Section title={title} count={coverage.controls} note={[version, note].filter(Boolean).join(". ")}>
      <Table
        caption={`Controls of ${title}, gaps first`}
        rows={byState(controls)}
        keyOf={({ id }) => id}
        columns={[
          { head: "Control", heading: true, cell: (control) => <Named control={control} /> },
          { head: "State", cell: ({ state }) => <span className={state === "gap" ? "control-gap" : undefined}>{stateWords[state]}</span> },
          { head: "Process and evidence", cell: (control) => <Links control={control} /> },
          ...(risks === null ? [] : [{ head: "Risks", cell: ({ risks: tied }: Control) => (tied.length === 0 ? <strong>none: is it needed?</strong> : <Ids ids={tied} />) }]),
        ]}
      />
    </Section>
  );
}

function Named({ control: { id, paraphrase, checked, packs } }: { readonly control: Control }) {
  return (
    <span className="named">
      <strong>{id}</strong>
      <span>{paraphrase}</span>
      {checked === "check" ? <span className="quiet">look at the primary text before printing it</span> : null}
      {packs.map(({ pack, settings }) => (
        <span key={pack} className="quiet">
          <Tag>{pack}</Tag> {settings.join(", ")}
        </span>
      ))}
    </span>
  );
}

function Links({ control: { links } }: { readonly control: Control }) {
  return (
    <ul className="links">
      {links.map(({ kind, name, process, settings, records, page }) => (
        <li key={kind}>
          <span className="link-name">{page === null || records === 0 ? name : <Link to={page as string}>{name}</Link>}</span>
          {process === null ? ": nothing makes such records yet" : `: ${records === 0 ? "none yet" : records.toLocaleString("en-GB")}`}
          {process === null ? null : (
            <details>
              <summary className="quiet">By which process</summary>
              <p>{process}</p>
              {settings.length === 0 ? null : (
                <p className="quiet">
                  {settings.slice(0, 12).join(", ")}
                  {settings.length > 12 ? ` and ${settings.length - 12} more` : ""}
                </p>
              )}
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Ids with a hyphen in them, each on one line. */
function Ids({ ids }: { readonly ids: readonly string[] }) {
  return ids.map((id, at) => (
    <span key={id}>
      {at === 0 ? "" : ", "}
      <span className="nowrap">{id}</span>
    </span>
  ));
}
