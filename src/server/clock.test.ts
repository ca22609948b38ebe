import { expect, it } from "vitest";
import { requirement } from "../workflow/testing.ts";
import { testServer } from "./testing.ts";

const day = 86_400_000;

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
