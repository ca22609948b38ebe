import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { personOfLogin } from "../../workflow/index.ts";
import type { Desk } from "../desk.ts";
import { rawRoute } from "../route.ts";
import { type Leaving, Provider, providerCallback } from "../sign-in/provider.ts";
import { openSession } from "../sign-in/session.ts";

export const providerLeave = rawRoute({
  id: "provider.leave",
  method: "GET",
  path: "/sign-in/provider",
  summary: "Sends the browser to the company's provider.",
  access: { who: "anyone" },
  produces: "text/html",
  async handle(desk) {
    const { url, leaving } = await providerOf(desk).leave();
    const ceremony = await desk.state.challenges.issue({ kind: "provider", person: null, payload: JSON.stringify(leaving), life: 10 * 60_000 });
    const headers = new Headers({ location: url });
    // Lax, because the provider sends the browser back from another site; it opens nothing by itself.
    headers.append(
      "set-cookie",
      `${providerCookie}=${ceremony}; Path=${providerCallback}; HttpOnly; SameSite=Lax; Max-Age=600${desk.settings.origin.startsWith("https:") ? "; Secure" : ""}`,
    );
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
  async handle(desk, { request, answerHeaders }) {
    const leaving = await leavingOf(desk, request);
    const identity = await providerOf(desk).back(new URL(request.url), leaving);
    const person = await personOfLogin(desk.workplace, identity);
    await openSession(desk, person, request, answerHeaders, { proved: false });
    // A page of our own in between: a cookie that is SameSite=Strict is not sent on a redirect that began at another site.
    return new Response(`<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Signed in</title><a href="/">Go on</a></html>`, {
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  },
});

const providerCookie = "countersign-provider";
const providers = new WeakMap<Desk["settings"], Provider>();

function providerOf({ settings }: Desk): Provider {
  if (settings.oidc === null) throw new Failure("not-found", "No provider is configured here.", { hint: "Sign in with a passkey." });
  const known = providers.get(settings) ?? new Provider(settings.oidc, settings.origin);
  providers.set(settings, known);
  return known;
}

async function leavingOf({ state }: Desk, request: Request): Promise<Leaving> {
  const cookie = new RegExp(`(?:^|; )${providerCookie}=([\\w-]+)`).exec(request.headers.get("cookie") ?? "")?.[1];
  const issued = cookie === undefined ? null : await state.challenges.take("provider", cookie);
  if (issued === null) throw new Failure("refused", "This sign-in was not begun here, or took too long.", { hint: "Start again from the sign-in page." });
  return JSON.parse(issued.payload) as Leaving;
}
