import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readGitAiNote } from "../../provenance/git-ai-note.ts";
import { runIn } from "../testing.ts";

const program = fileURLToPath(new URL("../../../countersign", import.meta.url));

let home = "";
let root = "";
const env = (more: Record<string, string> = {}) => ({ PATH: process.env["PATH"] ?? "", HOME: home, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C", ...more });
const git = (...args: string[]) => execFileSync("git", args, { cwd: root, env: env(), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const write = (path: string, text: string, folder = root) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const record = (...words: string[]) => runIn(root, ["record", ...words]);

/** Runs the command that an agent finds in its settings, with an event of its documented form on standard input, as the agent does. */
function tell(command: string, event: object, folder = root) {
  const ran = spawnSync("sh", ["-c", command], { cwd: folder, env: env(), input: JSON.stringify(event), encoding: "utf8" });
  expect([ran.status, ran.stdout, ran.stderr]).toEqual([0, "", ""]);
}

const told = `${program} record add --from claude-code || true`;
const event = (hook_event_name: string, input: object, folder: string) => ({
  session_id: "s-1",
  transcript_path: "/home/dana/t.jsonl",
  cwd: folder,
  hook_event_name,
  tool_name: "Write",
  tool_input: input,
  tool_response: { success: true },
  prompt: "THE-PROMPT",
});

/** Has Claude Code write a file; what its hooks hand over is taken in by this process unless another way is named. */
async function claudeWrites(path: string, content: string, { folder = root, by = takeIn }: { folder?: string; by?: (event: object) => void | Promise<void> } = {}) {
  const input = { file_path: join(folder, path), content };
  await by(event("PreToolUse", input, folder));
  write(path, content, folder);
  await by(event("PostToolUse", input, folder));
}

async function takeIn(sent: object) {
  const { exit, out, err } = await runIn(root, ["record", "add", "--from", "claude-code"], { readInput: async () => Buffer.from(JSON.stringify(sent)) });
  expect([exit, out, err]).toEqual([0, "", ""]);
}

const noteOf = (rev = "HEAD") => {
  const id = git("rev-parse", rev);
  const shown = spawnSync("git", ["notes", "--ref=ai", "show", id], { cwd: root, env: env(), encoding: "utf8" });
  return shown.status === 0 ? readGitAiNote(id, Buffer.from(shown.stdout)) : null;
};
/** The lines that the note of a commit gives to a tool, `a.ts 1-2 claude-code`. A note with a finding has none. */
const noted = (rev?: string) => {
  const note = noteOf(rev);
  expect(note?.findings ?? []).toEqual([]);
  return (note?.claims ?? []).map(({ path, lines, tool }) => `${path} ${(lines ?? []).map(({ start, end }) => `${start}-${end}`).join(",")} ${tool}`);
};

beforeEach(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "countersign-record-")));
  root = join(home, "work");
  mkdirSync(root);
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Dana Okafor");
  git("config", "user.email", "dana@example.com");
  write("a.ts", "one\ntwo\n");
  git("add", ".");
  git("commit", "--quiet", "--message=start");
  expect((await record("hooks", "--program", program)).exit).toBe(0);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("recording at the source", () => {
  it("R3 R44 from an agent's hook through a commit to the check: the agent's lines are its own, a person's are not, and no prompt is anywhere", async () => {
    const { json } = await record("settings", "claude-code", "--write", "--program", program, "--json");
    expect(json()).toMatchObject({ file: ".claude/settings.json", written: true });
    const settings = JSON.parse(readFileSync(join(root, ".claude/settings.json"), "utf8")) as { hooks: Record<string, { hooks: { command: string }[] }[]> };
    expect(Object.values(settings.hooks).map(([first]) => first?.hooks[0]?.command)).toEqual([told, told, told]);
    tell(told, { session_id: "s-1", cwd: root, hook_event_name: "SessionStart", source: "startup", model: "claude-sonnet-4-5" });
    write("a.ts", "by a person before\none\ntwo\n");
    await claudeWrites("a.ts", "by a person before\none\nby claude\n}\nchanged later\ntwo\n", { by: (sent) => tell(told, sent) });
    write("a.ts", "by a person before\none\nby claude\n}\nchanged by a person\ntwo\n}\n");
    expect((await record("show", "--json")).json()).toMatchObject({ records: [{ tool: "claude", session: "s-1", files: [{ path: "a.ts", ranges: [{ start: 3, end: 5 }] }] }] });
    git("commit", "--quiet", "--all", "--message=feat: add");
    expect(git("log", "-1", "--format=%B")).toBe("feat: add\n\nCo-authored-by: Claude <noreply@anthropic.com>");
    expect(noted()).toEqual(["a.ts 3-4 claude-code"]);
    expect(noteOf()?.claims).toMatchObject([{ model: "claude-sonnet-4-5", sponsor: "Dana Okafor <dana@example.com>" }]);
    const checked = (await runIn(root, ["check", "--base", git("rev-parse", "HEAD~1"), "--json"])).json() as { runs: { path: string; runs: object[] }[] };
    expect(checked.runs.find(({ path }) => path === "a.ts")?.runs).toContainEqual(expect.objectContaining({ start: 3, end: 4, origin: "ai", tool: "claude-code", method: "note" }));
    expect((await record("show")).out).toContain("Nothing waits for a commit.");
    expect(spawnSync("grep", ["-r", "-l", "THE-PROMPT", "."], { cwd: root }).status).toBe(1);
  });

  it("of a file that is committed in part, what is left waits for the commit that takes it", async () => {
    await claudeWrites("a.ts", "one\nfirst\ntwo\nsecond\n");
    const half = execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: root, env: env(), input: "one\nfirst\ntwo\n", encoding: "utf8" }).trim();
    git("update-index", "--cacheinfo", `100644,${half},a.ts`);
    git("commit", "--quiet", "--message=first");
    expect(noted()).toEqual(["a.ts 2-2 claude-code"]);
    git("commit", "--quiet", "--all", "--message=second");
    expect(noted()).toEqual(["a.ts 4-4 claude-code"]);
    git("commit", "--quiet", "--allow-empty", "--message=third");
    expect(noteOf()).toBeNull();
    await claudeWrites("a.ts", "one\nfirst\ntwo\nsecond\ngiven up\n");
    git("checkout", "--quiet", "a.ts");
    git("commit", "--quiet", "--allow-empty", "--message=fourth");
    expect((await record("show", "--json")).json()).toEqual({ records: [], prompts: 0 });
  });

  it("an amendment, a rebase and a cherry-pick keep what the note said, at the lines where it now stands", async () => {
    await claudeWrites("b.ts", "x\ny\n");
    git("add", ".");
    git("commit", "--quiet", "--message=feat: b");
    write("b.ts", "a person's\nx\ny\n");
    git("commit", "--quiet", "--all", "--amend", "--no-edit");
    expect(git("log", "-1", "--format=%B").match(/Co-authored-by/g)).toHaveLength(1);
    expect(noted()).toEqual(["b.ts 2-3 claude-code"]);
    git("branch", "topic");
    git("reset", "--quiet", "--hard", "HEAD~1");
    write("c.ts", "c\n");
    git("add", ".");
    git("commit", "--quiet", "--message=c");
    git("checkout", "--quiet", "topic");
    git("rebase", "--quiet", "main");
    expect(noted()).toEqual(["b.ts 2-3 claude-code"]);
    git("checkout", "--quiet", "main");
    git("commit", "--quiet", "--allow-empty", "--message=d");
    git("cherry-pick", "topic");
    expect(git("rev-parse", "HEAD")).not.toBe(git("rev-parse", "topic"));
    expect(noted()).toEqual(["b.ts 2-3 claude-code"]);
  });

  it("a message is written in peace: an empty one still gives the commit up, and trailers stand above the scissors", async () => {
    await claudeWrites("a.ts", "one\nby claude\ntwo\n");
    git("add", ".");
    const edited = (script: string, ...args: string[]) => spawnSync("git", ["commit", "--quiet", ...args], { cwd: root, env: env({ GIT_EDITOR: script }), encoding: "utf8" });
    expect(edited("true").status).toBe(1);
    expect(git("log", "-1", "--format=%s")).toBe("start");
    expect(edited(`sh -c 'printf "subject\\n" | cat - "$1" > "$1.new" && mv "$1.new" "$1"' -`, "--verbose").status).toBe(0);
    expect(git("log", "-1", "--format=%B")).toBe("subject\n\nCo-authored-by: Claude <noreply@anthropic.com>");
    expect(noted()).toEqual(["a.ts 2-2 claude-code"]);
  });

  it("a merge that brings no recorded line has neither trailer nor note", async () => {
    git("checkout", "--quiet", "-b", "side");
    await claudeWrites("b.ts", "x\n");
    git("add", ".");
    git("commit", "--quiet", "--message=b");
    git("checkout", "--quiet", "main");
    await claudeWrites("c.ts", "waits\n");
    git("merge", "--quiet", "--no-ff", "--no-edit", "side");
    expect(git("log", "-1", "--format=%B")).toBe("Merge branch 'side'");
    expect([noteOf(), noted("side")]).toEqual([null, ["b.ts 1-1 claude-code"]]);
  });

  it("a note that is there is kept and added to, and one that can't be read whole is left alone", async () => {
    git("config", "core.hooksPath", "/dev/null");
    await claudeWrites("a.ts", "one\ntwo\nthree\nfour\n");
    git("commit", "--quiet", "--all", "--message=feat");
    const sessions = { s_aaaaaaaaaaaaaa: { agent_id: { tool: "cursor", id: "1", model: "gpt-5" } } };
    const note = `a.ts\n  s_aaaaaaaaaaaaaa::t_aaaaaaaaaaaaaa 3\n---\n${JSON.stringify({ schema_version: "authorship/3.0.0", git_ai_version: "1.4.5", base_commit_sha: git("rev-parse", "HEAD"), prompts: {}, sessions })}`;
    git("notes", "--ref=ai", "add", "-m", note);
    expect((await record("commit")).exit).toBe(0);
    expect(noted().sort()).toEqual(["a.ts 3-3 cursor", "a.ts 4-4 claude-code"]);
    const tip = git("rev-parse", "refs/notes/ai");
    expect((await record("commit", "--json")).json()).toMatchObject({ changed: false });
    expect(git("rev-parse", "refs/notes/ai")).toBe(tip);
    git("notes", "--ref=ai", "add", "-f", "-m", "something else");
    await claudeWrites("a.ts", "one\ntwo\nthree\nfour\nfive\n");
    git("commit", "--quiet", "--all", "--message=more");
    git("notes", "--ref=ai", "add", "-m", "something else");
    expect((await record("commit")).out).toContain("it was left as it is");
    expect(git("notes", "--ref=ai", "show")).toBe("something else");
    expect((await record("show", "--json")).json()).toMatchObject({ records: [{ files: [{ path: "a.ts" }] }] });
  });

  it("a note that is there and can't be had, as in a partial clone, is not written over, nor one that is no UTF-8", async () => {
    git("config", "core.hooksPath", "/dev/null");
    await claudeWrites("a.ts", "one\ntwo\nthree\n");
    git("commit", "--quiet", "--all", "--message=feat");
    const json = JSON.stringify({ schema_version: "authorship/3.0.0", prompts: {}, sessions: { s_a: { agent_id: { tool: "cursor", id: "1", model: "m" } } } });
    writeFileSync(join(home, "note"), Buffer.from(`caf\xe9.ts\n  s_a::t_a 1\n---\n${json}\n`, "latin1"));
    git("notes", "--ref=ai", "add", "--file", join(home, "note"));
    const blob = git("notes", "--ref=ai", "list", "HEAD");
    expect((await record("commit")).out).toContain("it was left as it is");
    rmSync(join(root, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    expect((await record("commit")).out).toContain("it was left as it is");
    expect(git("notes", "--ref=ai", "list", "HEAD")).toBe(blob);
  });

  it("an amendment that only names a file anew keeps what the note said of it", async () => {
    await claudeWrites("b.ts", "x\ny\n");
    git("add", ".");
    git("commit", "--quiet", "--message=b");
    git("mv", "b.ts", "c.ts");
    git("commit", "--quiet", "--amend", "--message=c");
    expect(noted()).toEqual(["c.ts 1-2 claude-code"]);
  });

  it("a file of a submodule is left to the submodule, whose rules say what is ignored there", async () => {
    git("clone", "--quiet", root, "sub");
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", root, "sub");
    write("sub/.gitignore", ".env\n");
    await claudeWrites("sub/.env", "SECRET\n");
    expect((await record("show", "--json")).json()).toEqual({ records: [], prompts: 0 });
    expect(existsSync(join(root, ".git/countersign/contents"))).toBe(false);
  });

  it("a message in another encoding keeps its bytes", async () => {
    git("config", "i18n.commitEncoding", "ISO-8859-1");
    await claudeWrites("a.ts", "one\ntwo\nthree\n");
    writeFileSync(join(home, "message"), Buffer.from("café\n", "latin1"));
    git("commit", "--quiet", "--all", "--file", join(home, "message"));
    const raw = execFileSync("git", ["cat-file", "commit", "HEAD"], { cwd: root, env: env(), encoding: "latin1" });
    expect(raw.split("\n\n").slice(1)).toEqual(["café", "Co-authored-by: Claude <noreply@anthropic.com>\n"]);
  });

  it("writers of notes lose nothing to each other, and no hook of the repository runs for a note", async () => {
    git("config", "core.hooksPath", "/dev/null");
    const ids: string[] = [];
    for (const name of ["b.ts", "c.ts", "d.ts", "e.ts"]) {
      await claudeWrites(name, "x\n");
      git("add", ".");
      git("commit", "--quiet", `--message=${name}`);
      ids.push(git("rev-parse", "HEAD"));
      appendFileSync(join(root, name), "still open\n");
    }
    git("config", "--unset", "core.hooksPath");
    writeFileSync(join(root, ".git/hooks/reference-transaction"), `#!/bin/sh\necho ran >> ${join(home, "ran")}\n`, { mode: 0o755 });
    await Promise.all(ids.map((id) => record("commit", id)));
    expect(existsSync(join(home, "ran"))).toBe(false);
    expect(ids.map((id) => noted(id).length)).toEqual([1, 1, 1, 1]);
    expect(git("rev-list", "--count", "refs/notes/ai")).toBe("4");
    expect(git("show", "-s", "--format=%cn <%ce>", "refs/notes/ai")).toBe("Dana Okafor <dana@example.com>");
  });

  it("the first commit of a repository has trailers and a note like any other", async () => {
    rmSync(join(root, ".git"), { recursive: true });
    git("init", "--quiet", "--initial-branch=main");
    git("config", "user.email", "dana@example.com");
    git("config", "user.name", "Dana Okafor");
    await record("hooks", "--program", program, "--grammar", "assisted-by");
    await claudeWrites("b.ts", "x\n");
    git("add", ".");
    git("commit", "--quiet", "--message=first");
    expect([git("log", "-1", "--format=%B"), noted()]).toEqual(["first\n\nAssisted-by: Claude Code", ["b.ts 1-1 claude-code"]]);
  });

  it("a linked work tree keeps its own records and shares the notes", async () => {
    const linked = join(home, "linked");
    git("worktree", "add", "--quiet", linked, "-b", "linked");
    await claudeWrites("b.ts", "x\n", { folder: linked });
    expect(existsSync(join(root, ".git/countersign"))).toBe(false);
    for (const args of [
      ["add", "."],
      ["commit", "--quiet", "--message=b"],
    ])
      execFileSync("git", args, { cwd: linked, env: env(), stdio: "pipe" });
    expect(noted("linked")).toEqual(["b.ts 1-1 claude-code"]);
  });
});

describe("what goes wrong while recording", () => {
  it("stops neither an agent nor a commit", async () => {
    const anything = spawnSync("sh", ["-c", told], { cwd: root, env: env(), input: "no json", encoding: "utf8" });
    expect([anything.status, anything.stdout, anything.stderr]).toEqual([0, "", expect.stringContaining("Nothing was recorded")]);
    const outside = spawnSync("sh", ["-c", told], {
      cwd: home,
      env: env(),
      input: JSON.stringify({ session_id: "s", hook_event_name: "PreToolUse", cwd: home }),
      encoding: "utf8",
    });
    expect([outside.status, outside.stdout]).toEqual([0, ""]);
    await claudeWrites("a.ts", "one\nby claude\ntwo\n");
    rmSync(join(root, ".git/countersign/contents"), { recursive: true });
    writeFileSync(join(root, ".git/countersign/contents"), "no folder");
    const committed = spawnSync("git", ["commit", "--all", "--message=feat"], { cwd: root, env: env(), encoding: "utf8" });
    expect([committed.status, committed.stderr]).toEqual([0, expect.stringContaining("nothing was recorded of this commit")]);
    expect(git("log", "-1", "--format=%B")).toBe("feat");
  });

  it("is said with the way out where it is a person who asked", async () => {
    git("config", "core.hooksPath", join(home, "shared-hooks"));
    const refused = await record("hooks");
    expect([refused.exit, refused.err.replace(/\s+/g, " ")]).toEqual([1, expect.stringContaining("is outside this repository")]);
    expect(existsSync(join(home, "shared-hooks"))).toBe(false);
    expect((await runIn(home, ["record", "show"])).exit).toBe(2);
    expect((await record("add", "--from", "aider")).exit).toBe(2);
  });
});

describe("what people ask of an agent", () => {
  const secret = "Raise the fee of THE-CUSTOMER";
  const policy = (prompts: string) => {
    write(".countersign/policy.yaml", `policy: 1\nversion: 1\nai: { prompts: ${prompts} }\n`);
    git("add", ".countersign");
    git("commit", "--quiet", "--message=policy");
  };
  const asks = async (prompt = secret, folder = root) => await takeIn({ session_id: "s-1", cwd: folder, hook_event_name: "UserPromptSubmit", permission_mode: "default", prompt });
  const commit = async (name: string) => {
    await claudeWrites(name, `by claude in ${name}\n`);
    git("add", name);
    git("commit", "--quiet", `--message=${name}`);
  };
  /** Files in the repository or beside it that hold a text in the open, and objects of git that do. */
  const holding = (text: string) => {
    const files = spawnSync("grep", ["-r", "-l", "-a", "-F", text, home], { encoding: "utf8" }).stdout.split("\n").filter(Boolean);
    const objects = execFileSync("git", ["cat-file", "--batch", "--batch-all-objects"], { cwd: root, env: env() });
    return [...files, ...(objects.includes(text) ? ["an object of git"] : [])];
  };
  const kept = () => {
    const lines = readFileSync(join(root, ".git/countersign/prompts.jsonl"), "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as { digest: string; salt: string });
  };

  it.each(["nobody speaks of it", "the policy says none", "the policy says it only in the work tree", "the policy can't be read"])(
    "is written nowhere and asked for by no hook where %s",
    async (why) => {
      if (why === "the policy says none") policy("none");
      if (why === "the policy can't be read") policy("digests");
      if (why === "the policy says it only in the work tree") write(".countersign/policy.yaml", "policy: 1\nversion: 1\nai: { prompts: digest }\n");
      const settings = await record("settings", "claude-code", "--write", "--program", program);
      expect([settings.exit, existsSync(join(root, ".claude/settings.json"))]).toEqual(why === "the policy can't be read" ? [2, false] : [0, true]);
      if (settings.exit === 0) expect(readFileSync(join(root, ".claude/settings.json"), "utf8")).not.toContain("UserPromptSubmit");
      const event = JSON.stringify({ session_id: "s-1", cwd: root, hook_event_name: "UserPromptSubmit", prompt: secret });
      const ran = await runIn(root, ["record", "add", "--from", "claude-code"], { readInput: async () => Buffer.from(event) });
      expect([ran.exit, ran.out, ran.err.includes("Nothing was recorded")]).toEqual([0, "", why === "the policy can't be read"]);
      expect(`${ran.out}${ran.err}`).not.toContain("CUSTOMER");
      await commit("b.ts");
      expect(noted()).toEqual(["b.ts 1-1 claude-code"]);
      expect([noteOf()?.prompts, holding("THE-CUSTOMER"), existsSync(join(root, ".git/countersign/prompts.jsonl"))]).toEqual([[], [], false]);
    },
  );

  it("is a salted digest in the note where the policy says so, which only whoever has the prompt can show to be of it", async () => {
    policy("digest");
    const settings = await record("settings", "claude-code", "--write", "--program", program);
    expect([settings.out, readFileSync(join(root, ".claude/settings.json"), "utf8")]).toEqual([
      expect.stringContaining("a salted digest"),
      expect.stringContaining("UserPromptSubmit"),
    ]);
    await asks();
    await asks();
    await commit("b.ts");
    await asks("and tests");
    await commit("c.ts");
    const [one = "", two = "", three = ""] = kept().map(({ digest }) => digest);
    expect(new Set([one, two, three]).size).toBe(3);
    expect([noteOf("HEAD~1")?.prompts, noteOf()?.prompts, noted()]).toEqual([[one, two], [one, two, three], ["c.ts 1-1 claude-code"]]);
    expect([holding("THE-CUSTOMER"), holding(kept()[0]?.salt ?? "")]).toEqual([[], [join(root, ".git/countersign/prompts.jsonl")]]);
    const proving = (text: string, ...words: string[]) => runIn(root, ["record", "prompt", ...words], { readInput: async () => Buffer.from(text) });
    expect(await proving(`${secret}\n`, "--digest", one)).toMatchObject({ exit: 0, out: expect.stringContaining("Yes: the digest is of this text.") });
    expect(await proving(secret, "--digest", three)).toMatchObject({ exit: 1, out: expect.stringContaining("No: the digest is of another text.") });
    const { out, ...found } = await proving(secret, "--json");
    expect([found.exit, found.json()]).toMatchObject([0, { prompts: [{ digest: one, tool: "claude", session: "s-1" }, { digest: two }] }]);
    expect(out).not.toContain("salt");
    expect((await proving("another")).exit).toBe(1);
    expect([(await proving(secret, "--digest", "0".repeat(64))).exit, (await proving(secret, "--digest", "xyz")).exit]).toEqual([2, 2]);
    expect((await record("show")).out).toContain("Of 3 prompts a salt and a digest are kept here.");
    await record("show", "--forget");
    expect((await proving(secret)).exit).toBe(0);
    await record("prompt", "--forget");
    expect((await proving(secret)).exit).toBe(1);
  });

  it("that was kept before the policy took it back goes into no note", async () => {
    policy("digest");
    await asks();
    policy("none");
    await commit("b.ts");
    expect([noted(), noteOf()?.prompts]).toEqual([["b.ts 1-1 claude-code"], []]);
    await asks("later");
    expect(kept()).toHaveLength(1);
  });

  it("in a linked work tree leaves its salt where it outlives that", async () => {
    policy("digest");
    const linked = join(home, "linked");
    git("worktree", "add", "--quiet", linked, "-b", "linked");
    await asks(secret, linked);
    expect(kept()).toHaveLength(1);
    expect((await runIn(linked, ["record", "prompt"], { readInput: async () => Buffer.from(secret) })).exit).toBe(0);
  });

  it("is not repeated in what is said of an event that can't be read", async () => {
    const ran = await runIn(root, ["record", "add", "--from", "claude-code"], { readInput: async () => Buffer.from(`THE-CUSTOMER ${secret}`) });
    expect([ran.exit, ran.err.trim()]).toEqual([0, "Nothing was recorded: The event is no JSON."]);
  });
});

describe("installing and removing git's hooks", () => {
  it("says that their program is not found, and what to do; twin: one that is there", async () => {
    const missing = await runIn(root, ["record", "hooks"], { env: { ...env(), PATH: "/usr/bin:/bin" } });
    expect([missing.exit, missing.out.replace(/\s+/g, " ")]).toEqual([0, expect.stringContaining("The hooks record nothing yet: `countersign` is not found. Put it on the PATH")]);
    expect((await record("hooks", "--program", join(home, "nowhere"))).out).toContain("record nothing yet");
    const bin = join(home, "bin");
    write("countersign", "#!/bin/sh\n", bin);
    const plain = await runIn(root, ["record", "hooks", "--json"], { env: { ...env(), PATH: bin } });
    chmodSync(join(bin, "countersign"), 0o755);
    const there = await runIn(root, ["record", "hooks", "--json"], { env: { ...env(), PATH: bin } });
    expect([plain.json(), there.json()]).toMatchObject([{ programFound: false }, { programFound: true }]);
    expect((await record("hooks", "--program", program)).out).not.toContain("record nothing yet");
  });

  it("says of a hook that is not executable that git never ran it", async () => {
    await record("hooks", "--remove");
    writeFileSync(join(root, ".git/hooks/post-commit"), "#!/bin/sh\nexit 0\n", { mode: 0o644 });
    expect((await record("hooks", "--program", program)).out.replace(/\s+/g, " ")).toContain("is not executable, so git never ran it");
  });

  it("says the second time that there is nothing to remove", async () => {
    expect((await record("hooks", "--remove")).out).toContain("is removed");
    expect((await record("hooks", "--remove")).out.trim()).toBe("There is nothing to remove: none of our hooks is installed here.");
    writeFileSync(join(root, ".git/hooks/post-commit"), "#!/bin/sh\n");
    const { out } = await record("hooks", "--remove");
    expect(out).toContain("There is nothing to remove");
    expect(out.replace(/\s+/g, " ")).toContain("post-commit is not ours, and stays as it is");
  });
});

it("hooks stand where core.hooksPath says, inside the repository", async () => {
  git("config", "core.hooksPath", ".githooks");
  await record("hooks");
  expect(readdirSync(join(root, ".githooks")).sort()).toEqual(["commit-msg", "post-commit", "post-rewrite", "prepare-commit-msg"]);
  await record("hooks", "--remove");
  expect(readdirSync(join(root, ".githooks"))).toEqual([]);
});

it("Agent Trace of an editor is recorded as it stands in the work tree, and what is recorded can be forgotten", async () => {
  write("a.ts", "one\ntwo\nfrom an editor\n");
  const trace = {
    version: "0.1.0",
    id: "t-1",
    timestamp: "2026-01-23T14:30:00Z",
    tool: { name: "editor" },
    files: [{ path: "a.ts", conversations: [{ contributor: { type: "ai" }, ranges: [{ start_line: 3, end_line: 3 }] }] }],
  };
  write("trace.jsonl", `${JSON.stringify(trace)}\n`);
  const added = await record("add", "trace.jsonl");
  expect([added.exit, added.out]).toEqual([0, expect.stringContaining("1 line of a.ts recorded")]);
  expect((await record("show", "--forget")).exit).toBe(0);
  expect((await record("show", "--json")).json()).toEqual({ records: [], prompts: 0 });
});

it("the plugin for opencode hands on what opencode documents, and names the model of the session", async () => {
  await record("settings", "opencode", "--write", "--program", program);
  const plugin = join(root, ".opencode/plugins/countersign.js");
  writeFileSync(join(root, ".opencode/plugins/package.json"), '{ "type": "module" }');
  const { Countersign } = (await import(pathToFileURL(plugin).href)) as {
    Countersign: (context: object) => Promise<Record<string, (input: object, output?: object) => Promise<void>>>;
  };
  const hooks = await Countersign({ directory: root, worktree: root });
  const input = { tool: "edit", sessionID: "ses_1", callID: "call_1" };
  const args = { filePath: join(root, "a.ts"), oldString: "two", newString: "two\nthree" };
  await hooks["chat.message"]?.({ sessionID: "ses_1", model: { providerID: "anthropic", modelID: "claude-sonnet-4-5" } }, { parts: [{ type: "text", text: "THE-PROMPT" }] });
  await hooks["tool.execute.before"]?.(input, { args });
  write("a.ts", "one\ntwo\nthree\n");
  await hooks["tool.execute.after"]?.({ ...input, args }, { title: "", output: "", metadata: {} });
  expect((await record("show", "--json")).json()).toMatchObject({
    records: [{ tool: "opencode", session: "ses_1", model: "anthropic/claude-sonnet-4-5", files: [{ path: "a.ts", ranges: [{ start: 3, end: 3 }] }] }],
  });
});

it("the plugin for opencode hands on what was asked only where the policy wants a digest of it, and nothing that opencode added", async () => {
  write(".countersign/policy.yaml", "policy: 1\nversion: 1\nai: { prompts: digest }\n");
  git("add", ".countersign");
  git("commit", "--quiet", "--message=policy");
  await record("settings", "opencode", "--write", "--program", program);
  writeFileSync(join(root, ".opencode/plugins/package.json"), '{ "type": "module" }');
  const { Countersign } = (await import(pathToFileURL(join(root, ".opencode/plugins/countersign.js")).href)) as {
    Countersign: (context: object) => Promise<Record<string, (input: object, output: object) => Promise<void>>>;
  };
  const parts = [
    { type: "text", text: "Raise the fee" },
    { type: "text", text: "a file that was named", synthetic: true },
    { type: "file", url: "file:///a.ts" },
  ];
  await (await Countersign({ directory: root }))["chat.message"]?.({ sessionID: "ses_1" }, { parts });
  const shown = await runIn(root, ["record", "prompt", "--json"], { readInput: async () => Buffer.from("Raise the fee") });
  expect(shown.json()).toMatchObject({ prompts: [{ tool: "opencode", session: "ses_1" }] });
});
