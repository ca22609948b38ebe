import { Link } from "@tanstack/react-router";
import { Digest } from "../../parts/digest.tsx";
import { Empty } from "../../parts/empty.tsx";
import { ChangeLink, EntryLink } from "../../parts/goes.tsx";
import { Section, Tag } from "../../parts/page.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Says } from "../../parts/says.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { plural } from "../../words.ts";
import { areaName, areaNames, type Blueprint, type DocumentLine, type Missing, placeWords, readWords, recordName, signedWords, statusName } from "./words.ts";

/** All that stands behind the sentence: what is missing first. */
export function Parts({ blueprint }: { readonly blueprint: Blueprint }) {
  const { state, documents, areas, unread } = blueprint;
  const nothing = documents.length === 0 && areas.every(({ records }) => records.length === 0);
  return (
    <>
      <Standing blueprint={blueprint} />
      {unread === null ? null : (
        <div className="problem" role="note">
          <p className="problem-detail">
            <Says text={unread.sentence} />
          </p>
          <p>
            <Says text={unread.hint} />
          </p>
        </div>
      )}
      {nothing && unread === null ? <NoFiles running={state === "running"} /> : null}
      {state === "closed" || nothing ? null : <MissingList blueprint={blueprint} />}
      {nothing ? null : <Areas blueprint={blueprint} />}
      {documents.length === 0 ? null : <Documents blueprint={blueprint} />}
      {state === "running" ? <Questions blueprint={blueprint} /> : null}
      <Exceptions blueprint={blueprint} />
      <Days blueprint={blueprint} />
      {nothing ? null : <Holds blueprint={blueprint} />}
    </>
  );
}

