import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRepository } from "../../git/index.ts";
import { type TestRepository, testRepository } from "../../git/testing.ts";
import { LineStore, makeOf } from "../../map/index.ts";
import { testOrganisation } from "../../workflow/testing.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const ada = "Ada Author <ada@example.com>";
const bo = "Bo Berg <bo@example.com>";

let repo: TestRepository;
let [first, second, third] = ["", "", ""];
beforeAll(() => {
  repo = testRepository();
  first = repo.commit({ "src/a.js": "one\ntwo\nthree\n", "docs/read.md": "words\n" }, { author: ada });
  repo.git("tag", "v1", first);
  second = repo.commit(
    { "src/a.js": "one\ntwo\nfour\nfive\n" },
    { author: bo, message: "Add five (#12)\n\nReviewed-by: Chen Wei <chen@example.com>\nCo-authored-by: Claude <noreply@anthropic.com>\n" },
  );
  third = repo.commit({ "src/b.js": "six\nseven\n" }, { author: ada });
  const record = { agent_id: { tool: "cursor", id: "s", model: "gpt-5" }, human_author: ada, total_additions: 2, total_deletions: 0, accepted_lines: 1, overriden_lines: 0 };
  const about = { schema_version: "authorship/3.0.0", git_ai_version: "1.0.0", base_commit_sha: third, prompts: { abcdef0123456789: { ...record, messages: [] } } };
  repo.note(third, `src/b.js\n  abcdef0123456789 1\n---\n${JSON.stringify(about, null, 2)}\n`);
});
afterAll(() => repo[Symbol.dispose]());

const env = { XDG_CACHE_HOME: join(root, "cache") };
const map = (...words: string[]) => runIn(root, ["map", ...words, "--repo", repo.path, "--data", join(root, "none")], { env });
const asked = async (...words: string[]) => (await map(...words, "--json")).json() as Record<string, never>;

