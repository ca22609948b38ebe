import type { Inconsistency } from "../model/evidence.ts";
import { limits } from "./limits.ts";

/** Contradictions, as many as are listed one by one. */
export class Contradictions {
  readonly list: Inconsistency[] = [];

  add(found: readonly Inconsistency[]): void {
    for (const each of found) if (this.list.length < limits.inconsistencies) this.list.push(each);
  }
}
