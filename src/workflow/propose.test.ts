import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import { defaultPolicyText } from "../policy/index.ts";
import { listChanges } from "../reading/inbox.ts";
import { adoptPolicy } from "./adopt-policy.ts";
import { openCase } from "./case.ts";
import { check } from "./check.ts";
import { organisationOf } from "./organisation-of.ts";
import { propose } from "./propose.ts";
import { failureOf, holding, junit, lcov, requirement, source, type TestOrganisation, testOrganisation } from "./testing.ts";

const own = (version: number, more = "") => `policy: 1\nversion: ${version}\n${more}`;
const tighter = own(1, "limits: { change-lines: 300 }\n");
const organisation = (version: number, more = "") => `policy: 1\nversion: ${version}\n${more}`;
const path = ".countersign/policy.yaml";

const adopt = (org: TestOrganisation, text: string, project?: string) =>
  adoptPolicy(org.workplace, "ada", { text, file: project === undefined ? "organisation.yaml" : path, sign: org.signer("ada"), ...(project === undefined ? {} : { project }) });

describe("R101 D01 the policy that judges a change", () => {
  it("is the base's: a change that edits its own policy is judged by the one before, as a security change", async () => {
    await using org = await testOrganisation({ projectPolicy: tighter });
    org.repository.branch("topic", org.base);
    org.repository.commit({ [path]: own(2, "limits: { change-lines: 100 }\n"), [source.path]: source.after });
    const { change, report } = await org.propose();
    const { read } = org.workplace.store;
    const [organisationPolicy, project] = await Promise.all([read.policyInForce("organisation", null), read.policyInForce("project", "payments")]);
    expect((await read.change(change))?.latest.adoptions).toEqual([organisationPolicy?.index, project?.index]);
    expect(project).toMatchObject({ version: 1, digest: sha256(tighter), commit: org.base });
    expect(report.verdict).toMatchObject({ verdict: "deny", tier: "security" });
    expect(report.files.find((file) => file.path === path)?.types).toContain("security");
  });

  it("D13 stays the one that it was put forward under, when another is adopted; putting it forward again takes that", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    await org.decide("bo", change);
    const first = (await org.workplace.store.read.change(change))?.latest.policy;
    await adopt(org, organisation(2, "ai: { disclosure: required }\n"));
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
    const again = await org.propose({ head });
    expect(again).toMatchObject({ change, revision: 2, again: false });
    expect((await org.workplace.store.read.change(change))?.latest.policy).not.toBe(first);
    expect((await org.gate(change, { environment: null })).verdict.decisions).toMatchObject([{ counts: false, because: "policy-changed" }]);
  });

  it("R29 has to be adopted: a base with another text is refused, with the way out; twin: adopting it lets the change in", async () => {
    await using org = await testOrganisation();
    org.repository.checkout("main");
    org.repository.commit({ [path]: tighter });
    org.repository.branch("topic");
    org.repository.commit({ [source.path]: source.after });
    const failure = await failureOf(org.propose());
    expect([failure.code, failure.toString()]).toEqual([
      "policy-outdated",
      ".countersign/policy.yaml of the base is not in force: no policy of payments has been adopted. A policy owner or an administrator puts it in force, on the page Policy or with `countersign policy adopt .countersign/policy.yaml --project payments`; or the branch is brought up to date with the base.",
    ]);
    await adopt(org, tighter, "payments");
    expect((await org.propose()).revision).toBe(1);
    expect((await failureOf(org.propose({ base: org.base }))).message).toBe("The base holds no policy, and version 1 of the policy of payments is in force.");
    org.repository.checkout("main");
    org.repository.commit({ [path]: own(2) });
    expect((await failureOf(org.propose())).message).toBe(".countersign/policy.yaml of the base is not in force: version 1 of it is in force, and the base holds another text.");
  });

  const oddities: { row: string; what: string; files: Record<string, string | null | { mode: "120000"; content: string }>; code: string }[] = [
    { row: "D05", what: "a symbolic link in its place", files: { "rules.yaml": tighter, [path]: { mode: "120000", content: "../rules.yaml" } }, code: "policy-ambiguous" },
    { row: "D05", what: "a folder that is a link", files: { "rules/policy.yaml": tighter, ".countersign": { mode: "120000", content: "rules" } }, code: "policy-ambiguous" },
    { row: "D05", what: "a variant in case beside it", files: { [path]: tighter, ".countersign/Policy.yaml": own(9) }, code: "policy-ambiguous" },
    { row: "D05", what: "another ending", files: { ".countersign/policy.yml": tighter }, code: "policy-ambiguous" },
    { row: "D02", what: "an empty file", files: { [path]: "" }, code: "policy-outdated" },
  ];
  it.each(oddities)("$row is refused with $what", async ({ files, code }) => {
    await using org = await testOrganisation();
    org.repository.checkout("main");
    org.repository.commit(files);
    org.repository.branch("topic");
    org.repository.commit({ [source.path]: source.after });
    expect((await failureOf(org.propose())).code).toBe(code);
    expect(await org.facts("change-proposed")).toEqual([]);
  });
});

