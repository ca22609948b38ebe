import { useNavigate, useSearch } from "@tanstack/react-router";
import { call } from "../../api/client.ts";
import { usePaged } from "../../api/paged.ts";
import { useAnswer } from "../../api/queries.ts";
import { Digest } from "../../parts/digest.tsx";
import { Empty } from "../../parts/empty.tsx";
import { ChangeLink, DeploymentLink, EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { More } from "../../parts/more.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Select } from "../../parts/select.tsx";
import { Table } from "../../parts/table.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { plural } from "../../words.ts";
import { type Deployment, deploymentsSentence, type Environment, meaningWord, stageWord, titleOf, versionsText } from "./words.ts";
import "../../style/lists.css";

/** What runs where, who answers for it, and what went around a gate. */
export function DeploymentsPage() {
  const environments = useAnswer("environments.list");
  const violations = useAnswer("violations.list");
  useRowKeys("deployment");
  const answer = environments.data && violations.data ? deploymentsSentence(environments.data.items, violations.data.items.length) : undefined;
  return (
    <Page title="Deployments" answer={answer}>
      <Section title="What runs now">
        <Known of={environments} what="Asking what runs where">
          {({ items }) => (items.length === 0 ? <NoEnvironment /> : <Running environments={items} />)}
        </Known>
      </Section>
      <Violations of={violations} />
      <Log environments={environments.data?.items ?? []} />
    </Page>
  );
}

function NoEnvironment() {
  return (
    <Empty title="No project is under governance yet.">
      An environment comes with a project and its policy. <code>countersign init</code> in a repository makes both; what its pipeline deploys then stands here.
    </Empty>
  );
}

function Running({ environments }: { readonly environments: readonly Environment[] }) {
  return (
    <ul className="runs">
      {environments.map((line) => (
        <li key={`${line.project} ${line.environment}`} className="run">
          <h3>
            {line.environment} <span className="run-project">{line.project}</span>
          </h3>
          {line.running === null ? <p className="soft">Nothing that was recorded runs here.</p> : <Now line={line.running} />}
          <p className="run-counts figure">{countsOf(line)}</p>
        </li>
      ))}
    </ul>
  );
}

function countsOf({ deployments, underWay, violations }: Environment): string {
  return [plural(deployments, "deployment"), ...(underWay > 0 ? [`${underWay} under way`] : []), violations === 0 ? "none around the gate" : `${violations} around the gate`].join(
    " · ",
  );
}

function Now({ line }: { readonly line: Deployment }) {
  return (
    <>
      <p className="run-title">
        <DeploymentLink id={line.id}>{titleOf(line).replaceAll(/[“”]/g, "")}</DeploymentLink>
      </p>
      <dl className="run-facts">
        <div>
          <dt>Since</dt>
          <dd>
            <Time at={line.at} />, sent by <Person person={line.by} />
          </dd>
        </div>
        <div>
          <dt>Answers for it</dt>
          <dd>{line.violation === null ? <Approvers line={line} /> : <Around why={line.violation} />}</dd>
        </div>
        {line.verdict === null ? null : (
          <div>
            <dt>Criteria</dt>
            <dd>
              {versionsText(line.verdict.versions)} (<EntryLink index={line.verdict.index} />)
            </dd>
          </div>
        )}
        <div>
          <dt>Commit</dt>
          <dd>
            <Digest value={line.commit} of="commit" />
          </dd>
        </div>
      </dl>
    </>
  );
}

function Approvers({ line: { approvers } }: { readonly line: Deployment }) {
  return approvers.map(({ person, meaning, time, index, kind }) => (
    <span className="run-approver" key={index}>
      <Person person={person} />, who {kind === "break-glass" ? "broke the glass" : meaningWord(meaning)}, <Time at={time} />
    </span>
  ));
}

function Around({ why }: { readonly why: string }) {
  return (
    <>
      <VerdictMark verdict="deny" word="violation" /> <span>{why}</span>
    </>
  );
}

function Violations({ of }: { readonly of: ReturnType<typeof useAnswer<"violations.list">> }) {
  if (of.data?.items.length === 0) return null;
  return (
    <Section title="Around the gate" note="Each was recorded as what it is. Put what went along forward as a change, or take it back.">
      <Known of={of} what="Asking what went around a gate">
        {({ items }) => (
          <Table
            caption="What went around a gate, the newest first"
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { head: "When", heading: true, cell: ({ time }) => <Time at={time} /> },
              { head: "Where", cell: ({ project, environment }) => (environment === null ? project : `${environment} of ${project}`) },
              { head: "Why", cell: ({ why, kind }) => why ?? kind.replaceAll("-", " ") },
              { head: "By", cell: ({ by }) => (by === null ? "" : <Person person={by} />) },
              { head: "Chain", cell: ({ deployment, change }) => (deployment === null ? change && <ChangeLink id={change} /> : <DeploymentLink id={deployment} row />) },
              { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
            ]}
          />
        )}
      </Known>
    </Section>
  );
}

function Log({ environments }: { readonly environments: readonly Environment[] }) {
  const { where } = useSearch({ strict: false });
  const navigate = useNavigate();
  const chosen = environments.find((line) => placeOf(line) === where);
  const log = usePaged(["deployments.list", where ?? ""], (cursor) =>
    call("deployments.list", {
      query: {
        limit: 50,
        ...(chosen === undefined ? {} : { project: chosen.project, environment: chosen.environment }),
        ...(cursor === undefined ? {} : { cursor: Number(cursor) }),
      },
    }),
  );
  const choices = [{ value: "", label: "every environment" }, ...environments.map((line) => ({ value: placeOf(line), label: `${line.environment} of ${line.project}` }))];
  const choose = (value: string) => void navigate({ to: "/deployments" as string, search: value === "" ? {} : { where: value } });
  return (
    <Section title="Log" beside={environments.length > 1 ? <Select label="Of" value={where ?? ""} choices={choices} onChange={choose} filter /> : undefined}>
      <Known of={log} what="Reading the deployment log">
        {(items) => (items.length === 0 ? <NothingDeployed /> : <LogTable items={items} />)}
      </Known>
      <More more={log.more} what="earlier deployments" />
    </Section>
  );
}

function placeOf({ project, environment }: { readonly project: string; readonly environment: string }): string {
  return `${project}/${environment}`;
}

function NothingDeployed() {
  return (
    <Empty title="Nothing was deployed yet.">
      The pipeline says what it does with <code>countersign deploy</code>, before and after; each deployment then stands here with everybody who answers for it.
    </Empty>
  );
}

function LogTable({ items }: { readonly items: readonly Deployment[] }) {
  return (
    <Table
      caption="Deployments, the newest first"
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          head: "What",
          heading: true,
          cell: (line) => (
            <DeploymentLink id={line.id} row>
              {titleOf(line).replaceAll(/[“”]/g, "")}
            </DeploymentLink>
          ),
        },
        { head: "Where", cell: ({ environment, project }) => `${environment} of ${project}` },
        { head: "Outcome", cell: ({ stage, running }) => (running ? `${stageWord(stage)}, running` : stageWord(stage)) },
        {
          head: "Answers for it",
          cell: ({ approvers, violation }) =>
            violation === null ? <People people={approvers.map(({ person }) => person)} joined="and" /> : <VerdictMark verdict="deny" word="violation" />,
        },
        { head: "Criteria", cell: ({ verdict }) => (verdict === null ? "none" : versionsText(verdict.versions)) },
        { head: "Began", cell: ({ started }) => <Time at={started} /> },
      ]}
    />
  );
}
