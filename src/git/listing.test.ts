import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Difference, ListingReader, parseListings } from "./listing.ts";

const [one, two, none] = ["1", "2", "0"].map((digit) => digit.repeat(40)) as [string, string, string];

/** Paths that look like what stands between them. */
const path = fc.constantFrom("a", "d/b", one, `${one} ${two}\n`, `:100644 100644 ${one} ${two} M`, ":", "R100", "\xff\n", " ", "A");
const difference: fc.Arbitrary<{ readonly text: string; readonly told: Difference }> = fc.oneof(
  fc.tuple(fc.constantFrom("M", "T"), path).map(([status, at]) => ({
    text: `:100644 120000 ${one} ${two} ${status}\0${at}\0`,
    told: { status: status as "M" | "T", oldMode: "100644", newMode: "120000", oldId: one, newId: two, path: at, from: null },
  })),
  path.map((at) => ({
    text: `:000000 100755 ${none} ${two} A\0${at}\0`,
    told: { status: "A" as const, oldMode: null, newMode: "100755", oldId: null, newId: two, path: at, from: null },
  })),
  path.map((at) => ({
    text: `:160000 000000 ${one} ${none} D\0${at}\0`,
    told: { status: "D" as const, oldMode: "160000", newMode: null, oldId: one, newId: null, path: at, from: null },
  })),
  fc.tuple(fc.constantFrom("R", "C"), path, path).map(([status, from, at]) => ({
    text: `:100644 100644 ${one} ${two} ${status}087\0${from}\0${at}\0`,
    told: { status: "R" as const, oldMode: "100644", newMode: "100644", oldId: one, newId: two, path: at, from },
  })),
);
const heading = fc.constantFrom(
  { text: `${one}\0`, of: one },
  { text: `${one} ${two}\n`, of: `${one} ${two}` },
  { text: `${"a".repeat(64)}\0`, of: "a".repeat(64) },
  { text: `${"a".repeat(64)} ${"b".repeat(64)}\n`, of: `${"a".repeat(64)} ${"b".repeat(64)}` },
);
const listing = fc.array(fc.record({ heading, differences: fc.array(difference, { maxLength: 4 }) }), { maxLength: 5 });

function read(chunks: readonly string[]): (readonly [string, Difference | null])[] {
  const told: (readonly [string, Difference | null])[] = [];
  const reader = new ListingReader((of, found) => told.push([of, found]));
  for (const chunk of chunks) reader.take(Buffer.from(chunk, "latin1"));
  reader.end();
  return told;
}

describe("a listing of differences", () => {
  it("is read in whatever pieces it comes, with paths that look like headings and entries", () => {
    fc.assert(
      fc.property(listing, fc.array(fc.nat({ max: 2_000 }), { maxLength: 20 }), (all, cuts) => {
        const text = all.map(({ heading: { text: head }, differences }) => head + differences.map((each) => each.text).join("")).join("");
        const wanted = all.flatMap(({ heading: { of }, differences }) => [[of, null] as const, ...differences.map(({ told }) => [of, told] as const)]);
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        expect(read([text])).toEqual(wanted);
        expect(read(at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(wanted);
        expect(parseListings(Buffer.from(text, "latin1"))).toEqual(all.map(({ heading: { of }, differences }) => ({ of, differences: differences.map(({ told }) => told) })));
      }),
    );
  });

  it("may do without a heading, as for two trees that were named", () => {
    expect(parseListings(Buffer.from(`:100644 000000 ${one} ${none} D\0a\0`)).map(({ of, differences }) => [of, differences.map(({ path: at }) => at)])).toEqual([["", ["a"]]]);
    expect(parseListings(Buffer.alloc(0))).toEqual([]);
  });

  it.each([
    ["that breaks off in a path", `${one}\0:100644 100644 ${one} ${two} M\0pa`],
    ["that breaks off before the second path of a rename", `${one}\0:100644 100644 ${one} ${two} R100\0path\0`],
    ["that breaks off in a heading", one.slice(1)],
    ["with a status that git does not have", `${one}\0:100644 100644 ${one} ${two} Q\0path\0`],
    ["that is something else", "warning: something else\n".repeat(9)],
  ])("is refused %s", (_, text) => {
    expect(() => read([text])).toThrow(expect.objectContaining({ code: "repository-unreadable" }));
    expect(() => read([...text])).toThrow(expect.objectContaining({ code: "repository-unreadable" }));
  });
});
