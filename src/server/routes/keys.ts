import { z } from "zod";
import { endLogin, enrolKey, linkLogin, revokeKey } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { providerOf } from "../sign-in/provider.ts";

const word = z.string().min(1).max(200);

export const keysEnrol = route({
  id: "keys.enrol",
  method: "POST",
  path: "/api/keys",
  summary: "Enrols a person's SSH public key, given as a line of a `.pub` file; it signs only what comes after.",
  access: { who: "actor", roles: ["administrator"] },
  proof: true,
  status: 201,
  body: z.strictObject({ person: word, publicKey: z.string().min(1).max(20_000) }),
  answer: z.strictObject({ fingerprint: z.string() }),
  async handle({ workplace }, { body, caller }) {
    const { fingerprint } = await enrolKey(workplace, personOf(caller).person.id, body.person, body.publicKey);
    return { fingerprint };
  },
});

export const keysRevoke = route({
  id: "keys.revoke",
  method: "POST",
  path: "/api/keys/revocation",
  summary: "Ends a key or passkey, one's own or, for an administrator, anybody's; what it signed before stays valid.",
  access: { who: "self" },
  proof: true,
  // A fingerprint has slashes, so it stands in no address.
  body: z.strictObject({ fingerprint: word }),
  answer: z.strictObject({ fingerprint: z.string() }),
  async handle({ workplace, state }, { body, caller }) {
    const { person: by, session } = personOf(caller);
    const { fingerprint, person } = await revokeKey(workplace, by.id, body.fingerprint);
    // Whoever came in with what has ended is out, too.
    await state.sessions.endAllOf(person, session);
    return { fingerprint };
  },
});

export const loginsLink = route({
  id: "logins.link",
  method: "POST",
  path: "/api/logins",
  summary: "Links an account at the company's provider to a person, who can sign in with it from then on.",
  access: { who: "actor", roles: ["administrator"] },
  proof: true,
  status: 201,
  body: z.strictObject({
    person: word,
    issuer: z.string().min(1).max(1_000).optional().describe("Else the provider that is configured here"),
    subject: z.string().min(1).max(1_000).describe("The account as the provider names it in `sub`, which is seldom an address"),
  }),
  answer: z.strictObject({ login: z.string() }),
  async handle({ workplace, settings }, { body: { person, subject, issuer }, caller }) {
    const { id } = await linkLogin(workplace, { by: personOf(caller).person.id, person, subject, issuer: issuer ?? (await providerOf(settings).issuer()) });
    return { login: id };
  },
});

export const loginsEnd = route({
  id: "logins.end",
  method: "POST",
  path: "/api/logins/{login}/end",
  summary: "Ends a login, one's own or, for an administrator, anybody's: nobody signs in with the account any more.",
  access: { who: "self" },
  proof: true,
  params: z.strictObject({ login: word }),
  answer: z.strictObject({ login: z.string() }),
  async handle({ workplace, state }, { params, caller }) {
    const { person: by, session } = personOf(caller);
    const { id, person } = await endLogin(workplace, by.id, params.login);
    await state.sessions.endAllOf(person, session);
    return { login: id };
  },
});
