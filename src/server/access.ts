import type { TokenScope } from "../model/fact.ts";
import type { Caller } from "./caller.ts";

/**
 * Who may call an operation. Coarse on purpose: it says which kind of caller gets in at all; what exactly a person may do is decided,
 * and recorded when it is refused, in the workflow. An operation cannot be defined without it.
 */
export type Access =
  /** Health, sign-in, the joining page: nobody is known yet. */
  | { readonly who: "anyone" }
  /** Every signed-in person reads; a token with the scope, when one is named. */
  | { readonly who: "reader"; readonly scope?: TokenScope }
  /** A signed-in person who may act, so not one who is an auditor only; a token with the scope, when one is named. */
  | { readonly who: "actor"; readonly scope?: TokenScope; readonly roles?: readonly string[] }
  /** A signed-in person for the person's own things, such as sessions; an auditor too. */
  | { readonly who: "self" };

export type Refusal = "sign-in-needed" | "person-needed" | "scope-missing" | "read-only" | "role-missing";

/** Why a caller is not admitted, or null. */
export function refusalOf(access: Access, caller: Caller): Refusal | null {
  if (access.who === "anyone") return null;
  if (caller.kind === "nobody") return "sign-in-needed";
  if (caller.kind === "token") {
    const scope = access.who === "self" ? undefined : access.scope;
    if (scope === undefined) return "person-needed";
    return caller.scopes.includes(scope) ? null : "scope-missing";
  }
  if (access.who !== "actor") return null;
  const { roles } = caller.person;
  if (roles.length > 0 && roles.every((role) => role === "auditor")) return "read-only";
  return access.roles === undefined || access.roles.some((role) => roles.includes(role)) ? null : "role-missing";
}

export const refusalSentences: Record<Refusal, { readonly status: 401 | 403; readonly sentence: string; readonly hint: string }> = {
  "sign-in-needed": { status: 401, sentence: "Nobody is signed in.", hint: "Sign in, or send an API token." },
  "person-needed": { status: 403, sentence: "Only a signed-in person can do this; a token may propose, attach and ask.", hint: "Open the page and sign in." },
  "scope-missing": { status: 403, sentence: "The token was not issued for this.", hint: "An administrator issues one with the scope that is needed." },
  "read-only": { status: 403, sentence: "An auditor reads everything and changes nothing.", hint: "Ask somebody with another role." },
  "role-missing": { status: 403, sentence: "This needs a role that you don't hold.", hint: "An administrator grants roles." },
};

/** For whoever sent a token: which of these it is would tell an outsider what was once issued. */
export const tokenNotTaken = {
  sentence: "The API token that was sent is not taken: it is unknown, expired or revoked, or its agent is not active any more.",
  hint: "Send `Authorization: Bearer TOKEN`; an administrator issues a new token on the page People.",
};

/** Who may call an operation, for people who read about it. */
export function accessInWords({ access, proof = false }: { readonly access: Access; readonly proof?: boolean }): string {
  return `${admittedInWords(access)}${proof ? " Whoever has had a passkey uses one for it, not longer than five minutes before." : ""}`;
}

function admittedInWords(access: Access): string {
  if (access.who === "anyone") return "Anybody, signed in or not.";
  if (access.who === "self") return "Every signed-in person, for their own things.";
  const who = access.who === "reader" ? "Every signed-in person" : "Every signed-in person who is not an auditor only";
  const roles = access.who === "actor" && access.roles !== undefined ? `, with the role ${access.roles.join(" or ")}` : "";
  return `${who}${roles}${access.scope === undefined ? "; no token" : `; a token with the scope \`${access.scope}\``}.`;
}
