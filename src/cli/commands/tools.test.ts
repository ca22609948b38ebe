import { afterAll, beforeAll, expect, it } from "vitest";
import { finishedBlueprint } from "../../workflow/testing-blueprint.ts";
import { type GovernedTest, governedTest } from "../testing-governed.ts";

const policy =
  "policy: 1\nversion: 2\nai: { tools: [{ tool: cursor, owner: chen, models: [gpt-5], conditions: { data: [internal], modes: [agent], not-paths: [], account: business } }, { tool: codex, owner: ada }] }\n";
const done = "Its modes and its data classes are in the brief.";

let here: GovernedTest;
beforeAll(async () => {
  here = await governedTest({ policy });
  here.org.repository.commit(await finishedBlueprint(here.org));
});
afterAll(() => here[Symbol.asyncDispose]());

it("R40, R80, R92, R106 lists the tools with owner, conditions and open reviews, and closes a review item by item", async () => {
  const { out } = await here.run("bo", "tools", "list");
  expect(out).toMatch(/^2 AI tools of the organisation\.\nRegistered by version 2 of the organisation's policy\.\n/);
  expect(out).toMatch(/cursor {2}under review\n +Owner +Chen Wei\n/);
  const reviews = await here.org.facts("tool-review-opened");
  const [cursor, codex] = ["cursor", "codex"].map((tool) => reviews.find(({ data }) => data.tool === tool)?.data.review ?? "");
  const close = (review = "", item = "", handle: "bo" | "ada" | "chen" = "bo") => here.run(handle, "tools", "review", review, item, "--done", done);
  expect(await close(codex, "criteria")).toMatchObject({ exit: 2, err: expect.stringContaining("conditions.account") });
  expect(await close(cursor, "criteria", "chen")).toMatchObject({ exit: 1 });
  expect(await close(cursor, "criteria")).toMatchObject({ exit: 0, out: expect.stringContaining("still open: process, audit events") });
  expect(await close(cursor, "process", "chen")).toMatchObject({ exit: 0 });
  expect(await close(cursor, "audit-events", "ada")).toMatchObject({ exit: 0, out: expect.stringContaining("The review of cursor is closed") });
});

it("R40 suspends a tool at once and lets it in again, each with a reason, and R81 acknowledges the AI policy", async () => {
  const reason = ["--reason", "Its vendor changed the terms."];
  expect(await here.run("bo", "tools", "suspend", "cursor")).toMatchObject({ exit: 2 });
  expect(await here.run("bo", "tools", "suspend", "cursor", ...reason)).toMatchObject({ exit: 0, out: expect.not.stringContaining("Nothing is known") });
  expect(await here.run("bo", "tools", "suspend", "cursr", ...reason)).toMatchObject({ exit: 2, err: expect.stringContaining("Did you mean `cursor`?") });
  const other = await here.run("bo", "tools", "suspend", "house-agent", ...reason);
  expect([other.exit, other.out]).toEqual([0, expect.stringContaining("Nothing is known of house-agent")]);
  expect((await here.run("bo", "tools", "list")).out).toContain("Its vendor changed the terms.");
  expect(await here.run("chen", "tools", "resume", "cursor", ...reason)).toMatchObject({ exit: 1 });
  expect(await here.run("bo", "tools", "resume", "cursor", ...reason)).toMatchObject({ exit: 0 });
  expect((await here.run("bo", "tools", "acknowledge")).out).toContain("Version 1 of the AI policy is acknowledged");
});
