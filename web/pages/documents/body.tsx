import type { ReactNode } from "react";
import { Segments } from "../../parts/segments.tsx";
import { marked } from "../sign/visible.ts";
import { type Block, groupsOf, type Spans } from "./words.ts";

/** The text of a document, set as our own page: nothing in it is markup of whoever wrote it. */
export function Body({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <div className="document-body">
      {groupsOf(blocks).map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place.
        <Group key={at} group={group} />
      ))}
    </div>
  );
}

function Group({ group }: { readonly group: ReturnType<typeof groupsOf>[number] }) {
  if (Array.isArray(group)) return <Items items={group as readonly Item[]} />;
  return <One block={group as Block} />;
}

type Item = Extract<Block, { kind: "item" }>;

function Items({ items }: { readonly items: readonly Item[] }) {
  const rows = items.map(({ depth, number, spans }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place.
    <li key={at} className={depth > 0 ? "deeper" : undefined} {...(number === null ? {} : { value: number })}>
      <Text spans={spans} />
    </li>
  ));
  return items.every(({ number }) => number === null) ? <ul className="lines">{rows}</ul> : <ol>{rows}</ol>;
}

function One({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "heading":
      return <Heading level={block.level} id={block.id} spans={block.spans} />;
    case "paragraph":
      return (
        <p>
          <Text spans={block.spans} />
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <Text spans={block.spans} />
        </blockquote>
      );
    case "code":
      return <pre>{block.text}</pre>;
    case "table":
      return <Rows heads={block.heads} rows={block.rows} />;
    case "rule":
      return <hr />;
    case "item":
      return null;
  }
}

function Heading({ level, id, spans }: { readonly level: number; readonly id: string; readonly spans: Spans }) {
  const text = <Text spans={spans} />;
  if (level <= 2) return <h2 id={id}>{text}</h2>;
  return level === 3 ? <h3 id={id}>{text}</h3> : <h4 id={id}>{text}</h4>;
}

function Rows({ heads, rows }: { readonly heads: readonly Spans[]; readonly rows: readonly (readonly Spans[])[] }) {
  const names = heads.map((spans) => spans.map(({ text }) => text).join(""));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider than the page is scrolled by keyboard too.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms.
    <div role="group" className="document-table" tabIndex={0} aria-label={`Table: ${names.filter(Boolean).join(", ")}`}>
      {/* Roles are written out, because a table that is laid out as blocks loses them in some browsers. */}
      {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
      <table className="table" role="table">
        {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
          <tr role="row">
            {heads.map((spans, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey lint/a11y/noRedundantRoles: columns have no identity but their place.
              <th key={at} scope="col" role="columnheader">
                <Text spans={spans} />
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
        <tbody role="rowgroup">
          {rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey lint/a11y/noRedundantRoles: rows have no identity but their place.
            <tr key={row} role="row">
              {cells.map((spans, at) => (
                <Cell key={names[at] ?? at} first={at === 0} head={names[at] ?? ""}>
                  <Text spans={spans} />
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ first, head, children }: { readonly first: boolean; readonly head: string; readonly children: ReactNode }) {
  return first ? (
    // biome-ignore lint/a11y/noRedundantRoles: see Rows.
    <th scope="row" role="rowheader" data-head={head}>
      <div>{children}</div>
    </th>
  ) : (
    // biome-ignore lint/a11y/noRedundantRoles: see Rows.
    <td role="cell" data-head={head}>
      <div>{children}</div>
    </td>
  );
}

function Text({ spans }: { readonly spans: Spans }) {
  return spans.map((span, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place.
    <Piece key={at} {...span} />
  ));
}

function Piece({ text, strong, em, code, href }: Spans[number]) {
  const shown = <Segments text={marked(text)} />;
  const inner = code ? <code>{shown}</code> : shown;
  const leaning = em ? <em>{inner}</em> : inner;
  const weighty = strong ? <strong>{leaning}</strong> : leaning;
  // What lies beside the document in the repository is no page here.
  return href !== null && /^(?:https?:\/\/|mailto:)/i.test(href) ? (
    <a href={href} rel="noreferrer">
      {weighty}
    </a>
  ) : (
    weighty
  );
}
