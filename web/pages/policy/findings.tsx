import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { People } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { roleName } from "../../words.ts";
import { Sentence } from "./sentence.tsx";
import { type Gaps, gapsSentence, type Policy } from "./words.ts";

/** What the lint says about the policy, and what it lacks against the AI-ready baseline (R18). */
export function PolicyFindings({ policy }: { readonly policy: Policy }) {
  const gaps = useAnswer("policy.gaps", { query: policy.project === null ? {} : { project: policy.project } });
  return (
    <>
      <Section title="What the lint says" count={policy.findings.length}>
        <Findings findings={policy.findings} />
      </Section>
      <Section title="Against the AI-ready baseline" {...(gaps.data === undefined ? {} : { note: gapsSentence(gaps.data) })}>
        <Known of={gaps} what="Comparing with the baseline">
          {(found) => (found.gaps.length === 0 ? null : <GapTable gaps={found.gaps} />)}
        </Known>
      </Section>
    </>
  );
}

function Findings({ findings }: { readonly findings: Policy["findings"] }) {
  if (findings.length === 0)
    return (
      <Empty title="The lint finds nothing.">
        It looks for rules that nobody can satisfy, gates without one of their four elements, and settings that let through what they seem to stop.
      </Empty>
    );
  return (
    <Table
      caption="Findings of the lint, errors first"
      rows={findings.toSorted((a, b) => a.level.localeCompare(b.level))}
      keyOf={({ code, path, sentence }) => `${code} ${path} ${sentence}`}
      columns={[
        { head: "Finding", heading: true, cell: ({ sentence }) => <Sentence text={sentence} /> },
        { head: "Weight", cell: ({ level }) => (level === "error" ? <strong>error</strong> : "warning") },
        { head: "Setting", cell: ({ path }) => <code>{path}</code> },
        { head: "Place", cell: ({ place }) => (place?.file === undefined ? "" : `${place.file}${place.line === undefined ? "" : `:${place.line}`}`) },
        { head: "Code", cell: ({ code }) => <code>{code}</code> },
      ]}
    />
  );
}

function GapTable({ gaps }: { readonly gaps: Gaps["gaps"] }) {
  return (
    <Table
      caption="What is missing against the baseline, the first due first"
      rows={gaps}
      keyOf={({ path, sentence }) => `${path} ${sentence}`}
      columns={[
        { head: "What is missing", heading: true, cell: ({ sentence }) => <Sentence text={sentence} /> },
        { head: "Setting", cell: ({ path }) => <code>{path}</code> },
        { head: "Baseline", cell: ({ baseline }) => baseline ?? "" },
        { head: "In force", cell: ({ current }) => current ?? "" },
        { head: "Whose", cell: ({ owner }) => (owner.people.length === 0 ? roleName(owner.role) : <People people={owner.people} />) },
        { head: "Close it by", cell: ({ due }) => <span className="nowrap figure">{due}</span> },
      ]}
    />
  );
}
