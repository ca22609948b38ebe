import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Select } from "../../parts/select.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { Sentence } from "./sentence.tsx";
import { type Adoption, diffSentence, effectWord, type PolicyDiff } from "./words.ts";

/** Every version that was in force, and what one asks differently from another. */
export function PolicyHistory({ project }: { readonly project: string | undefined }) {
  const history = useAnswer("policy.history", { query: project === undefined ? {} : { project } });
  return (
    <Known of={history} what="Reading the history">
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="This project has no policy of its own.">
            It follows the organisation’s. A file of its own may only tighten it; whoever owns the policy puts it in force under a signature.
          </Empty>
        ) : (
          <>
            <Section title="Versions" count={items.length}>
              <Versions items={items} />
            </Section>
            {items.length > 1 ? <Compare items={items} /> : null}
          </>
        )
      }
    </Known>
  );
}

function Versions({ items }: { readonly items: readonly Adoption[] }) {
  return (
    <Table
      caption="Versions, the newest first"
      rows={items}
      keyOf={({ index }) => String(index)}
      columns={[
        { head: "Version", heading: true, cell: ({ version, inForce }) => (inForce ? `${version}, in force` : String(version)) },
        { head: "Put in force", cell: ({ time }) => <Time at={time} exactly /> },
        { head: "By", cell: ({ by }) => <Person person={by} /> },
        { head: "Signed with", cell: ({ fingerprint }) => (fingerprint === null ? "nothing: the built-in policy" : <code className="fingerprint">{fingerprint}</code>) },
        { head: "Commit", cell: ({ commit }) => (commit === null ? "" : <code>{commit.slice(0, 12)}</code>) },
        { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
      ]}
    />
  );
}

function Compare({ items }: { readonly items: readonly Adoption[] }) {
  const [to = items[0]?.index ?? 0, setTo] = useState<number>();
  const [from = items[1]?.index ?? 0, setFrom] = useState<number>();
  const diff = useAnswer("policy.diff", { query: { from, to } });
  const choices = items.map(({ index, version, inForce }) => ({ value: String(index), label: `version ${version}${inForce ? ", in force" : ""}` }));
  return (
    <Section title="What changed">
      <div className="bar">
        <Select label="From" value={String(from)} choices={choices} onChange={(value) => setFrom(Number(value))} />
        <Select label="to" value={String(to)} choices={choices} onChange={(value) => setTo(Number(value))} />
      </div>
      <Known of={diff} what="Comparing the two">
        {(found) => (
          <>
            <p className="beneath">{diffSentence(found)}</p>
            {found.entries.length === 0 ? null : <Differences entries={found.entries} caption="Differences between the two versions" />}
          </>
        )}
      </Known>
    </Section>
  );
}

/** What one policy asks differently from another, a row each. */
export function Differences({ entries, caption }: { readonly entries: PolicyDiff["entries"]; readonly caption: string }) {
  return (
    <div className="beneath">
      <Table
        caption={caption}
        rows={entries}
        keyOf={({ path, sentence }) => `${path} ${sentence}`}
        columns={[
          { head: "Difference", heading: true, cell: ({ sentence }) => <Sentence text={sentence} /> },
          { head: "Effect", cell: ({ effect }) => (effect === "looser" ? <strong>{effectWord(effect)}</strong> : effectWord(effect)) },
          { head: "Setting", cell: ({ path }) => <code>{path}</code> },
          { head: "Was", cell: ({ from }) => from ?? "" },
          { head: "Is", cell: ({ to }) => to ?? "" },
        ]}
      />
    </div>
  );
}
