import { afterAll, beforeAll, describe } from "vitest";
import { hasBrowser, type Running, startServer } from "./browser.ts";

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
