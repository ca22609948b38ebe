import { expect, it } from "vitest";
import { testServer } from "../testing.ts";

it("R102: a change's disclosure is a file to keep, with who approved it, and only for whoever may read", async () => {
  await using server = await testServer();
  const { organisation } = server;
  const head = organisation.commitChange();
  const { change } = await organisation.propose({ declared: [{ tool: "claude-code", model: null }] });
  await organisation.attach(head);
  await organisation.decide("bo", change);
  const answer = await (await server.as("bo"))(`/api/changes/${change}/disclosure`);
  expect([answer.status, answer.headers.get("content-disposition")]).toEqual([200, expect.stringContaining(`ai-disclosure-${change}.md`)]);
  const text = await answer.text();
  expect(text).toContain(`to commit ${head.slice(0, 12)} adds.`);
  expect(text).toContain("| who wrote it | lines | share |");
  expect(text).toContain("| AI | declared | change | medium | 2 |");
  expect(text).toContain("| approved by | lines |\n| --- | --- |\n| `Bo Berg` | 2 |");
  expect((await (await server.as("bo"))("/api/changes/c-none/disclosure")).status).toBe(404);
  expect((await (await server.token(["gate"]))(`/api/changes/${change}/disclosure`)).status).toBe(403);
});

it("R102: in a change's disclosure everybody is one person, by any name that they signed with", async () => {
  await using server = await testServer();
  const { organisation } = server;
  organisation.commitChange();
  organisation.repository.commit({ "src/more.ts": "one\n" }, { author: "a.author <ADA@example.com>", message: "More" });
  const { change } = await organisation.propose({ declared: [{ tool: "claude-code", model: null }] });
  const text = await (await (await server.as("bo"))(`/api/changes/${change}/disclosure`)).text();
  expect(text).toContain("| person | as | lines |\n| --- | --- | --- |\n| `Ada Author <ada@example.com>` | author of the commit | 3 |\n");
});

it("R102: the policy page says where disclosure is required, and in which form", async () => {
  await using server = await testServer({ policy: "policy: 1\nversion: 2\nai: { disclosure: { in: [commit, description], grammar: { trailer: AI-Tools } } }\n" });
  const page = await (await (await server.as("bo"))("/api/policy")).json();
  expect(page).toMatchObject({ ai: { disclosure: "required", disclosureIn: ["commit", "description"], disclosureGrammar: { trailer: "AI-Tools" } } });
});
