import { afterAll, beforeAll, expect, it } from "vitest";
import { finishedBlueprint } from "../../workflow/testing-blueprint.ts";
import { type GovernedTest, governedTest } from "../testing-governed.ts";

let here: GovernedTest;
const file = ".countersign/risks.yaml";
let register: string;

beforeAll(async () => {
  here = await governedTest();
  const files = await finishedBlueprint(here.org);
  register = (files[file] ?? "").replace("likelihood: 2, impact: 3", "likelihood: 5, impact: 5").replace("likelihood: 2, impact: 2", "likelihood: 4, impact: 5");
  here.org.repository.commit({ ...files, [file]: register });
  here.write({ ...files, [file]: register });
});
afterAll(() => here[Symbol.asyncDispose]());

interface Listed {
  readonly risks: readonly { readonly id: string; readonly level: string | null; readonly score: number; readonly acceptedUntil: string | null }[];
}

it("R56 risk lint names a risk without an owner with its line, and nothing of other files", async () => {
  expect(await here.run("bo", "risk", "lint")).toMatchObject({ exit: 0 });
  here.write({ [file]: register.replace(/^ {4}owner: bo\n/m, ""), ".countersign/charter.yaml": "charter: 1\n" });
  const { exit, out } = await here.run("bo", "risk", "lint");
  expect([exit, out]).toEqual([1, expect.stringMatching(/\.countersign\/risks\.yaml:\d+:\d+: .*R-001/)]);
  expect(out).not.toContain("charter.yaml");
  here.write({ [file]: register.replaceAll(/^ {4}owner: bo\n/gm, "    owner: boo\n") });
  const many = (await here.run("bo", "risk", "lint")).out;
  expect([many.match(/Did you mean/g)?.length, many]).toEqual([
    1,
    expect.stringMatching(/ {2}✗ \d+ times: boo is nobody who is enrolled\. person-unknown\n.*\n {4}\.countersign\/risks\.yaml:\d+, \d+/),
  ]);
});

it("R56 the authority for its level accepts a risk under a signature, until the register's longest day; a new rating ends that", async () => {
  const refused = await here.signed("bo", "risk", "accept", "R-001");
  expect([refused.exit, refused.err]).toEqual([1, expect.stringContaining("it needs the role policy owner")]);
  expect(await here.signed("ada", "risk", "accept", "R-001")).toMatchObject({ exit: 0, out: expect.stringContaining("R-001, of level critical, is accepted until 2027-05-02") });
  expect(await here.signed("bo", "risk", "accept", "R-002", "--until", "2026-01-31")).toMatchObject({ exit: 2 });
  const { risks } = (await here.run("bo", "risk", "list", "--json")).json() as Listed;
  expect(risks.slice(0, 2)).toMatchObject([
    { id: "R-001", level: "critical", score: 20, acceptedUntil: "2027-05-02" },
    { id: "R-002", level: "low", score: 4, acceptedUntil: null },
  ]);
  expect((await here.run("bo", "risk", "list")).out).toMatch(/\nR-001 {2}critical \(20\)/);
  here.org.repository.commit({ [file]: register.replace("likelihood: 4, impact: 5", "likelihood: 5, impact: 5") });
  expect(((await here.run("bo", "risk", "list", "--json")).json() as Listed).risks[0]).toMatchObject({ id: "R-001", score: 25, acceptedUntil: null });
});
