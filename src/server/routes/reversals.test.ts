import { expect, it } from "vitest";
import { source } from "../../workflow/testing.ts";
import { reversals } from "../shapes/reversals.ts";
import { testServer } from "../testing.ts";

it("R60 a change that takes back an earlier one is recorded by whoever leads, listed from both sides, and waits for its constraint", async () => {
  await using server = await testServer();
  const { organisation: org } = server;
  const { change: reversed } = await org.proposed();
  org.land();
  org.repository.branch("back", "refs/heads/main");
  org.repository.commit({ [source.path]: source.before }, { message: "Take it back" });
  const { change } = await org.propose({ head: "refs/heads/back" });
  const [bo, chen] = [await server.as("bo"), await server.as("chen")];
  const json = { reversed, cause: "unstated-constraint", note: "Reports hold no names, which stood nowhere." };
  expect((await chen(`/api/changes/${change}/reversals`, { json })).status).toBe(403);
  expect((await bo(`/api/changes/${change}/reversals`, { json })).status).toBe(201);
  const listed = async (query: string) => reversals.parse(await (await chen(`/api/reversals${query}`)).json());
  const { items, open, may } = await listed(`?change=${reversed}`);
  expect(items).toMatchObject([{ change: { id: change }, reversed: { id: reversed, title: "Charge twice" }, files: 1, restored: 1, stated: null, constraints: [] }]);
  expect([open, may.map(({ name }) => name), (await listed("?project=other")).items]).toEqual([1, expect.arrayContaining(["Bo Berg"]), []]);
  const stated = await bo(`/api/reversals/${items[0]?.id}/constraint`, { json: { constraint: "no-names" } });
  expect([stated.status, ((await stated.json()) as { detail: string }).detail]).toEqual([422, expect.stringContaining("no-names")]);
});
