import type { Settings } from "./settings.ts";
import { absoluteEnd } from "./state/sessions.ts";

/** Name of the session's cookie. A browser takes `__Host-` only over https, for this very host and every path. */
export function cookieName({ origin }: Pick<Settings, "origin">): string {
  return isSecure(origin) ? "__Host-countersign" : "countersign";
}

/** `Set-Cookie` for a session: no script reads it, and no other site's request carries it. */
export function sessionCookie(settings: Pick<Settings, "origin">, secret: string): string {
  return cookie(settings, secret, absoluteEnd / 1_000);
}

/** `Set-Cookie` that takes it back. */
export function clearedCookie(settings: Pick<Settings, "origin">): string {
  return cookie(settings, "", 0);
}

function cookie(settings: Pick<Settings, "origin">, value: string, seconds: number): string {
  return `${cookieName(settings)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isSecure(settings.origin) ? "; Secure" : ""}`;
}

export function isSecure(origin: string): boolean {
  return origin.startsWith("https:");
}

/** The session's secret that a request carries; null without one, and when the cookie stands there twice, since two readers could take different ones (G17). */
export function secretIn(request: Request, settings: Pick<Settings, "origin">): string | null {
  return secretNamed(request, cookieName(settings));
}

/** What is left with for the company's provider. Lax, because the provider sends the browser back from another site; it opens nothing by itself. */
export function providerCookie({ origin }: Pick<Settings, "origin">, ceremony: string, seconds: number): string {
  return `${providerCookieName(origin)}=${ceremony}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure(origin) ? "; Secure" : ""}`;
}

/** The ceremony that was left with. A host beside this one could plant a cookie of another name, and a second one of this: two are none (G17). */
export function ceremonyIn(request: Request, { origin }: Pick<Settings, "origin">): string | null {
  return secretNamed(request, providerCookieName(origin));
}

function providerCookieName(origin: string): string {
  return isSecure(origin) ? "__Host-countersign-provider" : "countersign-provider";
}

function secretNamed(request: Request, name: string): string | null {
  const values = (request.headers.get("cookie") ?? "").split(";").flatMap((pair) => {
    const [key = "", ...rest] = pair.split("=");
    return key.trim() === name ? [rest.join("=").trim()] : [];
  });
  const [value] = values;
  return values.length === 1 && value !== undefined && /^[\w-]{43}$/.test(value) ? value : null;
}
