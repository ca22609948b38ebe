import { useState } from "react";
import { useAnswer } from "../../api/queries.ts";
import { Empty } from "../../parts/empty.tsx";
import { Filter } from "../../parts/filter.tsx";
import { Known } from "../../parts/known.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Says } from "../../parts/says.tsx";
import { Table } from "../../parts/table.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { plural } from "../../words.ts";
import { type Document, groupsOf, groupWord, type Listed, matchesOperation, membersOf, type Schema, typeWords } from "./words.ts";
import "../../style/lists.css";
import "../../style/api-docs.css";

/** The API, rendered from the document that the server makes of the schemas which it validates with. */
export function ApiDocsPage() {
  const document = useAnswer("system.openApi");
  const [filter, setFilter] = useState("");
  useRowKeys("operation");
  const known = document.data as Document | undefined;
  return (
    <Page title="API" answer={known === undefined ? undefined : answerOf(known)} beside={<Filter label="Filter operations" value={filter} onChange={setFilter} />}>
      <Known of={{ data: known, error: document.error }} what="Reading the API">
        {(found) => <Operations document={found} filter={filter.trim()} />}
      </Known>
    </Page>
  );
}

function answerOf(document: Document): string {
  const count = groupsOf(document).flatMap(([, operations]) => operations).length;
  return `${plural(count, "operation")}; people decide on the pages, programs propose, attach and ask with a token.`;
}

function Operations({ document, filter }: { readonly document: Document; readonly filter: string }) {
  const groups = groupsOf(document)
    .map(([group, operations]) => [group, operations.filter((operation) => filter === "" || matchesOperation(operation, filter))] as const)
    .filter(([, operations]) => operations.length > 0);
  if (groups.length === 0) return <Empty title="No operation matches the filter.">Words are looked for in names, paths and sentences.</Empty>;
  return (
    <>
      {filter === "" ? (
        <p className="api-intro">
          <Says text={document.info.description} /> The document itself is at <a href="/api/openapi.json">/api/openapi.json</a>.
        </p>
      ) : null}
      {groups.map(([group, operations]) => (
        <Section key={group} title={groupWord(group)} count={operations.length}>
          {operations.map((operation) => (
            <OperationItem key={operation.operationId} operation={operation} document={document} />
          ))}
        </Section>
      ))}
      <Problems document={document} />
    </>
  );
}

function OperationItem({ operation, document }: { readonly operation: Listed; readonly document: Document }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="operation" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-row>
        <span className="operation-method">{operation.method}</span> <code className="operation-path">{operation.path}</code>
        <span className="operation-says">
          <Says text={operation.summary} />
        </span>
      </summary>
      {open ? <Inside operation={operation} document={document} /> : null}
    </details>
  );
}

function Inside({ operation, document }: { readonly operation: Listed; readonly document: Document }) {
  const { operationId, description, parameters, requestBody, responses } = operation;
  const [body] = Object.entries(requestBody?.content ?? {});
  const [status, answer] = Object.entries(responses).find(([name]) => name !== "default") ?? [];
  const [given] = Object.entries(answer?.content ?? {});
  return (
    <div className="operation-inside">
      <p>
        <strong>Who may:</strong> <Says text={description} />
      </p>
      <p>
        <strong>Named:</strong> <code>{operationId}</code>
      </p>
      {parameters.length === 0 ? null : <Parameters parameters={parameters} />}
      {body === undefined ? null : <Shape name={`Body, ${body[0]}`} schema={body[1].schema} document={document} />}
      {given === undefined ? <p>Answers {status} with nothing.</p> : <Shape name={`Answer ${status}, ${given[0]}`} schema={given[1].schema} document={document} />}
    </div>
  );
}

function Parameters({ parameters }: { readonly parameters: Listed["parameters"] }) {
  return (
    <Table
      caption="Parameters"
      captionShown
      rows={parameters}
      keyOf={({ name, in: place }) => `${place} ${name}`}
      columns={[
        { head: "Parameter", heading: true, cell: ({ name }) => <code>{name}</code> },
        { head: "In", cell: ({ in: place }) => place },
        { head: "Needed", cell: ({ required }) => (required ? "yes" : "no") },
        { head: "What", cell: ({ schema, description }) => description ?? typeWords(schema) },
      ]}
    />
  );
}

function Shape({ name, schema, document }: { readonly name: string; readonly schema: Schema; readonly document: Document }) {
  const members = membersOf(schema, document);
  if (members.length === 0)
    return (
      <p>
        <strong>{name}</strong>
      </p>
    );
  return (
    <Table
      caption={name}
      captionShown
      rows={members}
      keyOf={({ path }) => path}
      columns={[
        { head: "Member", heading: true, cell: ({ path }) => <code className="member">{path}</code> },
        { head: "Always there", cell: ({ required }) => (required ? "yes" : "no") },
        { head: "What", cell: ({ says }) => <Says text={says} /> },
      ]}
    />
  );
}

function Problems({ document }: { readonly document: Document }) {
  const schema = document.components.schemas["Problem"];
  if (schema === undefined) return null;
  return (
    <Section title="Problems" note="Whatever is no answer is a problem document (RFC 9457) with a stable code. Treat every problem of the gate as denied.">
      <Shape name="application/problem+json" schema={schema} document={document} />
    </Section>
  );
}
