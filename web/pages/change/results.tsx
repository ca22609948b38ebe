import type { ReactNode } from "react";
import type { Answer } from "../../api/client.ts";
import { Digest } from "../../parts/digest.tsx";
import { keyed } from "../../parts/keyed.ts";
import { Table } from "../../parts/table.tsx";
import { shareOf } from "../../words.ts";

export type ResultsPage = Answer<"evidence.read">;

type OnPath = (path: string) => void;

/** The single results of a report, of whichever kind it is. */
export function Results({ page, onPath }: { readonly page: ResultsPage; readonly onPath: OnPath }) {
  const { cases, coverage, findings, advisories, described, components, references } = page;
  const flaws = (says: string, wanted: (flaw: ResultsPage["advisories"][number]) => boolean) => (
    <Group says={says} items={advisories.filter(wanted)} nameOf={({ id, package: name, version, range }) => [id, name, version, range].join(" ")}>
      {(flaw) => <Flaw flaw={flaw} />}
    </Group>
  );
  const named = (says: string, wanted: ResultsPage["references"][number]["verdict"]) => (
    <Group says={says} items={references.filter(({ verdict }) => verdict === wanted)} nameOf={({ path, line, name }) => [path, line, name].join(" ")}>
      {(reference) => <Reference reference={reference} onPath={onPath} />}
    </Group>
  );
  return (
    <>
      <Cases cases={cases} onPath={onPath} />
      <Coverage coverage={coverage} onPath={onPath} />
      <Findings findings={findings} onPath={onPath} />
      {flaws("Brought in by updates of this change", ({ suppressed, bringsIn }) => !suppressed && bringsIn.length > 0)}
      {flaws("Not brought in by this change", ({ suppressed, bringsIn }) => !suppressed && bringsIn.length === 0)}
      {flaws("Set aside by whoever made the report", ({ suppressed }) => suppressed)}
      {described === null ? null : <Described described={described} />}
      <Group says="What it lists" items={components} nameOf={({ purl, name, version }) => [purl, name, version].join(" ")}>
        {(component) => <Component component={component} />}
      </Group>
      {named("Contradicted", "contradicted")}
      {named("Unverifiable", "unverifiable")}
      {named("Verified", "verified")}
    </>
  );
}

