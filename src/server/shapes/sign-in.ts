import { z } from "zod";

/** Options as `@simplewebauthn/browser` takes them (WebAuthn Level 3 §5.4 and §5.5 in JSON); the browser checks them. */
export const webauthnOptions = z.looseObject({ challenge: z.string() });

/** What a browser answers after a passkey was made (RegistrationResponseJSON). The library reads the rest. */
export const attestation = z.looseObject({
  id: z.string().min(1).max(2_000),
  rawId: z.string().min(1).max(2_000),
  type: z.literal("public-key"),
  response: z.looseObject({ clientDataJSON: z.string().max(20_000), attestationObject: z.string().max(60_000), transports: z.array(z.string().max(40)).max(10).optional() }),
});

/** What a browser answers after a passkey was used (AuthenticationResponseJSON). */
export const assertion = z.looseObject({
  id: z.string().min(1).max(2_000),
  rawId: z.string().min(1).max(2_000),
  type: z.literal("public-key"),
  response: z.looseObject({ clientDataJSON: z.string().max(20_000), authenticatorData: z.string().max(20_000), signature: z.string().max(2_000) }),
});

/** A challenge that was handed out; it comes back once, within a minute. */
export const ceremony = z.strictObject({ ceremony: z.string(), options: webauthnOptions });

/** Whoever is signed in. */
export const me = z.strictObject({
  person: z.strictObject({ id: z.string(), handle: z.string(), name: z.string(), roles: z.array(z.string()) }),
  organisation: z.strictObject({ name: z.string(), sample: z.boolean() }),
  /** False when nothing but reading is allowed: an auditor without another role. */
  acts: z.boolean(),
  /** Presence was proved so recently that nothing has to be asked again. */
  proved: z.boolean(),
  passkeys: z.int(),
});

/** How one can sign in here, for a page that knows nobody yet. */
export const waysIn = z.strictObject({
  organisation: z.string(),
  sample: z.boolean(),
  /** Name of the company's provider to be shown on the button; null when there is none. */
  provider: z.string().nullable(),
});

export const joining = z.strictObject({ name: z.string(), roles: z.array(z.string()), organisation: z.string(), sample: z.boolean(), until: z.string() });

export const sessionLine = z.strictObject({
  id: z.string(),
  /** The browser, as it names itself. */
  browser: z.string(),
  since: z.string(),
  used: z.string(),
  until: z.string(),
  current: z.boolean(),
});

export const passkeyLine = z.strictObject({
  fingerprint: z.string(),
  /** When it was enrolled, as a ledger index. */
  enrolledAt: z.int(),
  /** Kept by a password manager and so on several devices; null when unknown. */
  synced: z.boolean().nullable(),
  revoked: z.boolean(),
});
