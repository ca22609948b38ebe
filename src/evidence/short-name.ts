import { sha256 } from "../model/canonical.ts";
import { limits } from "./limits.ts";

/** A name that many cases repeat: one that calls itself a megabyte must not cost one per case. Shortened names stay distinct. */
export function shortName(text: string): string {
  return text.length <= limits.suiteNames ? text : `${text.slice(0, limits.suiteNames).toWellFormed()}… ${sha256(text).slice(0, 16)}`;
}
