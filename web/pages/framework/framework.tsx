import { useNavigate, useSearch } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { Known } from "../../parts/known.tsx";
import { Nought } from "../../parts/nought.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Select } from "../../parts/select.tsx";
import { Table } from "../../parts/table.tsx";
import { Controls } from "./controls.tsx";
import { RiskView } from "./risks.tsx";
import { Versions } from "./versions.tsx";
import { type Framework, frameworkSentence } from "./words.ts";
import "../../style/lists.css";
import "../../style/portfolio.css";

/** From policy to process to control to evidence, computed from the settings and records that exist. */
export function FrameworkPage() {
  const { project, framework } = useSearch({ strict: false });
  const found = useAnswer("framework.read", { query: project === undefined ? {} : { project } });
  return (
    <Page
      title="Framework"
      answer={found.data === undefined ? undefined : frameworkSentence(found.data)}
      beside={<Chosen project={project ?? found.data?.project ?? ""} framework={framework} frameworks={found.data?.frameworks ?? []} />}
    >
      <Versions project={project} />
      <Known of={found} what="Reading policy, records and risks">
        {(page) => <Mapping page={page} chosen={framework} />}
      </Known>
    </Page>
  );
}

function Chosen({ project, framework, frameworks }: { readonly project: string; readonly framework: string | undefined; readonly frameworks: Framework["frameworks"] }) {
  const { data } = useAnswer("projects.list");
  const navigate = useNavigate();
  const go = (next: { project?: string; framework?: string }) => {
    const search = { project, framework: framework ?? "", ...next };
    void navigate({ to: "/framework" as string, search: Object.fromEntries(Object.entries(search).filter(([, value]) => value !== "")) });
  };
  const projects = [{ value: "", label: "the organisation" }, ...(data?.items ?? []).map(({ id }) => ({ value: id, label: id }))];
  const choices = [{ value: "", label: "every framework" }, ...frameworks.map((each) => ({ value: each.framework as string, label: each.title }))];
  return (
    <>
      <Select label="For" value={project} choices={projects} onChange={(value) => go({ project: value })} />
      <Select label="by" value={framework ?? ""} choices={choices} onChange={(value) => go({ framework: value })} filter />
    </>
  );
}

function Mapping({ page, chosen }: { readonly page: Framework; readonly chosen: string | undefined }) {
  const one = page.frameworks.find(({ framework }) => framework === chosen);
  return (
    <>
      {one === undefined ? <Coverage page={page} /> : <Controls covered={one} risks={page.risks} />}
      {page.risks === null ? (
        <Section title="Risks">
          <Empty title="No risk register was read.">{page.unread ?? "Choose a project that has one."}</Empty>
        </Section>
      ) : (
        <RiskView risks={page.risks} />
      )}
      <p className="soft">
        {page.limit} The mapping was last looked at on {page.mapped}.
      </p>
    </>
  );
}

function Coverage({ page: { frameworks } }: { readonly page: Framework }) {
  const navigate = useNavigate();
  const { project } = useSearch({ strict: false });
  return (
    <Section title="Frameworks" count={frameworks.length} note="Counted from the settings in force and the records in the ledger; nobody enters a number here.">
      <Table
        caption="Frameworks by how far evidence reaches"
        rows={frameworks}
        keyOf={({ framework }) => framework}
        columns={[
          {
            head: "Framework",
            heading: true,
            cell: ({ framework, title, version }) => (
              <span className="named">
                <button
                  type="button"
                  className="opens"
                  onClick={() => void navigate({ to: "/framework" as string, search: { ...(project === undefined ? {} : { project }), framework } })}
                >
                  {title}
                </button>
                <span className="quiet">{version}</span>
              </span>
            ),
          },
          { head: "Controls", numeric: true, cell: ({ coverage }) => coverage.controls },
          { head: "Evidence of every kind", numeric: true, cell: ({ coverage }) => coverage.evidenced || <Nought /> },
          { head: "Of some kinds", numeric: true, cell: ({ coverage }) => coverage.partly || <Nought /> },
          { head: "No records yet", numeric: true, cell: ({ coverage }) => coverage.waiting || <Nought /> },
          { head: "Gaps", numeric: true, cell: ({ coverage }) => (coverage.gap === 0 ? <Nought /> : <strong>{coverage.gap}</strong>) },
        ]}
      />
    </Section>
  );
}
