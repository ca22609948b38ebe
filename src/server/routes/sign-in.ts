import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { Failure } from "../../model/failure.ts";
import type { Person } from "../../model/people.ts";
import { standingPerson } from "../../reading/index.ts";
import { enrolPasskey } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { route } from "../route.ts";
import { assertion, attestation, ceremony, joining, waysIn } from "../shapes/sign-in.ts";
import { beginPasskey, beginProof, finishPasskey, finishProof, readAssertion } from "../sign-in/passkeys.ts";
import { closeSession, openSession, renewSession } from "../sign-in/session.ts";

const secret = z.string().max(200);
const done = z.strictObject({ person: z.string() });

export const signInWays = route({
  id: "signIn.ways",
  method: "GET",
  path: "/api/sign-in",
  summary: "How one can sign in here.",
  access: { who: "anyone" },
  answer: waysIn,
  async handle({ workplace, settings }) {
    const { name } = await workplace.store.read.organisation();
    const provider = settings.oidc === null ? null : new URL(settings.oidc.issuer).hostname;
    return { organisation: name, sample: settings.sample, provider };
  },
});

export const signInOptions = route({
  id: "signIn.options",
  method: "POST",
  path: "/api/sign-in/options",
  summary: "Begins a sign-in with a passkey.",
  access: { who: "anyone" },
  answer: ceremony,
  handle: (desk) => beginProof(desk, null),
});

export const signInFinish = route({
  id: "signIn.finish",
  method: "POST",
  path: "/api/sign-in",
  summary: "Signs in whoever holds the passkey.",
  access: { who: "anyone" },
  body: z.strictObject({ ceremony: z.string().max(200), assertion }),
  answer: done,
  async handle(desk, { body, request, answerHeaders }) {
    const person = await finishProof(desk, body.ceremony, readAssertion(body.assertion), null);
    await openSession(desk, person, request, answerHeaders, { proved: true });
    return { person: person.id };
  },
});

export const signOut = route({
  id: "signOut",
  method: "POST",
  path: "/api/sign-out",
  summary: "Ends this session.",
  access: { who: "self" },
  answer: z.strictObject({}),
  async handle(desk, { caller, answerHeaders }) {
    await closeSession(desk, personOf(caller), answerHeaders);
    return {};
  },
});

export const joinLook = route({
  id: "join.look",
  method: "POST",
  path: "/api/join/look",
  summary: "Whom an invitation is for. The secret is in the link's fragment, which browsers don't send by themselves.",
  access: { who: "anyone" },
  body: z.strictObject({ secret }),
  answer: joining,
  async handle(desk, { body }) {
    const { person, until } = await invited(desk, body.secret);
    const { name } = await desk.workplace.store.read.organisation();
    return { name: person.name, roles: [...person.roles], organisation: name, sample: desk.settings.sample, until: new Date(until).toISOString() };
  },
});

export const joinOptions = route({
  id: "join.options",
  method: "POST",
  path: "/api/join/options",
  summary: "Begins the making of the invited person's passkey.",
  access: { who: "anyone" },
  body: z.strictObject({ secret }),
  answer: ceremony,
  async handle(desk, { body }) {
    return await beginPasskey(desk, (await invited(desk, body.secret)).person, "join");
  },
});

export const joinFinish = route({
  id: "join.finish",
  method: "POST",
  path: "/api/join",
  summary: "Enrols the invited person's passkey, spends the invitation, and signs the person in.",
  access: { who: "anyone" },
  body: z.strictObject({ secret, ceremony: z.string().max(200), attestation }),
  answer: done,
  async handle(desk, { body, request, answerHeaders }) {
    const { person, by } = await invited(desk, body.secret);
    const passkey = await finishPasskey(desk, body.ceremony, "join", person, body.attestation as unknown as RegistrationResponseJSON);
    // Spent first: what follows can be invited to again, a second passkey by the same link cannot be taken back.
    if (!(await desk.state.invitations.use(body.secret))) throw notInvited();
    await enrolPasskey(desk.workplace, { by, person: person.id, origin: desk.settings.origin, ...passkey });
    await openSession(desk, person, request, answerHeaders, { proved: true });
    return { person: person.id };
  },
});

export const proofOptions = route({
  id: "proof.options",
  method: "POST",
  path: "/api/proof/options",
  summary: "Begins a proof that the signed-in person is present.",
  access: { who: "self" },
  answer: ceremony,
  handle: (desk, { caller }) => beginProof(desk, personOf(caller).person.id),
});

export const proofFinish = route({
  id: "proof.finish",
  method: "POST",
  path: "/api/proof",
  summary: "Proves that the signed-in person is present; the session gets a new secret.",
  access: { who: "self" },
  body: z.strictObject({ ceremony: z.string().max(200), assertion }),
  answer: done,
  async handle(desk, { body, caller, answerHeaders }) {
    const { person, session } = personOf(caller);
    await finishProof(desk, body.ceremony, readAssertion(body.assertion), person.id);
    await renewSession(desk, session, answerHeaders);
    return { person: person.id };
  },
});

/** Who is invited, until when, and by whom as the ledger will say it: the administrator, or the person as whom the first link of a new server is opened. */
async function invited({ state, workplace }: Desk, given: string): Promise<{ readonly person: Person; readonly by: string; readonly until: number }> {
  const invitation = await state.invitations.look(given);
  const person = invitation === null ? null : await standingPerson(workplace, invitation.person, invitation.createdAt);
  if (invitation === null || person === null) throw notInvited();
  if (invitation.by === "system") return { person, by: person.id, until: invitation.expiresAt };
  const inviter = await standingPerson(workplace, invitation.by, invitation.createdAt);
  if (!inviter?.roles.includes("administrator")) throw notInvited();
  return { person, by: inviter.id, until: invitation.expiresAt };
}

function notInvited(): Failure {
  return new Failure("refused", "This invitation is not valid: it was used, has run out, or was never given.", { hint: "Ask an administrator for a new one." });
}
