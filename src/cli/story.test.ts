import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { testFolder } from "./testing.ts";
import { colleagues, signedDocuments, teamIn } from "./testing-team.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

let ticks = 0;
const team = teamIn(root, () => Date.parse("2026-11-23T09:00:00Z") + ticks++ * 1_000);
const { cs, git, beside, key } = team;

async function gateSays(exit: number, change: string): Promise<readonly string[]> {
  const ran = await cs(exit, ["gate", "--environment", "merge", "--change", change, "--json"]);
  const { verdict } = ran.json() as { verdict: { reasons: { code: string; effect: string }[] } };
  return verdict.reasons.filter(({ effect }) => effect === "deny").map(({ code }) => code);
}

it("R38 R49 R50 R51 R53 R54 R57 R11 R81: a team goes from init to a closed blueprint, and to a change that is denied, mended and allowed", async () => {
  await team.found();
  await cs(0, ["blueprint", "start", "--start", team.day(0), "--end", team.day(18)]);

  // While it runs, code waits.
  git("checkout", "-qb", "feature");
  team.commitFeature("export const may = 1;\n");
  const change = await team.proposed();
  expect(await gateSays(1, change)).toContain("blueprint-running");

  // A tool that the policy newly names is gone through before it is used.
  git("checkout", "-q", "main");
  await team.registerTool();
  expect(await gateSays(1, change)).toContain("tool-under-review");
  const { tools } = (await cs(0, ["tools", "list", "--json"])).json() as { tools: { reviews: { id: string; items: { item: string }[] }[] }[] };
  const open = tools.flatMap(({ reviews }) => reviews.flatMap(({ id, items }) => items.map(({ item }) => ({ id, item }))));
  for (const { id, item } of open) await cs(0, ["tools", "review", id, item, "--done", "Went through it with the whole team"]);
  expect(await gateSays(1, change)).not.toContain("tool-under-review");

  // Nothing closes what is not filled in.
  expect((await cs(2, ["blueprint", "close", ...key("dana")])).err).toMatch(/missing[\s\S]*risks wait to be judged/);
  await team.fillIn();
  expect((await cs(0, ["blueprint", "lint"])).out).not.toContain("✗");
  expect((await cs(0, ["blueprint", "write", "--check"])).out).toContain("already");
  for (const document of signedDocuments) await cs(0, ["blueprint", "sign", document, ...key("dana")]);
  await cs(0, ["blueprint", "sign", "delivery", ...key("eli")], "eli");
  for (const person of ["dana", ...Object.keys(colleagues)]) await cs(0, ["blueprint", "acknowledge", "ai-policy"], person);
  const asked = await cs(2, ["blueprint", "close", ...key("dana"), "--json"]);
  const { error } = asked.json() as { error: { code: string; hint: string } };
  expect(error.code).toBe("answers-missing");
  const answers = beside("exit.yaml", error.hint.slice(error.hint.indexOf("\n") + 1).replaceAll("met:", "met: true"));
  await cs(0, ["blueprint", "close", "--answers", answers, ...key("dana")]);

  // From now on the gate judges code: a failing test denies, and what is mended and judged passes.
  await team.reportFailing();
  expect(await gateSays(1, change)).not.toContain("blueprint-running");
  git("checkout", "-q", "feature");
  team.commitFeature("export const may = true;\n");
  expect(await team.proposed()).toBe(change);
  await team.reportPassing();
  const met = beside("answers.yaml", "answers:\n  meets-requirement: { value: met, link: SHOP-1 }\n  threat-considered: { value: met, reason: Only members }\n");
  for (const person of Object.keys(colleagues)) await cs(0, ["decide", change, "approve", ...key(person), "--answers", met], person);
  expect(await gateSays(0, change)).toEqual([]);

  // Suspended, the tool's changes are denied at once, also those that were approved.
  await cs(0, ["tools", "suspend", "claude-code", "--reason", "It was seen to send what it should not."]);
  expect(await gateSays(1, change)).toContain("tool-suspended");
  await cs(0, ["tools", "resume", "claude-code", "--reason", "The setting that sent it was switched off."]);
  expect(await gateSays(0, change)).toEqual([]);

  await cs(0, ["ledger", "export", join(root, "export")]);
  await cs(0, ["verify", join(root, "export")]);
}, 120_000);
