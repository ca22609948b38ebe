import { z } from "zod";
import { tokenScopes } from "../../model/fact.ts";
import { named } from "./change.ts";
import { list } from "./list.ts";

const profile = {
  id: z.string(),
  handle: z.string(),
  name: z.string(),
  kind: z.enum(["person", "agent"]),
  emails: list(z.string()),
  roles: list(z.string()),
  active: z.boolean(),
};

/** Who somebody is: one record however many logins, addresses and keys. */
export const person = z.strictObject(profile);

const qualificationState = z.enum(["holds", "expired", "not-yet", "revoked"]);

export const personLine = person.extend({
  keys: z.int(),
  passkeys: z.int(),
  qualifications: list(z.strictObject({ domain: z.string(), state: qualificationState, until: z.string() })),
});

export const keyLine = z.strictObject({
  fingerprint: z.string(),
  kind: z.enum(["ssh", "passkey"]),
  publicKey: z.string(),
  enrolled: z.string(),
  revoked: z.string().nullable(),
  origin: z.string().nullable(),
  synced: z.boolean().nullable(),
});

/** That somebody is fit to judge a domain: on which basis, by whose word, until when (R31). */
export const qualificationLine = z.strictObject({
  id: z.string(),
  person: named,
  domain: z.string(),
  basis: z.string(),
  by: named,
  from: z.string(),
  until: z.string(),
  state: qualificationState,
  index: z.int(),
});

export const tokenLine = z.strictObject({
  id: z.string(),
  agent: named,
  label: z.string(),
  scopes: list(z.enum(tokenScopes)),
  by: named,
  issued: z.string(),
  until: z.string(),
  state: z.enum(["holds", "expired", "revoked"]),
});

/** Who stands in for whom while they are away (R105). */
export const deputyLine = z.strictObject({
  id: z.string(),
  person: named,
  deputy: named,
  by: named,
  from: z.string(),
  /** The first moment after it. */
  until: z.string(),
  state: z.enum(["stands-in", "not-yet", "over", "ended"]),
  index: z.int(),
});

/** What would be left without somebody, or wait longer, were a person not active any more (R105). */
export const duties = z.strictObject({
  roles: list(z.string()),
  qualifications: list(z.string()),
  escalations: list(z.strictObject({ id: z.string(), change: z.string() })),
  changes: list(z.strictObject({ id: z.string(), title: z.string(), alone: z.boolean() })),
  /** These end with the person's activity. */
  deputyships: list(deputyLine),
  agents: list(named),
  tokens: list(z.strictObject({ id: z.string(), label: z.string() })),
});

export const personPage = person.extend({
  enrolledBy: named.nullable(),
  keys: list(keyLine),
  /** For administrators and the person alone; empty for everybody else, since it says who somebody is elsewhere. */
  logins: list(z.strictObject({ id: z.string(), issuer: z.string(), subject: z.string(), linked: z.string(), ended: z.boolean() })),
  qualifications: list(qualificationLine),
  tokens: list(tokenLine),
  deputyships: list(deputyLine),
  duties,
});

/** A link with which the person makes a passkey and is signed in; shown once. */
export const invitation = z.strictObject({ link: z.string(), until: z.string() });

export const enrolled = z.strictObject({ person, invitation: invitation.nullable() });

/** A token with its text, which is shown this once and kept nowhere. */
export const issuedToken = z.strictObject({ secret: z.string(), token: tokenLine });
