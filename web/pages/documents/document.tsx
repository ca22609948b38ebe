import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Digest } from "../../parts/digest.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Known } from "../../parts/known.tsx";
import { Facts, Page, Section } from "../../parts/page.tsx";
import { People, Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import { roleName, spaced, together } from "../../words.ts";
import { ActCeremony } from "../act/act.tsx";
import { statusName } from "../blueprint/words.ts";
import { type DocumentName, documentNames, isDocumentName } from "../document-names.ts";
import { NotFoundPage } from "../not-found.tsx";
import { AcceptRisk } from "./accept.tsx";
import { Body } from "./body.tsx";
import { RegisterTable } from "./register.tsx";
import { type Document, documentSentence, type Risk, readerStates } from "./words.ts";
import "../../style/governance.css";
import "../../style/lists.css";
import "../../style/policy.css";

function titleOf(document: DocumentName): string {
  const name = documentNames[document];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** One document of a blueprint: as it reads, who signed it, who has read it. */
export function DocumentPage() {
  const { document: asked } = useParams({ strict: false });
  const { project } = useSearch({ strict: false });
  const projects = useAnswer("projects.list");
  const of = project ?? projects.data?.items[0]?.id;
  const document = isDocumentName(asked) ? asked : null;
  if (document === null) return <NotFoundPage />;
  if (of === undefined)
    return (
      <Page title={titleOf(document)} {...(projects.data === undefined ? {} : { answer: "No project is registered yet." })}>
        <Problem error={projects.error} />
      </Page>
    );
  return <OfProject key={`${of} ${document}`} project={of} document={document} />;
}

function OfProject({ project, document }: { readonly project: string; readonly document: DocumentName }) {
  const found = useAnswer("documents.read", { params: { project, document } });
  const [signing, setSigning] = useState<Document | null>(null);
  const [accepting, setAccepting] = useState<{ readonly risk: Risk; readonly longest: string } | null>(null);
  const { data } = found;
  if (accepting !== null) return <AcceptRisk {...accepting} project={project} onBack={() => setAccepting(null)} />;
  if (signing !== null) return <Sign document={signing} onBack={() => setSigning(null)} />;
  return (
    <Page
      title={data?.title ?? titleOf(document)}
      {...(data === undefined ? {} : { answer: documentSentence(data), beside: <Acts document={data} onSign={() => setSigning(data)} /> })}
    >
      <p className="governed-note">
        <Link to={"/blueprint" as string} search={{ project } as never}>
          The blueprint of {project}
        </Link>
      </p>
      <Known of={found} what="Reading the document">
        {(all) => <Parts document={all} onAccept={setAccepting} />}
      </Known>
    </Page>
  );
}

function Sign({ document, onBack }: { readonly document: Document; readonly onBack: () => void }) {
  const { project, document: kind, id, version, digest, title } = document;
  return (
    <ActCeremony
      title={`Sign ${title}`}
      request={{ act: "document-signed", project, document: kind }}
      about={{ project, document: kind, id, version, digest }}
      of="the document"
      after="Your signature counts for every role of its approvers that you hold, as long as the file stays as it is."
      onBack={onBack}
    />
  );
}

function Acts({ document, onSign }: { readonly document: Document; readonly onSign: () => void }) {
  const { approvers, status, project, document: kind } = document;
  const { acts, person } = useMe();
  const mine = (people: readonly { readonly id: string }[]) => people.some(({ id }) => id === person.id);
  const mySignature = approvers.some(({ signed }) => mine(signed));
  const file = (format: string) => `/api/projects/${encodeURIComponent(project)}/documents/${kind}/file?format=${format}`;
  const binding = status === "in-review" || status === "approved";
  return (
    <>
      <a className="button button-plain" href={file("pdf")} download>
        PDF
      </a>
      <a className="button button-plain" href={file("html")} download>
        HTML
      </a>
      {binding ? <Acknowledge document={document} /> : null}
      {acts && approvers.some(({ holders }) => mine(holders)) && !mySignature ? (
        <Button kind="primary" why={binding ? undefined : `It says of itself that it is ${status === "draft" ? "a draft" : "superseded"}; nobody signs that.`} onClick={onSign}>
          Sign version {document.version}
        </Button>
      ) : null}
    </>
  );
}

function Acknowledge({ document }: { readonly document: Document }) {
  const { person } = useMe();
  const { project, document: kind, version, digest, readers } = document;
  const { mutate, isPending, error } = useSend("documents.acknowledge", () => announce(`It is recorded that you have read version ${version}.`));
  const me = readers.find(({ person: { id } }) => id === person.id);
  if (me === undefined || me.state === "read") return null;
  return (
    <>
      <Button kind="primary" busy={isPending} onClick={() => mutate({ params: { project, document: kind }, body: { digest } })}>
        I have read version {version}
      </Button>
      <Problem error={error} />
    </>
  );
}

function Parts({ document, onAccept }: { readonly document: Document; readonly onAccept: (of: { readonly risk: Risk; readonly longest: string }) => void }) {
  const { register } = document;
  return (
    <>
      <Control document={document} />
      <Readers document={document} />
      {register === null ? null : <RegisterTable register={register} onAccept={(risk) => onAccept({ risk, longest: register.longest })} />}
      <Body blocks={document.body} />
      <Signatures document={document} />
      <Changes document={document} />
    </>
  );
}

function Control({ document }: { readonly document: Document }) {
  const { id, version, status, owner, approvers, classification, effective, reviewBy, controls, file, commit, digest } = document;
  return (
    <div className="sheet-facts">
      <Facts
        items={[
          ["Document", id],
          ["Version", `${version}, ${statusName(status)}`],
          ["Owner", owner.person === null ? `${owner.as}: not enrolled` : <Person key="owner" person={owner.person} />],
          ["Classification", spaced(classification)],
          ["Effective", effective ?? "not yet"],
          ["Looked at again by", reviewBy ?? "no date"],
          ...approvers.map(({ role, signed, holders }) => [`Approved as ${roleName(role)}`, <Approver key={role} signed={signed} holders={holders} />] as const),
          ["Controls", controls.length === 0 ? null : controls.join(", ")],
          [
            "Written in",
            <span key="file">
              <code>{file}</code> at <code>{commit.slice(0, 12)}</code>
            </span>,
          ],
          ["Digest", <Digest key="digest" value={digest} of="document" />],
        ]}
      />
    </div>
  );
}

function Approver({ signed, holders }: Pick<Document["approvers"][number], "signed" | "holders">) {
  if (signed.length > 0) return <People people={signed} joined="and" />;
  return holders.length === 0 ? (
    <strong>nobody holds that role</strong>
  ) : (
    <>
      <strong>missing:</strong> <People people={holders} />
    </>
  );
}

function Readers({ document: { readers, asksReaders, version } }: { readonly document: Document }) {
  if (readers.length === 0) return null;
  const missing = readers.filter(({ state }) => state !== "read");
  return (
    <Section
      title="Who has read it"
      note={
        missing.length === 0
          ? `Everybody who is asked has read version ${version}.`
          : `Missing: ${together(missing.map(({ person }) => person.name))}.${asksReaders === null ? "" : ` ${asksReaders}`}`
      }
    >
      <Table
        caption="Whoever is asked to read it, those who have not first"
        rows={readers}
        keyOf={({ person }) => person.id}
        columns={[
          { head: "Person", heading: true, cell: ({ person }) => <Person person={person} row /> },
          { head: "Has read", cell: ({ state, last }) => (state === "old" && last !== null ? `version ${last.version} of it only` : readerStates[state]) },
          { head: "When", cell: ({ last }) => (last === null ? "" : <Time at={last.time} exactly />) },
          { head: "Ledger", cell: ({ last }) => (last === null ? "" : <EntryLink index={last.index} />) },
        ]}
      />
    </Section>
  );
}

function Signatures({ document: { signatures } }: { readonly document: Document }) {
  return (
    <Section title="Signatures" {...(signatures.length === 0 ? {} : { count: signatures.length })}>
      {signatures.length === 0 ? (
        <p className="soft">Nobody has signed it yet, in any version.</p>
      ) : (
        <Table
          caption="Signatures, the newest first"
          rows={signatures}
          keyOf={({ index }) => String(index)}
          columns={[
            { head: "Signed by", heading: true, cell: ({ by }) => <Person person={by} row /> },
            { head: "Version", cell: ({ version, current }) => (current ? `${version}, as it is now` : `${version}, as it was then`) },
            { head: "When", cell: ({ time }) => <Time at={time} exactly /> },
            { head: "Signed with", cell: ({ fingerprint }) => <code className="fingerprint">{fingerprint}</code> },
            { head: "Ledger", cell: ({ index }) => <EntryLink index={index} /> },
          ]}
        />
      )}
    </Section>
  );
}

function Changes({ document: { changes } }: { readonly document: Document }) {
  if (changes.length === 0) return null;
  return (
    <Section title="History of the document">
      <Table
        caption="Versions, the newest first"
        rows={changes}
        keyOf={({ version, date, what }) => `${version} ${date} ${what}`}
        columns={[
          { head: "Version", heading: true, cell: ({ version }) => version },
          { head: "Date", cell: ({ date }) => <span className="nowrap">{date}</span> },
          { head: "By", cell: ({ by }) => by },
          { head: "What changed", cell: ({ what }) => what },
        ]}
      />
    </Section>
  );
}
