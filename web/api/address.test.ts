import { describe, expect, it } from "vitest";
import { addressOf } from "./address.ts";

describe("addresses of the API", () => {
  it("fills parameters so that none of them can leave its place", () => {
    expect(addressOf("/api/changes/{change}/files/{path}", { change: "c-1", path: "../a b?x#y" })).toBe("/api/changes/c-1/files/..%2Fa%20b%3Fx%23y");
  });

  it("leaves out what is not asked for", () => {
    expect(addressOf("/api/changes", {}, { cursor: undefined, limit: 50, mine: false })).toBe("/api/changes?limit=50&mine=false");
    expect(addressOf("/api/changes", {}, { cursor: undefined })).toBe("/api/changes");
  });

  it("refuses an address with a hole in it", () => {
    expect(() => addressOf("/api/changes/{change}")).toThrow("needs change");
  });
});
