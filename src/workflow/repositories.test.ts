import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testRepository } from "../git/testing.ts";
import { registerProject } from "./found.ts";
import { rememberRepository, repositoryOf } from "./repositories.ts";
import { testOrganisation } from "./testing.ts";

describe("where the repository of a project lies on this machine", () => {
  it("is remembered when the project is registered and when a change is put forward", async () => {
    await using org = await testOrganisation();
    expect(await repositoryOf(org.workplace, "payments")).toBeNull();
    await org.proposed();
    expect(await repositoryOf(org.workplace, "payments")).toBe(join(org.repository.path, ".git"));
    using other = testRepository();
    other.commit({ "a.txt": "a\n" });
    await registerProject(org.workplace, "ada", other.path, "billing");
    expect(await repositoryOf(org.workplace, "billing")).toBe(join(other.path, ".git"));
    expect(Object.keys(JSON.parse(readFileSync(join(org.folder, "repositories.json"), "utf8")) as object)).toEqual(["billing", "payments"]);
    expect(readdirSync(org.folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("is that of the whole repository when a linked work tree was named", async () => {
    await using org = await testOrganisation();
    await rememberRepository(org.workplace, "payments", { path: join(org.repository.path, ".git", "worktrees", "topic") });
    expect(await repositoryOf(org.workplace, "payments")).toBe(join(org.repository.path, ".git"));
  });

  it("is not known of another project, of a repository that is gone, and from a file that was spoilt", async () => {
    await using org = await testOrganisation();
    await org.proposed();
    expect(await repositoryOf(org.workplace, "constructor")).toBeNull();
    for (const spoilt of ["", "[]", '{"payments":7}', '{"payments":"/nowhere"}']) {
      writeFileSync(join(org.folder, "repositories.json"), spoilt);
      expect(await repositoryOf(org.workplace, "payments")).toBeNull();
    }
    await org.propose({ title: "Charge twice, again" });
    expect(existsSync((await repositoryOf(org.workplace, "payments")) ?? "")).toBe(true);
    rmSync(org.repository.path, { recursive: true, force: true });
    expect(await repositoryOf(org.workplace, "payments")).toBeNull();
  });

  it("moves with the data folder when it lies inside it, as the sample's does", async () => {
    await using org = await testOrganisation();
    const [before, after] = [join(org.folder, "repository"), join(org.scratch, "moved")];
    mkdirSync(before);
    await rememberRepository(org.workplace, "payments", { path: realpathSync(before) });
    expect(await repositoryOf(org.workplace, "payments")).toBe(before);
    cpSync(org.folder, after, { recursive: true });
    expect(await repositoryOf({ ...org.workplace, folder: after }, "payments")).toBe(join(after, "repository"));
  });
});
