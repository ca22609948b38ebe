import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Choices } from "../../parts/choices.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Filter } from "../../parts/filter.tsx";
import { Known } from "../../parts/known.tsx";
import { Nought } from "../../parts/nought.tsx";
import { Facts, Page, Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { plural } from "../../words.ts";
import { Opens } from "./rows.tsx";
import { blueprintWords, chosen, driftWords, type Line, type Need, needWords, type Portfolio, portfolioSentence, shareWords, waiverWords } from "./words.ts";
import "../../style/lists.css";
import "../../style/portfolio.css";

/** Every project in one line, for somebody who answers for many; what needs attention most comes first. */
export function PortfolioPage() {
  const found = useAnswer("portfolio.read");
  return (
    <Page title="Portfolio" width="wide" answer={found.data === undefined ? undefined : portfolioSentence(found.data)}>
      <Known of={found} what="Counting over every project">
        {(portfolio) => (
          <>
            <Projects portfolio={portfolio} />
            <Organisation organisation={portfolio.organisation} />
          </>
        )}
      </Known>
    </Page>
  );
}

const needs = Object.keys(needWords) as Need[];

function Projects({ portfolio: { projects, days } }: { readonly portfolio: Portfolio }) {
  const { need: asked } = useSearch({ strict: false });
  const need = needs.find((each) => each === asked) ?? null;
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const offers = needs.flatMap((id) => {
    const count = projects.filter((line) => line.needs.includes(id)).length;
    return count === 0 ? [] : [{ id, says: needWords[id], count }];
  });
  const shown = chosen(projects, text, need);
  return (
    <>
      <div className="bar">
        <Filter label="Filter the projects" value={text} onChange={setText} />
        <Choices
          all={projects.length}
          offers={offers}
          chosen={need}
          onChoose={(next) => void navigate({ to: "/portfolio" as string, search: next === null ? {} : { need: next } })}
        />
      </div>
      {shown.length === 0 ? (
        <Empty title={projects.length === 0 ? "No project is registered yet." : "No project is like that."}>
          {projects.length === 0 ? "`countersign init` in a repository registers it; it then has a line here." : "Take the filter away to see all of them."}
        </Empty>
      ) : (
        <Lines lines={shown} days={days} />
      )}
    </>
  );
}

function Lines({ lines, days }: { readonly lines: readonly Line[]; readonly days: number }) {
  return (
    <div className="portfolio">
      <Table
        caption="Projects, what needs attention most first"
        rows={lines}
        keyOf={({ project }) => project}
        columns={[
          { head: "Project", heading: true, cell: (line) => <Named line={line} /> },
          { head: "Blueprint", cell: ({ project, blueprint }) => <Opens project={project} number="blueprint" title="Blueprint" says={blueprintWords(blueprint)} /> },
          {
            head: `Waiting, ${days} days`,
            numeric: true,
            cell: ({ project, changes }) => <Count project={project} number="waiting" title="Changes that wait" count={changes.waiting} />,
          },
          { head: "Denied", numeric: true, cell: ({ project, changes }) => <Count project={project} number="denied" title="Changes that were denied" count={changes.denied} /> },
          {
            head: "Allowed",
            numeric: true,
            cell: ({ project, changes }) => <Count project={project} number="allowed" title="Changes that were allowed" count={changes.allowed} />,
          },
          {
            head: "Escalations overdue",
            numeric: true,
            cell: ({ project, escalations }) => <Count project={project} number="escalations" title="Escalations that are overdue" count={escalations.overdue} />,
          },
          { head: "Against the baseline", cell: (line) => <Opens project={line.project} number="drift" title="Against the baseline" says={driftWords(line)} /> },
          {
            head: "Waivers",
            cell: ({ project, waivers }) =>
              waivers.length === 0 ? <Nought says="none" /> : <Opens project={project} number="waivers" title="Waivers" says={waiverWords(waivers)} />,
          },
          {
            head: "Reviews overdue",
            numeric: true,
            cell: ({ project, reviews }) => <Count project={project} number="reviews" title="Reviews that are overdue" count={reviews.length} />,
          },
          {
            head: "Tool reviews",
            numeric: true,
            cell: ({ project, toolReviews }) => <Count project={project} number="tool-reviews" title="Tool reviews that are open" count={toolReviews} />,
          },
          { head: "AI's lines", cell: ({ project, aiShare }) => <Share project={project} share={aiShare} /> },
        ]}
      />
    </div>
  );
}

function Named({ line: { project, needs: asks } }: { readonly line: Line }) {
  return (
    <span className="named">
      <strong>{project}</strong>
      {asks.length === 0 ? null : <span className="quiet">{asks.map((need) => needWords[need].toLowerCase()).join(", ")}</span>}
    </span>
  );
}

function Count({
  project,
  number,
  title,
  count,
}: {
  readonly project: string;
  readonly number: Parameters<typeof Opens>[0]["number"];
  readonly title: string;
  readonly count: number;
}) {
  return count === 0 ? <Nought /> : <Opens project={project} number={number} title={title} says={count.toLocaleString("en-GB")} />;
}

function Share({ project, share }: { readonly project: string; readonly share: Line["aiShare"] }) {
  if (share === null) return <span className="quiet">{shareWords(share)}</span>;
  return (
    <Link to={"/map" as string} search={{ project } as never}>
      {shareWords(share)}
    </Link>
  );
}

function Organisation({ organisation: { policyVersion, reviewBy, waivers, reviews, toolReviews } }: Pick<Portfolio, "organisation">) {
  return (
    <Section title="For every project" note="What stands in the organisation's own policy, and holds wherever a project has nothing of its own.">
      <div className="sheet-facts">
        <Facts
          items={[
            [
              "Baseline",
              policyVersion === 0 ? (
                "the built-in default"
              ) : (
                <Link key="baseline" to={"/framework" as string}>
                  version {policyVersion}
                </Link>
              ),
            ],
            ["Review of it", reviewBy ?? "no day is named"],
            ["Overdue reviews", reviews.length === 0 ? "none" : reviews.map(({ name, due, days }) => `${name} (due ${due}, ${plural(days, "day")} ago)`).join("; ")],
            ["Waivers for all", waivers.length === 0 ? "none" : waivers.map(({ id, rule, daysLeft }) => `${id}: ${rule}, ${plural(daysLeft, "day")} left`).join("; ")],
            [
              "Tool reviews open",
              toolReviews === 0 ? (
                "none"
              ) : (
                <Link key="tools" to={"/ai-tools" as string}>
                  {toolReviews}
                </Link>
              ),
            ],
          ]}
        />
      </div>
    </Section>
  );
}
