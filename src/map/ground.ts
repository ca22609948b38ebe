import type { Confidence, Grain, Method, Origin } from "../model/origin.ts";

export interface Ground {
  readonly origin: Origin;
  readonly grain: Grain | null;
  readonly method: Method;
  readonly confidence: Confidence;
}

const words: Readonly<Record<Method, string>> = { declared: "declaration", note: "note", trace: "trace", trailer: "trailer", fingerprint: "fingerprint", none: "nothing" };

/** How the origin of lines is known, and what that leaves open: `by trailer only, for a whole commit at a time (may include a person's lines), medium confidence`. */
export function groundOf({ origin, grain, method, confidence }: Ground): string {
  if (origin === "unknown") return "nothing says who wrote them";
  const whole = grain === null || grain === "line" ? "" : ` only, for a whole ${grain} at a time (may include ${origin === "human" ? "a tool's" : "a person's"} lines)`;
  return `by ${words[method]}${whole}, ${confidence} confidence`;
}
