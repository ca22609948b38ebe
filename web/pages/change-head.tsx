import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { ChangePage } from "../diff/shapes.ts";
import { Digest } from "../parts/digest.tsx";
import { OriginBar } from "../parts/origin.tsx";
import { Tag } from "../parts/page.tsx";
import { Person } from "../parts/person.tsx";
import { VerdictMark } from "../parts/verdict.tsx";
import { Time } from "../parts/when.tsx";
import { plural } from "../words.ts";
import { webAddress } from "./change-words.ts";

/** What the change is for, why it needs this much judgement, and what a reader should know first. */
export function ChangeHead({ page }: { readonly page: ChangePage }) {
  const { change, why, warnings } = page;
  const said = new Set([...(change.sizeWarning === null ? [] : [change.sizeWarning]), ...warnings.map(({ sentence }) => sentence)]);
  return (
    <div className="change-head">
      <p className="change-line">
        <Tag>{change.tier}</Tag>
        {change.types
          .filter((type) => type !== change.tier)
          .map((type) => (
            <Tag key={type}>{type}</Tag>
          ))}
        <Requirement text={change.requirement} />
        <span>{change.project}</span>
        <span className="figure">
          {plural(change.files, "file")}, +{change.added.toLocaleString("en-GB")} −{change.deleted.toLocaleString("en-GB")}
        </span>
        <OriginBar counts={change.origin} compact />
        <span>
          by <Person person={change.proposer} />, <Time at={change.proposedAt} />
        </span>
        <Revision page={page} />
      </p>
      <Why why={why} />
      {[...said].map((sentence) => (
        <p key={sentence} className="warning">
          {sentence}
        </p>
      ))}
      {page.content.readable ? null : <p className="warning">{page.content.sentence}</p>}
      <GateSwitch page={page} />
    </div>
  );
}

function Requirement({ text }: { readonly text: string | null }) {
  if (text === null) return <span className="quiet">no requirement named</span>;
  const address = webAddress(text);
  if (address === null) return <span>{text}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}

function Revision({ page: { change, revisions } }: { readonly page: ChangePage }) {
  return (
    <span className="revision">
      revision {change.revision} of {revisions.length}, <Digest value={change.head} of="head" /> on <Digest value={change.base} of="base" />
    </span>
  );
}

function Why({ why: { sentence, fired, risk } }: { readonly why: ChangePage["why"] }) {
  return (
    <details className="why">
      <summary>
        {sentence} Risk: {risk}.
      </summary>
      <dl className="why-rules">
        {fired.map(({ rule, type, because }) => (
          <Fragment key={`${rule} ${type} ${because}`}>
            <dt>
              <code>{rule}</code>
            </dt>
            <dd>
              {because} <span className="quiet">({type})</span>
            </dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

/** The gates on the way: which one the page is about, and how the change stands in front of each. */
function GateSwitch({ page: { change, gates, environment } }: { readonly page: ChangePage }) {
  return (
    <nav className="gates" aria-label="Gates of this change">
      {gates.map((gate) => (
        <Link
          key={gate.environment ?? ""}
          to="/changes/$change"
          params={{ change: change.id }}
          search={gate.environment === null ? {} : { environment: gate.environment }}
          className="gate-link"
          aria-current={gate.environment === environment ? "page" : undefined}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          <span>{gate.environment ?? "The change itself"}</span>
          <VerdictMark verdict={gate.verdict} />
        </Link>
      ))}
    </nav>
  );
}
