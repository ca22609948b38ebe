import { z } from "zod";
import { tokenScopes } from "../../model/fact.ts";
import { listTokens } from "../../reading/index.ts";
import { issueToken, revokeToken } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import type { Desk } from "../desk.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { issuedToken, tokenLine } from "../shapes/people.ts";

const word = z.string().min(1).max(200);
const administrators = { who: "actor", roles: ["administrator"] } as const;

export const tokensList = route({
  id: "tokens.list",
  method: "GET",
  path: "/api/tokens",
  summary: "API tokens without their secrets: which agent holds each, for what, until when.",
  access: { who: "reader" },
  answer: z.strictObject({ items: list(tokenLine) }),
  async handle({ workplace }) {
    return { items: await listTokens(workplace) };
  },
});

export const tokensIssue = route({
  id: "tokens.issue",
  method: "POST",
  path: "/api/tokens",
  summary: "Issues an API token to an agent. Its text is in this answer and nowhere else; no token decides anything.",
  access: administrators,
  proof: true,
  status: 201,
  answersSecret: true,
  body: z.strictObject({ agent: word, label: word, scopes: z.array(z.enum(tokenScopes)).min(1).max(tokenScopes.length), until: z.iso.date().describe("The last day, in UTC") }),
  answer: issuedToken,
  async handle({ workplace }, { body: { agent, until, ...given }, caller }) {
    const end = Date.parse(`${until}T00:00:00Z`) + 86_400_000;
    const { secret, token } = await issueToken(workplace, personOf(caller).person.id, { person: agent, until: end, ...given });
    return { secret, token: await shown(workplace, token.id) };
  },
});

export const tokensRevoke = route({
  id: "tokens.revoke",
  method: "POST",
  path: "/api/tokens/{token}/revocation",
  summary: "Ends a token at once.",
  access: administrators,
  proof: true,
  params: z.strictObject({ token: word }),
  answer: tokenLine,
  async handle({ workplace }, { params, caller }) {
    const { id } = await revokeToken(workplace, personOf(caller).person.id, params.token);
    return await shown(workplace, id);
  },
});

async function shown(workplace: Desk["workplace"], id: string) {
  const token = (await listTokens(workplace)).find((line) => line.id === id);
  if (token === undefined) throw new TypeError(`the token ${id} is not listed`);
  return token;
}
