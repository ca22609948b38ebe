import { expect, it } from "vitest";
import type { Fact } from "../model/fact.ts";
import { foldStanding } from "./fold-standing.ts";

const entry = (type: string, data: unknown) => ({ index: 7, at: 1, type, organisation: "o", actor: "p-1", key: "k", data, commitments: {}, links: [] }) as unknown as Fact;
const folded = (type: string, data: unknown) => () => foldStanding(entry(type, data), () => null);

it("a fact that stands in a ledger with data of another shape is told by its entry, and an unknown fact does nothing", () => {
  const text = expect.stringContaining("Entry 7 of the ledger cannot be read");
  expect(folded("person-enrolled", null)).toThrow(expect.objectContaining({ code: "integrity", message: text }));
  expect(folded("project-registered", { project: "pay", branch: "main" })).toThrow(expect.objectContaining({ code: "integrity", message: text }));
  expect(folded("project-registered", { project: "pay", branch: "main", repository: "r" })()).toHaveLength(1);
  expect(folded("coffee-made", null)()).toEqual([]);
});
