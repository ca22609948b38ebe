import { Link } from "@tanstack/react-router";
import type { ChangePage } from "../../diff/shapes.ts";
import { Digest } from "../../parts/digest.tsx";
import { OriginBar } from "../../parts/origin.tsx";
import { Facts, Tag } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { plural } from "../../words.ts";
import { webAddress } from "./words.ts";

/** What the change is for, why it needs this much judgement, and what a reader should know first. */
export function ChangeHead({ page }: { readonly page: ChangePage }) {
  const { change, warnings, why } = page;
  const said = new Set([...(change.sizeWarning === null ? [] : [change.sizeWarning]), ...warnings.map(({ sentence }) => sentence)]);
  return (
    <div className="change-head">
      <p className="change-line">
        <Tag>{change.tier || "no tier"}</Tag>
        <Tag>{why.risk} risk</Tag>
        <Requirement text={change.requirement} />
        <span className="figure">
          {plural(change.files, "file")}, +{change.added.toLocaleString("en-GB")} −{change.deleted.toLocaleString("en-GB")}
        </span>
        <OriginBar counts={change.origin} compact />
        <span>
          by <Person person={change.proposer} />, <Time at={change.proposedAt} />
        </span>
      </p>
      <Why page={page} />
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

/** Why this tier in a sentence; behind it the rules by their ids (R78), and what exactly is judged. */
function Why({ page: { change, why, revisions } }: { readonly page: ChangePage }) {
  return (
    <details className="why">
      <summary>{why.sentence}</summary>
      <div className="why-behind">
        <dl className="why-rules">
          {why.fired.map(({ rule, type, says }) => (
            <div key={`${rule} ${type} ${says}`}>
              <dt>{type}</dt>
              <dd>
                {says} <code className="behind-id">{rule}</code>
              </dd>
            </div>
          ))}
        </dl>
        <Facts
          items={[
            ["Project", change.project],
            ["Revision", `${change.revision} of ${revisions.length}`],
            ["Head", <Digest key="head" value={change.head} of="head" />],
            ["Base", <Digest key="base" value={change.base} of="base" />],
          ]}
        />
      </div>
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