describe("digests of prompts that a note names", () => {
  const digest = sha256("salt and prompt");
  const isIn = (folder: string, text: string) => spawnSync("grep", ["-r", "-q", "-a", "-F", text, folder]).status === 0;
  const noted = async (policy: string | undefined, attribute: string) => {
    const org = await testOrganisation(policy === undefined ? {} : { policy: organisation(2, policy) });
    const head = org.commitChange();
    const record = { agent_id: { tool: "claude", id: "s-1", model: "m" }, custom_attributes: { "dev.countersign.prompts": attribute } };
    const root = { schema_version: "authorship/3.0.0", base_commit_sha: head, prompts: {}, sessions: { s_aaaaaaaaaaaaaa: record } };
    org.repository.git("notes", "--ref=ai", "add", "-m", `${source.path}\n  s_aaaaaaaaaaaaaa 2-3\n---\n${JSON.stringify(root)}`, head);
    const { change } = await org.propose({ declared: null });
    return { org, change };
  };

  it("stand in the fact where the policy asks for them, and so does what the gate judges", async () => {
    const { org, change } = await noted("ai: { prompts: digest }\n", digest);
    await using _closing = org;
    expect((await org.facts("change-proposed"))[0]?.data).toMatchObject({ change, prompts: { digests: [digest], leftOut: 0 } });
    expect((await openCase(org.workplace, change)).detail.attribution.prompts).toEqual({ digests: [digest], leftOut: 0 });
    expect(isIn(org.folder, digest)).toBe(true);
  });

  it.each([
    ["nobody asks for them", undefined, digest],
    ["the policy says none", "ai: { prompts: none }\n", digest],
    ["they are none", "ai: { prompts: digest }\n", "Raise the fee of THE-CUSTOMER"],
  ])("are nowhere on the way in when %s", async (_, policy, attribute) => {
    const { org, change } = await noted(policy, attribute);
    await using _closing = org;
    expect((await org.facts("change-proposed"))[0]?.data).not.toHaveProperty("prompts");
    expect(JSON.stringify((await openCase(org.workplace, change)).detail.attribution)).not.toContain(attribute);
    expect(isIn(org.folder, attribute)).toBe(false);
  });
});

