import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MovedLines } from "../model/change.ts";
import { movedLines, type Stretch } from "./moved.ts";

const block = (path: string, start: number, ...lines: string[]): Stretch => ({ path, start, lines });
/** `src/b.ts 5-7 from src/a.ts:12`, one for each move. */
const said = (moves: readonly MovedLines[]) => moves.map(({ path, start, end, from }) => `${path} ${start}-${end} from ${from.path}:${from.line}`);

const body = ["  const sum = add(a, b);", "", "  return sum;", "}"];

describe("lines that a change only moves", () => {
  it("are found as one block, with where they came from", () => {
    expect(said(movedLines([block("src/a.ts", 12, ...body)], [block("src/b.ts", 4, "new();", ...body, "other();")]))).toEqual(["src/b.ts 5-8 from src/a.ts:12"]);
  });

  it("are not found where a letter, or a space, is another one", () => {
    const indented = body.map((line) => ` ${line}`);
    expect(movedLines([block("a", 1, ...body)], [block("b", 1, ...indented)])).toEqual([]);
    expect(said(movedLines([block("a", 1, ...body)], [block("b", 1, body[0] ?? "", "changed();", ...body.slice(2))]))).toEqual([]);
  });

  it("need three lines, or 20 letters and digits; what stands everywhere alone is no move", () => {
    const [short, long] = ["value = 1;", "const somethingLonger = compute(1);"];
    expect(said(movedLines([block("a", 1, short, short)], [block("b", 1, short, short)]))).toEqual([]);
    expect(said(movedLines([block("a", 1, short, "x", short)], [block("b", 1, short, "x", short)]))).toEqual(["b 1-3 from a:1"]);
    expect(said(movedLines([block("a", 7, long)], [block("b", 1, "x", long)]))).toEqual(["b 2-2 from a:7"]);
    expect(movedLines([block("a", 1, "}", "", "}", "", "}")], [block("b", 1, "}", "", "}", "", "}")])).toEqual([]);
  });

  it("are no move twice: a copy is new", () => {
    expect(said(movedLines([block("a", 1, ...body)], [block("b", 1, ...body), block("c", 1, ...body)]))).toEqual(["b 1-4 from a:1"]);
  });

  it("never run on from one stretch into the next", () => {
    const [head, tail] = [body.slice(0, 2), body.slice(2)];
    expect(said(movedLines([block("a", 1, ...head), block("a", 9, ...tail)], [block("b", 1, ...body)]))).toEqual([]);
    expect(said(movedLines([block("a", 1, ...body)], [block("b", 1, ...head), block("b", 9, ...tail)]))).toEqual([]);
  });

  it("are found however often a line repeats, in time that grows with their number", () => {
    const many = Array.from({ length: 60_000 }, (_, at) => (at % 7 === 0 ? "same line of some length" : "}"));
    const moved = movedLines([block("a", 1, ...many)], [block("b", 1, ...many)]).reduce((sum, { start, end }) => sum + end - start + 1, 0);
    expect(moved).toBeGreaterThan(59_980);
    const spaces = Array.from({ length: 20_000 }, (_, at) => `${" ".repeat(at % 200)}}`);
    expect(movedLines([block("a", 1, ...spaces)], [block("b", 1, ...spaces.toReversed())])).toEqual([]);
  });

  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const blocks = fc.uniqueArray(fc.tuple(word, fc.integer({ min: 3, max: 6 })), { minLength: 1, maxLength: 6, selector: ([name]) => name });
  const linesOf = ([name, length]: readonly [string, number]) => Array.from({ length }, (_, at) => (at === 1 ? "" : `  ${name}(${at});`));

  it("are all found when a change only moves blocks, each from its place, and no new line is", () => {
    const shuffled = blocks.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat({ max: 3 })));
    fc.assert(
      fc.property(shuffled, ([all, order, fresh]) => {
        const removed = all.map((each, at) => block(`old${at}`, 10 * at + 1, ...linesOf(each)));
        const added = order.map((each, at) =>
          block(`new${at}`, 5, ...Array.from({ length: fresh }, (_, line) => `fresh ${at} ${line} and a long line of its own`), ...linesOf(each)),
        );
        const expected = order.map((each, at) => {
          const from = all.indexOf(each);
          return `new${at} ${5 + fresh}-${4 + fresh + each[1]} from old${from}:${10 * from + 1}`;
        });
        expect(said(movedLines(removed, added))).toEqual(expected);
      }),
    );
  });

  it("are only ever lines that are deleted, each once, whatever the texts are", () => {
    const text = fc.array(fc.constantFrom("", "}", "a = 1", "another line with some words in it", "return value;", "\t}", "x(y)"), { maxLength: 25 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.array(text, { maxLength: 4 }), (before, after) => {
        const removed = before.map((lines, at) => block(`old${at}`, 1, ...lines));
        const used = new Set<string>();
        for (const { path, start, end, from } of movedLines(
          removed,
          after.map((lines, at) => block(`new${at}`, 1, ...lines)),
        )) {
          for (let at = 0; at <= end - start; at++) {
            const place = `${from.path}:${from.line + at}`;
            expect(used.has(place)).toBe(false);
            used.add(place);
            expect(after[Number(path.slice(3))]?.[start - 1 + at]).toBe(before[Number(from.path.slice(3))]?.[from.line - 1 + at]);
          }
        }
      }),
    );
  });
});
