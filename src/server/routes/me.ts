import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import { enrolPasskey } from "../../workflow/index.ts";
import { refusalOf } from "../access.ts";
import { personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { route } from "../route.ts";
import { attestation, ceremony, me, passkeyLine, sessionLine } from "../shapes/sign-in.ts";
import { beginPasskey, finishPasskey } from "../sign-in/passkeys.ts";
import { isProved } from "../sign-in/proof.ts";

export const meRead = route({
  id: "me.read",
  method: "GET",
  path: "/api/me",
  summary: "Who is signed in.",
  access: { who: "self" },
  answer: me,
  async handle(desk, { caller }) {
    const { person, provedAt } = personOf(caller);
    const { name } = await desk.workplace.store.read.organisation();
    return {
      person: { id: person.id, handle: person.handle, name: person.name, roles: [...person.roles] },
      organisation: { name, sample: desk.settings.sample },
      acts: refusalOf({ who: "actor" }, caller) === null,
      proved: isProved(desk, provedAt),
      passkeys: (await passkeysOf(desk, person.id)).filter(({ revokedAt }) => revokedAt === null).length,
    };
  },
});

export const mePasskeys = route({
  id: "me.passkeys",
  method: "GET",
  path: "/api/me/passkeys",
  summary: "The passkeys of the signed-in person.",
  access: { who: "self" },
  answer: z.strictObject({ items: z.array(passkeyLine) }),
  async handle(desk, { caller }) {
    const keys = await passkeysOf(desk, personOf(caller).person.id);
    return {
      items: keys.map(({ fingerprint, enrolledAt, revokedAt, credential }) => ({ fingerprint, enrolledAt, revoked: revokedAt !== null, synced: credential?.backedUp ?? null })),
    };
  },
});

export const mePasskeyOptions = route({
  id: "me.passkeyOptions",
  method: "POST",
  path: "/api/me/passkeys/options",
  summary: "Begins the making of another passkey.",
  access: { who: "self" },
  proof: true,
  answer: ceremony,
  async handle(desk, { caller }) {
    return await beginPasskey(desk, personOf(caller).person, "another");
  },
});

export const meAddPasskey = route({
  id: "me.addPasskey",
  method: "POST",
  path: "/api/me/passkeys",
  summary: "Enrols another passkey of the signed-in person.",
  access: { who: "self" },
  proof: true,
  body: z.strictObject({ ceremony: z.string().max(200), attestation }),
  answer: z.strictObject({ fingerprint: z.string() }),
  async handle(desk, { body, caller }) {
    const { person } = personOf(caller);
    const passkey = await finishPasskey(desk, body.ceremony, "another", person, body.attestation as unknown as RegistrationResponseJSON);
    const { fingerprint } = await enrolPasskey(desk.workplace, { by: person.id, person: person.id, origin: desk.settings.origin, ...passkey });
    return { fingerprint };
  },
});

export const meSessions = route({
  id: "me.sessions",
  method: "GET",
  path: "/api/me/sessions",
  summary: "Where the person is signed in.",
  access: { who: "self" },
  answer: z.strictObject({ items: z.array(sessionLine) }),
  async handle({ state }, { caller }) {
    const { person, session } = personOf(caller);
    const time = (at: number) => new Date(at).toISOString();
    const items = (await state.sessions.listOf(person.id)).map(({ id, agent, createdAt, usedAt, expiresAt }) => ({
      id: id.slice(0, 16),
      browser: agent,
      since: time(createdAt),
      used: time(usedAt),
      until: time(expiresAt),
      current: id === session,
    }));
    return { items };
  },
});

export const meEndSession = route({
  id: "me.endSession",
  method: "DELETE",
  path: "/api/me/sessions/{session}",
  summary: "Ends one of the person's sessions.",
  access: { who: "self" },
  params: z.strictObject({ session: z.string().regex(/^[0-9a-f]{16}$/) }),
  answer: z.strictObject({}),
  async handle({ state }, { caller, params }) {
    const mine = await state.sessions.listOf(personOf(caller).person.id);
    const found = mine.find(({ id }) => id.startsWith(params.session));
    if (found === undefined) throw new Failure("not-found", "You have no such session.", { hint: "It may have ended." });
    await state.sessions.end(found.id);
    return {};
  },
});

async function passkeysOf({ workplace }: Desk, person: string) {
  return (await workplace.store.read.keys()).filter((key) => key.person === person && key.kind === "passkey");
}
