import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Versions } from "./versions.ts";

/** What happens to one of several tables: a number is set, or the table is forked. */
type Deed = { readonly kind: "set"; readonly table: number; readonly key: number; readonly value: number } | { readonly kind: "fork"; readonly table: number };

// Keys on both sides of where a level is added.
const key = fc.oneof(fc.nat({ max: 70 }), fc.constantFrom(31, 32, 1_023, 1_024, 32_767, 32_768, 1_048_575, 1_048_576, 2 ** 30, 2 ** 31 - 1), fc.nat({ max: 2_000_000 }));
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("set" as const), table: fc.nat(), key, value: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fork" as const), table: fc.nat() }) },
);

interface Pair {
  readonly versions: Versions;
  readonly map: Map<number, number>;
}

function done(deeds: readonly Deed[]): readonly Pair[] {
  const pairs: Pair[] = [{ versions: new Versions(), map: new Map() }];
  for (const each of deeds) {
    const { versions, map } = pairs[each.table % pairs.length] as Pair;
    if (each.kind === "fork") pairs.push({ versions: versions.fork(), map: new Map(map) });
    else {
      versions.set(each.key, each.value);
      map.set(each.key, each.value);
    }
  }
  return pairs;
}

function entriesOf(versions: Versions): (readonly [number, number])[] {
  const entries: (readonly [number, number])[] = [];
  versions.forEach((at, value) => {
    entries.push([at, value]);
  });
  return entries;
}

function ascending(map: ReadonlyMap<number, number>): (readonly [number, number])[] {
  return [...map].filter(([, value]) => value !== 0).sort(([one], [other]) => one - other);
}

describe("tables of versions", () => {
  it("hold what maps would hold, however they were forked and set afterwards", () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
        const keys = deeds.flatMap((each) => (each.kind === "set" ? [each.key] : []));
        for (const { versions, map } of done(deeds)) {
          expect(keys.map((at) => versions.get(at))).toEqual(keys.map((at) => map.get(at) ?? 0));
          expect(entriesOf(versions)).toEqual(ascending(map));
        }
      }),
    );
  });

  it("differ where the maps differ, told in ascending order with both sides", () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), fc.nat(), fc.nat(), (deeds, first, second) => {
        const pairs = done(deeds);
        const [one, other] = [pairs[first % pairs.length] as Pair, pairs[second % pairs.length] as Pair];
        const told: (readonly number[])[] = [];
        one.versions.differences(other.versions, (at, mine, theirs) => told.push([at, mine, theirs]));
        const keys = [...new Set([...one.map.keys(), ...other.map.keys()])].sort((a, b) => a - b);
        const both = keys.map((at) => [at, one.map.get(at) ?? 0, other.map.get(at) ?? 0]);
        expect(told).toEqual(both.filter(([, mine, theirs]) => mine !== theirs));
      }),
    );
  });

  it("have nothing under a key that lies beyond all that were set", () => {
    const versions = new Versions();
    versions.set(3, 9);
    expect([3, 4, 32, 40_000, 2 ** 31 - 1].map((at) => versions.get(at))).toEqual([9, 0, 0, 0, 0]);
  });

  it("do not grow with a fork: what both share is passed over", () => {
    const versions = new Versions();
    for (let at = 0; at < 100_000; at++) versions.set(at, at + 1);
    const forks = Array.from({ length: 1_000 }, (_, at) => {
      const fork = versions.fork();
      fork.set(at, 7_000_000);
      return fork;
    });
    const told: (readonly number[])[] = [];
    for (const fork of forks) fork.differences(versions, (at, mine, theirs) => told.push([at, mine, theirs]));
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, at) => [at, 7_000_000, at + 1]));
  });
});
