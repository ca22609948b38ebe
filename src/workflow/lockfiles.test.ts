import { describe, expect, it } from "vitest";
import { Tree } from "../evidence/index.ts";
import { listTree, openRepository } from "../git/index.ts";
import { testRepository } from "../git/testing.ts";
import { check } from "./check.ts";
import { lockfilesAt } from "./lockfiles.ts";
import { source, testOrganisation } from "./testing.ts";

const lock = (packages: Readonly<Record<string, string>>, name = "shop") =>
  JSON.stringify({
    name,
    lockfileVersion: 3,
    packages: { "": { name }, ...Object.fromEntries(Object.entries(packages).map(([each, version]) => [`node_modules/${each}`, { version }])) },
  });

const bill = (packages: Readonly<Record<string, string>>) =>
  Buffer.from(
    JSON.stringify({
      ...{ bomFormat: "CycloneDX", specVersion: "1.6", metadata: { component: { name: "shop", version: "1.0.0" } } },
      components: Object.entries(packages).map(([name, version]) => ({ name, version, purl: `pkg:npm/${name}@${version}` })),
    }),
  );

const installed = { ms: "2.1.3", debug: "4.4.3" };

describe("bills of materials and the lockfiles of their commit", () => {
  it("E10: one that lacks what the commit's lockfile installs satisfies nothing, and says what; its twin is accepted", async () => {
    await using org = await testOrganisation();
    org.repository.branch("topic");
    const head = org.repository.commit({ "package-lock.json": lock(installed) });
    const [lacking] = await org.attach(head, [bill({ ms: "2.1.3" })], "ci-lacking");
    expect(lacking?.reading).toMatchObject({ format: "cyclonedx", state: "inconsistent" });
    expect(lacking?.inconsistencies.map(({ code, sentence }) => [code, sentence])).toEqual([
      ["not-from-this-build", "The document lacks 1 of the 2 packages that package-lock.json installs: debug 4.4.3."],
    ]);
    const [whole] = await org.attach(head, [bill({ ...installed, more: "1.0.0" })], "ci-whole");
    expect([whole?.reading.state, whole?.inconsistencies]).toEqual(["accepted", []]);
    const kept = await org.workplace.store.read.evidenceFor("payments", head);
    expect(kept.map(({ producer, kind, state, reading }) => [producer, kind, state, reading?.state])).toEqual([
      ["ci-lacking", "components", "inconsistent", "inconsistent"],
      ["ci-whole", "components", "accepted", "accepted"],
    ]);
  });

  it("E10: the lockfile is the commit's own, whatever lies in the folder", async () => {
    await using org = await testOrganisation();
    org.repository.branch("topic");
    const before = org.repository.commit({ "package-lock.json": lock({ ms: "2.1.3" }) });
    const after = org.repository.commit({ "package-lock.json": lock(installed) });
    const state = async (commit: string) => (await org.attach(commit, [bill({ ms: "2.1.3" })], `ci-${commit.slice(0, 8)}`))[0]?.reading.state;
    expect([await state(before), await state(after)]).toEqual(["accepted", "inconsistent"]);
  });

  it("E10: check, which records nothing, says the same", async () => {
    using repo = testRepository();
    repo.commit({ [source.path]: source.before, "package-lock.json": lock(installed) });
    repo.branch("topic");
    repo.commit({ [source.path]: source.after });
    const states = async (packages: Readonly<Record<string, string>>) => {
      const evidence = [{ name: "bom.json", bytes: bill(packages) }];
      const report = await check({
        repository: repo.path,
        base: "refs/heads/main",
        head: "refs/heads/topic",
        evidence,
        organisation: null,
        now: Date.parse("2026-11-02T09:00:00Z"),
      });
      return report.evidence.map(({ state, inconsistencies }) => [state, inconsistencies.map(({ code }) => code)]);
    };
    expect(await states({ ms: "2.1.3" })).toEqual([["inconsistent", ["not-from-this-build"]]]);
    expect(await states(installed)).toEqual([["accepted", []]]);
  });

  it("reads lockfiles of version 2 and 3 wherever they stand, those of installed packages and broken ones left out", async () => {
    using repo = testRepository();
    const commit = repo.commit({
      "package-lock.json": lock({ ms: "2.1.3" }),
      "tool/npm-shrinkwrap.json": lock({ debug: "4.4.3" }, "tool"),
      "tool/node_modules/x/package-lock.json": lock({ bad: "1.0.0" }),
      "old/package-lock.json": JSON.stringify({ lockfileVersion: 1, dependencies: {} }),
      "broken/package-lock.json": "{",
      "my-package-lock.json": lock({ bad: "1.0.0" }),
    });
    await using repository = await openRepository(repo.path);
    const tree = new Tree((await listTree(repository, commit)).map(({ path }) => path));
    expect((await lockfilesAt(repository, commit, tree)).map(({ path, name, packages }) => [path, name, packages.map((each) => each.name)])).toEqual([
      ["package-lock.json", "shop", ["ms"]],
      ["tool/npm-shrinkwrap.json", "tool", ["debug"]],
    ]);
  });
});