function Standing({ blueprint: { sprint, closed, debt, source, project } }: { readonly blueprint: Blueprint }) {
  return (
    <p className="governed-note quiet">
      {sprint === null ? null : (
        <>
          From <Day day={sprint.start} /> to <Day day={sprint.end} />, started by <Person person={sprint.by} />, <EntryLink index={sprint.index} />. Until it closes, changes of{" "}
          {project} that touch more than documents are denied.{" "}
        </>
      )}
      {sprint?.warning == null ? null : <strong>{sprint.warning} </strong>}
      {closed === null ? null : (
        <>
          It ran from <Day day={closed.start} /> to its closing <Time at={closed.time} />, with <Day day={closed.end} /> as its target; <EntryLink index={closed.index} />, signed
          over <Digest value={closed.digest} of="blueprint" />.{" "}
        </>
      )}
      {debt?.skipped == null ? null : (
        <>
          <Person person={debt.skipped.by} /> said why: “{debt.skipped.reason}” (<EntryLink index={debt.skipped.index} />
          ). The debt grows until a blueprint is started.{" "}
        </>
      )}
      {source === null ? null : (
        <>
          Read from <code>{source.ref.replace(/^refs\/(?:heads|remotes)\//, "")}</code> at <code>{source.commit.slice(0, 12)}</code>.
        </>
      )}
    </p>
  );
}

function Day({ day }: { readonly day: string }) {
  return <span className="nowrap">{day}</span>;
}

function NoFiles({ running }: { readonly running: boolean }) {
  return (
    <Empty title={running ? "The sprint runs, and its branch holds no blueprint file yet." : "Two to four weeks before code, a team decides what is dear to change later."}>
      <code>countersign init</code> in the repository writes a first version of charter, delivery framework, risk register, audit-trail design and AI policy. Merge it, and this
      page shows what is left.
    </Empty>
  );
}

function MissingList({ blueprint: { missing, project, state } }: { readonly blueprint: Blueprint }) {
  const title = state === "running" ? "Missing before it can close" : "What a blueprint would still lack";
  if (missing.length === 0) return null;
  return (
    <Section title={title} count={missing.length}>
      <ul className="missing">
        {missing.map((each) => (
          <MissingItem key={`${each.says} ${placeWords(each.place) ?? ""}`} missing={each} project={project} />
        ))}
      </ul>
    </Section>
  );
}

function MissingItem({ missing: { says, hint, place, document, signs, who }, project }: { readonly missing: Missing; readonly project: string }) {
  const where = placeWords(place);
  return (
    <li>
      <p>
        <Says text={says} />
      </p>
      <p className="item-state">
        {hint === "" ? null : (
          <>
            <Says text={hint} />{" "}
          </>
        )}
        {who.length === 0 ? null : (
          <>
            Turn of <People people={who} />.{" "}
          </>
        )}
        {signs || where === null ? null : <code>{where}</code>}
        {document === null || document === "blueprint" ? null : (
          <>
            {" "}
            <DocumentLink document={document} project={project} words={signs ? "Read and sign it" : "Open it"} />
          </>
        )}
      </p>
    </li>
  );
}

function DocumentLink({ document, project, words, row = false }: { readonly document: string; readonly project: string; readonly words: string; readonly row?: boolean }) {
  return (
    <Link to={`/blueprint/${document}` as string} search={{ project } as never} {...(row ? { "data-row": true } : {})}>
      {words}
    </Link>
  );
}

function Areas({ blueprint: { areas } }: { readonly blueprint: Blueprint }) {
  const decided = areas.filter((area) => area.decided).length;
  return (
    <Section title="Five areas" note={`${decided} of ${areas.length} have an accepted decision record.`}>
      <ul className="areas">
        {areas.map(({ area, decided: is, records }) => (
          <li key={area} className={is ? "area" : "area area-open"}>
            <h3>
              <span className="element-mark" aria-hidden="true" />
              {areaNames[area]}
              <span className="unseen">{is ? ", decided" : ", open"}</span>
            </h3>
            {records.length === 0 ? <p className="quiet">No decision record is named for it.</p> : null}
            <ul className="records">
              {records.map(({ file, title, status, date }) => (
                <li key={file}>
                  <p>
                    {title} <Tag>{status ?? "no status"}</Tag>
                  </p>
                  <p className="item-state">
                    <code title={file}>{recordName(file)}</code>
                    {date === null ? null : (
                      <>
                        , <span className="nowrap">{date}</span>
                      </>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Documents({ blueprint: { documents, project } }: { readonly blueprint: Blueprint }) {
  return (
    <Section title="Documents">
      <Table
        caption="The documents of the blueprint as they are now"
        rows={documents.filter(({ document }) => document !== "blueprint")}
        keyOf={({ document }) => document}
        columns={[
          { head: "Document", heading: true, cell: (line) => <Named line={line} project={project} /> },
          { head: "Version", cell: ({ version, status }) => `${version}, ${statusName(status)}` },
          { head: "Signatures", cell: (line) => signedWords(line) },
          { head: "Read by", cell: (line) => (line.readers.length === 0 ? <span className="quiet">nobody is asked</span> : readWords(line)) },
          { head: "Owner", cell: ({ owner }) => (owner.person === null ? `${owner.as}: not enrolled` : <Person person={owner.person} />) },
          { head: "Looked at again by", cell: ({ reviewBy }) => reviewBy ?? "no date" },
        ]}
      />
    </Section>
  );
}

function Named({ line: { document, title, id }, project }: { readonly line: DocumentLine; readonly project: string }) {
  return (
    <span className="named">
      <strong>
        <DocumentLink document={document} project={project} words={title} row />
      </strong>
      <span className="quiet">{id}</span>
    </span>
  );
}

function Questions({ blueprint: { questions } }: { readonly blueprint: Blueprint }) {
  if (questions.length === 0) return null;
  return (
    <Section title="What no record can show" note="Whoever closes the blueprint answers for each of these by name.">
      <ul className="lines">
        {questions.map(({ criterion, asks }) => (
          <li key={criterion}>{asks}</li>
        ))}
      </ul>
    </Section>
  );
}

function Exceptions({ blueprint: { exceptions } }: { readonly blueprint: Blueprint }) {
  if (exceptions.length === 0) return null;
  return (
    <Section title="Exceptions" count={exceptions.length} note="Changes that were let pass although the blueprint was open.">
      <Table
        caption="Exceptions, the newest first"
        rows={exceptions}
        keyOf={({ id }) => id}
        columns={[
          { head: "Change", heading: true, cell: ({ change, title }) => <ChangeLink id={change} title={title} row /> },
          { head: "Why", cell: ({ reason }) => reason },
          { head: "By", cell: ({ by }) => <Person person={by} /> },
          {
            head: "Holds until",
            cell: ({ until, over }) =>
              over ? (
                <>
                  over since <Time at={until} />
                </>
              ) : (
                <Time at={until} exactly />
              ),
          },
          { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
        ]}
      />
    </Section>
  );
}

function Days({ blueprint: { days, sprint } }: { readonly blueprint: Blueprint }) {
  if (days.length === 0) return null;
  const topics = sprint?.topics ?? [];
  return (
    <details className="fold" open={sprint !== null && sprint.state !== "late"}>
      <summary>The plan of {plural(days.length, "working day")}</summary>
      <ol className="days">
        {days.map(({ day, date, topic, area }) => {
          const today = topics.some((each) => each.day === day);
          return (
            <li key={day} className={today ? "day-today" : undefined} {...(today ? { "aria-current": "date" as const } : {})}>
              <span className="day-number figure">{day}</span>
              <span className="quiet nowrap">{date}</span>
              <span>
                {topic}
                {today ? " (today)" : ""}
              </span>
              <span className="quiet">{area === null ? "" : areaName(area)}</span>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

function Holds({ blueprint: { met } }: { readonly blueprint: Blueprint }) {
  if (met.length === 0) return null;
  return (
    <details className="fold">
      <summary>
        {plural(met.length, "thing")} that {met.length === 1 ? "holds" : "hold"}
      </summary>
      <ul className="lines">
        {met.map((says) => (
          <li key={says}>
            <Says text={says} />
          </li>
        ))}
      </ul>
    </details>
  );
}