function Group<Item>({
  says,
  items,
  nameOf,
  children,
}: {
  readonly says: string;
  readonly items: readonly Item[];
  readonly nameOf: (item: Item) => string;
  readonly children: (item: Item) => ReactNode;
}) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3 className="results-head">{says}</h3>
      <ul className="items">
        {keyed(items, nameOf).map(({ item, key }) => (
          <li key={key} className="item">
            {children(item)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A place in a file; a way into the diff where the file is one of the change. */
function Place({ path, line, file, onPath }: { readonly path: string; readonly line: number | null; readonly file: string | null; readonly onPath: OnPath }) {
  const says = `${path}${line === null ? "" : `:${line}`}`;
  if (file === null) return says;
  return (
    <button type="button" className="row-more" onClick={() => onPath(file)}>
      {says}
    </button>
  );
}

function Cases({ cases, onPath }: { readonly cases: ResultsPage["cases"]; readonly onPath: OnPath }) {
  if (cases.length === 0) return null;
  return (
    <Table
      caption="Tests that did not pass, and flaky ones"
      captionShown
      rows={keyed(cases, ({ identity, outcome }) => `${identity} ${outcome}`)}
      keyOf={({ key }) => key}
      columns={[
        { head: "Test", heading: true, cell: ({ item }) => <TestCase test={item} onPath={onPath} /> },
        { head: "Outcome", cell: ({ item: { outcome, flaky } }) => `${outcome}${flaky ? ", flaky" : ""}` },
      ]}
    />
  );
}

function TestCase({ test: { identity, message, file, line }, onPath }: { readonly test: ResultsPage["cases"][number]; readonly onPath: OnPath }) {
  const place = file === null ? null : <Place path={file} line={line} file={file} onPath={onPath} />;
  if (message === null) {
    return (
      <>
        {identity} {place}
      </>
    );
  }
  return (
    <>
      <details>
        <summary>{identity}</summary>
        <pre className="message">{message}</pre>
      </details>
      {place}
    </>
  );
}

function Coverage({ coverage, onPath }: { readonly coverage: ResultsPage["coverage"]; readonly onPath: OnPath }) {
  if (coverage.length === 0) return null;
  return (
    <Table
      caption="Lines that ran, by file"
      captionShown
      rows={keyed(coverage, ({ path }) => path)}
      keyOf={({ key }) => key}
      columns={[
        { head: "File", heading: true, cell: ({ item: { path, file } }) => <Place path={path} line={null} file={file} onPath={onPath} /> },
        { head: "Ran", numeric: true, cell: ({ item: { hit, executable } }) => shareOf(hit, executable) },
      ]}
    />
  );
}

function Findings({ findings, onPath }: { readonly findings: ResultsPage["findings"]; readonly onPath: OnPath }) {
  if (findings.length === 0) return null;
  return (
    <Table
      caption="Findings"
      captionShown
      rows={keyed(findings, ({ tool, rule, path, line, message }) => [tool, rule, path, line, message].join(" "))}
      keyOf={({ key }) => key}
      columns={[
        {
          head: "Where",
          heading: true,
          cell: ({ item: { path, line, file } }) => (path === null ? "everywhere" : <Place path={path} line={line} file={file} onPath={onPath} />),
        },
        { head: "What", cell: ({ item: { rule, severity, message, suppressed } }) => `${severity}, ${rule}${suppressed ? ", suppressed" : ""}: ${message}` },
      ]}
    />
  );
}

function Flaw({ flaw: { id, aliases, package: name, version, range, severity, title, fixed, bringsIn } }: { readonly flaw: ResultsPage["advisories"][number] }) {
  return (
    <>
      <p>
        <strong>{severity}</strong> <code>{name}</code> {version ?? range ?? "any version"}
      </p>
      <p>{title}</p>
      <p className="quiet">
        {[id, ...aliases].join(", ")}. {fixed === null ? "No version that mends it is named." : `Mended in ${fixed}.`}
        {version !== null && range !== null ? ` It affects ${range}.` : ""}
        {bringsIn.length > 0 ? ` It comes with ${bringsIn.join(", ")}.` : ""}
      </p>
    </>
  );
}

function Described({ described: { name, version, digests } }: { readonly described: NonNullable<ResultsPage["described"]> }) {
  return (
    <section>
      <h3 className="results-head">What it is of</h3>
      <p>
        {name} {version}
      </p>
      {digests.length === 0 ? <p className="quiet">It names no digest, so nothing ties it to an artifact.</p> : null}
      {digests.map((digest) => (
        <p key={digest}>
          {digest.split(":")[0]} <Digest value={digest.slice(digest.indexOf(":") + 1)} of="artifact" />
        </p>
      ))}
    </section>
  );
}

function Component({ component: { name, version, licences, purl } }: { readonly component: ResultsPage["components"][number] }) {
  return (
    <>
      <p>
        <code>{name}</code> {version ?? "no version"}
      </p>
      <p className="quiet">
        {licences.length === 0 ? "No licence is asserted" : licences.join(", ")}
        {purl === null ? "" : `, ${purl}`}
      </p>
    </>
  );
}

function Reference({ reference: { path, line, file, language, name, why, drift }, onPath }: { readonly reference: ResultsPage["references"][number]; readonly onPath: OnPath }) {
  return (
    <>
      <p>
        <code>{name}</code> <Place path={path} line={line} file={file} onPath={onPath} />
      </p>
      {why === "" ? null : <p>{why}</p>}
      <p className="quiet">
        {language}
        {drift ? ", another version of the package has it" : ""}
      </p>
    </>
  );
}
