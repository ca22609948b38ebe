import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HistoryPlaces } from "./history-places.ts";

const commits = [
  { id: "root", parents: [] },
  { id: "left", parents: ["root"] },
  { id: "right", parents: ["root"] },
  { id: "later", parents: ["left"] },
  { id: "merge", parents: ["later", "right"] },
];

describe("where a trace's range can belong in a whole history (R3)", () => {
  const places = new HistoryPlaces(commits, new Map([["a", ["root", "right", "merge"]]]));

  it("is the revision itself and its first descendant that touches the path, never a cousin", () => {
    expect(places.led("root", "a")).toEqual(["root", "right"]);
    expect(places.led("left", "a")).toEqual(["merge"]);
    expect(places.led("merge", "a")).toEqual(["merge"]);
  });

  it("is nowhere for a revision of another history, for none, and for a path that nothing touches", () => {
    expect([places.led("dead", "a"), places.led(null, "a"), places.led("root", "b")]).toEqual([[], [], []]);
    expect([places.leadsSomewhere("dead"), places.leadsSomewhere(null), places.leadsSomewhere("root")]).toEqual([false, false, true]);
  });

  it("is the same in any order of asking", () => {
    const parents = fc.array(fc.array(fc.nat(20), { maxLength: 2 }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(parents, fc.array(fc.tuple(fc.nat(13), fc.nat(1))), (drawn, asked) => {
        const history = drawn.map((back, at) => ({ id: `${at}`, parents: back.filter((each) => each < at).map((each) => `${each}`) }));
        const touching = new Map([0, 1].map((odd) => [`${odd}`, history.filter((_, at) => at % 2 === odd).map(({ id }) => id)]));
        const together = new HistoryPlaces(history, touching);
        for (const [revision, path] of asked) expect(together.led(`${revision}`, `${path}`)).toEqual(new HistoryPlaces(history, touching).led(`${revision}`, `${path}`));
      }),
    );
  });
});
