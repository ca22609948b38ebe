import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InTurn } from "./in-turn.ts";
import { Turns } from "./turns.ts";

const turns = (more: Partial<ConstructorParameters<typeof Turns<string>>[0]> = {}) => new Turns<string>({ most: 100, mostOfOne: 50, words: "things wait", ...more });
const taken = (all: Turns<string>) => {
  const order: string[] = [];
  for (let next = all.next(); next !== null; next = all.next()) order.push(next);
  return order;
};

describe("G19 what waits is taken in turn by who asked", () => {
  it("so that one who asks for much has no more turns than one who asks for little", () => {
    const all = turns();
    for (const entry of ["a1", "a2", "a3", "a4"]) all.add("ada", entry);
    all.add("bo", "b1");
    all.add("chen", "c1");
    all.add("bo", "b2");
    expect(all.inOrder()).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
    expect(taken(all)).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
  });

  it("and one who asks again while others wait stands behind them", () => {
    const all = turns();
    for (const entry of ["a1", "a2"]) all.add("ada", entry);
    all.add("bo", "b1");
    expect(all.next()).toBe("a1");
    all.add("ada", "a3");
    expect(taken(all)).toEqual(["b1", "a2", "a3"]);
  });

  it("what several wait for is taken once, in the turn that comes first", () => {
    const all = turns();
    for (const entry of ["a1", "a2", "shared"]) all.add("ada", entry);
    all.add("bo", "shared");
    all.add("bo", "shared");
    expect(taken(all)).toEqual(["a1", "shared", "a2"]);
  });

  it("what is urgent comes before the caller's own others, and before nobody else's", () => {
    const all = turns({ urgent: (entry) => entry.endsWith("!") });
    for (const entry of ["a1", "a2!"]) all.add("ada", entry);
    for (const entry of ["b1", "b2!"]) all.add("bo", entry);
    expect(taken(all)).toEqual(["a2!", "b2!", "a1", "b1"]);
  });

  it("one who has too much waiting is told so, and everybody else still has room", () => {
    const all = turns({ mostOfOne: 2, most: 4 });
    for (const entry of ["a1", "a2"]) all.add("ada", entry);
    expect(() => all.add("ada", "a3")).toThrow(expect.objectContaining({ code: "busy", message: "2 things wait for you already." }));
    all.add("bo", "b1");
    all.add("bo", "b2");
    expect(() => all.add("chen", "c1")).toThrow(expect.objectContaining({ code: "busy", message: "4 things wait already." }));
    all.add("chen", "b2");
    all.add("ada", "b2");
    expect(all.clear()).toEqual(["a1", "b1", "b2", "a2"]);
    expect(all.next()).toBeNull();
  });

  it("whatever was put in comes out once, and the first in order is always the next", () => {
    const asks = fc.array(fc.tuple(fc.constantFrom("ada", "bo", "chen"), fc.constantFrom("v", "w", "x", "y", "z")), { maxLength: 20 });
    fc.assert(
      fc.property(asks, (asked) => {
        const all = turns({ urgent: (entry) => entry === "z" });
        for (const [caller, entry] of asked) all.add(caller, entry);
        const order: string[] = [];
        for (let [first] = all.inOrder(); first !== undefined; [first] = all.inOrder()) {
          expect(all.next()).toBe(first);
          order.push(first);
        }
        expect(order.sort()).toEqual([...new Set(asked.map(([, entry]) => entry))].sort());
      }),
    );
  });
});

it("G19 one is done, so many wait, and the next is refused as busy; whatever ends makes room", async () => {
  const inTurn = new InTurn(1, { most: 3, mostOfOne: 2, words: "looks for constraints wait" });
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const order: number[] = [];
  const add = (caller: string, number: number) =>
    inTurn.run(caller, async () => {
      await promise;
      order.push(number);
      if (number === 1) throw new Error("broke off");
    });
  const first = [add("ada", 1), add("ada", 2), add("ada", 3), add("bo", 4)];
  await expect(add("ada", 5)).rejects.toMatchObject({ code: "busy", message: "2 looks for constraints wait for you already." });
  await expect(add("bo", 6)).rejects.toMatchObject({ code: "busy", message: "3 looks for constraints wait already." });
  release();
  expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
  await add("bo", 7);
  expect(order).toEqual([1, 2, 4, 3, 7]);
});
