import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { governedDocuments, reviewItems } from "../../model/fact.ts";
import { finishedBlueprint } from "../../workflow/testing-blueprint.ts";
import { commands } from "../table.ts";
import { type GovernedTest, governedTest } from "../testing-governed.ts";

let here: GovernedTest;
let files: Record<string, string>;
const charter = ".countersign/charter.yaml";
const generated = ".countersign/documents/charter.md";
const reason = "The customer's contract names the date.";

beforeAll(async () => {
  here = await governedTest();
  files = await finishedBlueprint(here.org);
});
afterAll(() => here[Symbol.asyncDispose]());

// One blueprint from its first day to its last: each test goes on where the one before it ended.
describe("the command blueprint", () => {
  it("offers the documents and items that there are", () => {
    const choices = (name: string, at: number) => commands.find((entry) => entry.name === name)?.arguments[at]?.choices;
    expect([choices("blueprint sign", 0), choices("blueprint acknowledge", 0), choices("tools review", 1)]).toEqual([governedDocuments, governedDocuments, reviewItems]);
  });

  it("R64 skip says that it is debt, and start ends that; R49 dates come from the file, and unusual ones are told", async () => {
    expect(await here.run("bo", "blueprint", "skip", "--reason", reason)).toMatchObject({ exit: 0, out: expect.stringContaining("governance debt") });
    here.org.clock.advance("3d");
    expect((await here.run("bo", "blueprint", "status")).out).toContain("governance debt for 3 days");
    const blueprint = files[".countersign/blueprint.yaml"] ?? "";
    here.write({ ".countersign/blueprint.yaml": blueprint.replace(/^start: .*$/m, "start: 2026-11-05").replace(/^end: .*$/m, "end: 2026-11-12") });
    expect(await here.run("chen", "blueprint", "start")).toMatchObject({ exit: 1 });
    const started = await here.run("bo", "blueprint", "start");
    expect([started.exit, started.out]).toEqual([0, expect.stringMatching(/runs from 2026-11-05 to 2026-11-12.*\n7 days: a blueprint usually takes 14 to 28\./)]);
    here.org.clock.advance("4d");
    expect((await here.run("bo", "blueprint", "status")).out).toContain("The blueprint of payments is open");
  });

  it("R50 except lets one change pass until a day", async () => {
    const { change } = await here.org.proposed();
    const words = ["blueprint", "except", change, "--until", "2026-11-20", "--reason"];
    expect(await here.run("bo", ...words, "short")).toMatchObject({ exit: 2 });
    expect(await here.run("bo", ...words, reason)).toMatchObject({ exit: 0, out: expect.stringContaining(`${change} may pass while the blueprint of payments is open`) });
    here.org.repository.checkout("main");
  });

  it("lint says with file, line and column what is wrong with a draft, and ends with 1", async () => {
    here.write({ ...files, [charter]: (files[charter] ?? "").replace("purpose:", "porpose:") });
    const { exit, out } = await here.run("bo", "blueprint", "lint");
    expect([exit, out]).toEqual([1, expect.stringMatching(/✗ \.countersign\/charter\.yaml:\d+:\d+: .*porpose.* document-invalid/)]);
    expect(out).not.toContain("file-missing");
    here.write({ ".countersign/blueprint.yaml": "blueprint: one\n" });
    expect(await here.run("bo", "blueprint", "write")).toMatchObject({ exit: 2, err: expect.stringContaining("Nothing was written") });
    here.write(files);
    expect(await here.run("bo", "blueprint", "lint")).toMatchObject({ exit: 0 });
  });

  it("write generates each document once, and reports what was changed by hand without touching it", async () => {
    const at = join(here.org.repository.path, generated);
    expect(await here.run("bo", "blueprint", "write", "--check")).toMatchObject({ exit: 1, out: expect.stringContaining(`${generated} is not there`) });
    expect(existsSync(at)).toBe(false);
    expect(await here.run("bo", "blueprint", "write")).toMatchObject({ exit: 0 });
    expect(await here.run("bo", "blueprint", "write", "--check")).toMatchObject({ exit: 0 });
    const edited = readFileSync(at, "utf8").replace(/^## .*$/m, "## By hand");
    writeFileSync(at, edited);
    const again = await here.run("bo", "blueprint", "write");
    expect([again.exit, again.out]).toEqual([1, expect.stringMatching(/✗ \.countersign\/documents\/charter\.md:\d+ was changed by hand\.\n +Write it in /)]);
    expect(readFileSync(at, "utf8")).toBe(edited);
    // A document whose source cannot be read stays as it is, and is named; the others are written.
    const risks = join(here.org.repository.path, ".countersign/documents/risks.md");
    rmSync(risks);
    here.write({ [charter]: (files[charter] ?? "").replace("purpose:", "porpose:") });
    const without = await here.run("bo", "blueprint", "write");
    expect([without.exit, without.out]).toEqual([
      1,
      expect.stringMatching(/✗ \.countersign\/documents\/charter\.md was not written\.\n +\.countersign\/charter\.yaml:\d+:\d+: .*porpose/),
    ]);
    expect([existsSync(risks), readFileSync(at, "utf8")]).toEqual([true, edited]);
    here.write(files);
  });

  it("R54 sign shows what is signed and signs what the branch holds, not the work tree", async () => {
    expect(await here.signed("bo", "blueprint", "sign", "charter")).toMatchObject({ exit: 2, err: expect.stringContaining("is not on refs/heads/main") });
    here.org.repository.commit(files);
    here.write({ [charter]: (files[charter] ?? "").replace("version: 1", "version: 9") });
    expect(await here.signed("chen", "blueprint", "sign", "charter")).toMatchObject({ exit: 1 });
    const asked = async () => /\n {2}Sign the charter of payments\n.*\n +countersign .*blueprint sign charter/.test((await here.run("bo", "inbox")).out);
    expect(await asked()).toBe(true);
    const { exit, out, err } = await here.signed("bo", "blueprint", "sign", "charter");
    expect(await asked()).toBe(false);
    expect([exit, out, err]).toEqual([
      0,
      expect.stringContaining("You signed version 1 of the charter"),
      expect.stringContaining("I approve version 1 of GOV-CHARTER-001, the charter of payments."),
    ]);
  });

  it("R81 status names who has to sign and who has not acknowledged; acknowledging takes a name away", async () => {
    const before = (await here.run("bo", "blueprint", "status")).out;
    expect(before).toMatch(/\nRead at refs\/heads\/main \((.*\n)+\nThe five areas\n(.*\n)+\nDocuments\n(.*\n)+\nAcknowledged\n(.*\n)+\nMissing before it is closed: /);
    expect(before).toContain("The risk register is not signed as it is now by the engineering lead. — Bo Berg or Dora Diaz");
    expect(before).toMatch(/by 0 of \d people; missing: .*Bo Berg/);
    expect(await here.run("bo", "blueprint", "acknowledge", "ai-policy")).toMatchObject({ exit: 0 });
    const { acknowledgements } = (await here.run("bo", "blueprint", "status", "--json")).json() as {
      acknowledgements: { by: { person: { name: string } }[]; missing: { person: { name: string } }[] };
    };
    expect(acknowledgements.by.map(({ person }) => person.name)).toEqual(["Bo Berg"]);
    expect(acknowledgements.missing.map(({ person }) => person.name)).not.toContain("Bo Berg");
  });

  it("R51, R59 close asks for prepared answers where nobody sits, refuses what is missing, and then says how long it took", async () => {
    expect(await here.signed("bo", "blueprint", "close")).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/the blueprint is not closed:\n(.*\n)* {2}· delivery is not signed as it is now by .*\n(.*\n)*Mend what is named/),
    });
    for (const document of ["delivery", "risks", "audit-trail", "ai-policy"]) await here.signed("bo", "blueprint", "sign", document);
    const asked = await here.signed("bo", "blueprint", "close");
    expect([asked.exit, asked.err]).toEqual([2, expect.stringMatching(/answers:\n +# .+\n +exit-1:\n +met: # true or false/)]);
    here.write({ "exit.yaml": "answers:\n  exit-1: { met: true }\n  exit-2: { met: false }\n" });
    const answers = ["--answers", join(here.org.repository.path, "exit.yaml")];
    expect(await here.signed("bo", "blueprint", "close", ...answers)).toMatchObject({ exit: 2, err: expect.stringContaining("exit-2 is not met") });
    here.write({ "exit.yaml": "answers:\n  exit-1: { met: true }\n  exit-2: { met: true, reason: Asked in the room }\n" });
    const closed = await here.signed("bo", "blueprint", "close", ...answers);
    expect([closed.exit, closed.out]).toEqual([0, expect.stringContaining("It was open for 4 days.")]);
    expect((await here.run("bo", "blueprint", "status")).out).toContain("The blueprint of payments was closed on 2026-11-09");
  });

  it("R110 show prints a document as it is generated, and writes it as a page and a PDF with its signatures", async () => {
    expect((await here.run("bo", "blueprint", "show", "charter")).out).toContain("GOV-CHARTER-001");
    const [page, pdf] = ["charter.html", "charter.pdf"].map((name) => join(here.org.scratch, name));
    expect(await here.run("bo", "blueprint", "show", "charter", "--html", page ?? "", "--pdf", pdf ?? "")).toMatchObject({ exit: 0 });
    expect(await here.run("bo", "blueprint", "show", "charter", "--pdf", join(here.org.scratch, "nowhere", "charter.pdf"))).toMatchObject({
      exit: 2,
      err: expect.stringContaining("could not be written: ENOENT"),
    });
    expect(readFileSync(page ?? "", "utf8")).toContain("Bo Berg");
    expect(
      readFileSync(pdf ?? "")
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    expect((await here.run("bo", "blueprint", "show", "charter", "--draft")).out).toContain("version: 9");
  });
});
