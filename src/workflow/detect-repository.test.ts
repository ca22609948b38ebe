import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TestRepository } from "../git/testing.ts";
import { detectRepository } from "./detect-repository.ts";

const disposable = () => new TestRepository();

describe("what a repository says of itself", () => {
  it("finds languages, tests, manifests, records, agents' files and what is sensitive, and leaves out what others wrote", async () => {
    using repo = disposable();
    repo.commit({
      "src/a.ts": "one\ntwo\n",
      "src/auth/login.ts": "x\n",
      "src/auth/logo.png": "x",
      "src/Billing/charge.ts": "x\n",
      "db/migrations/1.sql": "x\n",
      "vendor/crypto/a.c": "x\n".repeat(99),
      "tests/auth/login.test.ts": "x\ny\n",
      "docs/auth/how.md": "x\n",
      "docs/decisions/0001-use-git.md": "x\n",
      "docs/decisions/README.md": "x\n",
      "AGENTS.md": "x\n",
      "package.json": "{}",
    });
    const found = await detectRepository(repo.path);
    expect(found.languages.languages.map(({ name, lines, testLines }) => [name, lines, testLines])).toEqual([
      ["TypeScript", 4, 2],
      ["SQL", 1, 0],
    ]);
    expect(found.sensitive.map(({ kind, paths }) => [kind, paths])).toEqual([
      ["authentication", ["src/auth/**"]],
      ["payments", ["src/Billing/**"]],
      ["migrations", ["db/migrations/**"]],
    ]);
    expect(found).toMatchObject({
      branch: "main",
      tests: [{ path: "tests", files: 1 }],
      records: [{ path: "docs/decisions", files: 1 }],
      agents: ["AGENTS.md"],
      manifests: [{ path: "package.json", ecosystem: "npm" }],
      owners: null,
      unread: [],
    });
  });

  it("knows from the history who works where, which AI tools left a mark, and what was taken back; a machine owns nothing", async () => {
    using repo = disposable();
    const ana = { author: "Ana <ana@example.com>" };
    repo.commit({ "src/a.ts": "1\n" }, ana);
    repo.commit({ "src/a.ts": "2\n" }, { author: "Ana (aider) <ana@example.com>", message: "Two\n\nCo-authored-by: Claude <noreply@anthropic.com>" });
    repo.commit({ "lib/b.ts": "1\n" }, { author: "Ben <ben@example.com>", message: 'Revert "Two"\n\nThis reverts commit 0123456789abcdef.' });
    repo.commit({ "src/a.ts": "3\n" }, { author: "dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>" });
    const { history } = await detectRepository(repo.path);
    expect(history).toMatchObject({ commits: 4, whole: true, reverts: 1, tools: expect.arrayContaining([{ tool: "claude-code", commits: 1 }]) });
    expect(history?.workedOn((path) => path.startsWith("src/"))).toEqual({ commits: 2, authors: [{ name: "Ana", email: "ana@example.com", commits: 2 }] });
  });

  it("reads the committed rules of the branch, from GitHub's export and from probot's settings, and no others", async () => {
    using repo = disposable();
    const ruleset = {
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
      bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
      rules: [
        { type: "pull_request", parameters: { required_approving_review_count: 2, require_code_owner_review: true } },
        { type: "required_status_checks", parameters: { required_status_checks: [{ context: "test" }] } },
      ],
    };
    repo.commit({
      ".github/rulesets/main.json": JSON.stringify(ruleset),
      ".github/rulesets/off.json": JSON.stringify({ ...ruleset, enforcement: "disabled" }),
      ".github/rulesets/tags.json": JSON.stringify({ ...ruleset, target: "tag" }),
      ".github/settings.yml":
        "branches: [{ name: main, protection: { required_pull_request_reviews: { required_approving_review_count: 1 }, enforce_admins: true, required_status_checks: { contexts: [] } } }]\n",
    });
    expect((await detectRepository(repo.path)).branchRules).toEqual([
      { path: ".github/rulesets/main.json", approvals: 2, ownersApprove: true, checks: ["test"], bypass: true, unreadable: null },
      { path: ".github/settings.yml", approvals: 1, ownersApprove: false, checks: [], bypass: false, unreadable: null },
    ]);
  });

  it("begins with nothing where nothing was committed, and names the branch that HEAD stands on", async () => {
    using repo = disposable();
    repo.checkout("unstable");
    expect(await detectRepository(repo.path)).toMatchObject({ commit: null, branch: "unstable", paths: [], history: null, sensitive: [] });
  });

  it("goes on where a clone lacks files, and says what it did not read", async () => {
    using repo = disposable();
    repo.commit({ "src/a.ts": "one\n", "src/b.ts": "two\n", ".github/workflows/ci.yml": "on: pull_request\n" });
    const lost = ["src/a.ts", ".github/workflows/ci.yml"].map((path) => repo.git("rev-parse", `HEAD:${path}`));
    dropObjects(repo, lost);
    const found = await detectRepository(repo.path);
    expect(found.languages).toMatchObject({ languages: [{ name: "TypeScript", files: 2, lines: 1 }], unread: 1 });
    expect(found.pipelines).toMatchObject([{ unreadable: "this clone does not hold it", does: [] }]);
    expect(found.unread.length).toBeGreaterThan(0);
  });

  it("refuses a revision that is not there", async () => {
    using repo = disposable();
    repo.commit({ "a.ts": "1\n" });
    await expect(detectRepository(repo.path, "nowhere")).rejects.toMatchObject({ code: "unknown-reference" });
  });
});

/** Takes objects out of a repository, as a partial clone lacks them. */
function dropObjects(repo: TestRepository, ids: readonly string[]): void {
  const pack = join(repo.path, ".git/objects/pack");
  expect(readdirSync(pack)).toEqual([]);
  for (const id of ids) rmSync(join(repo.path, ".git/objects", id.slice(0, 2), id.slice(2)));
}