describe("adopting a policy", () => {
  it("D14 only goes forward, needs a policy owner and the own signature, and what is adopted twice is one fact", async () => {
    await using org = await testOrganisation({ policy: organisation(3) });
    const { size } = org.workplace.store;
    const [fact] = (await org.facts("policy-adopted")).slice(-1);
    expect(fact?.data).toMatchObject({ level: "organisation", version: 3, fingerprint: org.keys.get("ada")?.fingerprint });
    expect(await adopt(org, organisation(3))).toMatchObject({ index: fact?.index, version: 3 });
    expect((await failureOf(adopt(org, organisation(2)))).toString()).toBe(
      "organisation.yaml:2:10: organisation.yaml is version 2, and version 3 is in force: a version only ever grows. Write version: 4.",
    );
    expect((await failureOf(adopt(org, organisation(3, "review-by: 2027-01-01\n")))).code).toBe("policy-outdated");
    expect(org.workplace.store.size).toBe(size);
    const by = (handle: string, sign = org.signer(handle)) => failureOf(adoptPolicy(org.workplace, handle, { text: organisation(4), file: "o.yaml", sign }));
    expect((await by("bo")).message).toBe("Bo Berg may not do this: it needs the role administrator or policy owner.");
    expect((await by("ada", org.signer("bo"))).code).toBe("signature-invalid");
    expect((await org.facts("policy-adopted")).map(({ data }) => data.version)).toEqual([1, 3]);
  });

  it("of two at once only the newer stays in force, however they interleave", async () => {
    await using org = await testOrganisation();
    const other = await org.another();
    const later = adoptPolicy(other, "ada", { text: organisation(3), file: "o.yaml", sign: org.signer("ada") });
    await Promise.allSettled([adopt(org, organisation(2)), later]);
    expect((await org.workplace.store.read.policyInForce("organisation", null))?.version).toBe(3);
  });

  it("R93 R101 a project's may not loosen, and what the lint calls wrong is refused; only that somebody tried to loosen it is recorded", async () => {
    await using org = await testOrganisation();
    const before = org.workplace.store.size;
    const loose = await failureOf(adopt(org, own(1, "ai: { reviewers: { ai: 1 } }\n"), "payments"));
    expect([loose.code, loose.message.startsWith("`ai.reviewers.ai` is looser than the organisation's")]).toEqual(["policy-loosened", true]);
    const { size } = org.workplace.store;
    expect((await org.ledger()).slice(before)).toMatchObject([{ type: "attempt-refused", data: { action: "adopt-policy", code: "policy-loosened", project: "payments" } }]);
    const nobody = await failureOf(adopt(org, organisation(2, "environments: { production: { human: Somebody looks, approvals: { count: 9, role: release-manager } } }\n")));
    expect(nobody.code).toBe("policy-invalid");
    expect((await failureOf(adopt(org, own(1), "unknown"))).code).toBe("not-found");
    expect(org.workplace.store.size).toBe(size);
  });

  it("R91 a waiver of it lets a check fail, and stands among the exceptions of every verdict until it ends", async () => {
    const waiver = `waivers:
  - id: w-1
    rule: criteria.ai-lines-covered
    reason: The coverage tool is being replaced
    risk: R-9
    approved-by: ada@example.com
    expires: 2026-11-03
`;
    await using org = await testOrganisation({ policy: organisation(2, waiver) });
    const head = org.commitChange();
    const { change } = await org.propose({ declared: null });
    await org.attach(head, [junit(), lcov([1, 0, 0])]);
    await org.decide("bo", change);
    await org.decide("chen", change);
    const answer = await org.gate(change, { environment: null });
    expect(answer.verdict).toMatchObject({
      verdict: "allow",
      exceptions: [
        { kind: "waiver", id: "w-1", rule: "criteria.ai-lines-covered", reason: "The coverage tool is being replaced", approvedBy: "ada@example.com", expires: "2026-11-03" },
      ],
    });
    expect((await org.facts("verdict-given")).at(-1)?.data.exceptions).toEqual(["w-1"]);
    org.clock.now = Date.parse("2026-11-04T00:00:00Z");
    expect(holding(await org.gate(change, { environment: null }))).toEqual(["criterion-not-met"]);
  });
});

describe("putting a change forward", () => {
  it("D19 says what check said beforehand, by one evaluator, whose version stands in the verdict", async () => {
    await using org = await testOrganisation();
    const head = org.commitChange();
    const options = { repository: org.repository.path, base: "refs/heads/main", head, requirement, declared: "none" as const };
    const before = await check({ ...options, evidence: [], organisation: await organisationOf(org.workplace), now: org.clock.now });
    const { report, change } = await org.propose();
    const said = ({ verdict }: typeof report) => ({ ...verdict, reasons: verdict.reasons.filter(({ code }) => code !== "order-unproved"), subject: null });
    expect(said(report)).toEqual({ ...said(before), contributors: [org.id("ada")] });
    await org.gate(change);
    expect((await org.facts("verdict-given"))[0]?.data.evaluator).toBe(before.verdict.evaluator);
  });

  it("H20 twice is one revision; with another requirement it is another", async () => {
    await using org = await testOrganisation();
    org.commitChange();
    const first = await org.propose();
    expect(await org.propose({ by: "bo" })).toMatchObject({ change: first.change, revision: 1, index: first.index, again: true });
    expect(await org.propose({ requirement: "PAY-8" })).toMatchObject({ change: first.change, revision: 2, again: false });
    expect(await org.facts("change-proposed")).toHaveLength(2);
  });

  it("B04 goes back to an earlier head as a new revision, and what was approved then has to be approved again", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    await org.decide("bo", change);
    org.repository.commit({ [source.path]: `${source.after}// more\n` });
    expect(await org.propose()).toMatchObject({ change, revision: 2 });
    org.repository.git("update-ref", "refs/heads/topic", head);
    expect(await org.propose()).toMatchObject({ change, revision: 3, again: false });
    expect(await org.propose()).toMatchObject({ change, revision: 3, again: true });
    const answer = await org.gate(change, { environment: null });
    expect(answer.verdict.decisions).toMatchObject([{ counts: false, because: "out-of-order" }]);
    expect((await org.decide("bo", change)).verdict.verdict).toBe("allow");
  });

  it("is another change on another branch, and the same while commits are added", async () => {
    await using org = await testOrganisation();
    org.commitChange("one");
    const one = await org.propose({ head: "refs/heads/one" });
    org.commitChange("two", "export const fee = 9;\n");
    const two = await org.propose({ head: "refs/heads/two" });
    org.repository.checkout("one");
    org.repository.commit({ "src/more.ts": "export {};\n" });
    expect([two.change === one.change, (await org.propose({ head: "refs/heads/one" })).change === one.change]).toEqual([false, true]);
    expect((await listChanges(org.workplace)).map(({ id, revision }) => [id, revision])).toEqual([
      [two.change, 1],
      [one.change, 2],
    ]);
  });

  it("needs a registered repository, a difference, and a merge without conflict", async () => {
    await using org = await testOrganisation();
    expect((await failureOf(org.propose({ base: org.base, head: org.base }))).message).toBe("Nothing differs between base and head.");
    org.commitChange();
    org.repository.checkout("main");
    org.repository.commit({ [source.path]: "export const fee = 3;\n" });
    expect((await failureOf(org.propose())).message).toBe("Base and head cannot be merged without a conflict.");
    await using other = await testOrganisation();
    const strange = org.repository.path;
    org.repository.branch("aside", org.base);
    org.repository.commit({ "a.md": "A\n" }, { parents: [] });
    expect((await failureOf(propose(other.workplace, "ada", { repository: strange, base: "refs/heads/main", head: "refs/heads/topic" }))).code).toMatch(
      /^(?:not-found|bad-input)$/,
    );
    expect((await failureOf(org.propose({ change: "c-none", base: org.base }))).message).toBe("No change c-none of payments was put forward.");
  });
});

