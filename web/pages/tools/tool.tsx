import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { ChangeLink, EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Facts, Tag } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { over } from "../../time.ts";
import { plural } from "../../words.ts";
import { Review } from "./review.tsx";
import { Suspend, Suspensions } from "./suspend.tsx";
import { stateSentence, stateWords, type Tool } from "./words.ts";

interface Given {
  readonly tool: Tool;
  /** Null on the organisation's page. */
  readonly project: string | null;
}

/** One tool: how it stands and why, what is left to do, under which conditions it may be used, and what was decided about it. */
export function ToolCard({ tool, project }: Given) {
  const { name, state, reviews } = tool;
  return (
    <li className={`tool tool-${state}`} id={tool.tool}>
      <div className="tool-head">
        <h2 data-row tabIndex={-1}>
          {name}
        </h2>
        <Tag>{stateWords[state]}</Tag>
        <Suspend tool={tool} project={project} />
      </div>
      <p className="tool-state">{stateSentence(tool)}</p>
      <Suspensions tool={tool} />
      {reviews.map((review) => (
        <Review key={review.id} review={review} tool={name} />
      ))}
      <Conditions tool={tool} project={project} />
      <History tool={tool} />
    </li>
  );
}

function Conditions({ tool, project }: Given) {
  const { owner, account, terms, models, data, modes, notPaths, reviewBy } = tool;
  const listed = (names: readonly string[], none: string) => (owner === null ? null : names.length === 0 ? <span className="quiet">{none}</span> : names.join(", "));
  return (
    <Facts
      items={[
        ["Owner", owner === null ? null : owner.person === null ? `${owner.as}: nobody who is enrolled` : <Person key="owner" person={owner.person} />],
        ["Vendor", terms?.vendor ?? null],
        [
          "Account",
          owner === null
            ? null
            : [account, terms?.account].filter(Boolean).join(": ") || (
                <span key="account" className="quiet">
                  not said
                </span>
              ),
        ],
        ["Used for", terms?.use ?? null],
        ["Agreement", terms?.agreement ?? null],
        ["Models", listed(models.includes("*") ? [] : models, "any")],
        ["Data classes", listed(data, "none named")],
        ["Modes", listed(modes, "none named")],
        ["Never in", owner === null || notPaths.length === 0 ? null : <code key="not-paths">{notPaths.join(" ")}</code>],
        ["Looked at again by", reviewBy !== null && over(reviewBy) ? <strong key="review">{reviewBy}, which has passed</strong> : reviewBy],
        ["Named by", <Uses key="uses" tool={tool} project={project} />],
      ]}
    />
  );
}

function Uses({ tool: { tool, name, changes, lastChange }, project }: Given) {
  const [open, setOpen] = useState(false);
  if (changes === 0) return "no change yet";
  return (
    <>
      <Button small kind="quiet" onClick={() => setOpen(true)}>
        {plural(changes, "change")}{" "}
        <span className="unseen">
          that {changes === 1 ? "names" : "name"} {name}
        </span>
      </Button>
      {lastChange === null ? null : (
        <>
          {" "}
          last <Time at={lastChange} />
        </>
      )}
      {open ? <UseRows tool={tool} name={name} project={project} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function UseRows({ tool, name, project, onClose }: { readonly tool: string; readonly name: string; readonly project: string | null; readonly onClose: () => void }) {
  const rows = useAnswer("aiTools.changes", { params: { tool }, query: project === null ? {} : { project } });
  return (
    <Dialog title={`Changes that name ${name}`} onClose={onClose}>
      <Known of={rows} what="Reading the changes">
        {({ items }) => (
          <Table
            caption="The newest first"
            rows={items}
            keyOf={({ change }) => change}
            columns={[
              { head: "Change", heading: true, cell: ({ change, title }) => <ChangeLink id={change} title={title} /> },
              { head: "Project", cell: (row) => row.project },
              { head: "Put forward", cell: ({ time }) => <Time at={time} /> },
              { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
            ]}
          />
        )}
      </Known>
    </Dialog>
  );
}

function History({ tool: { history, name } }: { readonly tool: Tool }) {
  if (history.length === 0) return null;
  return (
    <details className="fold">
      <summary>
        {plural(history.length, "decision")} about <span>{name}</span>
      </summary>
      <ol className="events">
        {history.map(({ index, time, by, sentence, reason }) => (
          <li key={`${index} ${sentence}`}>
            <p>
              {sentence}{" "}
              <span className="quiet">
                <Person person={by} />, <Time at={time} />, <EntryLink index={index} />
              </span>
            </p>
            {reason === null ? null : <blockquote>{reason}</blockquote>}
          </li>
        ))}
      </ol>
    </details>
  );
}
