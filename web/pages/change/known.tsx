import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { addressOf } from "../../api/address.ts";
import { useAnswer } from "../../api/queries.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import { Composer, Thread } from "../../diff/thread.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Loading } from "../../parts/loading.tsx";
import { OriginBar, OriginMark } from "../../parts/origin.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import { plural, spaced } from "../../words.ts";
import { Coverage, type FileName } from "./coverage.tsx";
import { Dependencies } from "./dependencies.tsx";
import { Evidence } from "./evidence.tsx";
import { Few } from "./few.tsx";
import { GateNow } from "./gate.tsx";
import { ChangeHistory } from "./history.tsx";
import { Manifest } from "./manifest.tsx";
import { Part } from "./part.tsx";
import { Reversals } from "./reversals.tsx";
import { outcomeDone, whatItDoes, wordsOf } from "./words.ts";

interface Given {
  readonly page: ChangePage;
  /** Shows a file in the diff. */
  readonly onFile: (file: FileName) => void;
  /** The same, where only its path is known. */
  readonly onPath: (path: string) => void;
  readonly onQuestion: (id: string) => void;
}

/** What is known: what stands in front of the gate, what evidence decided, who said what, and everything that happened. */
export function Known({ page, onFile, onPath, onQuestion }: Given) {
  const { change, evidence, escalations, decisions, coverage, dependencies } = page;
  return (
    <>
      <Part title={page.environment === null ? "Gate" : `Gate for ${page.environment}`}>
        <GateNow page={page} />
      </Part>
      <Part title="Decisions" count={decisions.length}>
        <Decisions page={page} />
      </Part>
      {escalations.length === 0 ? null : (
        <Part title="Escalations" count={escalations.length}>
          <Escalations page={page} />
        </Part>
      )}
      <Part title="Evidence" count={evidence.length}>
        <Evidence page={page} onPath={onPath} />
      </Part>
      {coverage.ai.lines + coverage.unknown.lines === 0 ? null : (
        <Part title="Coverage of AI lines">
          <Coverage page={page} onFile={onFile} />
        </Part>
      )}
      <Part title="Who wrote it">
        <Writers page={page} />
      </Part>
      {dependencies.updates.length + dependencies.troubles.length + dependencies.beside.length === 0 ? null : (
        <Part title="Dependencies" count={dependencies.updates.length}>
          <Dependencies dependencies={dependencies} onQuestion={onQuestion} />
        </Part>
      )}
      <Reversals change={change.id} project={change.project} />
      <Part title="Discussion">
        <Discussion change={change.id} />
      </Part>
      <Folded title="History">
        <ChangeHistory change={change.id} />
      </Folded>
    </>
  );
}

/** A part that is asked for only when somebody opens it. */
function Folded({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="part" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {open ? children : null}
    </details>
  );
}

function Decisions({ page }: { readonly page: ChangePage }) {
  const { decisions } = page;
  if (decisions.length === 0) return <p className="quiet">Nobody has decided yet.</p>;
  return (
    <ul className="items">
      {decisions.map((decision) => (
        <OneDecision key={decision.id} page={page} decision={decision} />
      ))}
    </ul>
  );
}

function OneDecision({ page, decision }: { readonly page: ChangePage; readonly decision: ChangePage["decisions"][number] }) {
  const { id, printedName, outcome, meaning, time, environment, comment, until, doubt } = decision;
  const does = whatItDoes(decision, page.escalations);
  return (
    <li className="item">
      <p>
        <Link to="/decisions/$decision" params={{ decision: id }}>
          {printedName} {outcomeDone[outcome]}
        </Link>
        {environment === null ? "" : ` for ${environment}`}
      </p>
      <Manifest meaning={meaning} time={time} />
      {until === null ? null : <p>Until {until}.</p>}
      {doubt === null ? null : <p>In doubt: {wordsOf(page, doubt)}</p>}
      {comment === null ? null : <p className="comment-text">{comment}</p>}
      {does === null ? null : <p className="quiet">{does}</p>}
    </li>
  );
}

function Escalations({ page }: { readonly page: ChangePage }) {
  return (
    <ul className="items">
      {page.escalations.map(({ id, kind, criterion, to, who, since, due, overdue, resolved }) => (
        <li key={id} className="item">
          <p>
            {spaced(kind)}
            {criterion === null ? "" : ` about “${wordsOf(page, criterion)}”`}, to {to}
          </p>
          <p className="quiet">
            {resolved === null ? (
              <>
                Waits for <People people={who} /> since <Time at={since} />, {overdue ? "overdue since " : "due "}
                <Time at={due} />.
              </>
            ) : (
              <>
                <Person person={resolved.by} /> resolved it <Time at={resolved.at} />.
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Writers({ page: { change, origin, contributors, sponsors } }: { readonly page: ChangePage }) {
  return (
    <>
      <OriginBar counts={origin.counts} />
      <ul className="items">
        {origin.shares.map(({ origin: kind, tool, model, method, confidence, sponsor, lines }) => (
          <li key={[kind, tool, model, method, confidence, sponsor].join(" ")} className="item share">
            <p>
              <OriginMark origin={kind} />
              {plural(lines, "line")}{" "}
              {kind === "human" || kind === "unknown" ? kind : `${kind === "ai" ? "AI" : kind}, ${[tool ?? "tool not named", model].filter((part) => part !== null).join(" ")}`}
            </p>
            <p className="quiet">
              {method === "none" ? "nothing says who wrote them" : `known by ${spaced(method)}, confidence ${confidence}`}
              {sponsor === null ? "" : `, sponsor ${sponsor}`}
            </p>
          </li>
        ))}
      </ul>
      {origin.findings.map(({ code, sentence }) => (
        <p key={`${code} ${sentence}`} className="warning">
          {sentence}
        </p>
      ))}
      <Few items={contributors} what="contributor">
        {({ name, person, parts }) => (
          <li key={`${name} ${person ?? ""}`}>
            {person === null ? name : <Person person={{ id: person, name }} />}{" "}
            <span className="quiet">{person === null ? `not enrolled, ${parts.map(spaced).join(", ")}` : parts.map(spaced).join(", ")}</span>
          </li>
        )}
      </Few>
      {sponsors.length === 0 ? null : (
        <p>
          Sponsored by <People people={sponsors} joined="and" />. A sponsor counts as an author.
        </p>
      )}
      <p>
        <a href={addressOf("/api/changes/{change}/disclosure", { change: change.id })} download>
          Download the AI disclosure
        </a>
      </p>
    </>
  );
}

function Discussion({ change }: { readonly change: string }) {
  const { data, error } = useAnswer("comments.list", { params: { change } });
  const { acts } = useMe();
  if (data === undefined) return error === null ? <Loading what="Reading comments" /> : <Problem error={error} />;
  const general = data.items.filter(({ path }) => path === null);
  const open = data.items.filter(({ path, resolved }) => path !== null && resolved === null).length;
  return (
    <>
      {general.length === 0 && open === 0 ? (
        <Empty title="Nobody has said anything yet.">A comment on a line stands at its line; one about the whole change stands here.</Empty>
      ) : null}
      {open === 0 ? null : <p className="quiet">{plural(open, "comment")} on lines wait to be settled.</p>}
      {general.length === 0 ? null : <Thread comments={general} />}
      {acts ? <Composer change={change} place={null} label="Comment on the change" /> : null}
    </>
  );
}
