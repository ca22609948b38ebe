import type { ErrorComponentProps } from "@tanstack/react-router";
import { Button } from "../parts/button.tsx";
import { Page } from "../parts/page.tsx";
import { Problem } from "../parts/problem.tsx";

/** A page that could not be drawn. Whatever was signed is in the ledger; only the page is lost. */
export function Broken({ error }: ErrorComponentProps) {
  return (
    <Page title="This page broke" answer="The page could not be shown; nothing that was recorded is touched.">
      <Problem
        error={error}
        action={
          <Button kind="plain" onClick={() => location.reload()}>
            Load the page again
          </Button>
        }
      />
    </Page>
  );
}
