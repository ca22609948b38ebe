import { Link } from "@tanstack/react-router";
import { Stacks } from "../../charts/stacks.tsx";
import { Empty } from "../../parts/empty.tsx";
import { DeploymentLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Progress } from "../../parts/progress.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { percent } from "../../words.ts";
import { useHistory } from "./ask.ts";
import { BeingMade } from "./state.tsx";
import { type Counts, historyTitle, type Place, type Release, releaseName, searchOf } from "./words.ts";

/** Lines by origin at each release, as a chart and as the table that it is drawn from. */
export function History({ place: { project } }: { readonly place: Place }) {
  const history = useHistory(project);
  return (
    <Section title="Over releases" note="What was deployed and what is tagged, the oldest first, and the branch as it is now. Each is counted once and kept.">
      <Known of={history} what="Reading the releases">
        {({ releases, all, left }) =>
          releases.length === 0 ? (
            <Empty title="There is nothing to count yet.">Once the branch has a commit, or something is deployed or tagged, this says how its lines by origin change.</Empty>
          ) : (
            <>
              {left === 0 ? null : <Counting releases={releases} left={left} />}
              <Stacks
                title={historyTitle(releases)}
                stacks={releases.flatMap(stackOf)}
                note="A column is a release, all of its lines from zero: AI solid, mixed hatched, unknown dotted, human empty."
              >
                <ReleasesTable releases={releases} project={project} />
              </Stacks>
              {all > releases.length ? <p className="quiet">{all} releases are there; these are spread evenly over them.</p> : null}
            </>
          )
        }
      </Known>
    </Section>
  );
}

function Counting({ releases, left }: { readonly releases: readonly Release[]; readonly left: number }) {
  const now = releases.flatMap(({ totals }) => (totals.state === "working" && totals.before === 0 ? [totals] : []))[0];
  return (
    <div className="map-counting">
      <Progress done={releases.length - left} of={releases.length} what="releases counted" />
      {now === undefined ? null : <BeingMade work={now} />}
    </div>
  );
}

function stackOf(release: Release) {
  if (release.totals.state !== "ready") return [];
  return [{ id: release.commit + (release.at ?? ""), label: releaseName(release), counts: release.totals.answer.origins }];
}

function ReleasesTable({ releases, project }: { readonly releases: readonly Release[]; readonly project: string }) {
  const counted = (of: (counts: Counts, lines: number) => string) => (release: Release) =>
    release.totals.state === "ready" ? of(release.totals.answer.origins, release.totals.answer.lines) : "";
  const share = (part: (counts: Counts) => number) => counted((counts, lines) => `${part(counts).toLocaleString("en-GB")} (${percent(part(counts), lines)})`);
  return (
    <Table
      caption="Lines by origin at each release"
      rows={releases}
      keyOf={({ commit, at }) => `${commit} ${at}`}
      columns={[
        { head: "Release", heading: true, cell: (release) => <ReleaseName release={release} project={project} /> },
        { head: "When", cell: ({ at }) => (at === null ? "now" : <Time at={at} />) },
        { head: "AI", numeric: true, cell: share(({ ai }) => ai) },
        { head: "Mixed", numeric: true, cell: share(({ mixed }) => mixed) },
        { head: "Unknown", numeric: true, cell: share(({ unknown }) => unknown) },
        { head: "Human", numeric: true, cell: share(({ human }) => human) },
        { head: "Lines", numeric: true, cell: (release) => <Lines release={release} /> },
      ]}
    />
  );
}

function ReleaseName({ release, project }: { readonly release: Release; readonly project: string }) {
  const deployments = release.names.flatMap(({ deployment, name }) => (deployment === null ? [] : [{ deployment, name }]));
  return (
    <>
      <Link to={"/map" as string} search={searchOf({ project, ...(release.at === null ? {} : { rev: release.commit }) })}>
        {releaseName(release)}
      </Link>
      {deployments.map(({ deployment, name }) => (
        <span key={deployment} className="map-under">
          <DeploymentLink id={deployment}>deployed to {name}</DeploymentLink>
        </span>
      ))}
    </>
  );
}

function Lines({ release: { totals } }: { readonly release: Release }) {
  if (totals.state === "ready") return totals.answer.lines.toLocaleString("en-GB");
  if (totals.state === "working") return <span className="quiet">{totals.before === 0 ? "being counted" : "waits"}</span>;
  return <span title={totals.hint}>{totals.sentence}</span>;
}
