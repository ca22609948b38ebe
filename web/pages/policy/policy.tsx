import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Known } from "../../parts/known.tsx";
import { Page } from "../../parts/page.tsx";
import { Select } from "../../parts/select.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { useNow } from "../../parts/when.tsx";
import { relative } from "../../time.ts";
import { useAdopts } from "../person/may.ts";
import { PolicyFindings } from "./findings.tsx";
import { Gates } from "./gates.tsx";
import { PolicyHistory } from "./history.tsx";
import { Rules } from "./rules.tsx";
import { PolicySimulate } from "./simulate.tsx";
import { PolicyText } from "./text.tsx";
import { type Policy, policySentence } from "./words.ts";
import "../../style/ceremony.css";
import "../../style/lists.css";
import "../../style/policy.css";

/** The rules as people read them, of the organisation or of a project. */
export function PolicyPage() {
  const { project } = useSearch({ strict: false });
  const policy = useAnswer("policy.read", { query: project === undefined ? {} : { project } });
  const now = useNow();
  return (
    <Page title="Policy" answer={policy.data === undefined ? undefined : policySentence(policy.data, (time) => relative(time, now))} beside={<Beside project={project} />}>
      <Known of={policy} what="Reading the policy">
        {(found) => <Parts policy={found} project={project} />}
      </Known>
    </Page>
  );
}

function Beside({ project }: { readonly project: string | undefined }) {
  return (
    <>
      <Whose />
      {useAdopts() ? (
        <Link to="/policy/adopt" search={project === undefined ? {} : { project }} className="button button-plain">
          Put a new version in force
        </Link>
      ) : null}
    </>
  );
}

function Whose() {
  const { data } = useAnswer("projects.list");
  const { project = "", part } = useSearch({ strict: false });
  const navigate = useNavigate();
  if (data === undefined || data.items.length === 0) return null;
  const choices = [{ value: "", label: "the organisation" }, ...data.items.map(({ id }) => ({ value: id, label: id }))];
  const choose = (value: string) => void navigate({ to: "/policy" as string, search: { ...(part === undefined ? {} : { part }), ...(value === "" ? {} : { project: value }) } });
  return <Select label="Of" value={project} choices={choices} onChange={choose} />;
}

const parts = ["in-force", "findings", "history", "simulate", "text"] as const;
type Part = (typeof parts)[number];

function Parts({ policy, project }: { readonly policy: Policy; readonly project: string | undefined }) {
  const { part } = useSearch({ strict: false });
  const navigate = useNavigate();
  const selected = parts.find((each) => each === part) ?? "in-force";
  const [opened, setOpened] = useState<readonly Part[]>([selected]);
  // A part asks for what it shows when it is first opened, and keeps what was written in it.
  if (!opened.includes(selected)) setOpened([...opened, selected]);
  const select = (id: string) => void navigate({ to: "/policy" as string, search: { ...(project === undefined ? {} : { project }), ...(id === "in-force" ? {} : { part: id }) } });
  const panels: Record<Part, () => ReactNode> = {
    "in-force": () => <InForce policy={policy} />,
    findings: () => <PolicyFindings policy={policy} />,
    history: () => <PolicyHistory project={project} />,
    simulate: () => <PolicySimulate policy={policy} />,
    text: () => <PolicyText policy={policy} />,
  };
  const labels: Record<Part, string> = { "in-force": "In force", findings: "Findings", history: "History", simulate: "Simulate", text: "Text" };
  return (
    <Tabs
      label="Parts of the policy"
      selected={selected}
      onSelect={select}
      tabs={parts.map((id) => ({
        id,
        label: labels[id],
        ...(id === "findings" && policy.findings.length > 0 ? { count: policy.findings.length } : {}),
        panel: opened.includes(id) ? panels[id]() : null,
      }))}
    />
  );
}

function InForce({ policy }: { readonly policy: Policy }) {
  return (
    <>
      <Gates policy={policy} />
      <Rules policy={policy} />
    </>
  );
}
