import { describe, expect, it } from "vitest";
import { decisionRights, unresolvedRights } from "./matrix.ts";
import { blueprintWith, contextOf, enrolled, namedContext } from "./testing.ts";

const ana = enrolled("ana", "Ana Costa", ["engineering-lead", "release-manager"], ["code-review", "security", "compliance"]);
const bo = enrolled("bo", "Bo Lindqvist", ["release-manager", "project-manager"], ["code-review", "security", "compliance"]);

describe("the decision-rights matrix", () => {
  it("R54 R62: has a row for every change type and environment, with every cell down to people once enough are enrolled", () => {
    const rights = decisionRights(blueprintWith(), contextOf([ana, bo]));
    expect(rights.map(({ name }) => name)).toEqual(["tests", "documentation", "dependencies", "infrastructure", "compliance", "security", "business-logic", "production"]);
    expect(unresolvedRights(rights)).toEqual([]);
    for (const { criteria, passesAlone, approvers, limit, escalation, owner, deputy } of rights) {
      expect(criteria.length + (passesAlone === null ? 0 : 1)).toBeGreaterThan(0);
      for (const cell of [limit, ...escalation, owner, deputy, ...approvers.filter(({ quorum }) => quorum !== "0")]) expect(cell.people).not.toEqual([]);
    }
    const security = rights.find(({ name }) => name === "security");
    expect(security).toMatchObject({
      owner: { says: "engineering lead", people: ["Ana Costa"] },
      deputy: { people: ["Bo Lindqvist"] },
      limit: { says: "after 1 day to the engineering lead", people: ["Ana Costa"] },
    });
  });

  it("R62: says which cell names too few people, where that is set and what mends it, once however many kinds of change it holds up", () => {
    const alone = enrolled("ana", "Ana Costa", ["engineering-lead", "release-manager"], ["code-review", "security"]);
    const found = unresolvedRights(decisionRights(blueprintWith(), contextOf([alone])));
    expect(found).toContainEqual({
      says: "Nobody is qualified for compliance.",
      hint: "Give somebody the qualification `compliance`.",
      file: "policy",
      path: "change-types.compliance.qualification",
      changes: ["compliance"],
    });
    expect(found).toContainEqual(expect.objectContaining({ file: "charter", path: "escalation.deputy", says: "Nobody has the role project manager." }));
    expect(found.find(({ path }) => path === "tiers.documentation.approvals")?.says).toBe("Asks for 2 different people (qualified for code review), and only Ana Costa is there.");
    expect(found.filter(({ path }) => path === "escalation.deputy")).toHaveLength(1);
  });

  it("a qualification that has run out, or a person who left, names nobody", () => {
    const over = { ...bo, qualifications: bo.qualifications.map((each) => ({ ...each, until: 1 })), person: bo.person };
    const gone = { ...ana, person: { ...ana.person, active: false } };
    const found = unresolvedRights(decisionRights(blueprintWith(), contextOf([gone, over])));
    expect(found.map(({ says }) => says)).toEqual(expect.arrayContaining(["Nobody is qualified for security.", "Nobody has the role engineering lead."]));
  });

  it("an owner who is the only deputy leaves nobody to stand in", () => {
    const both = enrolled("ana", "Ana Costa", ["engineering-lead", "project-manager"], []);
    const found = unresolvedRights(decisionRights(blueprintWith(), contextOf([both])));
    expect(found).toContainEqual(expect.objectContaining({ path: "escalation.deputy", says: "Ana Costa is the owner and the deputy, so nobody stands in." }));
  });

  it("goes by whom blueprint.yaml names while nobody is enrolled, under a role or a qualification's name", () => {
    const rights = decisionRights(blueprintWith(), namedContext());
    expect(rights.find(({ name }) => name === "security")?.approvers.find(({ says }) => says.includes("qualified for security"))?.people).toEqual(["bo"]);
    expect(unresolvedRights(rights).find(({ path }) => path === "environments.production.approvals")?.hint).toBe(
      "Name somebody under `people.release-manager` in `.countersign/blueprint.yaml`, or enrol people.",
    );
  });

  it("without a charter says that nobody keeps escalations moving", () => {
    const found = unresolvedRights(decisionRights({ ...blueprintWith(), charter: null }, contextOf([ana, bo])));
    expect(found.map(({ file, path }) => `${file} ${path}`)).toEqual(["charter escalation"]);
  });
});
