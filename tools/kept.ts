import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Before the first test of a run: a folder for what is made once and copied by the tests that begin with it. It is gone after the last. */
export function setup(): () => void {
  const kept = mkdtempSync(join(tmpdir(), "countersign-kept-"));
  process.env["COUNTERSIGN_TESTS_KEEP"] = kept;
  return () => rmSync(kept, { recursive: true, force: true });
}