describe("map", () => {
  it("R3 R41: says the shares of all lines, what they rest on, and never hides what is unknown", async () => {
    const { exit, out, err } = await map();
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toContain("7 lines in 3 files: ▌ai 3 of 7 (43 %), ┊unknown 4 of 7 (57 %)");
    expect(out).toContain("▌ ai 1 (14 %) — by note, high confidence");
    expect(out.replace(/\n +/g, " ")).toContain("▌ ai 2 (29 %) — by trailer only, for a whole commit at a time (may include a person's lines)");
    expect(out).toMatch(/^ {4}6 {2}3 {2}\(50 %\) {2}3 {2}\(50 %\) {2}src\/$/m);
    expect(out).toMatch(/^ {4}1 {2}1 \(100 %\) {25}0 {2}cursor$/m);
    expect(out).toMatch(/3 commits own lines: 1 with a note, 0 with a trace, 1 with marks/);
  });

  it("R41: answers for any path, release and grouping with the same numbers as a document", async () => {
    expect(await asked()).toMatchObject({
      commit: third,
      since: null,
      fileCount: 3,
      sponsored: { known: 1, unknown: 2 },
      review: null,
      total: { lines: 7, origins: { ai: 3, human: 0, mixed: 0, unknown: 4 } },
      folders: [
        { path: "src", lines: 6, origins: { ai: 3, unknown: 3 }, review: null },
        { path: "docs", lines: 1, origins: { ai: 0, unknown: 1 }, review: null },
      ],
      tools: [
        { tool: "claude-code", lines: 2 },
        { tool: "cursor", lines: 1 },
      ],
      unreadable: [],
      evidence: { commits: { owning: 3, noted: 1 }, notes: { here: 1 } },
    });
    expect(await asked("src/b.js", "--by", "model")).toMatchObject({
      paths: ["src/b.js"],
      fileCount: 1,
      total: { lines: 2, origins: { ai: 1, unknown: 1 } },
      models: [{ tool: "cursor", model: "gpt-5" }],
    });
    expect(await asked("--rev", "v1", "--by", "file")).toMatchObject({
      commit: first,
      total: { origins: { ai: 0, unknown: 4 } },
      files: [{ path: "src/a.js", lines: 3 }, { path: "docs/read.md" }],
    });
    expect(await asked("./src/", "--by", "person")).toMatchObject({
      authors: expect.arrayContaining([expect.objectContaining({ name: bo, lines: 2 })]),
      sponsors: [{ name: ada, lines: 1 }],
    });
    expect((await map("--by", "age")).out).toMatch(/^ {4}7 .* up to 30 days$/m);
  });

  it("leaves out what an earlier release had already", async () => {
    expect(await asked("--since", "v1")).toMatchObject({ since: first, total: { lines: 4, origins: { ai: 3, unknown: 1 } } });
    expect((await map("--since", "v1")).out).toMatch(/^4 lines that came after v1 in 2 files: /);
    expect(await asked("--since", "v1", "--lines", "src/a.js")).toMatchObject({ lines: 4, runs: [{ start: 3, end: 4 }] });
  });

  it("R44: tells each run of lines with commit, first place, origin, tool, method, author and who reviewed, which is unavailable without a ledger", async () => {
    const { runs, ...file } = await asked("--lines", "src/a.js");
    expect(file).toEqual({ path: "src/a.js", commit: third, lines: 4, settled: "followed", since: null });
    expect(runs).toMatchObject([
      { start: 1, end: 2, commit: first, originalPath: "src/a.js", originalStart: 1, origin: "unknown", tool: null, method: "none", author: ada, subject: "change", reviews: null },
      {
        start: 3,
        end: 4,
        commit: second,
        origin: "ai",
        tool: "claude-code",
        method: "trailer",
        grain: "commit",
        author: bo,
        reviews: null,
        named: { merge: "#12", reviewedBy: ["Chen Wei <chen@example.com>"] },
      },
    ]);
    const page = (await map("--lines", "src/a.js")).out.replace(/\n +/g, " ");
    expect(page).toContain("Review: unavailable, since no ledger here knows a change that any of these lines came with.");
    expect(page).toContain("Its message names merge #12, Reviewed-by Chen Wei <chen@example.com>");
    expect(page).toContain("3–4 ▌ ai claude-code — by trailer only, for a whole commit at a time (may include a person's lines)");
  });

  it("R41 R44: names the change that lines came with and who approved it, where the ledger knows, also after a squash", async () => {
    await using org = await testOrganisation();
    const data = join(root, "organisation-data");
    mkdirSync(data);
    symlinkSync(org.folder, join(data, "organisation"));
    const { change, head } = await org.released();
    const squash = org.repository.commit({ "src/pay.ts": org.repository.git("show", `${head}:src/pay.ts`).concat("\n") }, { parents: [org.base], message: "Charge twice (#3)" });
    const ask = (...words: string[]) =>
      runIn(root, ["map", ...words, "--repo", org.repository.path, "--data", data], { env: { XDG_CACHE_HOME: data }, clock: () => org.clock.now });
    for (const rev of [head, squash]) {
      const { runs } = (await ask("--lines", "src/pay.ts", "--rev", rev, "--json")).json() as { runs: readonly unknown[] };
      expect(runs).toMatchObject([
        { start: 1, end: 1, commit: org.base, reviews: null },
        {
          start: 2,
          end: 3,
          commit: rev,
          reviews: [
            {
              change,
              by: rev === head ? "commit" : "tree",
              approvals: [
                { person: "Bo Berg", environment: null },
                { person: "Chen Wei", environment: "production" },
              ],
            },
          ],
        },
      ]);
    }
    const page = (await ask("--lines", "src/pay.ts", "--rev", squash)).out.replace(/\n +/g, " ");
    expect(page).toContain(`Review: ${change} approved by Bo Berg on 2026-11-02, Chen Wei on 2026-11-02 for production; its message names merge #3`);
    expect((await ask("--rev", head, "--by", "folder", "--json")).json()).toMatchObject({
      folders: [{ path: "src/pay.ts", review: { approved: 2, notApproved: 0, unavailable: 1, last: { change, person: expect.any(String), time: "2026-11-02T09:00:00.000Z" } } }],
    });
    const shares = (await ask("--rev", head)).out.replace(/\n +/g, " ");
    expect(shares).toMatch(/2 {2}\(67 %\) {2}Bo Berg, 2026-11-02 {2}src\/pay\.ts$/m);
    expect(shares).toContain("2 of 3 lines (67 %) came with a change that somebody approved, last ");
    expect(shares).toContain("1 of 3 (33 %) unavailable: the ledger knows no change that they came with");
  });

  it("writes a page that holds the same", async () => {
    const { exit, out } = await map("--html", "map.html");
    expect([exit, out.endsWith("map.html is written.\n")]).toEqual([0, true]);
    expect(readFileSync(join(root, "map.html"), "utf8")).toContain("<h1>AI wrote or had a part in 3 of 7 lines (43 %); who wrote 4 (57 %) is unknown.</h1>");
  });

  it.each([
    ["none/map.html", "there is no folder"],
    [".", "it is a folder"],
    ["map.html/map.html", "is no folder"],
  ])("refuses to write the page to %s, in words and before anything is read", async (file, sentence) => {
    writeFileSync(join(root, "map.html"), "");
    const { exit, out, err } = await map("--html", file);
    expect([exit, out, err.replace(/\n +/g, " ")]).toEqual([2, "", expect.stringContaining(sentence)]);
  });

  it.each([
    [["srcs"], 'There is no file or folder "srcs" in HEAD. Paths are from the root of the repository.'],
    [["src/c.js"], 'There is no file or folder "src/c.js" in HEAD. Did you mean `src/a.js`?'],
    [["--lines", "src"], '"src" is a folder, and --lines shows one file. See `countersign map src`, or name a file in it.'],
    [["src", "--lines", "src/a.js"], "--lines shows one file, and a PATH shows shares."],
    [["--lines", "src/a.js", "--by", "tool"], "--lines shows one file, and --by shows shares."],
    [["--rev", "v9"], 'Nothing in this repository is called "v9"'],
    [["--since", "v9"], 'Nothing in this repository is called "v9"'],
    [["verify", "--sample", "many"], '"many" is no number of lines.'],
  ])("is refused with the way out: %j", async (words, sentence) => {
    const { exit, out, err } = await map(...words);
    expect([exit, out]).toEqual([2, ""]);
    expect(err.replace(/\n +/g, " ")).toContain(sentence);
  });

  it("takes paths as they are named in the current folder, from the root elsewhere, and whole ones", async () => {
    const named = async (folder: string, path: string) => {
      const { exit, out, err } = await runIn(join(repo.path, folder), ["map", path, "--json", "--repo", repo.path, "--data", join(root, "none")], { env });
      return exit === 0 ? (JSON.parse(out) as { paths: readonly string[] }).paths : (JSON.parse(out || err) as { error: { hint: string } });
    };
    mkdirSync(join(repo.path, "src/deep"), { recursive: true });
    symlinkSync(repo.path, join(root, "link"));
    expect(await named("src", "a.js")).toEqual(["src/a.js"]);
    expect(await named("src/deep", "../../docs/")).toEqual(["docs"]);
    expect(await named("src", ".")).toEqual(["src"]);
    expect(await named("src", "..")).toEqual([]);
    expect(await named("src", join(repo.path, "docs/read.md"))).toEqual(["docs/read.md"]);
    expect(await named("src", join(root, "link/docs/read.md"))).toEqual(["docs/read.md"]);
    expect(await named("src", "src/a.js")).toMatchObject({ error: { hint: "Did you mean `a.js`?" } });
    expect(await named("src", "docs/read.md")).toMatchObject({ error: { hint: "Did you mean `../docs/read.md`?" } });
    expect(await named("", "b.js")).toMatchObject({ error: { hint: "Did you mean `src/b.js`?" } });
    expect(await named("src", "../../x")).toMatchObject({ error: { code: "bad-usage" } });
    expect(await named("src", root)).toMatchObject({ error: { code: "bad-usage" } });
  });

  it("R44: says in one line who answers for AI's lines, and for how many nobody does", async () => {
    expect((await map()).out.replace(/\n +/g, " ")).toContain("Who answers for AI's lines: Ada Author for 1 of 3 (33 %); for 2 (67 %) no sponsor is named.");
    expect((await map("docs")).out).not.toContain("Who answers");
  });

  it("fits the terminal, with figures under each other, and cuts paths in the middle alone", async () => {
    using long = testRepository();
    const path = `${"folder/".repeat(14)}name-of-the-file.ts`;
    long.commit({ [path]: "one\n", "b.ts": "x\n".repeat(120) }, { message: "x\n\nCo-authored-by: Claude <noreply@anthropic.com>\n" });
    const { out } = await runIn(root, ["map", "--by", "file", "--no-cache", "--repo", long.path, "--data", join(root, "none")]);
    const rows = out.slice(out.indexOf("Files\n")).trimEnd().split("\n").slice(1);
    expect(rows.map((row) => row.length).filter((length) => length > 80)).toEqual([]);
    expect(rows).toEqual([
      expect.stringMatching(/^lines {4}▌ai {2}┊unknown {2}file$/),
      expect.stringMatching(/^ {2}120 {2}100 % {7}0 % {2}b\.ts$/),
      expect.stringMatching(/^ {4}1 {2}100 % {7}0 % {2}folder\/fold.*….*\/name-of-the-file\.ts$/),
    ]);
  });

  it("counts the lines of a person once, under whatever address, where the ledger knows them", async () => {
    await using org = await testOrganisation();
    const data = join(root, "people-data");
    mkdirSync(data);
    symlinkSync(org.folder, join(data, "organisation"));
    const [person] = (await org.workplace.store.read.people()).filter(({ emails }) => emails.length > 0);
    const ask = async (...words: string[]) =>
      (
        await runIn(root, ["map", "--by", "person", "--json", "--repo", org.repository.path, ...(words.includes("--data") ? [] : ["--data", data]), ...words], {
          env: { XDG_CACHE_HOME: data },
          clock: () => org.clock.now,
        })
      ).json();
    const own = org.repository.commit({ "one.ts": "1\n2\n" }, { author: `Old Name <${person?.emails[0]}>` });
    const author = (name: string) => ({ authors: expect.arrayContaining([expect.objectContaining({ name: `${name} <${person?.emails[0]}>`, lines: 2 })]) });
    expect(await ask("--rev", own, "one.ts")).toMatchObject(author(person?.name ?? ""));
    expect(await ask("--rev", own, "one.ts", "--data", join(root, "none"))).toMatchObject(author("Old Name"));
  });

  it("C20: refuses what is no repository, and one whose history is cut off", async () => {
    const at = (path: string) => runIn(root, ["map", "--repo", path, "--json", "--data", join(root, "none")], { env });
    expect(await at(root)).toMatchObject({ exit: 2, out: expect.stringContaining("not-a-repository") });
    repo.git("clone", "--quiet", "--depth", "1", `file://${repo.path}`, join(root, "shallow"));
    expect(await at(join(root, "shallow"))).toMatchObject({ exit: 2, out: expect.stringContaining("shallow-repository") });
  });
});

