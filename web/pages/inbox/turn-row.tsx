import { Link } from "@tanstack/react-router";
import { Due } from "../../parts/due.tsx";
import { OriginBar } from "../../parts/origin.tsx";
import { Tag } from "../../parts/page.tsx";
import { Time } from "../../parts/when.tsx";
import { span } from "../../time.ts";
import { sizeOf, type Turn } from "./words.ts";

/** One change that waits: what it is, what is missing, and why it is in this list. The whole row opens it. */
export function TurnRow({ turn, done }: { readonly turn: Turn; readonly done: boolean }) {
  const { change, environment, missing, why } = turn;
  const search = environment === null ? "" : `?environment=${encodeURIComponent(environment)}`;
  return (
    <li className="turn">
      <div className="turn-what">
        <p className="turn-title">
          <Link to={`/changes/${encodeURIComponent(change.id)}${search}` as string} data-row className="turn-link">
            {change.title || change.id}
          </Link>
        </p>
        <p className="turn-missing">{missing === "" ? why : missing}</p>
        {missing === "" || missing === why ? null : <p className="turn-why">{why}</p>}
        {change.sizeWarning === null ? null : <p className="turn-warning">{change.sizeWarning}</p>}
      </div>
      <p className="turn-where">
        <Tag>{change.tier}</Tag>
        <span>{environment === null ? change.project : `${change.project} → ${environment}`}</span>
        <span className="figure">{sizeOf(change)}</span>
      </p>
      <p className="turn-origin">
        <OriginBar counts={change.origin} compact />
      </p>
      <TurnTimes turn={turn} done={done} />
    </li>
  );
}

function TurnTimes({ turn: { since, until, overdue, waited, change }, done }: { readonly turn: Turn; readonly done: boolean }) {
  return (
    <p className="turn-times">
      {until === null || done ? null : <Due until={until} overdue={overdue} />}
      {done ? <Time at={since} /> : <span title={`How long ${change.proposer.name} has waited for this`}>waits {span(waited * 1_000)}</span>}
      <span>by {change.proposer.name}</span>
    </p>
  );
}
