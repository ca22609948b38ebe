import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { addressOf } from "../../api/address.ts";
import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { Known } from "../../parts/known.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Says } from "../../parts/says.tsx";
import { Select } from "../../parts/select.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { AdvancePhase, type AdvancingPhase } from "./advance.tsx";
import { Done } from "./done.tsx";
import { Duties, Escalation } from "./escalation.tsx";
import { Feed } from "./feed.tsx";
import { Minutes } from "./minutes.tsx";
import { Phases } from "./phases.tsx";
import { Rework } from "./rework.tsx";
import type { Plan } from "./words.ts";
import "../../style/lists.css";
import "../../style/measures.css";
import "../../style/plan.css";

/** A project's plan at one glance: what is next, who must do it, what is late. */
export function PlanPage() {
  const { project: asked } = useSearch({ strict: false });
  const projects = useAnswer("projects.list");
  const ids = (projects.data?.items ?? []).map(({ id }) => id);
  const project = asked ?? ids[0];
  if (project !== undefined) return <OfProject key={project} project={project} ids={ids} />;
  return (
    <Page title="Plan" {...(projects.data === undefined ? {} : { answer: "There is no project yet." })}>
      <Known of={projects} what="Reading the projects">
        {() => (
          <Empty title="No project is registered.">
            <Says text="`countersign init` in a repository registers it and writes `.countersign/delivery.yaml`, from which its plan is made." />
          </Empty>
        )}
      </Known>
    </Page>
  );
}

function OfProject({ project, ids }: { readonly project: string; readonly ids: readonly string[] }) {
  const plan = useAnswer("plan.read", { params: { project } });
  const [advancing, setAdvancing] = useState<AdvancingPhase | null>(null);
  useRowKeys("checkpoint");
  if (advancing !== null) return <AdvancePhase phase={advancing} project={project} onBack={() => setAdvancing(null)} />;
  return (
    <Page title="Plan" {...(plan.data === undefined ? {} : { answer: plan.data.answer })} beside={<Chosen project={project} ids={ids} />}>
      <Known of={plan} what="Reading the plan">
        {(found) => <All plan={found} project={project} onAdvance={setAdvancing} />}
      </Known>
    </Page>
  );
}

function Chosen({ project, ids }: { readonly project: string; readonly ids: readonly string[] }) {
  const navigate = useNavigate();
  const choices = [...new Set([project, ...ids])].map((id) => ({ value: id, label: id }));
  return (
    <>
      {choices.length < 2 ? null : (
        <Select label="of" value={project} choices={choices} onChange={(value) => void navigate({ to: "/plan" as string, search: { project: value } as never })} filter />
      )}
      <a href={addressOf("/api/projects/{project}/plan.csv", { project })} download>
        Save as CSV
      </a>
    </>
  );
}

function All({ plan, project, onAdvance }: { readonly plan: Plan; readonly project: string; readonly onAdvance: (phase: AdvancingPhase) => void }) {
  return (
    <>
      <Problems plan={plan} />
      {plan.version === null ? <NoPlan unread={plan.problems.length > 0} /> : <Phases plan={plan} project={project} onAdvance={onAdvance} />}
      {plan.version === null ? null : <Minutes plan={plan} />}
      <Escalation escalation={plan.escalation} project={project} />
      <Duties duties={plan.duties} />
      <Rework rework={plan.rework} />
      <Done done={plan.done} />
      {plan.version === null ? null : <Feed project={project} />}
    </>
  );
}

function NoPlan({ unread }: { readonly unread: boolean }) {
  return (
    <Empty title={unread ? "The files need mending first." : "Nobody wrote a delivery framework yet."}>
      <Says
        text={
          unread
            ? "What is wrong stands above, with its line. Mend it in the repository and merge it."
            : "`countersign init` writes `.countersign/delivery.yaml` to begin with: phases with checkpoints, exit criteria and minutes. Once it is merged, the plan stands here."
        }
      />
    </Empty>
  );
}

/** What is wrong in the files that the plan is made of. */
function Problems({ plan: { problems } }: { readonly plan: Plan }) {
  if (problems.length === 0) return null;
  return (
    <Section title="To mend in the files" count={problems.length}>
      <ul className="plan-problems">
        {problems.map(({ says, hint, place }) => (
          <li key={`${place?.file} ${place?.line} ${says}`}>
            <Says text={says} /> <Says text={hint} />{" "}
            {place?.file === undefined ? null : (
              <code className="quiet">
                {place.file}
                {place.line === undefined ? "" : `:${place.line}`}
              </code>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
