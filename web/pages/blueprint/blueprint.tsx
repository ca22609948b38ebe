import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { Known } from "../../parts/known.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Page } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Select } from "../../parts/select.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { Acts } from "./acts.tsx";
import { CloseBlueprint } from "./close.tsx";
import { Parts } from "./parts.tsx";
import { type Blueprint, blueprintSentence } from "./words.ts";
import "../../style/governance.css";
import "../../style/lists.css";
import "../../style/measures.css";
import "../../style/policy.css";

/** The weeks before code: where they stand, what is missing, whose turn it is. */
export function BlueprintPage() {
  const { project } = useSearch({ strict: false });
  const projects = useAnswer("projects.list");
  const chosen = project ?? projects.data?.items[0]?.id;
  if (chosen !== undefined) return <OfProject key={chosen} project={chosen} projects={projects.data?.items.map(({ id }) => id) ?? [chosen]} />;
  return (
    <Page title="Blueprint" {...(projects.data === undefined ? {} : { answer: "No project is registered yet." })}>
      {projects.data === undefined && projects.error === null ? <Loading what="Reading the projects" /> : null}
      <Problem error={projects.error} />
      {projects.data === undefined ? null : (
        <Empty title="A blueprint belongs to a project.">
          <code>countersign init</code> in its repository registers the project and writes a first version of every document.
        </Empty>
      )}
    </Page>
  );
}

function OfProject({ project, projects }: { readonly project: string; readonly projects: readonly string[] }) {
  const blueprint = useAnswer("blueprint.read", { params: { project } });
  const [closing, setClosing] = useState<Blueprint | null>(null);
  useRowKeys("item");
  if (closing !== null) return <CloseBlueprint blueprint={closing} onBack={() => setClosing(null)} />;
  const { data } = blueprint;
  return (
    <Page
      title="Blueprint"
      answer={data === undefined ? undefined : blueprintSentence(data)}
      beside={
        <>
          <Whose project={project} projects={projects} />
          {data === undefined ? null : <Acts blueprint={data} onClose={() => setClosing(data)} />}
        </>
      }
    >
      <Known of={blueprint} what="Reading the blueprint">
        {(found) => <Parts blueprint={found} />}
      </Known>
    </Page>
  );
}

function Whose({ project, projects }: { readonly project: string; readonly projects: readonly string[] }) {
  const navigate = useNavigate();
  const choices = [...new Set([...projects, project])].map((id) => ({ value: id, label: id }));
  return <Select label="Of" value={project} choices={choices} onChange={(value) => void navigate({ to: "/blueprint" as string, search: { project: value } })} />;
}
