import { describe, expect, it } from "vitest";
import { matching } from "./finds.ts";

const finds = [
  { to: "/ledger", name: "Ledger", beside: "page" },
  { to: "/changes/c-1", name: "Refund limits for the old ledger", beside: "change in shop" },
  { to: "/people/p-1", name: "Zoë Lindqvist", beside: "person" },
];
const found = (text: string) => matching(finds, text).map(({ to }) => to);

describe("the palette", () => {
  it("shows what begins with the text before what only holds it", () => {
    expect(found("led")).toEqual(["/ledger", "/changes/c-1"]);
    expect(matching(finds.toReversed(), "led").map(({ to }) => to)).toEqual(["/ledger", "/changes/c-1"]);
  });

  it("asks for every word, in any order and without accents", () => {
    expect(found("shop refund")).toEqual(["/changes/c-1"]);
    expect(found("zoe")).toEqual(["/people/p-1"]);
    expect(found("refund person")).toEqual([]);
  });

  it("shows everything for nothing", () => {
    expect(found("  ")).toHaveLength(3);
  });
});