describe("what map keeps", () => {
  const files = (folder: string) => readdirSync(join(folder, "countersign", "lines"));

  it("lies in the user's cache folder, one file for each clone; none with --no-cache", async () => {
    const [kept, none] = [join(root, "kept"), join(root, "no")];
    await runIn(root, ["map", "--repo", repo.path], { env: { XDG_CACHE_HOME: kept } });
    expect(files(kept)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.sqlite$/)]);
    const { exit } = await runIn(root, ["map", "--repo", repo.path, "--no-cache"], { env: { XDG_CACHE_HOME: none } });
    expect([exit, existsSync(none)]).toEqual([0, false]);
  });

  it("of one clone says nothing of another, whose objects may be what they ought to be", async () => {
    const [evil, cache] = [join(root, "evil"), { env: { XDG_CACHE_HOME: join(root, "clones") } }];
    cpSync(repo.path, evil, { recursive: true });
    const blob = repo.git("rev-parse", `${third}:src/b.js`);
    const object = join(evil, ".git/objects", blob.slice(0, 2), blob.slice(2));
    rmSync(object, { force: true });
    writeFileSync(object, deflateSync("blob 2\0x\n"));
    await runIn(root, ["map", "--repo", evil], cache);
    expect((await runIn(root, ["map", "--repo", repo.path, "--json"], cache)).out).toBe((await runIn(root, ["map", "--repo", repo.path, "--json", "--no-cache"], cache)).out);
    expect(files(join(root, "clones")).filter((name) => name.endsWith(".sqlite"))).toHaveLength(2);
  });

  it("is no reason to fail: where the folder can't be used, one sentence says so and the answer is the same", async () => {
    writeFileSync(join(root, "file"), "");
    const { exit, out, err } = await runIn(root, ["map", "--repo", repo.path, "--json"], { env: { XDG_CACHE_HOME: join(root, "file") } });
    expect([exit, JSON.parse(out)]).toEqual([0, await asked()]);
    expect(err.replace(/\s+/g, " ")).toMatch(/can't be used \(ENOTDIR: .*\), so nothing is kept this time, and the next run begins anew\. $/);
  });

  it.runIf(process.platform === "linux")("says so where nothing can be made, and finds out all the same", async () => {
    const { exit, err } = await runIn(root, ["map", "--repo", repo.path], { env: { XDG_CACHE_HOME: "/proc/nowhere" } });
    expect(exit).toBe(0);
    expect(err).toContain("can't be used");
  });

  it("is never taken from a work tree, whose files come with what is read", async () => {
    repo.git("init", "--quiet", join(root, "tree"));
    const { exit, err } = await runIn(root, ["map", "--repo", repo.path], { env: { XDG_CACHE_HOME: join(root, "tree", ".cache") } });
    expect([exit, err.replace(/\s+/g, " ")]).toEqual([0, expect.stringContaining("it is in a work tree of git")]);
  });
});

