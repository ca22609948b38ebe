import { expect, it } from "vitest";
import { linkLogin } from "../workflow/index.ts";
import { requirement } from "../workflow/testing.ts";
import { type TestServer, testServer } from "./testing.ts";

const day = 86_400_000;
const hour = 3_600_000;

/** A month ahead, something recorded, and right again: the ledger's own time stands still for a month from now on. */
async function jumped({ organisation: org }: TestServer): Promise<void> {
  const right = org.clock.now;
  org.clock.now = right + 30 * day;
  await org.attach(org.base);
  org.clock.now = right;
}

it("F10 R5 after a jump of the clock an attempt is a fact again an hour later", async () => {
  await using server = await testServer();
  await jumped(server);
  const robin = await server.token(["propose"]);
  const attempts = async () => {
    expect((await robin("/api/people", { json: { handle: "eve", name: "Eve", emails: [] } })).status).toBe(403);
    return (await server.organisation.facts("attempt-refused")).length;
  };
  expect([await attempts(), await attempts()]).toEqual([1, 1]);
  server.organisation.clock.now += hour;
  expect(await attempts()).toBe(2);
});

it("F10 R32 after a jump of the clock one administrator’s wish to invite is gone a day later", async () => {
  await using server = await testServer();
  await server.enrol("eve", ["administrator"]);
  const { organisation, desk } = server;
  await organisation.enrolPasskey("ada");
  await linkLogin(desk.workplace, { by: "ada", person: "eve", issuer: "https://id.example", subject: "eve" });
  await jumped(server);
  const invite = async (handle: string) => (await (await server.as(handle))("/api/people/bo/invitation", { method: "POST" })).status;
  expect(await invite("ada")).toBe(403);
  organisation.clock.now += day;
  expect(await invite("eve")).toBe(403);
  expect(await invite("ada")).toBe(200);
});

it("F10 after a jump of the clock nobody is told ready, nothing can be signed, and a session still ends in its time", async () => {
  await using server = await testServer();
  const { organisation: org } = server;
  await org.enrolPasskey("bo");
  const { change } = await org.proposed();
  const right = org.clock.now;
  org.clock.now = right + 30 * day;
  await org.attach(org.base);
  const meanwhile = await server.as("bo");
  org.clock.now = right;
  const bo = await server.as("bo");
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];
  expect((await meanwhile("/api/me")).status).toBe(401);
  expect(await codeOf(await server.visitor("/ready"))).toEqual([503, "clock-wrong"]);
  const answers = [{ criterion: "meets-requirement", value: "met", reason: null, link: requirement }];
  const { files } = (await (await bo(`/api/changes/${change}/files`)).json()) as { files: { path: string; pair: unknown }[] };
  for (const { path, pair } of files) {
    await bo(`/api/changes/${change}/diff?path=${encodeURIComponent(path)}`);
    expect((await bo(`/api/changes/${change}/seen`, { method: "PUT", json: { path, pair } })).status).toBe(204);
  }
  expect(await codeOf(await bo(`/api/changes/${change}/decisions/prepare`, { json: { outcome: "approve", answers } }))).toEqual([503, "clock-wrong"]);
  expect(await codeOf(await (await server.token(["gate"]))("/api/gate", { json: { change } }))).toEqual([503, "clock-wrong"]);
  org.clock.now = right + day;
  expect((await bo("/api/me")).status).toBe(401);
});
