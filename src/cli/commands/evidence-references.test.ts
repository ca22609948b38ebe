import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestRepository } from "../../git/testing.ts";
import { runIn } from "../testing.ts";

const repository = new TestRepository();
afterAll(() => repository[Symbol.dispose]());

const policy = `policy: 1
version: 1
criteria: { nothing-invented: { check: evidence.references.contradicted == 0, says: Nothing is invented. } }
change-types: { business-logic: { otherwise: true } }
tiers: { business-logic: { human: Reviews it, check: nothing-invented, approvals: { count: 1 } } }
`;
const types = "export function two(a: number, b: string): void;\n";
const commits: Record<string, string> = {};
const file = (name: string) => join(repository.path, name);
const write = (path: string, text: string) => {
  mkdirSync(dirname(file(path)), { recursive: true });
  writeFileSync(file(path), text);
};

/** Has the checkout be what a commit holds, and looks at it. */
async function look(name: "sound" | "invented", out: string) {
  write("src/a.ts", texts[name]);
  return await runIn(repository.path, ["evidence", "references", "--base", "main", "--head", commits[name] ?? "", "--out", file(out), "--json"]);
}

const texts = {
  sound: 'import { two } from "typed";\n\ntwo(1, "b");\n',
  invented: 'import { three } from "typed";\n\nthree();\n',
};

beforeAll(async () => {
  const manifest = { "package.json": '{ "dependencies": { "typed": "1.0.0" } }', "tsconfig.json": "{}", "src/b.ts": "export {};\n" };
  repository.commit(manifest);
  repository.branch("sound");
  commits["sound"] = repository.commit({ "src/a.ts": texts.sound });
  repository.branch("invented", "main");
  commits["invented"] = repository.commit({ "src/a.ts": texts.invented });
  for (const [path, text] of Object.entries(manifest)) write(path, text);
  write("node_modules/typed/package.json", '{ "name": "typed", "version": "1.0.0", "types": "index.d.ts" }');
  write("node_modules/typed/index.d.ts", types);
  write("policy.yaml", policy);
});

async function criterion(head: string, ...evidence: readonly string[]) {
  const given = evidence.length === 0 ? [] : ["--evidence", ...evidence.map(file)];
  const ran = await runIn(repository.path, ["check", "--base", "main", "--head", commits[head] ?? head, ...given, "--policy", file("policy.yaml"), "--json"]);
  const answer = ran.json() as { verdict: { criteria: { id: string; result: string }[] } };
  return answer.verdict?.criteria.find(({ id }) => id === "nothing-invented")?.result ?? ran.out;
}

describe("evidence references", () => {
  it("R97: ends with 0 where nothing is invented, and the criterion rests on its log", async () => {
    const { exit, json } = await look("sound", "sound.sarif");
    expect([exit, json()]).toEqual([0, JSON.parse(readFileSync(file("sound.sarif"), "utf8"))]);
    expect(await criterion("sound", "sound.sarif")).toBe("met");
  });

  it("R97: ends with 1 where something is, and the criterion is not met", async () => {
    expect((await look("invented", "invented.sarif")).exit).toBe(1);
    expect(await criterion("invented", "invented.sarif")).toBe("not-met");
  });

  it("R97: says in words what is invented and where", async () => {
    write("src/a.ts", texts.invented);
    const { exit, out } = await runIn(repository.path, ["evidence", "references", "--base", "main", "--head", commits["invented"] ?? ""]);
    expect([exit, out.replaceAll(/\s+/g, " ")]).toEqual([
      1,
      expect.stringMatching(/^1 name of what does not exist\. src\/a\.ts:1 typed\.three Module '"typed"' has no exported member 'three'/),
    ]);
  });

  it("without a log the evidence is missing", async () => {
    expect(await criterion("sound")).toBe("missing-evidence");
  });

  it("E01: a log of another commit is refused, and so is the evidence", async () => {
    expect(await criterion("invented", "sound.sarif")).toBe("missing-evidence");
  });

  it("a log that did not look at a changed file is no evidence", async () => {
    const log = JSON.parse(readFileSync(file("sound.sarif"), "utf8"));
    log.runs[0].artifacts = [];
    writeFileSync(file("unlooked.sarif"), JSON.stringify(log));
    expect(await criterion("sound", "unlooked.sarif")).toBe("missing-evidence");
  });

  it("R97: a file of the checkout that is not the commit's is not looked at, which ends with 4", async () => {
    write("src/a.ts", texts.invented);
    const { exit, out } = await runIn(repository.path, ["evidence", "references", "--base", "main", "--head", commits["sound"] ?? ""]);
    expect([exit, out.replaceAll(/\s+/g, " ")]).toEqual([4, expect.stringContaining("src/a.ts The file in the checkout is not the one that the change results in")]);
  });

  it("R97: what the time did not suffice for is not looked at, which ends with 4, and a time that is none is refused", async () => {
    write("src/a.ts", texts.sound);
    const ask = (limit: string) => runIn(repository.path, ["evidence", "references", "--base", "main", "--head", commits["sound"] ?? "", "--time-limit", limit, "--json"]);
    const { exit, out, json } = await ask("0m");
    expect([exit, json()]).toMatchObject([4, { runs: [{ artifacts: [], results: [] }] }]);
    expect(out).toContain("the time of the whole look was over");
    expect([(await ask("10")).exit, (await ask("2d")).exit]).toEqual([2, 2]);
  });

  it("a registry is named whole, or the command is refused", async () => {
    expect((await runIn(repository.path, ["evidence", "references", "--npm-registry", "npm"])).exit).toBe(2);
  });
});
