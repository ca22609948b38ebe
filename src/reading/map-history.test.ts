import { describe, expect, it } from "vitest";
import { spread } from "./map-history.ts";

describe("releases that are more than are listed", () => {
  it("are spread evenly, with the first and the last among them", () => {
    const all = Array.from({ length: 100 }, (_, at) => at);
    const listed = spread(all, 30);
    expect([listed.length, new Set(listed).size, listed[0], listed.at(-1)]).toEqual([30, 30, 0, 99]);
    const steps = listed.slice(1).map((at, before) => at - (listed[before] ?? 0));
    expect([Math.min(...steps), Math.max(...steps)]).toEqual([3, 4]);
    expect(spread([1, 2], 30)).toEqual([1, 2]);
  });
});
