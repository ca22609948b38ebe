import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BlueprintFiles, type FileKind, lintBlueprint, loadFileOf, type Pack, packNamed, packNames, readDecision } from "../blueprint/index.ts";
import type { Person, Qualification } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import type { Detected } from "./detect-repository.ts";
import { proposeBlueprint } from "./first-blueprint.ts";
import { writeFirstPolicy } from "./first-policy.ts";
import { policyOf } from "./policy-source.ts";
import { proposePolicy } from "./propose-policy.ts";

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "countersign-blueprint-"));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const now = Date.parse("2026-11-23T10:00:00Z");
const spoken = ["TypeScript", "Python", "Java", null] as const;

async function policyFor(pack: Pack | null, language: string | null): Promise<Policy> {
  const languages = { languages: language === null ? [] : [{ name: language, files: 1, lines: 9, testLines: 0 }], unread: 0 };
  const sensitive = [{ kind: "migrations" as const, paths: ["db/schema/migrate/**"], files: ["db/schema/migrate/1.sql"] }];
  const nothing = { manifests: [], pipelines: [], owners: null, records: [], agents: [], tests: [], branchRules: [], history: null, unread: [] };
  const detected: Detected = { ...nothing, commit: "c", branch: "main", paths: ["src/auth/a.ts", "db/schema/migrate/1.sql"], languages, sensitive };
  const { text, rules } = await proposePolicy({ project: "shop", organisation: null, detected, sensitive: true, pack, disclosure: false, now });
  return policyOf(null, { text, file: "policy.yaml", rules, project: "shop" }, now);
}

/** Four people who hold everything that the policy and the documents ask for. */
function everybody(policy: Policy): { people: Person[]; qualifications: Qualification[] } {
  const roles = ["administrator", "policy-owner", "engineering-lead", "reviewer", "release-manager", "project-manager"];
  const people = ["ana", "ben", "cem", "dee"].map((handle): Person => ({ id: `p-${handle}`, handle, name: handle, kind: "person", emails: [], roles, active: true }));
  const qualifications = people.flatMap(({ id }) =>
    Object.keys(policy.qualifications).map(
      (domain): Qualification => ({ id: `${id}-${domain}`, person: id, domain, basis: "b", grantedBy: "p-ana", index: 1, from: 0, until: now * 2, revokedAt: null }),
    ),
  );
  return { people, qualifications };
}

function filesOf(texts: ReadonlyMap<string, string>): BlueprintFiles {
  const load = <K extends FileKind>(kind: K) => loadFileOf(kind, texts.get(`.countersign/${kind}.yaml`) ?? "");
  const decisions = [...texts].flatMap(([path, text]) => {
    const read = path.endsWith(".md") ? readDecision(text, path) : null;
    return read !== null && "record" in read ? [read.record] : [];
  });
  return {
    blueprint: load("blueprint"),
    charter: load("charter"),
    delivery: load("delivery"),
    risks: load("risks"),
    "audit-trail": load("audit-trail"),
    "ai-policy": load("ai-policy"),
    decisions,
    agentRules: "missing",
  };
}

const wishes = (policy: Policy, people: readonly Person[], pack: Pack | null = null) => ({
  workTree: tree,
  project: "shop",
  owner: "ana",
  people,
  start: "2026-11-30",
  today: "2026-11-23",
  pack,
  policy,
});

describe("a project's first blueprint", () => {
  it.each([null, ...packNames])("R49 R54 R55 R57 R103: is complete with the pack %s in every language, but for what only the team can say", async (name) => {
    const pack = name === null ? null : packNamed(name);
    for (const language of spoken) {
      const policy = await policyFor(pack, language);
      expect(policy.tiers.map((tier) => tier.name)).toContain("migrations");
      const { people, qualifications } = everybody(policy);
      const { files: texts } = await proposeBlueprint(wishes(policy, people, pack));
      const files = filesOf(texts);
      const findings = lintBlueprint(files, { policy, people, qualifications, now });
      expect(findings.filter(({ severity }) => severity === "error").map(({ code, says }) => [code, says])).toEqual([]);
      expect([...new Set(findings.map(({ code }) => code))].toSorted()).toEqual(["area-undecided", "risk-unjudged"]);
      expect(findings.filter(({ code }) => code === "risk-unjudged")).toHaveLength(22 + (pack?.risks.length ?? 0));
      expect(files.decisions.map(({ status }) => status)).toEqual(Array(5).fill("proposed"));
    }
  });

  it("keeps what is there, numbers its records after those of the repository, and proposes them once", async () => {
    const policy = await policyFor(null, null);
    mkdirSync(join(tree, "docs/decisions"), { recursive: true });
    mkdirSync(join(tree, ".countersign"));
    writeFileSync(join(tree, "docs/decisions/0007-use-git.md"), "mine");
    writeFileSync(join(tree, ".countersign/charter.yaml"), "mine");
    const first = await proposeBlueprint(wishes(policy, []));
    const written = await writeFirstPolicy(tree, { text: "policy: 1\nversion: 1\n", rules: new Map() }, first.files);
    expect(readdirSync(join(tree, "docs/decisions")).map((each) => each.slice(0, 4))).toEqual(["0007", "0008", "0009", "0010", "0011", "0012"]);
    expect([first.end, written.includes(".countersign/charter.yaml"), readFileSync(join(tree, ".countersign/charter.yaml"), "utf8")]).toEqual(["2026-12-18", false, "mine"]);
    expect(loadFileOf("blueprint", readFileSync(join(tree, ".countersign/blueprint.yaml"), "utf8")).file.areas.data).toEqual([expect.stringMatching(/^docs\/decisions\/0009-/)]);
    expect(await proposeBlueprint(wishes(policy, []))).toEqual({ files: new Map(), end: null });
    rmSync(join(tree, ".countersign/risks.yaml"));
    const lacking = await proposeBlueprint(wishes(policy, []));
    expect([...lacking.files.keys()]).toEqual([".countersign/schemas/risks.schema.json", ".countersign/risks.yaml"]);
    expect(await writeFirstPolicy(tree, { text: "", rules: new Map() }, lacking.files)).toEqual([".countersign/risks.yaml"]);
  });
});
