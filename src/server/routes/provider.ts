import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { personOfLogin } from "../../workflow/index.ts";
import type { Caller } from "../caller.ts";
import { ceremonyIn, providerCookie } from "../cookies.ts";
import type { Desk } from "../desk.ts";
import { rawRoute } from "../route.ts";
import { type Leaving, providerCallback, providerOf } from "../sign-in/provider.ts";
import { openSession } from "../sign-in/session.ts";

export const providerLeave = rawRoute({
  id: "provider.leave",
  method: "GET",
  path: "/sign-in/provider",
  summary: "Sends the browser to the company's provider.",
  access: { who: "anyone" },
  produces: "text/html",
  async handle(desk, { caller }) {
    requireNobody(caller);
    const { url, leaving } = await providerOf(desk.settings).leave();
    const ceremony = await desk.state.challenges.issue({ kind: "provider", person: null, payload: JSON.stringify(leaving), life });
    const headers = new Headers({ location: url });
    headers.append("set-cookie", providerCookie(desk.settings, ceremony, life / 1_000));
    return new Response(null, { status: 302, headers });
  },
});

export const providerBack = rawRoute({
  id: "provider.back",
  method: "GET",
  path: providerCallback,
  summary: "Where the company's provider sends the browser back to; signs in whom it knows.",
  access: { who: "anyone" },
  query: z.looseObject({}),
  produces: "text/html",
  async handle(desk, { request, caller, answerHeaders }) {
    requireNobody(caller);
    const leaving = await leavingOf(desk, request);
    const identity = await providerOf(desk.settings).back(new URL(request.url), leaving);
    const person = await personOfLogin(desk.workplace, identity);
    await openSession(desk, person, request, answerHeaders, { proved: false });
    // A page of our own in between: a cookie that is SameSite=Strict is not sent on a redirect that began at another site.
    return new Response(`<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Signed in</title><a href="/">Go on</a></html>`, {
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  },
});

/** Milliseconds for a sign-in at the provider. */
const life = 10 * 60_000;

// Else another page could put somebody else in a person's place, who would not see it (login forgery).
function requireNobody(caller: Caller): void {
  if (caller.kind !== "nobody") throw new Failure("refused", "Somebody is signed in here already.", { hint: "Sign out first." });
}

async function leavingOf({ state, settings }: Desk, request: Request): Promise<Leaving> {
  const ceremony = ceremonyIn(request, settings);
  const issued = ceremony === null ? null : await state.challenges.take("provider", ceremony);
  if (issued === null) throw new Failure("refused", "This sign-in was not begun here, or took too long.", { hint: "Start again from the sign-in page." });
  return JSON.parse(issued.payload) as Leaving;
}
