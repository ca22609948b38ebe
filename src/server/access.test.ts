import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TokenScope, tokenScopes } from "../model/fact.ts";
import { changePerson } from "../workflow/index.ts";
import type { Access } from "./access.ts";
import type { AnyRoute } from "./route.ts";
import { routes } from "./routes/index.ts";
import { type Client, type TestServer, testServer } from "./testing.ts";

// One server for the whole matrix: every caller against every operation of the registry.
let server: TestServer;
const callers = new Map<string, Client>();

const persons = {
  ada: ["administrator", "policy-owner"],
  bo: ["engineering-lead", "reviewer"],
  chen: ["reviewer", "release-manager"],
  petra: ["project-manager"],
  vera: ["auditor"],
  both: ["auditor", "reviewer"],
  none: [],
};
type PersonName = keyof typeof persons;

beforeAll(async () => {
  server = await testServer();
  for (const name of ["petra", "vera", "both", "none", "gone"]) await server.enrol(name, name === "gone" ? ["administrator"] : persons[name as PersonName]);
  for (const name of [...Object.keys(persons), "gone"]) callers.set(name, await server.as(name));
  await changePerson(server.desk.workplace, "ada", "gone", { active: false });
  callers.set("nobody", server.visitor);
  callers.set("a token that nobody issued", (path, asking) => server.visitor(path, { ...asking, headers: { authorization: `Bearer cs_${"A".repeat(43)}` } }));
  for (const scope of tokenScopes) {
    callers.set(`token ${scope}`, await server.token([scope]));
    callers.set(`token without ${scope}`, await server.token(tokenScopes.filter((other) => other !== scope)));
  }
});
afterAll(() => server[Symbol.asyncDispose]());

type Expected = "in" | "sign-in-needed" | "person-needed" | "scope-missing" | "read-only" | "role-missing";

/** What the words of access mean, spelled out anew. */
function personExpected(access: Access, roles: readonly string[]): Expected {
  if (access.who !== "actor") return "in";
  if (roles.join() === "auditor") return "read-only";
  return access.roles === undefined || access.roles.some((role) => roles.includes(role)) ? "in" : "role-missing";
}

function tokenExpected(access: Access, scopes: readonly TokenScope[]): Expected {
  if (access.who === "anyone") return "in";
  if (access.who === "self" || access.scope === undefined) return "person-needed";
  return scopes.includes(access.scope) ? "in" : "scope-missing";
}

const known: Expected = "sign-in-needed";
const strangers = ["nobody", "gone", "a token that nobody issued"];

/** How an operation answers whom it lets in: the query that it does not know is looked at only then. */
async function ask(name: string, { method, path }: AnyRoute): Promise<Expected | string> {
  const client = callers.get(name);
  if (client === undefined) throw new TypeError(`nobody is called ${name}`);
  const response = await client(`${path.replace(/\{\w+\}/g, "x")}?of-the-matrix=1`, { method });
  if (response.status === 302 || response.status === 200) return "in";
  const { code, status } = (await response.json()) as { code: string; status: number };
  expect(response.status).toBe(status);
  const refused = ["sign-in-needed", "person-needed", "scope-missing", "read-only", "role-missing"].includes(code);
  expect(refused).toBe((status === 401 || status === 403) && code !== "refused");
  return refused ? code : "in";
}

describe("who may call what", () => {
  it.each(Object.values<AnyRoute>(routes))("$method $path admits whom its access names, and nobody else", async (route) => {
    const { access } = route;
    for (const name of strangers) expect([name, await ask(name, route)]).toEqual([name, access.who === "anyone" ? "in" : known]);
    for (const [name, roles] of Object.entries(persons)) expect([name, await ask(name, route)]).toEqual([name, personExpected(access, roles)]);
    for (const scope of tokenScopes) {
      expect([scope, await ask(`token ${scope}`, route)]).toEqual([scope, tokenExpected(access, [scope])]);
      expect([scope, await ask(`token without ${scope}`, route)]).toEqual([
        scope,
        tokenExpected(
          access,
          tokenScopes.filter((other) => other !== scope),
        ),
      ]);
    }
  });

  it("an operation without access does not compile", () => {
    // @ts-expect-error access is missing
    const route: AnyRoute = { ...routes["system.health"], access: undefined };
    expect(route).toBeDefined();
  });
});
