import fc from "fast-check";
import { expect, it } from "vitest";
import { Names, Numbers } from "./columns.ts";

it("names are numbered in the order in which they came, and each has one number", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("", "__proto__", "constructor", "a", "b"))), (all) => {
      const names = new Names();
      const numbers = all.map((name) => names.number(name));
      const once = [...new Set(all)];
      expect(numbers).toEqual(all.map((name) => once.indexOf(name)));
      expect(numbers.map((number) => names.name(number))).toEqual(all);
      expect(all.map((name) => names.find(name))).toEqual(numbers);
      expect([names.size, names.find("never came")]).toEqual([once.length, undefined]);
    }),
  );
});

it("a column keeps all numbers of 32 bits as it grows, and what is cut out is a copy", () => {
  const numbers = new Numbers();
  const all = Array.from({ length: 5_000 }, (_, at) => (at * 0x9e3779b1) | 0);
  for (const each of all) numbers.push(each);
  numbers.set(7, -1);
  const cut = numbers.slice(0, numbers.length);
  numbers.set(8, -1);
  expect([...cut]).toEqual(all.with(7, -1));
  expect([numbers.length, numbers.at(8), numbers.at(4_999)]).toEqual([5_000, -1, all[4_999]]);
});
