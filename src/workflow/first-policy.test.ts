import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { standingPolicy, writeFirstPolicy } from "./first-policy.ts";

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "countersign-first-"));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const text = "policy: 1\nversion: 1\n";
const rules = new Map([["constraints/a.yaml", "language: Python\n"]]);

describe("writing a project's first policy", () => {
  it("writes it with its rules and the schema, readable for whoever reads the rest, and leaves nothing beside it", async () => {
    expect(await writeFirstPolicy(tree, { text, rules })).toEqual([".countersign/constraints/a.yaml", ".countersign/policy.schema.json", ".countersign/policy.yaml"]);
    expect([readdirSync(tree), await standingPolicy(tree)]).toEqual([[".countersign"], text]);
    mkdirSync(join(tree, "other"));
    expect(statSync(join(tree, ".countersign")).mode).toBe(statSync(join(tree, "other")).mode);
  });

  it("changes nothing where a policy is there", async () => {
    mkdirSync(join(tree, ".countersign"));
    writeFileSync(join(tree, ".countersign/policy.yaml"), "mine");
    expect(await writeFirstPolicy(tree, { text, rules })).toEqual([]);
    expect([readdirSync(join(tree, ".countersign")), await standingPolicy(tree)]).toEqual([["policy.yaml"], "mine"]);
  });

  it("adds to a folder that is there, and keeps what it holds", async () => {
    mkdirSync(join(tree, ".countersign"));
    writeFileSync(join(tree, ".countersign/policy.schema.json"), "kept");
    expect(await writeFirstPolicy(tree, { text, rules })).toEqual([".countersign/constraints/a.yaml", ".countersign/policy.yaml"]);
    expect(readFileSync(join(tree, ".countersign/policy.schema.json"), "utf8")).toBe("kept");
  });

  it("writes nothing where a rule of the same name says something else", async () => {
    mkdirSync(join(tree, ".countersign/constraints"), { recursive: true });
    writeFileSync(join(tree, ".countersign/constraints/a.yaml"), "another");
    await expect(writeFirstPolicy(tree, { text, rules })).rejects.toMatchObject({ code: "already-exists" });
    expect([existsSync(join(tree, ".countersign/policy.yaml")), readdirSync(tree)]).toEqual([false, [".countersign"]]);
  });
});
