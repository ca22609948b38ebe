import { Link, useParams } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Digest } from "../../parts/digest.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Facts, Page, Section } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Taken } from "../../parts/taken.tsx";
import { Time } from "../../parts/when.tsx";
import { useSampleFlag } from "../../shell/me.ts";
import { plural, spaced } from "../../words.ts";
import { About } from "./ledger.tsx";
import { checksOf, type EntryDetail } from "./words.ts";
import "../../style/lists.css";

/** One entry: what it says, what it rests on, and how a stranger checks that it stands where it stands. */
export function LedgerEntryPage() {
  const { index = "" } = useParams({ strict: false });
  // Whatever else is written there is no entry; the server then says that there is none so far along.
  const place = /^\d{1,15}$/.test(index) ? Number(index) : Number.MAX_SAFE_INTEGER;
  const entry = useAnswer("ledger.read", { params: { index: place } });
  return (
    <Page title={`Ledger, entry ${index}`} answer={entry.data?.sentence} beside={<Neighbours place={place} />}>
      <Known of={entry} what="Reading the entry">
        {(found) => <Entry entry={found} />}
      </Known>
    </Page>
  );
}

function Neighbours({ place }: { readonly place: number }) {
  const { data } = useAnswer("ledger.list", { query: { limit: 1 } });
  if (data === undefined || place >= data.size) return null;
  return (
    <>
      {place > 0 ? (
        <ButtonLink small to={`/ledger/${place - 1}`}>
          Entry {place - 1}
        </ButtonLink>
      ) : null}
      {place + 1 < data.size ? (
        <ButtonLink small to={`/ledger/${place + 1}`}>
          Entry {place + 1}
        </ButtonLink>
      ) : null}
    </>
  );
}

function Entry({ entry }: { readonly entry: EntryDetail }) {
  return (
    <>
      <div className="sheet-facts">
        <Facts
          items={[
            ["Time", <Time key="time" at={entry.time} exactly />],
            ["Actor", <Actor key="actor" actor={entry.actor} />],
            ["Kind", spaced(entry.type)],
            ["About", <About key="about" about={entry.about} />],
            ["Leaf hash", <Digest key="leaf" value={entry.leafHash} of="leaf" />],
          ]}
        />
      </div>
      <Said entry={entry} />
      <Links links={entry.links} />
      <Documents entry={entry} />
      <Proof entry={entry} />
    </>
  );
}

function Actor({ actor }: { readonly actor: EntryDetail["actor"] }) {
  return actor.id === "system" ? "Countersign" : <Link to={`/people/${encodeURIComponent(actor.id)}` as string}>{actor.name}</Link>;
}

function Said({ entry: { data, index } }: { readonly entry: EntryDetail }) {
  return (
    <Section title="What it says in the open" note="Anybody who holds the ledger reads this. Names and texts are private documents, of which only a salted digest stands here.">
      <Taken text={JSON.stringify(data, null, 2)} what={`content of entry ${index}`} />
    </Section>
  );
}

function Links({ links }: { readonly links: EntryDetail["links"] }) {
  if (links.length === 0) return null;
  return (
    <Section title="What it rests on" count={links.length}>
      <ul className="entries-long">
        {links.map(({ index, sentence, time }) => (
          <li key={index}>
            <EntryLink index={index} /> {sentence} <span className="quiet">{<Time at={time} />}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Documents({ entry: { documents, withheld } }: { readonly entry: EntryDetail }) {
  if (documents.length === 0 && withheld === 0) return null;
  return (
    <Section
      title="Private documents beside it"
      {...(withheld === 0 ? {} : { note: `${plural(withheld, "document")} about a person ${withheld === 1 ? "is" : "are"} named to administrators and auditors only.` })}
    >
      {documents.length === 0 ? null : (
        <Table
          caption="Private documents, by name"
          rows={documents}
          keyOf={({ name }) => name}
          columns={[
            { head: "Document", heading: true, cell: ({ name }) => spaced(name) },
            { head: "Kind", cell: ({ mediaType }) => mediaType },
            { head: "Bytes", numeric: true, cell: ({ size }) => size.toLocaleString("en-GB") },
            { head: "Kept", cell: ({ available }) => (available ? "yes" : "erased; its place in the ledger stands") },
            { head: "Commitment", cell: ({ commitment, name }) => <Digest value={commitment} of={name} /> },
          ]}
        />
      )}
    </Section>
  );
}

function Proof({ entry }: { readonly entry: EntryDetail }) {
  const { data: verifier } = useAnswer("ledger.verifier");
  const flag = useSampleFlag();
  const name = `entry-${entry.index}`;
  return (
    <Section title="Its proof" note="The proof shows that the entry stands in the ledger; the entry itself is signed by the ledger’s key. Both are needed to check it.">
      <Taken text={entry.proof} what="proof" file={`${name}.tlog-proof`} />
      <Taken text={entry.envelope} what="entry" file={`${name}.json`} />
      {checksOf(entry, name, flag).map(({ says, command }) => (
        <div key={command}>
          <p>{says}</p>
          <Taken text={command} what="command" />
        </div>
      ))}
      {verifier === undefined ? null : (
        <>
          <p>The ledger’s key, to be kept by whoever checks:</p>
          <Taken text={verifier.vkey} what="key of the ledger" />
        </>
      )}
    </Section>
  );
}