describe("map verify", () => {
  it("compares with git blame, and says how to compare the same lines again", async () => {
    const { exit, out } = await map("verify", "--sample", "5", "--seed", "s");
    expect([exit, out]).toEqual([0, expect.stringMatching(/^5 lines in [23] files of [0-9a-f]{12}: the map and git blame say the same of each\./)]);
    expect(out).toContain(`countersign map verify --sample 5 --seed s --rev ${third}`);
    expect((await map("verify", "--sample", "0", "--json")).json()).toMatchObject({
      commit: third,
      fileCount: 3,
      lines: 7,
      different: 0,
      differences: [],
      unanswered: [],
      unreadable: 0,
    });
  });

  it("ends with 1 and both answers when a kept line is not what git says", async () => {
    await map();
    const [file = ""] = readdirSync(join(root, "cache", "countersign", "lines")).filter((name) => name.endsWith(".sqlite"));
    {
      await using repository = await openRepository(repo.path);
      using store = new LineStore(join(root, "cache", "countersign", "lines", file), await makeOf(repository));
      const kept = [...(store.snapshot(third) ?? [])].map((id) => store.version(id)).find(({ path }) => path === "src/b.js");
      if (kept?.runs == null) throw new Error("it was not kept");
      store.keepVersion({ ...kept, runs: Int32Array.from(kept.runs, (value, at) => (at === 2 ? 2 : value)) });
    }
    const { exit, out } = await map("verify", "--sample", "0");
    expect([exit, out.split("\n")[0]]).toEqual([1, expect.stringMatching(/^2 of 7 lines in 3 files of [0-9a-f]{12} differ from git blame\./)]);
    expect(out).toContain(`src/b.js:1 map ${third.slice(0, 12)} src/b.js:2, git ${third.slice(0, 12)} src/b.js:1`);
    expect((await map("verify", "--sample", "0", "--no-cache")).exit).toBe(0);
  });
});
