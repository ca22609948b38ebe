import { describe, expect, it } from "vitest";
import { safeNext } from "./next.ts";

describe("where a sign-in leads", () => {
  it.each(["//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "evil", "/sign-in?next=/x", undefined, 7])(
    "G: %s leads home, not elsewhere",
    (next) => {
      expect(safeNext(next, "https://countersign.example.com")).toBe("/");
    },
  );

  it("goes on where the person was", () => {
    expect(safeNext("/changes/c-1?environment=production#f2", "https://countersign.example.com")).toBe("/changes/c-1?environment=production#f2");
  });
});
