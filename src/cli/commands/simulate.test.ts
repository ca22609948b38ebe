import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HistorySimulation } from "../../reading/index.ts";
import { testOrganisation } from "../../workflow/testing.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const repo = join(root, "history");

/** A repository with three changes behind its first commit, the last one a merge; nothing was founded beside it. */
function makeHistory(): void {
  let day = 1;
  const git = (...words: string[]) => {
    const date = `2026-11-${String(day).padStart(2, "0")}T10:00:00Z`;
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    execFileSync("git", ["-C", repo, "-c", "user.name=Dana", "-c", "user.email=dana@example.com", ...words], { stdio: "pipe", env });
  };
  const commit = (path: string, text: string, message: string) => {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
    git("add", "-A");
    git("commit", "-q", "-m", message);
  };
  mkdirSync(repo, { recursive: true });
  git("init", "-q", "-b", "main");
  commit("src/price.js", "export const price = 1;\n", "Begin");
  day = 2;
  commit("README.md", "# Prices\n", "Say what it is");
  day = 3;
  commit("src/price.js", "export const price = 1;\nexport const more = 2;\n", "Add more");
  git("checkout", "-q", "-b", "topic");
  commit("src/auth/login.js", "export const login = 1;\n".repeat(10), "Log in\n\nCo-authored-by: Claude <noreply@anthropic.com>");
  git("checkout", "-q", "main");
  day = 11;
  git("merge", "-q", "--no-ff", "-m", "Merge the login", "topic");
}

const next = join(root, "next.yaml");
writeFileSync(next, "policy: 1\nversion: 2\nai: { reviewers: { human: 2, ai: 2, mixed: 2, unknown: 2 } }\n");
beforeAll(makeHistory);

describe("simulate", () => {
  it("says how many past changes another policy would have judged otherwise, and which", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    await org.workplace.close();
    const data = join(root, "data");
    cpSync(org.folder, join(data, "organisation"), { recursive: true });
    const words = ["simulate", "--policy", next, "--data", data];
    const { exit, out, err } = await runIn(root, words, { columns: 200 });
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toContain("1 of 1 change would be judged otherwise: 0 allow, 1 wait, 0 deny, instead of 1 allow, 0 wait, 0 deny.");
    expect(out).toMatch(new RegExp(`${change} +production +allow \\(business-logic\\) +wait \\(business-logic\\) +Charge twice: `));
    const later = await runIn(root, [...words, "--since", "2026-11-03", "--json"]);
    expect(later.json()).toEqual({ before: { allow: 0, wait: 0, deny: 0 }, after: { allow: 0, wait: 0, deny: 0 }, changes: [] });
  });

  it("R63 says of the last changes of any repository what each would have needed and how much time of reviewers that is, and records nothing", async () => {
    const words = ["simulate", "--last", "100", "--repo", repo, "--data", join(root, "nowhere")];
    const { exit, out, err, json } = await runIn(root, [...words, "--json"]);
    expect([exit, err]).toEqual([0, ""]);
    const { changes, tiers, total, span, weeks, policy, branch, unread } = json() as HistorySimulation;
    expect([branch, policy, unread]).toEqual(["main", "the built-in default", []]);
    // The first commit has nothing before it; a merge is one change, with all that it brought.
    expect(changes.map(({ title, tier, read, files }) => [title, tier, read, files])).toEqual([
      ["Merge the login", "security", 10, 1],
      ["Add more", "business-logic", 1, 1],
      ["Say what it is", "documentation", 1, 1],
    ]);
    expect(changes[0]).toMatchObject({ tools: ["claude-code"], approvals: expect.arrayContaining([{ needs: "someone qualified for security", count: expect.any(Number) }]) });
    expect(changes[1]?.checks).toContainEqual({ id: "tests-pass", says: "Every test passes, and there are tests.", result: "unknown" });
    expect(changes[1]?.questions.map(({ id }) => id)).toContain("meets-requirement");
    expect(tiers.map(({ tier, changes: count }) => [tier, count])).toEqual([
      ["documentation", 1],
      ["business-logic", 1],
      ["security", 1],
    ]);
    expect(total.minutes).toBeCloseTo(changes.reduce((sum, { estimate }) => sum + estimate.minutes, 0));
    expect([weeks.map(({ week }) => week), span.weeks, span.minutesAWeek * 2]).toEqual([["2026-11-02", "2026-11-09"], 2, total.minutes]);
    expect(out).not.toBe("");
    expect(existsSync(join(root, "nowhere"))).toBe(false);
    const page = await runIn(root, words, { columns: 200 });
    expect(page.out).toContain("The last 3 changes of main would have taken reviewers about");
    expect(page.out).toMatch(/Merge the login\n +security; 10 lines to read; .*someone qualified for security/);
  });

  it("R63 holds the policy of the work tree against them before anybody commits it, and a named one in its place", async () => {
    mkdirSync(join(repo, ".countersign"), { recursive: true });
    writeFileSync(join(repo, ".countersign/policy.yaml"), "policy: 1\nversion: 1\nchange-types: { pricing: { paths: ['**/price.js'], tier: security } }\n");
    const words = ["simulate", "--last", "2", "--repo", repo, "--data", join(root, "nowhere"), "--json"];
    const tiersOf = async (...more: string[]) => ((await runIn(root, [...words, ...more])).json() as HistorySimulation).changes.map(({ tier }) => tier);
    expect(await tiersOf()).toEqual(["security", "security"]);
    expect(await tiersOf("--policy", join(repo, ".countersign/policy.yaml"))).toEqual(["security", "security"]);
    rmSync(join(repo, ".countersign"), { recursive: true });
    expect(await tiersOf("--policy", next)).toEqual(["security", "business-logic"]);
  });

  it("refuses a count that is none, a day beside it, and no policy without it", async () => {
    const ran = async (...words: string[]) => (({ exit, err }) => [exit, err])(await runIn(root, ["simulate", ...words]));
    expect(await ran("--last", "0")).toEqual([2, expect.stringContaining('"0" is no number of changes.')]);
    expect(await ran("--last", "5", "--since", "2026-11-01")).toEqual([2, expect.stringContaining("--last counts changes")]);
    expect(await ran()).toEqual([2, expect.stringContaining("No policy is named.")]);
  });

  it("refuses a day that is none, and a project's file without its project", async () => {
    const soon = await runIn(root, ["simulate", "--policy", next, "--since", "soon"]);
    expect([soon.exit, soon.err]).toEqual([2, expect.stringContaining('"soon" is not a day.')]);
    const own = await runIn(root, ["simulate", "--policy", ".countersign/policy.yaml"]);
    expect([own.exit, own.err]).toEqual([2, expect.stringContaining(".countersign/policy.yaml is the policy of a project.")]);
  });
});
