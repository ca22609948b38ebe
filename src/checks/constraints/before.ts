import type { SgNode } from "@ast-grep/napi";
import type { ConstraintRule } from "../../model/constraint.ts";
import type { Arrival } from "./flow.ts";
import type { Fault, Reading } from "./reading.ts";
import type { TextBefore } from "./task.ts";

/**
 * What stood in a text before the change. Lines that the change leaves alone are the same letter by letter, so what stands in them is the same match where it begins or ends at the same
 * place of the same line.
 */
export class Before {
  readonly #reading: Reading;
  readonly #hunks: TextBefore["hunks"];
  readonly #known = new Map<ConstraintRule, ReadonlySet<string>>();

  constructor(reading: Reading, hunks: TextBefore["hunks"]) {
    this.#reading = reading;
    this.#hunks = hunks;
  }

  /** Whether a match of the result, on lines that the base has too, was none there. */
  lacks(rule: ConstraintRule, match: Arrival): boolean {
    const known = this.#known.get(rule) ?? new Set(this.#reading.matches(rule).flatMap((each) => keysOf(each, (row) => row)));
    this.#known.set(rule, known);
    return !keysOf(match, (row) => this.#rowOf(row)).some((key) => known.has(key));
  }

  /** Whether what keeps a line of the result from being looked at did not keep it from that in the base. */
  lacksFault({ node, kind }: Fault): boolean {
    const { start, end } = node.range();
    const [first, last] = [this.#rowOf(start.line), this.#rowOf(end.line)];
    return !this.#reading.faults().some((fault) => {
      const range = fault.node.range();
      if (fault.kind !== kind) return false;
      if (kind === "spelling") return range.start.line === first && range.start.column === start.column;
      // An error that has grown covers what could be read before.
      return first !== null && last !== null && range.start.line <= first && last <= range.end.line;
    });
  }

  // A row of the base for one of the result, both from 0; null for one that the change adds.
  #rowOf(row: number): number | null {
    let shift = 0;
    for (const { oldLength, newStart, newLength } of this.#hunks) {
      // A hunk without new lines sits behind line `newStart`, which is row `newStart - 1`.
      const first = newLength === 0 ? newStart : newStart - 1;
      if (row < first) break;
      if (row < first + newLength) return null;
      shift += oldLength - newLength;
    }
    return row + shift;
  }
}

// Each of its ends may be the one that the change leaves alone.
function keysOf({ sink, source }: Arrival, rowOf: (row: number) => number | null): string[] {
  const sources = endsOf(source, rowOf);
  return endsOf(sink, rowOf).flatMap((one) => sources.map((other) => `${one} ${other}`));
}

function endsOf(node: SgNode, rowOf: (row: number) => number | null): string[] {
  const { start, end } = node.range();
  return [["from", start] as const, ["to", end] as const].flatMap(([which, { line, column }]) => {
    const row = rowOf(line);
    return row === null ? [] : [`${which} ${row}:${column}`];
  });
}
