import { useNavigate, useSearch } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Empty } from "../../parts/empty.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Page } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Says } from "../../parts/says.tsx";
import { Select } from "../../parts/select.tsx";
import { Time } from "../../parts/when.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { useAdopts } from "../person/may.ts";
import { ToolCard } from "./tool.tsx";
import { type AiTools, toolsSentence } from "./words.ts";
import "../../style/governance.css";
import "../../style/lists.css";
import "../../style/measures.css";

/** The AI tools that may be used: whose each is, under which conditions, and what is left to do. */
export function AiToolsPage() {
  const { project } = useSearch({ strict: false });
  const tools = useAnswer("aiTools.read", { query: project === undefined ? {} : { project } });
  useRowKeys("tool");
  return (
    <Page title="AI tools" answer={tools.data === undefined ? undefined : toolsSentence(tools.data)} beside={<Whose project={project} />}>
      <Known of={tools} what="Reading the register">
        {(found) => <Register found={found} />}
      </Known>
    </Page>
  );
}

function Whose({ project = "" }: { readonly project: string | undefined }) {
  const { data } = useAnswer("projects.list");
  const navigate = useNavigate();
  if (data === undefined || data.items.length === 0) return null;
  const choices = [{ value: "", label: "the organisation" }, ...data.items.map(({ id }) => ({ value: id, label: id }))];
  return <Select label="Of" value={project} choices={choices} onChange={(value) => void navigate({ to: "/ai-tools" as string, search: value === "" ? {} : { project: value } })} />;
}

function Register({ found }: { readonly found: AiTools }) {
  const { tools, unread, project } = found;
  if (tools.length === 0) return <NoTools />;
  return (
    <>
      <p className="governed-note quiet">
        <Registered found={found} />
      </p>
      {unread === null ? null : (
        <p className="governed-note soft" role="note">
          <Says text={unread} />
        </p>
      )}
      <ul className="tools" aria-label="AI tools, what needs somebody first">
        {tools.map((tool) => (
          <ToolCard key={tool.tool} tool={tool} project={project} />
        ))}
      </ul>
    </>
  );
}

function Registered({ found: { registers, project } }: { readonly found: AiTools }) {
  const [policy] = registers;
  if (policy === undefined) return <>The built-in policy is in force; it registers no tool.</>;
  return (
    <>
      Registered by version {policy.version} of {policy.project === null ? "the organisation’s policy" : `the policy of ${policy.project}`}, which <Person person={policy.by} /> put
      in force <Time at={policy.time} /> (<EntryLink index={policy.index} />){project !== null && registers.length > 1 ? ", on top of the organisation’s" : ""}.
    </>
  );
}

function NoTools() {
  const adopts = useAdopts();
  return (
    <Empty title="No AI tool is registered." {...(adopts ? { action: <ButtonLink to="/policy/adopt">Put a policy with a register in force</ButtonLink> } : {})}>
      A policy registers each tool under <code>ai.tools</code>, with one owner, its models and its conditions. A new one is reviewed here before what it writes is let through.
    </Empty>
  );
}
