import type { Policy } from "../model/policy.ts";
import { closed } from "./closure.ts";
import { defaultParts } from "./default-parts.ts";

/** The policy of an organisation that has written none, complete. Nothing has to be read for it. */
export function defaultPolicy(): Policy {
  // It names no rule files, so no place of one is ever asked for.
  return closed(defaultParts, { constraints: [], rules: new Map(), above: null, at: () => ({}) });
}
