import type { ReactNode } from "react";

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, digit under digit. */
  readonly numeric?: boolean;
  /** The cell that names the row. */
  readonly heading?: boolean;
}

/** A table with a caption. On a phone each row becomes a block in which every value keeps its column's name. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  captionShown = false,
}: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly captionShown?: boolean;
}) {
  // Roles are written out, because a table that is laid out as blocks loses them in some browsers.
  return (
    // biome-ignore lint/a11y/noRedundantRoles: see above.
    <table className="table" role="table">
      <caption className={captionShown ? undefined : "unseen"}>{caption}</caption>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
        <tr role="row">
          {columns.map(({ head, numeric }) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above.
            <th key={head} role="columnheader" scope="col" className={numeric ? "numeric" : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
      <tbody role="rowgroup">
        {rows.map((row) => (
          // biome-ignore lint/a11y/noRedundantRoles: see above.
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => (
              <Cell key={column.head} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column: { head, cell, numeric, heading }, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const shared = { className: numeric ? "numeric" : undefined, "data-head": head };
  return heading ? (
    // biome-ignore lint/a11y/noRedundantRoles: see Table.
    <th {...shared} role="rowheader" scope="row">
      <div>{cell(row)}</div>
    </th>
  ) : (
    // biome-ignore lint/a11y/noRedundantRoles: see Table.
    <td {...shared} role="cell">
      <div>{cell(row)}</div>
    </td>
  );
}
