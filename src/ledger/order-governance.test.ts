import { describe, expect, it } from "vitest";
import type { Fact, FactData, FactType } from "../model/fact.ts";
import { closingDocuments } from "../model/signing.ts";
import { OrderReplay } from "./order.ts";

// Facts of governance alone, made by hand, with one fault planted in each ledger. `src/workflow/order.test.ts` finds the same from real exports.

const hex = (digit: string, length = 64) => digit.repeat(length);
const project = "p";
const lead = { person: "p-lead", fingerprint: "SHA256:p-lead" };
const roles = ["engineering-lead"];
const documents = closingDocuments.map((document) => ({ document, digest: "1".repeat(64) }));
const aDay = 86_400_000;

/** A ledger with a project, a change that `claude-code` wrote, an engineering lead, somebody without a role, and an agent in the lead's role. Each step stands a second after the one before. */
class Facts {
  readonly all: Fact[] = [];

  constructor() {
    this.add("project-registered", { project, repository: "sha256:r", branch: "refs/heads/main" }, "system");
    for (const [person, kind, roles] of [
      ["p-lead", "person", ["engineering-lead", "auditor"]],
      ["p-none", "person", []],
      ["p-robot", "agent", ["engineering-lead"]],
    ] as const) {
      this.add("person-enrolled", { person, kind, roles: [...roles] }, "system");
      this.add("key-enrolled", { person, fingerprint: `SHA256:${person}`, kind: "ssh" }, "system");
    }
    const adopted = this.add("policy-adopted", { level: "organisation", project: null, version: 1, digest: hex("0"), commit: null, fingerprint: null });
    const git = { base: hex("a", 40), head: hex("b", 40), resultTree: hex("c", 40), resultListing: hex("d") };
    const rest = {
      criteria: hex("f"),
      types: [],
      tier: "t",
      origin: { human: 1, ai: 1, mixed: 0, unknown: 0 },
      tools: ["claude-code"],
      contributors: [],
      sponsors: [],
      proposer: "p-none",
    };
    const wrote = [{ tool: "claude-code", model: "claude-opus-5-1" }];
    this.add(
      "change-proposed",
      { change: "c-1", revision: 1, project, repository: "sha256:r", ...git, policy: hex("e"), adoptions: [adopted], ...rest, wrote, documentsOnly: false },
      "p-none",
    );
  }

  add<T extends FactType>(type: T, data: FactData<T>, actor = "person" in data && typeof data.person === "string" ? data.person : lead.person): number {
    const index = this.all.length;
    this.all.push({ type, index, at: 1_000 * index, actor, organisation: "o", data, links: [], key: `${index}`, commitments: {} } as unknown as Fact);
    return index;
  }

  start(changed: Partial<FactData<"blueprint-started">> = {}): this {
    this.add("blueprint-started", { blueprint: "n-1", project, start: "2026-11-02", end: "2026-11-20", person: lead.person, ...changed });
    return this;
  }

  sign(documents: readonly FactData<"document-signed">["document"][] = closingDocuments, by = lead): this {
    for (const document of documents)
      this.add("document-signed", { signing: `g-${document}`, project, document, id: "GOV-1", version: "1", digest: hex("1"), reviewBy: null, roles, ...by });
    return this;
  }

  close(changed: Partial<FactData<"blueprint-closed">> = {}): this {
    this.add("blueprint-closed", { blueprint: "n-1", project, commit: hex("1", 40), digest: hex("1"), documents, ...lead, ...changed });
    return this;
  }

  except(changed: Partial<FactData<"blueprint-excepted">> = {}): this {
    this.add("blueprint-excepted", { exception: "w-1", project, change: "c-1", person: lead.person, until: aDay, ...changed });
    return this;
  }

  review(model: string | null = null): this {
    this.add("tool-review-opened", { review: "r-1", project: null, tool: "claude-code", model, items: ["process", "criteria"] });
    return this;
  }

  item(item: FactData<"tool-review-item-closed">["item"], person = lead.person): this {
    this.add("tool-review-item-closed", { review: "r-1", item, person });
    return this;
  }

  tool(type: "tool-suspended" | "tool-resumed", of: string | null = null, person = lead.person): this {
    this.add(type, { tool: "claude-code", project: of, person });
    return this;
  }

  advance(phase: string, changed: Partial<FactData<"phase-advanced">> = {}): this {
    this.add("phase-advanced", { project, phase, checkpoint: `${phase}-exit`, after: null, digest: hex("1"), roles, ...lead, ...changed });
    return this;
  }

  /** An allow that passed alone, so that nothing but governance can be wrong with it. */
  allow(changed: Partial<FactData<"verdict-given">> = {}): this {
    const data = {
      verdict: `v-${this.all.length}`,
      change: "c-1",
      revision: 1,
      environment: null,
      artifact: null,
      answer: "allow" as const,
      reasons: ["passed-alone"],
      reviewed: false,
    };
    const rest = { subjectDigest: hex("1"), policy: hex("e"), decisions: [], evidence: [], exceptions: [], until: aDay, evaluator: "e" };
    this.add("verdict-given", { ...data, ...rest, ...changed }, "system");
    return this;
  }

