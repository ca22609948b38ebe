import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { call } from "../../api/client.ts";
import { usePaged } from "../../api/paged.ts";
import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { ChangeLink, DecisionLink, DeploymentLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { More } from "../../parts/more.tsx";
import { Page } from "../../parts/page.tsx";
import { Select } from "../../parts/select.tsx";
import { Table } from "../../parts/table.tsx";
import { useNow } from "../../parts/when.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { exact, relative } from "../../time.ts";
import { spaced } from "../../words.ts";
import { LedgerVerify } from "./verify.tsx";
import { byDay, type Entry, isKind, kinds, ledgerSentence } from "./words.ts";
import "../../style/lists.css";

/** Everything that happened, the newest first. */
export function LedgerPage() {
  const { kind = "" } = useSearch({ strict: false });
  const type = isKind(kind) ? kind : undefined;
  const { data: newest } = useAnswer("ledger.list", { query: { limit: 1 } });
  const now = useNow();
  const entries = usePaged(["ledger.list", kind], (cursor) =>
    call("ledger.list", { query: { limit: 50, ...(type === undefined ? {} : { type }), ...(cursor === undefined ? {} : { cursor: Number(cursor) }) } }),
  );
  useRowKeys("entry");
  return (
    <Page title="Ledger" answer={newest === undefined ? undefined : ledgerSentence(newest.size, newest.items[0], (time) => relative(time, now))}>
      <LedgerVerify />
      <div className="bar">
        <KindSelect kind={kind} />
      </div>
      <Known of={entries} what="Reading the ledger">
        {(items) => (items.length === 0 ? <NoneOfKind kind={kind} /> : <Days items={items} />)}
      </Known>
      <More more={entries.more} what="earlier entries" />
    </Page>
  );
}

function KindSelect({ kind }: { readonly kind: string }) {
  const navigate = useNavigate();
  const choices = [{ value: "", label: "every kind" }, ...kinds.map((value) => ({ value, label: spaced(value) }))];
  const choose = (value: string) => void navigate({ to: "/ledger" as string, search: value === "" ? {} : { kind: value } });
  return <Select label="Show" value={kind} choices={choices} onChange={choose} filter />;
}

function NoneOfKind({ kind }: { readonly kind: string }) {
  return (
    <Empty title={`The ledger holds no ${spaced(kind) || "entry"} yet.`}>
      Each fact is one entry, signed and chained to those before it; nothing that stands there is ever changed or removed.
    </Empty>
  );
}

function Days({ items }: { readonly items: readonly Entry[] }) {
  return byDay(items).map(([day, entries]) => (
    <section key={day} className="day">
      <h2 className="day-name">{dayName.format(Date.parse(day))}</h2>
      <EntryTable day={day} entries={entries} />
    </section>
  ));
}

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function EntryTable({ day, entries }: { readonly day: string; readonly entries: readonly Entry[] }) {
  const titles = useTitles();
  return (
    <div className="entry-table">
      <Table
        caption={`Entries of ${day} in UTC, the newest first`}
        rows={entries}
        keyOf={({ index }) => String(index)}
        columns={[
          { head: "Entry", numeric: true, cell: ({ index }) => <span className="figure">{index}</span> },
          {
            head: "What happened",
            heading: true,
            cell: ({ index, sentence }) => (
              <Link className="entry-sentence" to={`/ledger/${index}` as string} data-row>
                {sentence}
              </Link>
            ),
          },
          { head: "Kind", cell: ({ type }) => <span className="quiet">{spaced(type)}</span> },
          { head: "About", cell: ({ about }) => <About about={about} title={about.change === null ? undefined : titles.get(about.change)} /> },
          { head: "When", cell: ({ time }) => <Clock time={time} /> },
        ]}
      />
    </div>
  );
}

/** Below the name of its day, an entry needs no more than the time of day. */
function Clock({ time }: { readonly time: string }) {
  return (
    <time className="nowrap" dateTime={time} title={exact(time)}>
      {time.slice(11, 16)} UTC
    </time>
  );
}

/** Titles of the changes that the page knows, because a sentence of the ledger names a change by its id. */
function useTitles(): ReadonlyMap<string, string> {
  const { data } = useAnswer("changes.list", { query: { limit: 200 } });
  return new Map(data?.items.map(({ id, title }) => [id, title]));
}

/** The page that an entry leads to: the change by its title where that is known, else what is nearest. */
export function About({ about: { decision, deployment, change, person }, title }: Pick<Entry, "about"> & { readonly title?: string | undefined }) {
  if (change !== null && title !== undefined) return <ChangeLink id={change} title={title} />;
  if (decision !== null) return <DecisionLink id={decision}>the decision</DecisionLink>;
  if (deployment !== null) return <DeploymentLink id={deployment}>the deployment</DeploymentLink>;
  if (change !== null) return <ChangeLink id={change} title="the change" />;
  return person === null ? null : <Link to={`/people/${encodeURIComponent(person)}` as string}>the person</Link>;
}
