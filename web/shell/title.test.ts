import { describe, expect, it } from "vitest";
import { titleOf } from "./title.ts";

describe("the tab", () => {
  it("says how many changes wait, before anything else", () => {
    expect(titleOf("Ledger", 2)).toBe("(2) Ledger — Countersign");
    expect(titleOf("Ledger", 0)).toBe("Ledger — Countersign");
    expect(titleOf("", 0)).toBe("Countersign");
  });
});