  get codes(): string[] {
    const replay = new OrderReplay();
    return this.all.flatMap((fact) => replay.next(fact)).map(({ code }) => code);
  }
}

function ledger(): Facts {
  return new Facts();
}

const robot = { person: "p-robot", fingerprint: "SHA256:p-robot" };
const nobody = { person: "p-none", fingerprint: "SHA256:p-none" };

describe("the order of governance, replayed from the facts alone", () => {
  it("R29 R49 R51 R106 finds nothing where every step stands where it may", () => {
    const facts = ledger()
      .start()
      .except()
      .allow({ exceptions: ["w-1"] })
      .sign()
      .close()
      .allow();
    facts.review().item("process").item("criteria").allow().tool("tool-suspended").tool("tool-resumed").allow();
    facts.advance("build", { after: null }).advance("release", { after: "build" });
    facts.add("risk-accepted", { risk: "R-1", project, digest: hex("1"), level: "high", until: "1970-01-02", roles, ...lead });
    facts.add("document-acknowledged", { project, document: "ai-policy", version: "1", digest: hex("1"), person: "p-none" });
    facts.add("escalation-drilled", { drill: "z-1", project, person: lead.person, outcome: "answered" });
    facts.add("effort-recorded", { effort: "f-1", project, checkpoint: "build-exit", minutes: 5, person: lead.person });
    expect(facts.codes).toEqual([]);
  });

  const faults: readonly (readonly [string, Facts, readonly string[]])[] = [
    ["R51 a blueprint is closed that was never started", ledger().sign().close(), ["no-such-blueprint"]],
    ["R51 a blueprint is closed twice", ledger().start().sign().close().close(), ["no-such-blueprint"]],
    ["R51 a blueprint is closed without its charter", ledger().start().sign(closingDocuments.slice(1)).close(), ["documents-unsigned"]],
    ["R51 an agent closes a blueprint", ledger().start().sign().close(robot), ["not-a-person"]],
    ["R49 two blueprints run at once", ledger().start().start({ blueprint: "n-2" }), ["blueprint-overlaps"]],
    ["R49 a blueprint ends before it starts", ledger().start({ end: "2026-11-01" }), ["days-reversed"]],
    ["R49 a blueprint of what is no project", ledger().start({ project: "other" }), ["no-such-project"]],
    ["R49 somebody without a role starts a blueprint", ledger().start({ person: "p-none" }), ["role-missing"]],
    ["R50 an exception names no change", ledger().start().except({ change: "c-none" }), ["no-such-change"]],
    ["R50 an agent makes an exception", ledger().start().except({ person: "p-robot" }), ["not-a-person"]],
    ["R50 an exception has ended before it is made", ledger().start().except({ until: 1 }), ["days-reversed"]],
    ["R29 a document is signed with somebody else's key", ledger().sign(["charter"], { ...lead, fingerprint: nobody.fingerprint }), ["key-not-enrolled"]],
    ["R29 an agent signs a document", ledger().sign(["charter"], robot), ["not-a-person"]],
    ["R100 somebody without a role drills the escalations", drilled("p-none"), ["role-missing"]],
    ["a risk is accepted until a day that has passed", accepted("1970-01-01"), ["days-reversed"]],
    ["R98 an agent records an effort", effort(robot.person), ["not-a-person"]],
    ["R60 a reversal is recorded of what nobody put forward", reversed("c-none"), ["no-such-change"]],
    ["R60 a constraint is stated twice", reversed("c-1", 2), ["closed-twice"]],
    ["R106 an item is closed of a review that nobody opened", ledger().item("process"), ["no-such-review"]],
    ["R106 an item is closed that the review does not ask", ledger().review().item("audit-events"), ["no-such-review"]],
    ["R106 an item is closed twice", ledger().review().item("process").item("process"), ["closed-twice"]],
    ["R106 an item is closed by nobody", ledger().review().item("process", "p-gone"), ["nobody"]],
    ["R106 somebody closes an item whose roles they do not hold", ledger().review().item("criteria", nobody.person), ["role-missing"]],
    ["R106 an agent closes an item", ledger().review().item("process", "p-robot"), ["not-a-person"]],
    ["R40 a tool is let in that was not suspended", ledger().tool("tool-resumed"), ["not-suspended"]],
    ["R40 a tool is let in elsewhere than it was suspended", ledger().tool("tool-suspended").tool("tool-resumed", project), ["not-suspended"]],
    ["R40 an agent lets itself in", ledger().tool("tool-suspended").tool("tool-resumed", null, "p-robot"), ["not-a-person"]],
    ["R55 a phase is left a second time", ledger().advance("build").advance("release", { after: "build" }).advance("build", { checkpoint: "again" }), ["phase-out-of-order"]],
    ["R55 a phase is signed in a role that its signer does not hold", ledger().advance("build", { roles: ["project-manager"] }), ["role-missing"]],
    ["R55 a phase is left while the blueprint is open", ledger().start().advance("blueprint"), ["phase-out-of-order"]],
    ["R55 a checkpoint is passed twice", ledger().advance("build").advance("build"), ["phase-out-of-order"]],
    ["R55 a phase is skipped", ledger().advance("build", { after: null }).advance("release", { after: "hardening" }), ["phase-out-of-order"]],
    [
      "R51 a blueprint closes with a document that was signed as it was earlier",
      ledger()
        .start()
        .sign()
        .close({ documents: documents.map((each, at) => (at === 0 ? { ...each, digest: hex("2") } : each)) }),
      ["documents-unsigned"],
    ],
    ["R64 a blueprint is skipped that runs", skipped(ledger().start()), ["blueprint-overlaps"]],
  ];
  it.each(faults)("finds that %s", (_, facts, codes) => expect(facts.codes).toEqual(codes));

  it("names whoever a fact was recorded for without doing it", () => {
    const facts = ledger();
    facts.add("document-acknowledged", { project, document: "ai-policy", version: "1", digest: hex("1"), person: lead.person }, "p-robot");
    expect(facts.codes).toEqual(["not-a-person"]);
  });
});

