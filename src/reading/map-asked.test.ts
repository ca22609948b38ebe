import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRepository, type Repository } from "../git/index.ts";
import { TestRepository } from "../git/testing.ts";
import { failureOf } from "../workflow/testing.ts";
import { askedIn } from "./map-asked.ts";

let repo: TestRepository;
let repository: Repository;
beforeAll(async () => {
  repo = new TestRepository();
  repo.commit({ "a.ts": "one\n" });
  repository = await openRepository(repo.path);
});
afterAll(async () => {
  await repository.close();
  repo[Symbol.dispose]();
});

type Asked = Parameters<typeof askedIn>[3];
const asked = (commit: string, declared: readonly string[]) =>
  askedIn(repository, { caller: "p-1", project: "payments" }, commit, { declared: declared.map((id) => [id, []]) } as unknown as Asked);

it("R3: what was declared counts for a map that has the commit behind it, and that it can't be looked up is seen, not taken for nothing", async () => {
  const first = repo.git("rev-parse", "HEAD");
  const elsewhere = "a".repeat(40);
  expect((await asked(first, [first, elsewhere])).declared.map(([id]) => id)).toEqual([first]);
  expect((await asked(first, [])).declared).toEqual([]);
  const broken = "b".repeat(40);
  mkdirSync(join(repo.path, ".git/objects/bb"));
  writeFileSync(join(repo.path, ".git/objects/bb", broken.slice(2)), "no object");
  expect((await failureOf(asked(first, [first, broken]))).message).toContain("git");
});
