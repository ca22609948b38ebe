import { describe, expect, it } from "vitest";
import { findPolicyCandidates, listTree, openRepository, policyPath, readFileAt } from "./index.ts";
import { type FileChanges, testRepository } from "./testing.ts";

const link = (content: string) => ({ mode: "120000", content }) as const;

describe("files at a commit", () => {
  it("are read by path from a commit or its tree, and only when they are regular", async () => {
    using repo = testRepository();
    const commit = repo.commit({
      "src/a.ts": "a\n",
      "src/run.sh": { mode: "100755", content: "r\n" },
      "bytes:b\xff": "b\n",
      to: link("src/a.ts"),
      dir: link("src"),
      sub: { mode: "160000", content: "1".repeat(40) },
    });
    await using repository = await openRepository(repo.path);
    const read = async (path: string | Uint8Array) => (await readFileAt(repository, commit, path))?.toString() ?? null;
    expect(await read("src/a.ts")).toBe("a\n");
    expect(await read("src/run.sh")).toBe("r\n");
    expect(await read(Buffer.from("b\xff", "latin1"))).toBe("b\n");
    expect((await readFileAt(repository, repo.git("rev-parse", "HEAD^{tree}"), "src/a.ts"))?.toString()).toBe("a\n");
    for (const path of ["none", "src", "to", "dir/a.ts", "sub", "src/a.ts/b", "SRC/a.ts"]) expect(await read(path), path).toBeNull();
    for (const path of ["", "/etc/passwd", "../x", "src/../src/a.ts", "./src", "src//a.ts", ".git/config", "src/.GIT/x", "a\0b", "src\\a.ts"]) {
      await expect(read(path), path).rejects.toMatchObject({ code: "bad-input" });
    }
  });

  it("are listed whole or below a folder", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "src/a.ts": "a\n", "src/in/b.ts": "b\n", "z.txt": "z\n", to: link("z.txt") });
    await using repository = await openRepository(repo.path);
    expect((await listTree(repository, commit)).map(({ mode, path }) => `${mode} ${path}`)).toEqual(["100644 src/a.ts", "100644 src/in/b.ts", "120000 to", "100644 z.txt"]);
    expect((await listTree(repository, commit, "src")).map(({ path }) => path)).toEqual(["src/a.ts", "src/in/b.ts"]);
    expect(await listTree(repository, commit, "none")).toEqual([]);
    expect(await listTree(repository, commit, "z.txt")).toEqual([]);
  });
});

describe("D05 what could be taken for the policy", () => {
  async function candidates(files: FileChanges): Promise<string[]> {
    using repo = testRepository();
    const commit = repo.commit({ "README.md": "x\n", "docs/policy.yaml": "x\n", ...files });
    await using repository = await openRepository(repo.path);
    return (await findPolicyCandidates(repository, commit)).map(({ path, canonical }) => `${path}${canonical ? " canonical" : ""}`);
  }

  it("is the one file where nothing else is there, and nothing where there is none", async () => {
    expect(await candidates({ [policyPath]: "x\n", ".countersign/notes.md": "x\n", ".countersign/sub/policy.yaml": "x\n" })).toEqual([".countersign/policy.yaml canonical"]);
    expect(await candidates({})).toEqual([]);
  });

  it.each([
    ["another case", { ".countersign/Policy.yaml": "x\n" }, ".countersign/Policy.yaml"],
    ["another ending", { ".countersign/policy.yml": "x\n" }, ".countersign/policy.yml"],
    ["a folder in another case", { ".CounterSign/policy.yaml": "x\n" }, ".CounterSign/policy.yaml"],
    ["a compatible normal form", { ".countersign/ｐolicy.yaml": "x\n" }, ".countersign/ｐolicy.yaml"],
    ["an invisible character", { ".countersign/pol\u200Bicy.yaml": "x\n" }, ".countersign/pol\u200Bicy.yaml"],
    ["a dot at the end", { ".countersign/policy.yaml.": "x\n" }, ".countersign/policy.yaml."],
    ["a file in the root", { ".countersign.yml": "x\n" }, ".countersign.yml"],
  ])("names a second one with %s", async (_, files, path) => {
    const found = await candidates({ [policyPath]: "x\n", ...(files as FileChanges) });
    expect(found.sort()).toEqual([`${policyPath} canonical`, path].sort());
  });

  it("does not take a link for the file, nor for its folder", async () => {
    expect(await candidates({ [policyPath]: link("../docs/policy.yaml") })).toEqual([".countersign/policy.yaml"]);
    expect(await candidates({ ".countersign": link("docs") })).toEqual([".countersign"]);
    expect(await candidates({ ".countersign": { mode: "160000", content: "1".repeat(40) } })).toEqual([".countersign"]);
  });
});
