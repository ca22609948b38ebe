import { Section } from "../../parts/page.tsx";
import { Segments } from "../../parts/segments.tsx";
import { Table } from "../../parts/table.tsx";
import { percent, spaced } from "../../words.ts";
import type { Folder } from "./words.ts";

/** What the shares rest on, and what is wrong with it. It is of the whole project, so it stands there. */
export function Evidence({ folder: { evidence, path } }: { readonly folder: Folder }) {
  if (path !== "") return null;
  const { commits, sentences, findings } = evidence;
  const kinds = [
    { says: "With a git-ai note", count: commits.noted },
    { says: "With an Agent Trace record", count: commits.traced },
    { says: "With marks in the message", count: commits.trailed },
    { says: "With nothing", count: commits.none },
  ];
  return (
    <Section title="What this rests on" note="The evidence itself, of the whole project: how many of the commits that own lines carry any, and what is wrong with it.">
      <Table
        caption="Commits that own lines, by the evidence that they carry"
        rows={kinds}
        keyOf={({ says }) => says}
        columns={[
          { head: "Commits", heading: true, cell: ({ says }) => says },
          { head: "How many", numeric: true, cell: ({ count }) => count.toLocaleString("en-GB") },
          { head: `Of ${commits.owning.toLocaleString("en-GB")}`, numeric: true, cell: ({ count }) => percent(count, commits.owning) },
        ]}
      />
      <ul className="map-sentences">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {findings.length === 0 ? (
        <p className="quiet">Nothing is wrong with the evidence.</p>
      ) : (
        <>
          <h3>What was found about it</h3>
          {findings.map((finding) => (
            <Finding key={finding.code} finding={finding} />
          ))}
        </>
      )}
    </Section>
  );
}

function Finding({ finding: { code, count, examples } }: { readonly finding: Folder["evidence"]["findings"][number] }) {
  return (
    <details className="map-finding">
      <summary>
        {spaced(code)} <span className="figure quiet">{count.toLocaleString("en-GB")} ×</span>
      </summary>
      <ul className="map-sentences">
        {examples.map(({ sentence, commit, path }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two examples may read alike.
          <li key={at}>
            {sentence} {commit === null ? null : <code>{commit.slice(0, 12)}</code>}{" "}
            {path === null ? null : (
              <code>
                <Segments text={path} />
              </code>
            )}
          </li>
        ))}
        {count > examples.length ? <li className="quiet">These are {examples.length} of them.</li> : null}
      </ul>
    </details>
  );
}
