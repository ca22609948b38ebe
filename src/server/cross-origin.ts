import type { Caller } from "./caller.ts";
import { type Problem, problemOf } from "./problem.ts";
import type { Settings } from "./settings.ts";

/**
 * Whether a request that may change something comes from another page (G02). Browsers name the page in `Origin`, and no page can
 * write that header. A token is no cookie: a browser doesn't send it by itself.
 */
export function crossOriginProblem(request: Request, caller: Caller, { origin }: Settings): Problem | null {
  if (request.method === "GET" || request.method === "HEAD" || caller.kind === "token") return null;
  const site = request.headers.get("sec-fetch-site");
  if (request.headers.get("origin") === origin && (site === null || site === "same-origin")) return null;
  return problemOf("cross-origin", `Only the pages at ${origin} may ask for this.`, { hint: "Open them there; a program brings an API token." });
}
