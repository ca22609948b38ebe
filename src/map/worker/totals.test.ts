import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { KeptTotals } from "./totals.ts";

it("R8 knows what was counted last at the tip of a project's branch, also after a restart, and takes no other commit for it", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-totals-"));
  try {
    const file = join(folder, "totals.json");
    const counted = (ai: number, at: number) => ({ totals: { lines: 100, origins: { human: 100 - ai, ai, mixed: 0, unknown: 0 }, unreadable: 0 }, notes: null, at });
    const kept = new KeptTotals(file);
    expect(kept.tip("payments")).toBeUndefined();
    kept.keep("old", { ...counted(10, 1), tipOf: "payments" });
    kept.keep("new", { ...counted(20, 2), tipOf: "payments" });
    kept.keep("release", counted(90, 3));
    for (const each of [kept, new KeptTotals(file)]) expect([each.tip("payments")?.totals.origins.ai, each.tip("billing")]).toEqual([20, undefined]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
