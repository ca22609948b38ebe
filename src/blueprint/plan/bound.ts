import { boundPattern } from "../files.ts";

/** `>= 95 %` taken apart. */
export interface Bound {
  readonly sign: ">=" | "<=" | ">" | "<" | "=";
  readonly value: number;
  /** Empty where none was written. */
  readonly unit: string;
}

/** Null for what is not a bound. */
export function readBound(text: string): Bound | null {
  const [, sign, value, unit = ""] = boundPattern.exec(text) ?? [];
  return sign === undefined || value === undefined ? null : { sign: sign as Bound["sign"], value: Number(value), unit };
}

export function keepsBound({ sign, value }: Bound, measured: number): boolean {
  switch (sign) {
    case ">=":
      return measured >= value;
    case "<=":
      return measured <= value;
    case ">":
      return measured > value;
    case "<":
      return measured < value;
    case "=":
      return measured === value;
  }
}
