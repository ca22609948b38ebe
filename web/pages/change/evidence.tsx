import { useEffect, useState } from "react";
import { call } from "../../api/client.ts";
import { useAnswer } from "../../api/queries.ts";
import { bytesText } from "../../diff/file-words.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Digest } from "../../parts/digest.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Facts } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Table } from "../../parts/table.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { plural, shareOf } from "../../words.ts";
import { CheckBehind } from "./check.tsx";
import { resultMark } from "./words.ts";

type Item = ChangePage["evidence"][number];

/** Every report that was handed in for this commit, each one press away from its single results. */
export function Evidence({ change, items }: { readonly change: string; readonly items: readonly Item[] }) {
  const [open, setOpen] = useState<string | null>(null);
  const shown = items.find(({ id }) => id === open);
  if (items.length === 0) return <p className="quiet">No report was handed in for this commit.</p>;
  return (
    <>
      <ul className="items">
        {items.map((item) => (
          <li key={item.id} className="item">
            <p>
              <button type="button" className="row-more" onClick={() => setOpen(item.id)}>
                {item.name ?? item.id}
              </button>{" "}
              {item.verdict}
            </p>
            <p className="quiet">
              by {item.producer}, <Time at={item.at} />
              {item.counts ? "" : ", does not count"}
              {item.opened ? ", opened by you" : ""}
            </p>
            {item.troubles.map((trouble) => (
              <Trouble key={trouble} sentence={trouble} />
            ))}
          </li>
        ))}
      </ul>
      {shown === undefined ? null : <Report change={change} item={shown} onClose={() => setOpen(null)} />}
    </>
  );
}

/** The most characters of a sentence that stand in a narrow column; it may name twenty tests. */
const mostShown = 160;

function Trouble({ sentence }: { readonly sentence: string }) {
  if (sentence.length <= mostShown) return <p className="warning">{sentence}</p>;
  return (
    <details className="warning">
      <summary>{sentence.slice(0, mostShown).replace(/\s+\S*$/, "")}…</summary>
      {sentence}
    </details>
  );
}

function Report({ change, item, onClose }: { readonly change: string; readonly item: Item; readonly onClose: () => void }) {
  const params = { change, evidence: item.id };
  const { data, error } = useAnswer("evidence.read", { params });
  useEffect(() => {
    // What was opened is kept with the decision (R25); that it could not be kept is no reason not to show it.
    void call("evidence.opened", { params: { change, evidence: item.id } }).catch(() => undefined);
  }, [change, item.id]);
  const address = `/api/changes/${encodeURIComponent(change)}/evidence/${encodeURIComponent(item.id)}/file`;
  return (
    <Dialog title={item.name ?? item.id} side onClose={onClose}>
      <p>{item.verdict}</p>
      <Facts
        items={[
          ["Kind", item.kind === null ? "not recognised" : `${item.kind}, as ${item.format ?? "unknown"}`],
          ["Producer", item.producer],
          ["Commit", <Digest key="commit" value={item.commit} of="commit" />],
          ["Handed in", <Time key="at" at={item.at} exactly />],
          ["Size", bytesText(item.bytes)],
          ["SHA-256", item.sha256 === "" ? "erased" : <Digest key="sha" value={item.sha256} of="report" />],
          ["State", `${item.state}${item.counts ? ", counts" : ", does not count"}`],
        ]}
      />
      {item.checks.map((check) => (
        <div key={check.id}>
          <p>
            <VerdictMark {...resultMark(check.result)} /> {check.says}
          </p>
          <CheckBehind check={check} />
        </div>
      ))}
      {data === undefined ? error === null ? <Loading what="Opening the report" /> : <Problem error={error} /> : <Results page={data} />}
      {item.available ? (
        <p>
          <a href={address} download>
            Download the file as it was handed in
          </a>
        </p>
      ) : null}
    </Dialog>
  );
}

type Results = NonNullable<ReturnType<typeof useAnswer<"evidence.read">>["data"]>;

function Results({ page: { cases, coverage, findings, more } }: { readonly page: Results }) {
  return (
    <>
      {cases.length === 0 ? null : (
        <Table
          caption="Tests that did not pass, and flaky ones"
          captionShown
          rows={cases}
          keyOf={({ identity, outcome }) => `${identity} ${outcome}`}
          columns={[
            { head: "Test", heading: true, cell: ({ identity, message }) => <TestCase identity={identity} message={message} /> },
            { head: "Outcome", cell: ({ outcome, flaky }) => `${outcome}${flaky ? ", flaky" : ""}` },
          ]}
        />
      )}
      {coverage.length === 0 ? null : (
        <Table
          caption="Lines that ran, by file"
          captionShown
          rows={coverage}
          keyOf={({ path }) => path}
          columns={[
            { head: "File", heading: true, cell: ({ path }) => path },
            { head: "Ran", numeric: true, cell: ({ hit, executable }) => shareOf(hit, executable) },
          ]}
        />
      )}
      {findings.length === 0 ? null : (
        <Table
          caption="Findings"
          captionShown
          rows={findings}
          keyOf={({ tool, rule, path, line, message }) => [tool, rule, path, line, message].join(" ")}
          columns={[
            { head: "Where", heading: true, cell: ({ path, line }) => (path === null ? "everywhere" : `${path}${line === null ? "" : `:${line}`}`) },
            { head: "What", cell: ({ rule, severity, message, suppressed }) => `${severity}, ${rule}${suppressed ? ", suppressed" : ""}: ${message}` },
          ]}
        />
      )}
      {more === 0 ? null : <p className="quiet">{plural(more, "more result")} in the file.</p>}
    </>
  );
}

function TestCase({ identity, message }: { readonly identity: string; readonly message: string | null }) {
  if (message === null) return identity;
  return (
    <details>
      <summary>{identity}</summary>
      <pre className="message">{message}</pre>
    </details>
  );
}