describe("evidence", () => {
  it("E02 added twice is one fact, under whatever name; E11 a red report stays although the old green run is added again", async () => {
    await using org = await testOrganisation();
    const head = org.commitChange();
    const { change } = await org.propose();
    const timed = (report: Uint8Array) => Buffer.from(Buffer.from(report).toString().replaceAll("<testcase ", '<testcase time="0.125" '));
    const green = timed(junit());
    await org.attach(head, [green, lcov()]);
    expect((await org.attach(head, [green, green])).map((each) => each.again)).toEqual([true, true]);
    const fresh = await org.attach(head, [timed(junit({ run: 2 })), timed(junit({ run: 2 }))]);
    expect(fresh.map((each) => [each.again, each.index === fresh[0]?.index])).toEqual([
      [false, true],
      [true, true],
    ]);
    await org.attach(head, [timed(junit({ passed: 2, failed: 1 }))]);
    await org.attach(head, [green]);
    expect(holding(await org.gate(change, { environment: null }))).toContain("criterion-not-met");
    expect(await org.facts("evidence-added")).toHaveLength(4);
  });

  it("E01 of another commit satisfies nothing; E04 none does neither, nor E07 one that contradicts itself", async () => {
    await using org = await testOrganisation();
    const head = org.commitChange();
    const { change } = await org.propose();
    await org.attach(org.base);
    expect(holding(await org.gate(change, { environment: null }))).toEqual(expect.arrayContaining(["evidence-missing"]));
    await org.attach(head, [Buffer.from('<testsuites><testsuite name="x" tests="3" failures="0"><testcase name="a"><failure/></testcase></testsuite></testsuites>')]);
    const answer = await org.gate(change, { environment: null });
    expect(holding(answer)).toEqual(expect.arrayContaining(["evidence-inconsistent"]));
    await org.attach(head);
    expect(holding(await org.gate(change, { environment: null }))).toEqual(["approval-missing"]);
  });

  it("of no known format is refused, all files together, and nothing is recorded", async () => {
    await using org = await testOrganisation();
    const head = org.commitChange();
    const { size } = org.workplace.store;
    const failure = await failureOf(org.attach(head, [junit(), Buffer.from("not a report")]));
    expect(failure.code).toBe("evidence-refused");
    expect(failure.message).toMatch(/^report-1: /);
    expect(org.workplace.store.size).toBe(size);
    expect((await failureOf(org.attach("main~40"))).code).toMatch(/^(?:unknown-reference|bad-input)$/);
  });
});

it("R10 the default policy is in force from the founding", async () => {
  await using org = await testOrganisation();
  expect(await org.workplace.store.read.policyInForce("organisation", null)).toMatchObject({ version: 1, text: defaultPolicyText, signature: null });
});
