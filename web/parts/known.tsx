import type { ReactNode } from "react";
import { Loading } from "./loading.tsx";
import { Problem } from "./problem.tsx";

/** What was asked, once it is known; until then that it is on its way, and what is wrong where it did not come. A former answer stays while a new one fails. */
export function Known<T>({
  of: { data, error },
  what,
  children,
}: {
  readonly of: { readonly data: T | undefined; readonly error: unknown };
  /** `Reading the ledger`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}) {
  return (
    <>
      {data === undefined ? error === null ? <Loading what={what} /> : null : children(data)}
      <Problem error={error} />
    </>
  );
}
