import { describe, expect, it } from "vitest";
import { acknowledge, adoptPolicy, closingDocuments, recordReversal, signAct, startBlueprint } from "../workflow/index.ts";
import { type Handle, source, testOrganisation } from "../workflow/testing.ts";
import { finishedBlueprint } from "../workflow/testing-blueprint.ts";
import { inbox } from "./inbox.ts";

const project = "payments";

describe("what governance asks of people stands in their inbox", () => {
  it("R54 R81 R107 goes from signatures to closing and reading, then to a phase that is late, and each is gone once it is done", async () => {
    await using org = await testOrganisation();
    await org.proposed();
    const asked = async (who: Handle) =>
      (await inbox(org.workplace, who)).asks.map(({ kind, about, until, overdue }) => `${kind} ${about} ${until?.slice(0, 10) ?? "-"}${overdue ? " overdue" : ""}`);
    const signatures = (day: string, documents = closingDocuments) => documents.map((document) => `signature ${document} ${day}`);
    const files = await finishedBlueprint(org);
    org.repository.checkout("main");
    org.repository.commit({ ...files, ".countersign/charter.yaml": files[".countersign/charter.yaml"]?.replace("status: approved", "status: draft") ?? "" });
    expect(await asked("bo")).toEqual(signatures("-", closingDocuments.slice(1)));

    await startBlueprint(org.workplace, "bo", { project, start: "2026-11-02", end: "2026-11-20" });
    // What was read of the branch is kept, and read anew once it moves.
    org.repository.commit(files);
    expect(await asked("bo")).toEqual(signatures("2026-11-20"));
    expect(await asked("chen")).toEqual([]);
    for (const document of closingDocuments) await signAct(org.workplace, "bo", { act: "document-signed", project, document }, org.signer("bo"));
    expect(await asked("bo")).toEqual(["closing payments 2026-11-20", "acknowledgement ai-policy -"]);
    expect(await asked("chen")).toEqual(["acknowledgement ai-policy -"]);
    await acknowledge(org.workplace, "chen", { project, document: "ai-policy" });
    expect(await asked("chen")).toEqual([]);

    const answers = ["exit-1", "exit-2"].map((criterion) => ({ criterion, met: true, measured: null, reason: null }));
    await signAct(org.workplace, "bo", { act: "blueprint-closed", project, answers }, org.signer("bo"));
    await acknowledge(org.workplace, "bo", { project, document: "ai-policy" });
    expect(await asked("bo")).toEqual([]);
    org.clock.advance("60d");
    expect((await asked("bo")).filter((ask) => ask.startsWith("phase "))).toEqual([expect.stringMatching(/^phase blueprint 2026-11-\d\d overdue$/)]);
  });

  it("R60 R106 names the item of a tool's review to whoever may close it, and the unstated constraint to the engineering lead", async () => {
    await using org = await testOrganisation();
    const { change: first } = await org.proposed();
    org.land();
    org.repository.branch("back", "refs/heads/main");
    org.repository.commit({ [source.path]: source.before }, { message: "Take it back" });
    const { change } = await org.propose({ head: "refs/heads/back" });
    const { id } = await recordReversal(org.workplace, "bo", { change, reversed: first, cause: "unstated-constraint", note: "Reports hold no names, which stood nowhere." });
    const text = "policy: 1\nversion: 2\nai: { tools: [{ tool: claude-code, owner: chen, models: [claude-opus-4*] }] }\n";
    await adoptPolicy(org.workplace, "ada", { text, file: "policy.yaml", sign: org.signer("ada") });
    const asked = async (who: Handle) => (await inbox(org.workplace, who)).asks.map(({ kind, about }) => `${kind} ${about.replace(/^\S+ /, "")}`).sort();
    expect(await asked("bo")).toEqual([`reversal ${id}`, "tool-review criteria", "tool-review process"]);
    expect(await asked("chen")).toEqual(["tool-review process"]);
    expect(await asked("ada")).toEqual(["tool-review audit-events", "tool-review criteria"]);
  });
});
