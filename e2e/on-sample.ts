import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { hasBrowser, type Running, startBrowser, startServer, type Visitor } from "./browser.ts";
import { signedIn } from "./steps.ts";

/** A server of its own for each subject, since each leaves the sample's change otherwise. */
export function onSample(name: string, tests: (server: () => Running) => void): void {
  describe.skipIf(!hasBrowser)(name, () => {
    let server: Running;
    beforeAll(async () => {
      server = await startServer();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    tests(() => server);
  });
}

/** One change of a server of its own, and Bo, who looks at it. */
export interface OnChange {
  readonly server: () => Running;
  readonly change: () => string;
  readonly visitor: () => Visitor;
  readonly page: () => Page;
}

/** The change that `make` puts forward on the sample, open in front of a reviewer. */
export function onChange(name: string, make: (server: Running) => Promise<string>, tests: (at: OnChange) => void): void {
  describe.skipIf(!hasBrowser)(name, () => {
    let at: { readonly server: Running; readonly change: string; readonly visitor: Visitor };
    let browser: Awaited<ReturnType<typeof startBrowser>>;
    beforeAll(async () => {
      const server = await startServer();
      browser = await startBrowser();
      const change = await make(server);
      at = { server, change, visitor: await signedIn(browser, server, "bo") };
      await at.visitor.page.goto(`${server.origin}/changes/${change}`);
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await at?.server[Symbol.asyncDispose]();
    });
    tests({ server: () => at.server, change: () => at.change, visitor: () => at.visitor, page: () => at.visitor.page });
  });
}
