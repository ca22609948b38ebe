import { describe, expect, it } from "vitest";
import { packNamed, packNames } from "../blueprint/index.ts";
import { TestRepository } from "../git/testing.ts";
import type { Person, Qualification } from "../model/people.ts";
import { lint, loadPolicyFile } from "../policy/index.ts";
import { type Detected, detectRepository } from "./detect-repository.ts";
import { compiledOf } from "./policy-source.ts";
import { type PolicyWishes, proposePolicy } from "./propose-policy.ts";

const now = Date.parse("2026-11-23T00:00:00Z");
const file = ".countersign/policy.yaml";
const wishes = (over: Partial<PolicyWishes>): PolicyWishes => ({
  project: "shop",
  organisation: null,
  detected: null,
  sensitive: true,
  pack: null,
  disclosure: false,
  now,
  ...over,
});

async function looked(files: Readonly<Record<string, string>>, author = "Ana <ana@example.com>"): Promise<Detected> {
  using repo = new TestRepository();
  repo.commit(files, { author, message: "Begin\n\nCo-authored-by: Claude <noreply@anthropic.com>" });
  return await detectRepository(repo.path);
}

/** Three people of all roles, holding everything that the policy knows. */
function everybody(domains: readonly string[]): { people: Person[]; qualifications: Qualification[] } {
  const roles = ["administrator", "policy-owner", "engineering-lead", "release-manager", "reviewer"];
  const people = ["ana", "ben", "cleo"].map(
    (handle): Person => ({ id: `p-${handle}`, handle, name: handle, kind: "person", emails: [`${handle}@example.com`], roles, active: true }),
  );
  const held = (person: string, domain: string): Qualification => ({
    id: `${person}-${domain}`,
    person,
    domain,
    basis: "",
    grantedBy: "p-ana",
    index: 1,
    from: 0,
    until: now * 2,
    revokedAt: null,
  });
  return { people, qualifications: people.flatMap(({ id }) => domains.map((domain) => held(id, domain))) };
}

const sources = { "src/a.ts": "x\n", "app/b.py": "x\n", "C.java": "x\n" };

describe("a first policy", () => {
  it.each(packNames)("R8 R73: of the pack %s has nothing that the lint finds, and can be satisfied once its qualifications are granted", async (name) => {
    const { text, rules, left } = await proposePolicy(wishes({ pack: packNamed(name), detected: await looked(sources) }));
    expect([left, rules.size > 5]).toEqual([null, true]);
    const { policy } = compiledOf(null, { text, file, rules, project: "shop" }, now);
    const context = { ...everybody(Object.keys(policy.qualifications)), usualAuthors: ["p-ana"], now, project: "shop", files: [loadPolicyFile(text, file)] };
    expect(lint(policy, context).filter(({ level }) => level === "error")).toEqual([]);
    expect(lint(policy, { ...context, qualifications: [] }).filter(({ code }) => code === "qualification-unheld").length).toBeGreaterThan(0);
  });

  it.each(packNames)("of the pack %s takes rules only for the languages that are there, and all of them where there is no code yet", async (name) => {
    const python = await proposePolicy(wishes({ pack: packNamed(name), detected: await looked({ "app/b.py": "x\n" }) }));
    expect(python.constraints.filter((id) => /-(?:java|javascript)$/.test(id))).toEqual([]);
    expect(python.constraints.filter((id) => id.endsWith("-python")).length).toBeGreaterThan(1);
    const none = await proposePolicy(wishes({ pack: packNamed(name) }));
    expect(none.constraints.length).toBeGreaterThan(python.constraints.length);
  });

  it("without a pack and with nothing sensitive leaves all to the organisation's", async () => {
    const { text, types } = await proposePolicy(wishes({}));
    expect([text.endsWith("\npolicy: 1\nversion: 1\n"), types]).toEqual([true, []]);
  });

  it("takes what is sensitive into the organisation's types, and what is not known there into its own, with why and by whom", async () => {
    const detected = await looked({ "src/auth/a.ts": "x\n", "src/acl.ts": "x\n", "src/payments/a.ts": "x\n", "db/migrations/1.sql": "x\n", "deploy/run.sh": "x\n" });
    const { text, types } = await proposePolicy(wishes({ detected }));
    expect(types.map(({ name, paths, files }) => [name, paths, files])).toEqual([
      // `**/auth/**` is the organisation's already.
      ["security", ["src/acl.ts"], 1],
      ["payments", ["src/payments/**"], 1],
      ["migrations", ["db/migrations/**"], 1],
      ["infrastructure", ["deploy/**"], 1],
    ]);
    const { policy, typesOf } = compiledOf(null, { text, file, project: "shop" }, now);
    expect(typesOf("src/payments/b.ts")[0]?.tier.name).toBe("compliance");
    expect(policy.tiers.find(({ name }) => name === "migrations")).toMatchObject({
      questions: ["meets-requirement", "rollback-known"],
      findings: [{ word: "sast" }, { word: "secret" }],
    });
    expect(text).toContain("# Money moves here. One file here. One commit of late, most by Ana (1).");
    expect((await proposePolicy(wishes({ detected, sensitive: false }))).types).toEqual([]);
  });

  it("tells which AI tools the history shows, and registers none: that is the organisation's to do", async () => {
    const detected = await looked(sources);
    const { text } = await proposePolicy(wishes({ detected, disclosure: true }));
    expect(text).toContain("does not list under `ai.tools`: claude-code in 1.");
    expect(loadPolicyFile(text, file).file.ai).toEqual({ disclosure: "required" });
  });

  it("lets no name of a file or a person write a line of it", async () => {
    const detected = await looked(
      { "src/pay\n]: #/payments/a: b.ts": "x\n", '"src"/payments/"a".ts': "x\n", "x/[a]/payments/*.ts": "x\n" },
      "Ana\u2028waivers: [] # <ana@example.com>",
    );
    const { text, left } = await proposePolicy(wishes({ detected }));
    expect(left).toBeNull();
    expect(Object.keys(loadPolicyFile(text, file).file)).toEqual(["policy", "version", "change-types"]);
    expect(text.split(/[\n\u2028]/).filter((line) => line.startsWith("waivers"))).toEqual([]);
  });

  it("says why where the organisation's policy leaves no room, and writes as little as a file needs", async () => {
    const text =
      "policy: 1\nversion: 1\nchange-types: { all: { otherwise: true, tier: business-logic, qualification: architecture } }\nqualifications: { architecture: { granted-by: [administrator], valid-for: 1y } }\n";
    const organisation = { text, file: "the organisation's policy" };
    const detected = await looked({ "src/payments/a.ts": "x\n" });
    const proposed = await proposePolicy(wishes({ detected, organisation }));
    expect([proposed.types, proposed.left]).toEqual([[], expect.stringContaining("change-types.payments")]);
    await expect(proposePolicy(wishes({ organisation, pack: packNamed("banking") }))).rejects.toMatchObject({
      code: "policy-invalid",
      message: expect.stringContaining("banking"),
    });
  });
});