describe("an allow under the governance of its moment", () => {
  it("R50 while the blueprint ran needs its exception, which holds as long as it does", () => {
    expect(ledger().start().sign(["charter"]).allow().codes).toEqual(["allowed-in-blueprint"]);
    expect(ledger().start().sign(["charter"]).except().allow().codes).toEqual(["allowed-in-blueprint"]);
    expect(
      ledger()
        .start()
        .sign(["charter"])
        .except()
        .allow({ exceptions: ["w-1"], until: aDay + 1 }).codes,
    ).toEqual(["allowed-in-blueprint"]);
    expect(
      ledger()
        .start()
        .sign(["charter"])
        .except()
        .allow({ exceptions: ["w-1"] }).codes,
    ).toEqual([]);
    expect(ledger().allow().start().codes).toEqual([]);
  });

  it("A01 R50 needs the exception of somebody who did not contribute", () => {
    const facts = ledger().start().sign(["charter"]);
    const [proposed] = facts.all.filter(({ type }) => type === "change-proposed");
    if (proposed?.type === "change-proposed") facts.add("change-proposed", { ...proposed.data, revision: 2, contributors: [lead.person] }, "p-none");
    expect(facts.except().allow({ revision: 2, exceptions: ["w-1"] }).codes).toEqual(["allowed-in-blueprint"]);
  });

  it("R50 of documents alone, or in an emergency, needs none", () => {
    const facts = ledger().start();
    const [proposed] = facts.all.filter(({ type }) => type === "change-proposed");
    if (proposed?.type === "change-proposed") facts.add("change-proposed", { ...proposed.data, revision: 2, documentsOnly: true }, "p-none");
    expect(facts.allow({ revision: 2 }).codes).toEqual([]);
    const people = [lead, nobody];
    const broken = ledger().start();
    broken.add("break-glass-used", { exception: "b-1", change: "c-1", environment: "production", subjectDigest: hex("1"), people, expires: aDay });
    expect(broken.allow({ environment: "production", exceptions: ["b-1"], reasons: ["break-glass"] }).codes).toEqual([]);
  });

  it("R29 needs a charter that somebody signed once a blueprint was started", () => {
    expect(ledger().start().sign(closingDocuments.slice(1)).close().allow().codes).toEqual(["documents-unsigned", "allowed-without-charter"]);
  });

  it("R11 R40 R106 is of nothing that a suspended tool, or one under review, wrote", () => {
    expect(ledger().tool("tool-suspended", project).allow().codes).toEqual(["allowed-suspended-tool"]);
    expect(ledger().tool("tool-suspended", "other").codes).toEqual(["no-such-project"]);
    expect(ledger().review().item("process").allow().codes).toEqual(["allowed-tool-under-review"]);
    expect(ledger().review("claude-opus-5").allow().codes).toEqual(["allowed-tool-under-review"]);
    expect(ledger().review("claude-opus-4").allow().codes).toEqual([]);
  });
});

function drilled(person: string): Facts {
  const facts = ledger();
  facts.add("escalation-drilled", { drill: "z-1", project, person, outcome: "answered" });
  return facts;
}

function accepted(until: string): Facts {
  const facts = ledger();
  facts.add("risk-accepted", { risk: "R-1", project, digest: hex("1"), level: "high", until, roles, ...lead });
  return facts;
}

function effort(person: string): Facts {
  const facts = ledger();
  facts.add("effort-recorded", { effort: "f-1", project, checkpoint: "build-exit", minutes: 5, person });
  return facts;
}

function reversed(change: string, stated = 0): Facts {
  const facts = ledger();
  facts.add("reversal-recorded", { reversal: "v-1", project, change: "c-1", reversed: change, cause: "unstated-constraint", files: 1, restored: 1, person: lead.person });
  for (let time = 0; time < stated; time++) facts.add("constraint-stated", { reversal: "v-1", constraint: "no-eval", person: lead.person });
  return facts;
}

function skipped(facts: Facts): Facts {
  facts.add("blueprint-skipped", { project, person: lead.person });
  return facts;
}
