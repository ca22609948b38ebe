import { ButtonLink } from "../parts/button.tsx";
import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** An address with nothing behind it. */
export function NotFoundPage() {
  return (
    <Page title="Not found" answer="There is nothing at this address.">
      <Empty title="The link may be old or mistyped." action={<ButtonLink to="/">Go to what waits for you</ButtonLink>}>
        Find, at the top of the page, knows changes and people by name; every fact stands in the ledger.
      </Empty>
    </Page>
  );
}
